import { call } from "../api.js";
import { forgetAll } from "../drafts.js";

/** Whoever is signed in. A button with `data-sign-out` signs out. */
class Session extends HTMLElement {
  connectedCallback() {
    this.querySelector("[data-sign-out]")?.addEventListener("click", () => void this.#signOut());
  }

  async #signOut() {
    await call("DELETE", "/session");
    forgetAll();
    location.assign("/sign-in");
  }
}

customElements.define("o-session", Session);
