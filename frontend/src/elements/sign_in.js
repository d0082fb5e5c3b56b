import { call, Refused } from "../api.js";

/** The form by which people sign in. `data-next` is the page that follows, `data-failed` what is said without a server. */
class SignIn extends HTMLElement {
  connectedCallback() {
    this.querySelector("form")?.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#signIn(/** @type {HTMLFormElement} */ (event.target));
    });
  }

  /** @param {HTMLFormElement} form */
  async #signIn(form) {
    const problem = /** @type {HTMLElement} */ (this.querySelector("[role=alert]"));
    const button = /** @type {HTMLButtonElement} */ (form.querySelector("button"));
    problem.hidden = true;
    button.disabled = true;
    try {
      await call("POST", "/session", Object.fromEntries(new FormData(form)));
      location.assign(this.dataset.next || "/");
    } catch (error) {
      problem.textContent = error instanceof Refused ? error.message : (this.dataset.failed ?? "");
      problem.hidden = false;
      button.disabled = false;
      /** @type {HTMLInputElement} */ (form.elements.namedItem("password")).select();
    }
  }
}

customElements.define("o-sign-in", SignIn);
