const KEY = "objectry.folded";

/** Groups that fold: those with `data-fold` stay as they were left in this browser. */
class Folds extends HTMLElement {
  connectedCallback() {
    const folded = new Set(JSON.parse(localStorage.getItem(KEY) ?? "[]"));
    for (const group of this.querySelectorAll("details[data-fold]")) {
      const details = /** @type {HTMLDetailsElement} */ (group);
      const name = details.dataset.fold;
      if (folded.has(name)) details.open = false;
      details.addEventListener("toggle", () => {
        if (details.open) folded.delete(name);
        else folded.add(name);
        localStorage.setItem(KEY, JSON.stringify([...folded]));
      });
    }
  }
}

customElements.define("o-folds", Folds);

export {};
