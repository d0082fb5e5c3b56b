/** A list with the record that is chosen in it beside it. What does that is loaded where it is seen. */
class Split extends HTMLElement {
  /** @type {(() => void) | null} */
  #end = null;

  async connectedCallback() {
    const { besides } = await import("../split.js");
    if (this.isConnected) this.#end ??= besides(this);
  }

  disconnectedCallback() {
    this.#end?.();
    this.#end = null;
  }
}

customElements.define("o-split", Split);
