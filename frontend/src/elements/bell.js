import { call } from "../api.js";

const KEY = "objectry.unread";

/** @typedef {{count: number, more: boolean, again: number}} Unread */

/**
 * The bell with the number of notifications that have not been read. It asks the server from time to time, as long as somebody
 * looks at the page; what it knew last is shown at once.
 */
class Bell extends HTMLElement {
  #timer = 0;
  #label = "";

  connectedCallback() {
    this.#label = this.#button.getAttribute("aria-label") ?? "";
    const kept = sessionStorage.getItem(KEY);
    if (kept) this.#show(JSON.parse(kept));
    document.addEventListener("visibilitychange", this.#ask);
    document.addEventListener("o:read", this.#ask);
    this.querySelector("[data-read-all]")?.addEventListener("click", () => void this.#readAll());
    void this.#ask();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    document.removeEventListener("visibilitychange", this.#ask);
    document.removeEventListener("o:read", this.#ask);
  }

  get #button() {
    return /** @type {HTMLButtonElement} */ (this.querySelector("[aria-controls]"));
  }

  #ask = async () => {
    clearTimeout(this.#timer);
    if (document.visibilityState !== "visible") return;
    try {
      const unread = /** @type {Unread} */ (await call("GET", "/notifications/unread"));
      sessionStorage.setItem(KEY, JSON.stringify(unread));
      this.#show(unread);
      this.#timer = window.setTimeout(this.#ask, unread.again * 1000);
    } catch {
      // whoever has been signed out, or has no connection, is told by what he does next
    }
  };

  /** @param {Unread} unread */
  #show({ count, more }) {
    const badge = /** @type {HTMLElement} */ (this.querySelector(".badge"));
    badge.hidden = !count;
    badge.textContent = more ? `${count}+` : String(count);
    this.#button.setAttribute("aria-label", count ? `${this.#label}: ${badge.textContent} ${this.dataset.unread}` : this.#label);
  }

  async #readAll() {
    await call("POST", "/notifications/read", {});
    this.querySelectorAll(".o-unread").forEach((one) => one.classList.remove("o-unread"));
    void this.#ask();
  }
}

customElements.define("o-bell", Bell);
