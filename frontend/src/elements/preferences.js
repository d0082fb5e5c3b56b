import { call, Refused } from "../api.js";
import { toast } from "../toast.js";

/**
 * Show the page as the user likes it from now on, and keep that. Where it cannot be kept, the page is as it was.
 * @param {string} key
 * @param {string} value
 * @param {string} failed what is said without a server
 */
async function choose(key, value, failed) {
  const shown = document.documentElement.dataset;
  const name = `o${key[0].toUpperCase()}${key.slice(1)}`;
  const before = shown[name];
  if (before !== undefined) shown[name] = value; // what this page does not show is seen on the next one
  try {
    await call("PATCH", "/preferences", { [key]: value });
  } catch (error) {
    if (before !== undefined) shown[name] = before;
    toast({ text: error instanceof Refused ? error.message : failed });
  }
}

/** Radio buttons named like preferences: what is chosen holds at once. `data-failed` is said without a server. */
class Preferences extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", (event) => {
      const input = /** @type {HTMLInputElement} */ (event.target);
      void choose(input.name, input.value, this.dataset.failed ?? "");
    });
  }
}

/** The button that changes between light and dark. `data-failed` is said without a server. */
class Theme extends HTMLElement {
  connectedCallback() {
    this.querySelector("button")?.addEventListener("click", () => {
      const dark = document.documentElement.dataset.bsTheme === "dark";
      void choose("theme", dark ? "light" : "dark", this.dataset.failed ?? "");
    });
  }
}

customElements.define("o-preferences", Preferences);
customElements.define("o-theme", Theme);
