import { reason } from "../api.js";
import { download } from "../download.js";
import { filled } from "../list.js";
import { toast } from "../toast.js";

/** The address book: colleagues are ticked, and a button below makes vCards of them. */
class People extends HTMLElement {
  connectedCallback() {
    const chosen = this.querySelector("select");
    chosen?.addEventListener("change", () => chosen.form?.requestSubmit());
    this.addEventListener("change", (event) => {
      const whole = event.target instanceof HTMLInputElement && "whole" in event.target.dataset ? event.target : null;
      if (whole) for (const box of this.#boxes) box.checked = whole.checked;
      this.#show();
    });
    this.querySelector("[data-cards]")?.addEventListener("click", () => void this.#export());
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

  /** The IDs of the ticked colleagues. */
  get #ticked() {
    return this.#boxes.filter((box) => box.checked).map((box) => box.closest("tr")?.dataset.id ?? "");
  }

  async #export() {
    const limit = Number(this.dataset.limit);
    if (this.#ticked.length > limit) return toast({ text: filled(this.dataset.tooMany, { limit }) });
    try {
      await download(`/user/vcards?ids=${this.#ticked.join(",")}`, "user.vcf");
    } catch (error) {
      toast({ text: reason(error, this.dataset.failed ?? "") });
    }
  }

  #show() {
    const bar = /** @type {HTMLElement | null} */ (this.querySelector(".o-selection-bar"));
    if (!bar) return;
    const ticked = this.#ticked;
    const whole = /** @type {HTMLInputElement | null} */ (this.querySelector("[data-whole]"));
    if (whole) {
      whole.checked = ticked.length > 0 && ticked.length === this.#boxes.length;
      whole.indeterminate = ticked.length > 0 && ticked.length < this.#boxes.length;
    }
    bar.hidden = !ticked.length;
    /** @type {HTMLElement} */ (bar.querySelector("[data-count]")).textContent = filled(this.dataset.selected, { count: ticked.length });
  }
}

customElements.define("o-people", People);
