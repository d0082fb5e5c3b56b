/** A search above the entries of a menu: typing leaves those in which the words stand, Enter takes the only one or the first. */
class Narrow extends HTMLElement {
  connectedCallback() {
    this.#input.addEventListener("input", () => this.#narrow());
    this.#input.addEventListener("o:open", () => {
      this.#input.value = "";
      this.#narrow();
      this.#input.focus();
    });
    this.#input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      this.#entries.find((entry) => !entry.hidden)?.click();
    });
  }

  get #input() {
    return /** @type {HTMLInputElement} */ (this.querySelector("input"));
  }

  /** @returns {HTMLElement[]} */
  get #entries() {
    return [...(this.parentElement?.querySelectorAll("nav .dropdown-item") ?? [])].map((entry) => /** @type {HTMLElement} */ (entry));
  }

  #narrow() {
    const words = this.#input.value.trim().toLowerCase();
    for (const entry of this.#entries) entry.hidden = !entry.textContent?.toLowerCase().includes(words);
  }
}

customElements.define("o-narrow", Narrow);
