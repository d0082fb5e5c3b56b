import { made } from "../made.js";

/** The menu of forms for new records. Alt+N opens it from anywhere, arrows go through it; what was made lately stands first. */
class Shortcuts extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", (event) => this.#key(event));
    this.addEventListener("htmx:after:swap", () => this.#fill());
    document.addEventListener("keydown", this.#opened);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#opened);
  }

  get #button() {
    return /** @type {HTMLButtonElement} */ (this.querySelector("[aria-controls]"));
  }

  get #items() {
    return /** @type {HTMLElement[]} */ ([...this.querySelectorAll(".dropdown-item")]);
  }

  #opened = (/** @type {KeyboardEvent} */ event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.code !== "KeyN" || !this.offsetParent) return;
    event.preventDefault();
    this.#button.focus();
    this.#button.click();
  };

  /** @param {KeyboardEvent} event */
  #key(event) {
    const items = this.#items;
    const at = items.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const next = { ArrowDown: at + 1, ArrowUp: at < 0 ? -1 : at - 1, Home: 0, End: -1 }[event.key];
    if (next === undefined || !items.length || this.#button.getAttribute("aria-expanded") !== "true") return;
    event.preventDefault();
    items[(next + items.length) % items.length]?.focus();
  }

  /** Put what was made lately above the rest, where it may be made still. */
  #fill() {
    const place = /** @type {HTMLElement | null} */ (this.querySelector("[data-made]"));
    const rest = this.querySelector("template");
    if (!place || !rest) return;
    for (const object of made()) {
      const own = this.querySelector(`.dropdown-item[data-object="${CSS.escape(object)}"]`);
      const link = own ?? rest.content.querySelector(`[data-object="${CSS.escape(object)}"]`);
      if (!link) continue;
      place.append(link);
      place.hidden = false;
    }
  }
}

customElements.define("o-shortcuts", Shortcuts);
