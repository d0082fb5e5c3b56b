/**
 * Tabs with their panels: arrows go from one to the next, as everybody expects of tabs (WAI-ARIA 1.2). The one that is open
 * stands in the address, so that a page that is opened again shows it.
 */
class Tabs extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const tab = event.target instanceof Element ? event.target.closest("[role=tab]") : null;
      if (tab instanceof HTMLElement) this.#show(tab);
    });
    this.addEventListener("keydown", (event) => {
      const at = this.#tabs.findIndex((tab) => tab === event.target);
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
      const tab = at < 0 || to === undefined ? undefined : this.#tabs.at(to % this.#tabs.length);
      if (!tab) return;
      event.preventDefault();
      tab.focus();
      this.#show(tab);
    });
    const named = this.#tabs.find((tab) => `#${tab.getAttribute("aria-controls")}` === location.hash);
    if (named) this.#show(named);
  }

  get #tabs() {
    return /** @type {HTMLElement[]} */ ([...this.querySelectorAll("[role=tab]")]);
  }

  /** @param {HTMLElement} shown */
  #show(shown) {
    for (const tab of this.#tabs) {
      const panel = document.getElementById(tab.getAttribute("aria-controls") ?? "");
      tab.setAttribute("aria-selected", String(tab === shown));
      tab.tabIndex = tab === shown ? 0 : -1;
      if (panel) panel.hidden = tab !== shown;
    }
    history.replaceState(history.state, "", `#${shown.getAttribute("aria-controls")}`);
    shown.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}

customElements.define("o-tabs", Tabs);
