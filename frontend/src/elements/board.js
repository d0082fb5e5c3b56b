/** A list as a board, whose script only boards load. */
class BoardElement extends HTMLElement {
  async connectedCallback() {
    const { Board } = await import("../list/board.js");
    new Board(this).begin();
    this.dataset.ready = ""; // from now on records can be moved
  }
}

customElements.define("o-board", BoardElement);
