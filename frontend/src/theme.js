// Light or dark, decided before anything is drawn: pages wait for this script, so that none is light first and dark later.
// It is loaded by itself, and imports nothing.
const KEY = "objectry.theme";

/** What was chosen in this browser, else what the system has. */
function present() {
  const chosen = localStorage.getItem(KEY);
  if (chosen === "light" || chosen === "dark") return chosen;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

document.documentElement.dataset.bsTheme = present();

customElements.define(
  "o-theme",
  /** The button that changes between light and dark. */
  class extends HTMLElement {
    connectedCallback() {
      this.addEventListener("click", () => {
        localStorage.setItem(KEY, present() === "dark" ? "light" : "dark");
        document.documentElement.dataset.bsTheme = present();
      });
    }
  },
);
