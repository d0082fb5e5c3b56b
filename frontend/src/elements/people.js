import { filled } from "../list.js";
import { toast } from "../toast.js";

/** The address book: colleagues are ticked, and a link below makes vCards of them. */
class People extends HTMLElement {
  connectedCallback() {
    const chosen = this.querySelector("select");
    chosen?.addEventListener("change", () => chosen.form?.requestSubmit());
    this.addEventListener("change", (event) => {
      const whole = event.target instanceof HTMLInputElement && "whole" in event.target.dataset ? event.target : null;
      if (whole) for (const box of this.#boxes) box.checked = whole.checked;
      this.#show();
    });
    this.querySelector("[data-cards]")?.addEventListener("click", (event) => {
      const limit = Number(this.dataset.limit);
      if (this.#boxes.filter((box) => box.checked).length <= limit) return;
      event.preventDefault();
      toast({ text: filled(this.dataset.tooMany, { limit }) });
    });
    this.addEventListener("click", (event) => {
      if (!(event.target instanceof Element && event.target.closest("[data-clear]"))) return;
      for (const box of this.#boxes) box.checked = false;
      this.#show();
    });
    this.addEventListener("htmx:after:swap", () => this.#show());
    this.#show();
  }

  get #boxes() {
    return /** @type {HTMLInputElement[]} */ ([...this.querySelectorAll("tbody input[type=checkbox]")]);
  }

  #show() {
    const bar = /** @type {HTMLElement | null} */ (this.querySelector(".o-selection-bar"));
    const link = /** @type {HTMLAnchorElement | null} */ (this.querySelector("[data-cards]"));
    if (!bar || !link) return;
    const ticked = this.#boxes.filter((box) => box.checked).map((box) => box.closest("tr")?.dataset.id ?? "");
    const whole = /** @type {HTMLInputElement | null} */ (this.querySelector("[data-whole]"));
    if (whole) {
      whole.checked = ticked.length > 0 && ticked.length === this.#boxes.length;
      whole.indeterminate = ticked.length > 0 && ticked.length < this.#boxes.length;
    }
    bar.hidden = !ticked.length;
    link.href = `${link.dataset.cards}?ids=${ticked.join(",")}`;
    /** @type {HTMLElement} */ (bar.querySelector("[data-count]")).textContent = filled(this.dataset.selected, { count: ticked.length });
  }
}

customElements.define("o-people", People);
