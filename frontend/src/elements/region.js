/** A region: a province, then what lies in it, level by level. What lies inside is fetched when it is asked for. */
class Region extends HTMLElement {
  #asked = 0;

  connectedCallback() {
    if (this.#asked) return;
    this.#asked = 1;
    this.#levels.forEach((level, number) => level.addEventListener("change", () => void this.#chosen(number)));
  }

  get #levels() {
    return [...this.querySelectorAll("select")];
  }

  /**
   * Keep the deepest region that is chosen, and offer what lies in it.
   * @param {number} number the level that was chosen
   */
  async #chosen(number) {
    const levels = this.#levels;
    levels.slice(number + 1).forEach((level) => this.#fill(level, ""));
    const deepest = levels.map((level) => level.value).filter(Boolean).pop() ?? "";
    const value = /** @type {HTMLInputElement} */ (this.querySelector("input[type=hidden]"));
    value.value = deepest;
    value.dispatchEvent(new Event("change", { bubbles: true }));
    const next = levels[number + 1];
    const inside = levels[number]?.value;
    if (!next || !inside) return;
    const asked = ++this.#asked;
    const answer = await fetch(`/regions?inside=${inside}`, { headers: { "hx-request": "true" } });
    if (answer.ok && asked === this.#asked) this.#fill(next, await answer.text());
  }

  /**
   * @param {HTMLSelectElement} level
   * @param {string} options
   */
  #fill(level, options) {
    level.innerHTML = `<option value=""></option>${options}`;
    level.hidden = level.options.length < 2;
  }
}

customElements.define("o-region", Region);
