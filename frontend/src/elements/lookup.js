import { call } from "../api.js";

/** How long typing may pause before records are looked for, in milliseconds. */
const PAUSE = 200;
const SHOWN = 10;

/**
 * A field that points to a record: typing looks for it, arrows choose it, Enter takes it. What was typed and not chosen goes.
 * The pattern is that of a combobox with a list (WAI-ARIA 1.2).
 */
class Lookup extends HTMLElement {
  #timer = 0;
  #shown = "";
  #at = -1;

  connectedCallback() {
    this.#shown = this.#input.value;
    this.#input.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => void this.#find(), PAUSE);
    });
    this.#input.addEventListener("focus", () => void this.#find());
    this.#input.addEventListener("blur", () => this.#leave());
    this.#input.addEventListener("keydown", (event) => this.#key(event));
    this.#list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const option = event.target instanceof Element ? event.target.closest("[data-id]") : null;
      if (option instanceof HTMLElement) this.#choose(option);
    });
  }

  get #input() {
    return /** @type {HTMLInputElement} */ (this.querySelector("[role=combobox]"));
  }

  get #key_input() {
    return /** @type {HTMLInputElement} */ (this.querySelector("[data-kind=lookup]"));
  }

  get #list() {
    return /** @type {HTMLElement} */ (this.querySelector("[role=listbox]"));
  }

  get #options() {
    return /** @type {HTMLElement[]} */ ([...this.#list.querySelectorAll("[data-id]")]);
  }

  async #find() {
    const words = this.#input.value === this.#shown ? "" : this.#input.value.trim();
    const { target, named } = this.dataset;
    const query = words
      ? `/search?q=${encodeURIComponent(words)}&objects=${target}&limit=${SHOWN}`
      : `/${target}?fields=id,${named}&sort=${named}&limit=${SHOWN}`;
    try {
      const { records } = await call("GET", query);
      this.#offer(records.map((/** @type {any} */ one) => ({ id: one.id, name: words ? one.name : one[named ?? "name"] })));
    } catch {
      this.#close();
    }
  }

  /** @param {{id: string, name: string | null}[]} records */
  #offer(records) {
    if (document.activeElement !== this.#input) return;
    this.#at = -1;
    this.#list.replaceChildren(...records.map((record, number) => {
      const option = document.createElement("li");
      option.id = `${this.#list.id}-${number}`;
      option.className = "dropdown-item";
      option.dataset.id = record.id;
      option.textContent = record.name ?? record.id;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      return option;
    }));
    if (!records.length) {
      const nothing = document.createElement("li");
      nothing.className = "dropdown-item disabled";
      nothing.textContent = this.dataset.none ?? "";
      this.#list.append(nothing);
    }
    this.#list.hidden = false;
    this.#list.classList.add("show");
    this.#input.setAttribute("aria-expanded", "true");
  }

  #close() {
    this.#list.hidden = true;
    this.#list.classList.remove("show");
    this.#input.setAttribute("aria-expanded", "false");
    this.#input.removeAttribute("aria-activedescendant");
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const options = this.#options;
    if (event.key === "Escape" && !this.#list.hidden) {
      event.stopPropagation();
      this.#input.value = this.#shown;
      this.#close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && options.length) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.#at = (this.#at + step + options.length) % options.length;
      options.forEach((option, number) => {
        option.classList.toggle("active", number === this.#at);
        option.setAttribute("aria-selected", String(number === this.#at));
      });
      this.#input.setAttribute("aria-activedescendant", options[this.#at]?.id ?? "");
    } else if (event.key === "Enter" && !this.#list.hidden) {
      event.preventDefault();
      const option = options[this.#at] ?? (options.length === 1 ? options[0] : undefined);
      if (option) this.#choose(option);
    }
  }

  /** @param {HTMLElement} option */
  #choose(option) {
    this.#take(option.dataset.id ?? "", option.textContent ?? "");
    this.#close();
  }

  /**
   * @param {string} id
   * @param {string} name
   */
  #take(id, name) {
    this.#key_input.value = id;
    this.#input.value = this.#shown = name;
    this.#key_input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  #leave() {
    clearTimeout(this.#timer);
    if (!this.#input.value.trim() && this.#key_input.value) this.#take("", "");
    else this.#input.value = this.#shown;
    this.#close();
  }
}

customElements.define("o-lookup", Lookup);
