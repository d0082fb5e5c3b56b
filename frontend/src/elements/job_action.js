import { call, Refused } from "../api.js";
import { toast } from "../toast.js";

/**
 * A button that makes a call about a job and then goes to `data-to`, in which `{id}` stands for the job that the answer
 * tells of; without it the page is loaded anew.
 */
class JobAction extends HTMLElement {
  connectedCallback() {
    this.querySelector("button")?.addEventListener("click", () => void this.#act());
  }

  async #act() {
    const { method, path, to, failed } = this.dataset;
    const button = /** @type {HTMLButtonElement} */ (this.querySelector("button"));
    button.disabled = true;
    try {
      const answer = await call(method ?? "POST", path ?? "");
      if (to) location.assign(to.replace("{id}", answer?.id ?? ""));
      else location.reload();
    } catch (error) {
      button.disabled = false;
      toast({ text: error instanceof Refused ? error.message : (failed ?? "") });
    }
  }
}

customElements.define("o-job-action", JobAction);
