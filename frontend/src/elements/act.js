import { call, Refused } from "../api.js";
import { goWith, toast } from "../toast.js";

/**
 * A button that does one thing and shows the page anew. `data-method` and `data-path` are the call, below `/api/v1`; `data-said`
 * is the notice afterwards, `data-failed` what is said without a server.
 */
class Act extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    button?.addEventListener("click", () => void this.#act(button));
  }

  /** @param {HTMLButtonElement} button */
  async #act(button) {
    const { method = "POST", path = "", said = "", failed = "" } = this.dataset;
    button.disabled = true;
    try {
      await call(method, path);
      goWith(location.pathname, { text: said });
    } catch (error) {
      button.disabled = false;
      toast({ text: error instanceof Refused ? error.message : failed });
    }
  }
}

customElements.define("o-act", Act);
