// A text field with a list below it (the combobox of WAI-ARIA 1.2): typing looks for something, arrows choose it, Enter takes it.

/** How long typing may pause before something is looked for, in milliseconds. */
const PAUSE = 200;
/** What can be taken; where nothing was found, an option that cannot says so. */
export const OPTION = "[role=option]:not([aria-disabled])";

/**
 * Something to choose.
 * @typedef {object} Item
 * @property {string} key
 * @property {string} text
 * @property {string} [detail] what tells it from others of the same name
 * @property {boolean} [action] whether it does something instead of being a value
 */

/**
 * What a combobox is told by the element that has it.
 * @typedef {object} Purpose
 * @property {() => Promise<Item[]>} find what is offered for what stands in the field
 * @property {(item: Item) => void} take what follows when something was chosen
 * @property {(escaped: boolean) => void} leave what follows when nothing was: Escape was pressed, or the focus went elsewhere
 * @property {string} none what is said where nothing is found
 */

export class Combobox {
  #timer = 0;
  #asked = 0;
  #at = -1;
  /** Whether something is being looked for. */
  #looking = false;
  /** @type {Item[]} */
  #items = [];

  /**
   * @param {HTMLInputElement} input
   * @param {HTMLElement} list
   * @param {Purpose} purpose
   */
  constructor(input, list, purpose) {
    this.input = input;
    this.list = list;
    this.purpose = purpose;
    input.addEventListener("input", () => this.#soon());
    input.addEventListener("focus", () => void this.show());
    input.addEventListener("click", () => this.list.hidden && void this.show());
    input.addEventListener("blur", () => this.#leave());
    input.addEventListener("keydown", (event) => this.#key(event));
    list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const option = event.target instanceof Element ? event.target.closest(OPTION) : null;
      const item = option ? this.#items[[...this.#options].indexOf(/** @type {HTMLElement} */ (option))] : undefined;
      if (item) this.#take(item);
    });
  }

  get #options() {
    return /** @type {NodeListOf<HTMLElement>} */ (this.list.querySelectorAll(OPTION));
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#looking = true;
    this.#timer = window.setTimeout(() => void this.show(), PAUSE);
  }

  /** Look for what stands in the field, and offer it. An answer that another question has overtaken is dropped. */
  async show() {
    clearTimeout(this.#timer);
    const asked = ++this.#asked;
    this.#looking = true;
    let items;
    try {
      items = await this.purpose.find();
    } catch {
      items = /** @type {Item[]} */ ([]);
    }
    if (asked === this.#asked && document.activeElement === this.input) this.#offer(items);
  }

  /** @param {Item[]} items */
  #offer(items) {
    this.#items = items;
    this.#at = -1;
    this.#looking = false;
    this.list.replaceChildren(...items.map((item, number) => this.#option(item, number)));
    if (!items.some((item) => !item.action)) {
      const nothing = document.createElement("li");
      nothing.className = "dropdown-item disabled";
      nothing.setAttribute("role", "option");
      nothing.setAttribute("aria-disabled", "true");
      nothing.textContent = this.purpose.none;
      this.list.prepend(nothing);
    }
    this.list.hidden = false;
    this.list.classList.add("show");
    this.input.setAttribute("aria-expanded", "true");
    this.input.removeAttribute("aria-activedescendant");
  }

  /**
   * @param {Item} item
   * @param {number} number
   */
  #option(item, number) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${number}`;
    option.className = `dropdown-item${item.action ? " o-action" : ""}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.append(Object.assign(document.createElement("span"), { textContent: item.text }));
    if (item.detail) option.append(Object.assign(document.createElement("small"), { textContent: item.detail }));
    return option;
  }

  close() {
    clearTimeout(this.#timer);
    this.#asked += 1;
    this.#looking = false;
    this.list.hidden = true;
    this.list.classList.remove("show");
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const open = !this.list.hidden;
    if (event.isComposing) return; // Enter takes what an input method offers, not what we do
    if (event.key === "Escape" && (open || this.#looking)) {
      event.stopPropagation();
      event.preventDefault();
      this.purpose.leave(true);
      this.close();
    } else if (event.key === "ArrowDown" && !open) {
      event.preventDefault();
      void this.show();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && this.#items.length) {
      event.preventDefault();
      this.#go(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && (open || this.#looking)) {
      event.preventDefault();
      if (this.#looking) void this.show().then(() => this.#enter());
      else this.#enter();
    }
  }

  /** Take what is marked, or the only one that there is. */
  #enter() {
    const values = this.#items.filter((item) => !item.action);
    const item = this.#items[this.#at] ?? (values.length === 1 ? values[0] : undefined);
    if (item && !this.list.hidden) this.#take(item);
  }

  /** @param {number} step */
  #go(step) {
    this.#at = (this.#at + step + this.#items.length) % this.#items.length;
    this.#options.forEach((option, number) => {
      option.classList.toggle("active", number === this.#at);
      option.setAttribute("aria-selected", String(number === this.#at));
      if (number !== this.#at) return;
      option.scrollIntoView({ block: "nearest" });
      this.input.setAttribute("aria-activedescendant", option.id);
    });
  }

  /** @param {Item} item */
  #take(item) {
    this.close();
    this.purpose.take(item);
  }

  #leave() {
    this.purpose.leave(false);
    this.close();
  }
}
