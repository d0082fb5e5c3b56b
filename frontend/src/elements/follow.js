import { call, Refused } from "../api.js";
import { toast } from "../toast.js";

/** The button by which somebody follows a record, or does so no more. */
class Follow extends HTMLElement {
  connectedCallback() {
    this.#button.addEventListener("click", () => void this.#change());
    void this.#ask();
  }

  get #button() {
    return /** @type {HTMLButtonElement} */ (this.querySelector("button"));
  }

  get #path() {
    return `/${this.dataset.object}/${this.dataset.id}/follow`;
  }

  async #ask() {
    try {
      this.#show((await call("GET", this.#path)).following);
    } catch {
      this.#button.disabled = true;
    }
  }

  /** @param {boolean} following */
  #show(following) {
    this.#button.setAttribute("aria-pressed", String(following));
  }

  async #change() {
    const following = this.#button.getAttribute("aria-pressed") === "true";
    this.#show(!following);
    try {
      await call(following ? "DELETE" : "PUT", this.#path);
      toast({ text: (following ? this.dataset.ended : this.dataset.begun) ?? "" });
    } catch (error) {
      this.#show(following);
      toast({ text: error instanceof Refused ? error.message : (this.dataset.failed ?? "") });
    }
  }
}

customElements.define("o-follow", Follow);
