/** A list with its tools, whose scripts only list pages load. */
class ListTools extends HTMLElement {
  async connectedCallback() {
    const { prepareHeads } = await import("../list/tools.js");
    prepareHeads(this);
  }
}

customElements.define("o-list-tools", ListTools);
