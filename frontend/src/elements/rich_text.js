/** Formatted text. What edits it is fetched when somebody begins to write. */
class RichText extends HTMLElement {
  #begun = false;

  connectedCallback() {
    this.addEventListener("focusin", () => void this.#begin());
    this.addEventListener("pointerdown", () => void this.#begin());
  }

  async #begin() {
    if (this.#begun) return;
    this.#begun = true;
    const { edit } = await import("../rich_text_editor.js");
    edit(this);
  }
}

customElements.define("o-rich-text", RichText);
