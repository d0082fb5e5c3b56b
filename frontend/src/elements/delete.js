import { call, reason } from "../api.js";
import { ask } from "../ask.js";
import { goWith, toast } from "../toast.js";

/**
 * A button that deletes a record at once, goes to `data-to`, and offers there to take it back. `data-object`, `data-id` and `data-version`
 * say which one, and `data-done` what is said afterwards. Where nothing can be taken back there is a `<dialog>` within, which asks first.
 */
class Delete extends HTMLElement {
  connectedCallback() {
    this.querySelector("button")?.addEventListener("click", () => void this.#begin());
  }

  async #begin() {
    const dialog = this.querySelector("dialog");
    if (dialog && !(await ask(dialog))) return;
    const { object, id, version, to, done } = this.dataset;
    try {
      await call("DELETE", `/${object}/${id}`, undefined, { "if-match": `"${version}"` });
    } catch (error) {
      const failed = /** @type {HTMLElement | null} */ (document.querySelector("o-toasts"))?.dataset.failed;
      toast({ text: reason(error, failed ?? "") });
      return;
    }
    const undo = { method: "POST", path: `/${object}/${id}/restore`, to: `/o/${object}/${id}` };
    goWith(to ?? `/o/${object}`, dialog ? { text: done ?? "" } : { text: done ?? "", undo });
  }
}

customElements.define("o-delete", Delete);
