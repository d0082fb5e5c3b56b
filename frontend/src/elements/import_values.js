import { call } from "../api.js";
import { mappingOf, saveMapping, tell } from "../import_mapping.js";

/** The step of an import in which texts that mean nothing get a meaning. Then the import is rehearsed. */
class ImportValues extends HTMLElement {
  connectedCallback() {
    this.querySelector("[data-go]")?.addEventListener("click", () => void this.#check());
  }

  /** What a text means: another text, an empty one to leave it out, or nothing to refuse its rows. @param {Element} row */
  #meaning(row) {
    if (/** @type {HTMLInputElement | null} */ (row.querySelector("[data-empty]"))?.checked) return "";
    const chosen = /** @type {HTMLInputElement | HTMLSelectElement} */ (row.querySelector("[data-meaning]"));
    if (chosen instanceof HTMLSelectElement) {
      return chosen.selectedOptions[0]?.dataset.refused === undefined ? chosen.value : null;
    }
    return chosen.value || null;
  }

  get #mapping() {
    const mapping = mappingOf(this);
    for (const section of /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll("[data-column]"))) {
      const column = mapping.columns.find((one) => one.column === section.dataset.column && one.field === section.dataset.field);
      if (!column) continue;
      const values = { ...column.values };
      for (const row of /** @type {NodeListOf<HTMLElement>} */ (section.querySelectorAll("[data-text]"))) {
        const meaning = this.#meaning(row);
        const text = row.dataset.text ?? "";
        if (meaning === null) delete values[text];
        else values[text] = meaning;
      }
      column.values = values;
    }
    return mapping;
  }

  async #check() {
    const { id } = this.dataset;
    const button = /** @type {HTMLButtonElement} */ (this.querySelector("[data-go]"));
    button.disabled = true;
    try {
      await saveMapping(id ?? "", this.#mapping);
      await call("POST", `/jobs/${id}/start?dry_run=true`);
      location.assign("?step=check");
    } catch (error) {
      button.disabled = false;
      tell(this, error);
    }
  }
}

customElements.define("o-import-values", ImportValues);
