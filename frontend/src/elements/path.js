import { call, outdated, Refused } from "../api.js";
import { toast, toastRenewed } from "../toast.js";

/**
 * The steps of a status. A click on one moves the record there; where more is demanded then, the values are opened with it put
 * in, and the focus where something is missing.
 */
class StatusPath extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const step = event.target instanceof Element ? event.target.closest("button") : null;
      if (step) void this.#move(step);
    });
    this.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }

  /** @param {HTMLButtonElement} step */
  async #move(step) {
    const { object, id, version, layout, field = "" } = this.dataset;
    const value = step.dataset.value ?? "";
    if (this.closest("o-record")?.querySelector("o-form")) return this.#open(value, field);
    const query = layout ? `?layout=${encodeURIComponent(layout)}` : "";
    this.setAttribute("aria-busy", "true");
    try {
      await call("PATCH", `/${object}/${id}${query}`, { [field]: value }, { "if-match": `"${version}"` });
      this.#say("o:changed");
    } catch (error) {
      if (!(error instanceof Refused)) return toast({ text: this.dataset.failed ?? "" });
      if (outdated(error)) {
        this.#say("o:changed");
        return toastRenewed();
      }
      const [first] = error.errors;
      toast({ text: first?.message ?? error.message });
      if (first && first.field !== field) this.#open(value, first.field);
    } finally {
      this.removeAttribute("aria-busy");
    }
  }

  /**
   * Open the values with the step put in.
   * @param {string} value
   * @param {string} at the field that gets the focus
   */
  #open(value, at) {
    const before = /** @type {HTMLElement | null} */ (this.querySelector("[aria-current]"))?.dataset.value ?? "";
    this.#say("o:edit", { at, put: { field: this.dataset.field, value, before } });
  }

  /** @param {string} what @param {unknown} [detail] */
  #say(what, detail) {
    this.dispatchEvent(new CustomEvent(what, { bubbles: true, detail }));
  }
}

customElements.define("o-path", StatusPath);
