import { mappingOf, saveMapping, tell } from "../import_mapping.js";

/** The step of an import in which the columns of a file are mapped to fields. `data-mapping` is how they are mapped so far. */
class ImportColumns extends HTMLElement {
  connectedCallback() {
    this.#rows.forEach((row) => this.#show(row));
    this.addEventListener("change", (event) => {
      const changed = /** @type {HTMLElement} */ (event.target);
      const row = /** @type {HTMLTableRowElement | null} */ (changed.closest("tr[data-column]"));
      if (row && changed.matches("[data-field]")) this.#show(row);
      if (changed.id === "operation") this.#showKey();
      if (changed.matches("[data-file]")) void this.#save(location.pathname);
    });
    this.addEventListener("click", (event) => {
      const more = event.target instanceof Element ? event.target.closest("[data-more]") : null;
      const row = /** @type {HTMLTableRowElement | null} */ (more?.closest("tr") ?? null);
      if (row) this.#addTo(row);
    });
    this.querySelector("[data-go]")?.addEventListener("click", () => void this.#save("?step=values"));
  }

  get #rows() {
    return /** @type {HTMLTableRowElement[]} */ ([...this.querySelectorAll("tr[data-column]")]);
  }

  /** @param {string} id */
  #input(id) {
    return /** @type {HTMLInputElement | null} */ (this.querySelector(`#${id}`));
  }

  #showKey() {
    const keyed = this.#input("operation")?.value !== "create";
    this.querySelectorAll("[data-keyed]").forEach((one) => (/** @type {HTMLElement} */ (one).hidden = !keyed));
  }

  /** @param {HTMLTableRowElement} row @returns {HTMLSelectElement} */
  #field(row) {
    return /** @type {HTMLSelectElement} */ (row.querySelector("[data-field]"));
  }

  /**
   * Offer what can be said of a column beside its field.
   * @param {HTMLTableRowElement} row
   */
  #show(row) {
    const field = this.#field(row);
    const kind = field.selectedOptions[0]?.dataset.kind;
    row.classList.toggle("o-left-out", !field.value);
    for (const way of /** @type {NodeListOf<HTMLSelectElement>} */ (row.querySelectorAll("[data-way]"))) {
      way.hidden = way.dataset.way !== kind;
      if (way.dataset.way !== "lookup") continue;
      const chosen = way.dataset.of === field.value || way.dataset.of === undefined ? way.dataset.chosen ?? "" : "";
      way.dataset.of = field.value;
      const ways = /** @type {HTMLTemplateElement | null} */ (this.querySelector(`template[data-ways="${CSS.escape(field.value)}"]`));
      way.length = 1;
      if (ways && kind === "lookup") way.append(ways.content.cloneNode(true));
      way.value = chosen;
    }
  }

  /**
   * Let a column fill one more field.
   * @param {HTMLTableRowElement} row
   */
  #addTo(row) {
    const added = /** @type {HTMLTableRowElement} */ (row.cloneNode(true));
    added.cells[0]?.replaceChildren();
    added.cells[1]?.replaceChildren();
    this.#field(added).value = "";
    row.after(added);
    this.#show(added);
    this.#field(added).focus();
  }

  /** The mapping as the page says it. */
  get #mapping() {
    const mapping = mappingOf(this);
    const before = new Map(mapping.columns.map((one) => [`${one.column}\n${one.field}`, one.values]));
    const mapped = this.#rows.filter((row) => this.#field(row).value);
    const columns = mapped.map((row) => {
      const [column, field] = [row.dataset.column ?? "", this.#field(row).value];
      const way = (/** @type {string} */ name) => {
        const found = /** @type {HTMLSelectElement | null} */ (row.querySelector(`[data-way="${name}"]:not([hidden])`));
        return found?.value || null;
      };
      return { column, field, by: way("lookup"), date_format: way("date"), decimal_mark: way("number") ?? ".", values: before.get(`${column}\n${field}`) ?? {} };
    });
    const named = new Set(columns.map((one) => one.column));
    const ignore = [...new Set(this.#rows.map((row) => row.dataset.column ?? "").filter((one) => !named.has(one)))];
    const operation = this.#input("operation")?.value ?? "create";
    const keyed = operation !== "create";
    const file = {
      ...mapping.file,
      sheet: this.#input("sheet")?.value ?? mapping.file.sheet,
      delimiter: this.#input("delimiter")?.value ?? mapping.file.delimiter,
      header_row: Number(this.#input("header_row")?.value) || 1,
    };
    return { ...mapping, columns, ignore, operation, file, key: keyed ? (this.#input("key")?.value ?? null) : null, distinct: keyed && Boolean(this.#input("distinct")?.checked) };
  }

  /**
   * Save the mapping and go on.
   * @param {string} to
   */
  async #save(to) {
    try {
      await saveMapping(this.dataset.id ?? "", this.#mapping);
      location.assign(to);
    } catch (error) {
      tell(this, error);
    }
  }
}

customElements.define("o-import-columns", ImportColumns);
