import { made } from "../made.js";

/** The menu of forms for new records. Alt+N opens it from anywhere; what was made lately stands first. */
class Shortcuts extends HTMLElement {
  connectedCallback() {
    this.addEventListener("htmx:after:swap", () => this.#fill());
    document.addEventListener("keydown", this.#opened);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#opened);
  }

  get #button() {
    return /** @type {HTMLButtonElement} */ (this.querySelector("[aria-controls]"));
  }

  #opened = (/** @type {KeyboardEvent} */ event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.code !== "KeyN" || !this.offsetParent) return;
    event.preventDefault();
    this.#button.focus();
    this.#button.click();
  };

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
