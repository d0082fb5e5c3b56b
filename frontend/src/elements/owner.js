import { call, Refused } from "../api.js";
import { unchosen, valuesIn } from "../fields.js";
import { goWith, toast } from "../toast.js";

/** Gives a record another owner. Who may not see it any more then goes to the list. */
class Owner extends HTMLElement {
  connectedCallback() {
    const form = /** @type {HTMLFormElement} */ (this.querySelector("form"));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#save(form);
    });
    /** @type {HTMLInputElement | null} */ (form.querySelector("[role=combobox]"))?.select();
  }

  /** @param {HTMLFormElement} form */
  async #save(form) {
    const { object, id, version, done = "" } = this.dataset;
    const alert = /** @type {HTMLElement} */ (form.querySelector(".alert"));
    const button = /** @type {HTMLButtonElement} */ (form.querySelector("[type=submit]"));
    alert.hidden = true;
    button.disabled = true;
    try {
      if ((await unchosen(form)).length) return form.querySelector("input")?.focus();
      const record = await call("PATCH", `/${object}/${id}`, valuesIn(form), { "if-match": `"${version}"` });
      if (record.version === undefined) return goWith(`/o/${object}`, { text: done });
      this.closest("dialog")?.close();
      document.querySelector("o-record")?.dispatchEvent(new CustomEvent("o:changed"));
      toast({ text: done });
    } catch (error) {
      const refused = error instanceof Refused ? (error.errors[0]?.message ?? error.message) : (this.dataset.failed ?? "");
      alert.textContent = refused;
      alert.hidden = false;
    } finally {
      button.disabled = false;
    }
  }
}

customElements.define("o-owner", Owner);
