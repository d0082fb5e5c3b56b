// Things that were chosen, one beside the other, each with a button that takes it away again.

/** @typedef {{key: string, text: string, color?: string}} Chip */

export class Chips {
  /** How a button calls itself that takes a chip away, with `{name}` in it. */
  #remove;

  /**
   * @param {HTMLElement} list
   * @param {string} remove
   * @param {() => void} changed
   */
  constructor(list, remove, changed) {
    this.list = list;
    this.#remove = remove;
    list.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("button") : null;
      if (!button) return;
      button.closest("li")?.remove();
      changed();
    });
  }

  /** @returns {string[]} */
  get keys() {
    return [...this.list.children].map((chip) => /** @type {HTMLElement} */ (chip).dataset.key ?? "");
  }

  /** @param {Chip} chip */
  add(chip) {
    if (this.keys.includes(chip.key)) return;
    const item = document.createElement("li");
    item.className = `o-chip${chip.color ? ` bg-${chip.color}-lt` : ""}`;
    item.dataset.key = chip.key;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "o-x";
    button.setAttribute("aria-label", named(this.#remove, chip.text));
    item.append(Object.assign(document.createElement("span"), { textContent: chip.text }), button);
    this.list.append(item);
  }

  /** @param {Chip[]} chips */
  replace(chips) {
    this.list.replaceChildren();
    chips.forEach((chip) => this.add(chip));
  }

  removeLast() {
    this.list.lastElementChild?.remove();
  }
}

/**
 * A text of a template with the name in its place.
 * @param {string | undefined} text
 * @param {string} name
 */
export function named(text, name) {
  return (text ?? "").replace("{name}", name).replace("{names}", name).replace("{label}", name);
}
