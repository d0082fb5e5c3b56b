import { call, reason } from "../api.js";
import { filled } from "../list.js";
import { toast } from "../toast.js";

/** The choice of shortcuts: ticks say which, buttons move them. Each change is kept at once. */
class ShortcutChoice extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", (event) => {
      const box = /** @type {HTMLInputElement} */ (event.target);
      const most = Number(this.dataset.most);
      if (this.#chosen.length > most) {
        box.checked = false;
        return toast({ text: filled(this.dataset.tooMany, { count: most }) });
      }
      void this.#keep(this.#chosen);
    });
    this.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("button") : null;
      if (!button) return;
      if ("default" in button.dataset) void this.#keep(null);
      else this.#move(button, Number(button.dataset.step));
    });
  }

  get #rows() {
    return /** @type {HTMLElement[]} */ ([...this.querySelectorAll("li")]);
  }

  get #chosen() {
    return this.#rows.filter((row) => row.querySelector("input")?.checked).map((row) => row.dataset.object ?? "");
  }

  /**
   * @param {HTMLButtonElement} button
   * @param {number} step
   */
  #move(button, step) {
    const row = button.closest("li");
    const other = step < 0 ? row?.previousElementSibling : row?.nextElementSibling;
    if (!row || !other) return;
    if (step < 0) other.before(row);
    else other.after(row);
    button.focus();
    void this.#keep(this.#chosen);
  }

  /** @param {string[] | null} shortcuts */
  async #keep(shortcuts) {
    try {
      await call("PATCH", "/preferences", { shortcuts });
    } catch (error) {
      return toast({ text: reason(error, this.dataset.failed ?? "") });
    }
    if (!shortcuts) return location.reload();
    toast({ text: this.dataset.saved ?? "" });
    /** @type {HTMLElement} */ (this.querySelector("[data-default]")).hidden = !shortcuts.length;
  }
}

customElements.define("o-shortcut-choice", ShortcutChoice);
