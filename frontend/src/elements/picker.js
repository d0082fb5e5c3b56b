import { Chips } from "../chips.js";
import { OPTION } from "../combobox.js";

/**
 * A long list, or one of which several values are chosen: a button opens it with a search above. The `<select>` within,
 * which nobody sees, holds the values; whoever changes its options says so by `o:offered`.
 */
class Picker extends HTMLElement {
  #at = 0;
  /** @type {Chips | null} */
  #chips = null;

  connectedCallback() {
    if (this.#chips) return;
    const chips = /** @type {HTMLElement} */ (this.querySelector(".o-chips"));
    this.#chips = new Chips(chips, this.dataset.remove ?? "", () => this.#removed());
    for (const event of ["change", "o:offered"]) this.#select.addEventListener(event, () => this.#draw());
    this.#button.addEventListener("click", () => this.#show(Boolean(this.#panel.hidden)));
    this.#button.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowDown" || !this.#panel.hidden) return;
      event.preventDefault();
      this.#show(true);
    });
    this.#search.addEventListener("input", () => this.#list());
    this.#search.addEventListener("keydown", (event) => this.#key(event));
    this.#panel.addEventListener("mousedown", (event) => {
      if (event.target !== this.#search) event.preventDefault(); // the cursor stays in the search
    });
    this.#panel.addEventListener("click", (event) => {
      const option = event.target instanceof Element ? event.target.closest(OPTION) : null;
      if (option instanceof HTMLElement) this.#choose(option.dataset.value ?? "");
    });
    this.addEventListener("focusout", (event) => {
      if (!(event.relatedTarget instanceof Node && this.contains(event.relatedTarget))) this.#show(false);
    });
    this.#draw();
  }

  get #select() {
    return /** @type {HTMLSelectElement} */ (this.querySelector("select"));
  }

  get #button() {
    return /** @type {HTMLButtonElement} */ (this.querySelector(".o-picker-button"));
  }

  get #panel() {
    return /** @type {HTMLElement} */ (this.querySelector(".o-picker-panel"));
  }

  get #search() {
    return /** @type {HTMLInputElement} */ (this.querySelector("[type=search]"));
  }

  get #chosen() {
    return [...this.#select.selectedOptions].filter((option) => option.value);
  }

  /** Show what is chosen: several as chips, one as the text of the button. */
  #draw() {
    const shown = this.#chosen.map((option) => ({ key: option.value, text: option.text, color: option.dataset.color ?? "" }));
    this.#chips?.replace(this.#select.multiple ? shown : []);
    const said = this.#button.querySelector("span");
    if (said) {
      said.textContent = shown.map((one) => one.text).join(", ");
      said.classList.toggle("visually-hidden", this.#select.multiple);
    }
    if (!this.#panel.hidden) this.#list();
  }

  /** @param {boolean} open */
  #show(open) {
    if (this.#panel.hidden === !open) return;
    this.#panel.hidden = !open;
    this.#panel.classList.toggle("show", open);
    this.#button.setAttribute("aria-expanded", String(open));
    if (!open) return;
    this.#search.value = "";
    this.#at = Math.max(0, this.#offered.findIndex((option) => option.selected));
    this.#list();
    this.#search.focus();
  }

  /** The options in which the words stand. */
  get #offered() {
    const words = this.#search.value.trim().toLowerCase();
    return [...this.#select.options].filter((option) => option.value && option.text.toLowerCase().includes(words));
  }

  #list() {
    const list = /** @type {HTMLElement} */ (this.querySelector("[role=listbox]"));
    const offered = this.#offered;
    this.#at = Math.min(this.#at, Math.max(0, offered.length - 1));
    list.replaceChildren(...offered.map((option, number) => {
      const item = document.createElement("li");
      item.id = `${list.id}-${number}`;
      item.className = `dropdown-item${number === this.#at ? " active" : ""}`;
      item.dataset.value = option.value;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", String(option.selected));
      const text = Object.assign(document.createElement("span"), { textContent: option.text });
      if (option.dataset.color) text.className = `badge bg-${option.dataset.color}-lt`;
      item.append(text);
      return item;
    }));
    if (!offered.length) {
      const nothing = Object.assign(document.createElement("li"), { className: "dropdown-item disabled", textContent: this.dataset.none ?? "" });
      nothing.setAttribute("role", "option");
      nothing.setAttribute("aria-disabled", "true");
      list.append(nothing);
      this.#search.removeAttribute("aria-activedescendant");
      return;
    }
    const active = /** @type {HTMLElement} */ (list.children[this.#at]);
    this.#search.setAttribute("aria-activedescendant", active.id);
    active.scrollIntoView({ block: "nearest" });
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const offered = this.#offered;
    if (event.isComposing) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      event.preventDefault();
      this.#show(false);
      this.#button.focus();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && offered.length) {
      event.preventDefault();
      this.#at = (this.#at + (event.key === "ArrowDown" ? 1 : -1) + offered.length) % offered.length;
      this.#list();
    } else if (event.key === "Enter") {
      event.preventDefault();
      const option = offered[this.#at];
      if (option) this.#choose(option.value);
    }
  }

  /** @param {string} value */
  #choose(value) {
    const option = [...this.#select.options].find((one) => one.value === value);
    if (!option) return;
    if (this.#select.multiple) option.selected = !option.selected;
    else this.#select.value = option.selected ? "" : value;
    this.#select.dispatchEvent(new Event("change", { bubbles: true }));
    if (this.#select.multiple) return;
    this.#show(false);
    this.#button.focus();
  }

  #removed() {
    const kept = this.#chips?.keys ?? [];
    for (const option of this.#select.options) option.selected = kept.includes(option.value);
    this.#select.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

customElements.define("o-picker", Picker);
