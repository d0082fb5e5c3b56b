import { call, Refused } from "../api.js";
import { goWith, toast } from "../toast.js";

/** A view that is saved, changed or deleted. */
class View extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", (event) => {
      event.preventDefault();
      const button = event.submitter instanceof HTMLElement ? event.submitter : this.querySelector("[type=submit]");
      void this.#do(/** @type {HTMLElement | null} */ (button)?.dataset.do ?? "");
    });
    this.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("button[type=button][data-do]") : null;
      if (button instanceof HTMLButtonElement) this.#pressed(button);
    });
  }

  get #form() {
    return /** @type {HTMLFormElement} */ (this.querySelector("form"));
  }

  /** @param {string} name */
  #ticked(name) {
    const box = this.#form.elements.namedItem(name);
    return box instanceof HTMLInputElement && box.checked;
  }

  /** @param {HTMLButtonElement} button */
  #pressed(button) {
    const text = button.querySelector("span");
    if (button.dataset.sure && text) {
      text.textContent = button.dataset.sure;
      delete button.dataset.sure;
    } else if (button.dataset.do !== "new" || this.#form.reportValidity()) void this.#do(button.dataset.do ?? "");
  }

  /** @param {string} what `new`, `change`, `delete` or `first` */
  async #do(what) {
    const { object, view } = this.dataset;
    const name = this.#form.elements.namedItem("name");
    try {
      if (what === "first") {
        await call("PUT", `/${object}/views/${view}/habit`, { first: true });
        this.closest("dialog")?.close();
        toast({ text: this.dataset.first ?? "" });
        return;
      }
      if (what === "delete") {
        await call("DELETE", `/${object}/views/${view}`);
        goWith(`/o/${object}`, { text: this.dataset.gone ?? "" });
        return;
      }
      const asked = { ...JSON.parse(this.dataset.saved ?? "{}"), name: name instanceof HTMLInputElement ? name.value : "", shared: this.#ticked("shared") };
      const saved = what === "new" ? await call("POST", `/${object}/views`, asked) : await call("PATCH", `/${object}/views/${view}`, asked);
      if (saved.first !== this.#ticked("first")) {
        await call("PUT", `/${object}/views/${saved.view}/habit`, { first: this.#ticked("first") });
      }
      goWith(`/o/${object}?view=${saved.view}`, { text: this.dataset.done ?? "" });
    } catch (error) {
      this.#tell(error instanceof Refused ? error.message : /** @type {HTMLElement | null} */ (this.closest("o-list-tools"))?.dataset.failed ?? "");
    }
  }

  /** @param {string} sentence */
  #tell(sentence) {
    const place = /** @type {HTMLElement | null} */ (this.querySelector("[role=alert]"));
    if (!place) return;
    place.textContent = sentence;
    place.hidden = false;
  }
}

customElements.define("o-view", View);
