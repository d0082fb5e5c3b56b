// Light or dark, decided before anything is drawn: pages wait for this script, so that none is light first and dark later.
// It is loaded by itself, and imports nothing. What a user has chosen stands in the page (`data-o-theme`), and is remembered for
// the pages on which nobody knows yet who it is.
const KEY = "objectry.theme";
const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");

/** What was chosen, else what the system has. */
function present() {
  const chosen = root.dataset.oTheme ?? localStorage.getItem(KEY);
  if (chosen === "light" || chosen === "dark") return chosen;
  return system.matches ? "dark" : "light";
}

function apply() {
  if (root.dataset.oTheme) localStorage.setItem(KEY, root.dataset.oTheme);
  root.dataset.bsTheme = present();
}

apply();
system.addEventListener("change", apply);
new MutationObserver(apply).observe(root, { attributeFilter: ["data-o-theme"] });
