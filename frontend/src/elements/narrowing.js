import { filled } from "../list.js";

/** Whether all is shown, within this tab: who has unfolded it goes on from list to list so. */
const KEY = "objectry.narrowing";

/** What narrows a list down, in one row: of what has no room there, the button behind it says how much it is, and unfolds it. */
class Narrowing extends HTMLElement {
  /** Its own width depends on what is shown, that of the row does not. */
  #watching = new ResizeObserver(() => this.#fit());

  connectedCallback() {
    this.#button.addEventListener("click", () => {
      sessionStorage.setItem(KEY, this.hasAttribute("data-all") ? "" : "all");
      this.#unfold();
      this.#fit();
    });
    this.#unfold();
    this.#watching.observe(/** @type {HTMLElement} */ (this.parentElement));
  }

  disconnectedCallback() {
    this.#watching.disconnect();
  }

  get #button() {
    return /** @type {HTMLButtonElement} */ (this.nextElementSibling);
  }

  #unfold() {
    this.toggleAttribute("data-all", sessionStorage.getItem(KEY) === "all");
  }

  #fit() {
    const all = this.hasAttribute("data-all");
    const button = this.#button;
    this.removeAttribute("data-all");
    for (const one of this.children) one.classList.remove("o-beyond");
    button.hidden = true;
    const fits = this.scrollWidth <= this.clientWidth;
    button.hidden = fits;
    this.toggleAttribute("data-all", all && !fits);
    button.setAttribute("aria-expanded", String(all));
    if (fits) return;
    button.textContent = all ? (this.dataset.fewer ?? "") : "+0"; // as wide as it will be
    const edge = this.getBoundingClientRect().right;
    const beyond = all ? [] : [...this.children].filter((one) => one.getBoundingClientRect().right > edge);
    for (const one of beyond) one.classList.add("o-beyond");
    if (!all) button.textContent = `+${beyond.length}`;
    button.title = all ? "" : filled(this.dataset.rest, { count: beyond.length });
    button.setAttribute("aria-label", button.title || (button.textContent ?? ""));
  }
}

customElements.define("o-narrowing", Narrowing);
