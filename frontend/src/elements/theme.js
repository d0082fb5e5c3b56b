const KEY = "objectry.theme";

/** Light or dark: what was chosen in this browser, else what the system has. */
function present() {
  const chosen = localStorage.getItem(KEY);
  if (chosen === "light" || chosen === "dark") return chosen;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

document.documentElement.dataset.bsTheme = present();

/** The button that changes between light and dark. */
class Theme extends HTMLElement {
  connectedCallback() {
    this.querySelector("button")?.addEventListener("click", () => {
      localStorage.setItem(KEY, present() === "dark" ? "light" : "dark");
      document.documentElement.dataset.bsTheme = present();
    });
  }
}

customElements.define("o-theme", Theme);
