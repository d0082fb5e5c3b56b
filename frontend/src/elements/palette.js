/**
 * The command palette: Ctrl+K opens it from everywhere, typing asks the server what is offered, arrows choose, Enter goes there.
 * The pattern is that of a combobox with a list (WAI-ARIA 1.2).
 */
class Palette extends HTMLElement {
  #at = -1;
  /** Enter was pressed before the answer to what is typed was there: it holds as soon as it is. */
  #eager = false;
  /** The words that the entries answer. @type {string | null} */
  #words = null;

  connectedCallback() {
    document.addEventListener("keydown", this.#called);
    this.#input.addEventListener("keydown", (event) => this.#key(event));
    this.#dialog.addEventListener("click", (event) => {
      if (event.target === this.#dialog) this.#dialog.close();
      const pressed = event.target instanceof Element ? event.target.closest("[data-press]") : null;
      if (!(pressed instanceof HTMLElement)) return;
      this.#dialog.close();
      /** @type {HTMLElement | null} */ (document.querySelector(pressed.dataset.press ?? ""))?.click();
    });
    // What was chosen has gone with the entries before.
    this.addEventListener("htmx:after:swap", (event) => this.#shown(event));
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#called);
  }

  /** Whether what is shown answers what is typed: who types quickly must not be led to what was asked before. */
  get #answered() {
    return this.#words === this.#input.value;
  }

  /** @param {Event} event */
  #shown(event) {
    const { action } = /** @type {CustomEvent<{ctx: {request: {action: string}}}>} */ (event).detail.ctx.request;
    this.#words = new URL(action, location.href).searchParams.get("q") ?? "";
    this.#choose(0);
    if (this.#eager && this.#answered) this.#go();
  }

  #go() {
    this.#eager = false;
    this.#entries[this.#at]?.click();
  }

  get #dialog() {
    return /** @type {HTMLDialogElement} */ (this.querySelector("dialog"));
  }

  get #input() {
    return /** @type {HTMLInputElement} */ (this.querySelector("input"));
  }

  get #entries() {
    return /** @type {HTMLElement[]} */ ([...this.querySelectorAll("[role=option]:not([aria-disabled])")]);
  }

  #called = (/** @type {KeyboardEvent} */ event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    if (this.#dialog.open) {
      this.#dialog.close();
      return;
    }
    this.#input.value = "";
    this.#words = null;
    this.#dialog.showModal();
    this.#input.dispatchEvent(new CustomEvent("o:open"));
  };

  /** @param {KeyboardEvent} event */
  #key(event) {
    const count = this.#entries.length;
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count) {
      event.preventDefault();
      this.#choose((this.#at + (event.key === "ArrowDown" ? 1 : -1) + count) % count);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (this.#answered) this.#go();
      else this.#eager = true;
    } else this.#eager = false;
  }

  /** @param {number} at */
  #choose(at) {
    this.#at = at;
    this.#entries.forEach((entry, number) => entry.setAttribute("aria-selected", String(number === at)));
    const chosen = this.#entries[at];
    this.#input.setAttribute("aria-activedescendant", chosen?.id ?? "");
    chosen?.scrollIntoView({ block: "nearest" });
  }
}

customElements.define("o-palette", Palette);
