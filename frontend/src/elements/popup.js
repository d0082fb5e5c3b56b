import { goInMenu } from "../menu.js";

/** How far what is opened stays from the edges of the window, in points. */
const EDGE = 8;

/**
 * A button and what it opens. Escape, a click elsewhere or on an entry, and leaving with the keyboard close it; keys go through its
 * entries as through those of menus. With `data-fixed` it is placed in the window, as the button stands in something that scrolls.
 */
class Popup extends HTMLElement {
  /** @type {ResizeObserver | null} */
  #growing = null;

  connectedCallback() {
    this.#button?.addEventListener("click", () => this.#show(Boolean(this.#panel?.hidden)));
    this.addEventListener("click", (event) => {
      if (event.target instanceof Element && event.target.closest(".dropdown-item")) this.#show(false);
    });
    this.addEventListener("keydown", (event) => this.#key(event));
    this.addEventListener("focusout", (event) => {
      if (event.relatedTarget instanceof Node && !this.contains(event.relatedTarget)) this.#show(false);
    });
    document.addEventListener("click", this.#elsewhere);
  }

  disconnectedCallback() {
    document.removeEventListener("click", this.#elsewhere);
    this.#growing?.disconnect();
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

  /** @param {KeyboardEvent} event */
  #key(event) {
    const panel = this.#panel;
    if (!panel || panel.hidden || event.isComposing) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      this.#show(false);
      this.#button?.focus();
    } else goInMenu(event, panel);
  }

  /** @param {boolean} open */
  #show(open) {
    const panel = this.#panel;
    if (!panel || panel.hidden === !open) return;
    panel.hidden = !open;
    panel.classList.toggle("show", open);
    this.#button?.setAttribute("aria-expanded", String(open));
    if (open) panel.querySelector("o-narrow input")?.dispatchEvent(new CustomEvent("o:open"));
    this.#growing?.disconnect();
    this.#growing = null;
    if (!("fixed" in this.dataset)) return;
    panel.popover ??= "manual"; // above all, whatever scrolls or ends around the button
    panel.togglePopover(open);
    if (open) {
      this.#growing = new ResizeObserver(() => this.#place(panel)); // what is fetched makes it larger
      this.#growing.observe(panel);
      this.#place(panel);
    }
  }

  /** @param {HTMLElement} panel */
  #place(panel) {
    const at = this.#button?.getBoundingClientRect();
    if (!at) return;
    const most = document.documentElement.clientWidth - panel.offsetWidth - EDGE;
    const left = `${Math.max(EDGE, Math.min(at.left, most))}px`;
    Object.assign(panel.style, { position: "fixed", inset: `${at.bottom + 2}px auto auto ${left}`, margin: "0" });
  }
}

customElements.define("o-popup", Popup);
