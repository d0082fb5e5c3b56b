/** A button and what it opens. Escape, a click elsewhere or on an entry, and leaving with the keyboard close it. */
class Popup extends HTMLElement {
  connectedCallback() {
    this.#button?.addEventListener("click", () => this.#show(Boolean(this.#panel?.hidden)));
    this.addEventListener("click", (event) => {
      if (event.target instanceof Element && event.target.closest(".dropdown-item")) this.#show(false);
    });
    this.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || this.#panel?.hidden) return;
      event.stopPropagation();
      this.#show(false);
      this.#button?.focus();
    });
    this.addEventListener("focusout", (event) => {
      if (event.relatedTarget instanceof Node && !this.contains(event.relatedTarget)) this.#show(false);
    });
    document.addEventListener("click", this.#elsewhere);
  }

  disconnectedCallback() {
    document.removeEventListener("click", this.#elsewhere);
  }

  #elsewhere = (/** @type {MouseEvent} */ event) => {
    if (event.target instanceof Node && !this.contains(event.target)) this.#show(false);
  };

  get #button() {
    return /** @type {HTMLButtonElement | null} */ (this.querySelector("[aria-controls]"));
  }

  get #panel() {
    return document.getElementById(this.#button?.getAttribute("aria-controls") ?? "");
  }

  /** @param {boolean} open */
  #show(open) {
    if (!this.#panel) return;
    this.#panel.hidden = !open;
    this.#panel.classList.toggle("show", open);
    this.#button?.setAttribute("aria-expanded", String(open));
  }
}

customElements.define("o-popup", Popup);
