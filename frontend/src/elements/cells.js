import { call, outdated, part, reason, Refused } from "../api.js";
import { controlOf, mark, unchosen, valuesIn } from "../fields.js";
import { body, facts, filled, redraw, recordOf, rowOf } from "../list.js";
import { toast } from "../toast.js";

/** How far the editor stays from the edges of the window, in points. */
const EDGE = 8;
/** The narrowest editor, in points. */
const NARROW = 200;
/** Where lists are tables and no cards. */
const WIDE = matchMedia("(min-width: 768px)");

/** What is in a cell and takes the focus by itself. */
const WITHIN = "a, button, input";

/**
 * The cells of a list: a grid (WAI-ARIA 1.2), in which arrows lead from cell to cell and one cell is in the order of Tab. Enter, F2 and a
 * double click change a value in place, with the input of the form, and save it by the rules of the form.
 */
class Cells extends HTMLElement {
  /** The cell that is being changed. @type {HTMLTableCellElement | null} */
  #cell = null;
  #busy = false;
  /** The keys that were pressed before the editor was there. @type {string[]} */
  #ahead = [];
  /** @type {MutationObserver | null} */
  #watching = null;
  #end = new AbortController();

  connectedCallback() {
    const list = body();
    const { signal } = (this.#end = new AbortController());
    list.addEventListener("dblclick", (event) => this.#double(event), { signal });
    if (WIDE.matches) {
      list.closest("table")?.setAttribute("role", "grid");
      list.addEventListener("keydown", (event) => this.#key(event), { signal });
      list.addEventListener("focusin", (event) => this.#arrive(event.target), { signal });
    }
    this.#watching = new MutationObserver(() => this.#settle());
    this.#watching.observe(list, { childList: true });
    this.#settle();
    this.#editor.addEventListener("keydown", (event) => this.#keyOfEditor(event), { signal });
    this.#editor.addEventListener("focusout", (event) => this.#leave(event), { signal });
    this.#editor.addEventListener("submit", (event) => event.preventDefault(), { signal });
    for (const kind of ["scroll", "resize"]) window.addEventListener(kind, () => this.#place(), { capture: true, signal });
  }

  disconnectedCallback() {
    this.#watching?.disconnect();
    this.#end.abort();
  }

  get #editor() {
    return /** @type {HTMLElement} */ (this.querySelector(".o-editor"));
  }

  // From cell to cell --------------------------------------------------------------------------------------------------

  /**
   * Put into new rows what is the same in each of them: the labels of cells on cards, boxes to tick, buttons of menus. Name these,
   * leave one cell in the order of Tab, and mark those that can be changed.
   */
  #settle() {
    const labels = this.#heads.map((head) => head.textContent?.trim() ?? "");
    for (const row of body().querySelectorAll("tr[data-id]:not([data-settled])")) {
      const line = /** @type {HTMLTableRowElement} */ (row);
      line.dataset.settled = "";
      const { name } = recordOf(line);
      const tick = /** @type {HTMLInputElement} */ (this.#made("tick", filled(this.dataset.select, { name })));
      tick.checked = line.classList.contains("o-ticked");
      line.querySelector(".o-tick")?.replaceChildren(tick);
      line.querySelector(".o-row-menu")?.replaceChildren(this.#made("menu", filled(this.dataset.actions, { name })));
      const first = this.#firstOf(line);
      for (const cell of line.cells) {
        const label = labels[cell.cellIndex - first];
        if (label !== undefined) cell.dataset.label = label;
        if (this.#fieldOf(cell)) cell.classList.add("o-open");
        if (!WIDE.matches) continue;
        if (cell !== document.activeElement) cell.tabIndex = -1;
        for (const one of cell.querySelectorAll(WITHIN)) /** @type {HTMLElement} */ (one).tabIndex = -1;
      }
    }
    if (WIDE.matches && !body().querySelector("td[tabindex='0']")) {
      const first = body().querySelector("tr[data-id] .o-first");
      if (first instanceof HTMLElement) first.tabIndex = 0;
    }
  }

  /** The heads of columns. @returns {HTMLElement[]} */
  get #heads() {
    return [...(body().closest("table")?.querySelectorAll("th[data-name]") ?? [])].map((one) => /** @type {HTMLElement} */ (one));
  }

  /** Where the columns begin in a row. @param {HTMLTableRowElement} row */
  #firstOf(row) {
    return row.querySelector(":scope > .o-tick") ? 1 : 0;
  }

  /**
   * @param {string} kind
   * @param {string} label
   */
  #made(kind, label) {
    const template = /** @type {HTMLTemplateElement} */ (this.querySelector(`template[data-row="${kind}"]`));
    const made = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
    made.setAttribute("aria-label", label);
    return made;
  }

  /** @param {EventTarget | null} target */
  #arrive(target) {
    const cell = target instanceof Element ? target.closest("td") : null;
    if (!cell || cell.closest("#more")) return;
    for (const other of body().querySelectorAll("td[tabindex='0']")) /** @type {HTMLElement} */ (other).tabIndex = -1;
    cell.tabIndex = 0;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const cell = event.target instanceof Element ? event.target.closest("td") : null;
    const row = cell?.closest("tr");
    if (!cell || !row?.dataset.id) return;
    if (this.#busy) { // what is typed while the editor is on its way belongs into it
      if (!event.repeat && !event.ctrlKey && !event.metaKey) this.#ahead.push(event.key);
      event.preventDefault();
      return;
    }
    const to = this.#way(event, cell, row);
    const tick = (/** @type {object} */ detail) => row.dispatchEvent(new CustomEvent("o:tick", { detail, bubbles: true }));
    if (to) to.focus();
    else if (event.key === "F2") void this.#edit(cell);
    else if (event.key === "Enter" && event.target === cell) this.#enter(cell);
    else if (event.key === " " && event.target === cell) tick({ range: event.shiftKey });
    else if (event.key === "a" && (event.ctrlKey || event.metaKey)) tick({ all: true });
    else if (event.key === "Escape") tick({ none: true });
    else return;
    event.preventDefault();
    if (to && event.shiftKey && to.closest("tr") !== row) {
      to.dispatchEvent(new CustomEvent("o:tick", { detail: { range: true }, bubbles: true }));
    }
  }

  /**
   * The cell that a key leads to.
   * @param {KeyboardEvent} event
   * @param {HTMLTableCellElement} cell
   * @param {HTMLTableRowElement} row
   * @returns {HTMLTableCellElement | undefined}
   */
  #way(event, cell, row) {
    const at = cell.cellIndex;
    const beside = (/** @type {Element | null} */ other) =>
      other instanceof HTMLTableRowElement && other.dataset.id ? other.cells[at] : undefined;
    const all = [...body().querySelectorAll("tr[data-id]")];
    const far = event.ctrlKey || event.metaKey;
    switch (event.key) {
      case "ArrowLeft": return row.cells[at - 1];
      case "ArrowRight": return row.cells[at + 1];
      case "ArrowUp": return beside(row.previousElementSibling);
      case "ArrowDown": return beside(row.nextElementSibling);
      case "Home": return (far ? /** @type {HTMLTableRowElement} */ (all[0]) : row).cells[0];
      case "End": return [...(far ? /** @type {HTMLTableRowElement} */ (all.at(-1)) : row).cells].at(-1);
      default: return undefined;
    }
  }

  /** @param {HTMLTableCellElement} cell */
  #enter(cell) {
    const within = /** @type {HTMLElement | null} */ (cell.querySelector(WITHIN));
    if (within && (!this.#fieldOf(cell) || cell.classList.contains("o-first"))) within.click();
    else void this.#edit(cell);
  }

  /** @param {MouseEvent} event */
  #double(event) {
    const cell = event.target instanceof Element ? event.target.closest("td") : null;
    if (cell && WIDE.matches && !(event.target instanceof Element && event.target.closest(WITHIN))) void this.#edit(cell);
  }

  /**
   * The field of a cell, if it may be changed.
   * @param {HTMLTableCellElement} cell
   */
  #fieldOf(cell) {
    const row = cell.closest("tr");
    const { columns, editable } = facts();
    const name = row ? (columns ?? "").split(",")[cell.cellIndex - this.#firstOf(row)] ?? "" : "";
    return row && !("noEdit" in row.dataset) && (editable ?? "").split(",").includes(name) ? name : "";
  }

  // Changing a value ---------------------------------------------------------------------------------------------------

  /** @param {HTMLTableCellElement} cell */
  async #edit(cell) {
    const field = this.#fieldOf(cell);
    const row = cell.closest("tr");
    if (!field || !row || this.#busy || this.#cell) return;
    this.#busy = true;
    this.#ahead = [];
    try {
      const { id, name } = recordOf(row);
      const fresh = await part(`/o/${facts().object}/${id}/cell?field=${field}`);
      const input = fresh.querySelector("[data-kind]");
      if (!input) throw new Refused(404, { detail: this.dataset.closed ?? "" });
      this.#cell = cell;
      this.#editor.replaceChildren(fresh);
      this.#editor.setAttribute("aria-label", `${cell.dataset.label}: ${name}`);
      this.#editor.showPopover();
      this.#place();
      const first = /** @type {HTMLInputElement} */ (this.#editor.querySelector("input:not([type=hidden]), select, textarea"));
      first.focus();
      this.#begun = JSON.stringify(this.#values);
      if (first instanceof HTMLInputElement && first.type !== "checkbox") {
        first.select();
        const typed = this.#ahead.filter((key) => key.length === 1).join("");
        if (typed) first.setRangeText(typed, 0, first.value.length, "end");
      }
    } catch (error) {
      toast({ text: reason(error, facts().failed ?? "") });
      if (error instanceof Refused && error.status === 404) await redraw([row.dataset.id ?? ""]);
    }
    this.#busy = false;
    if (this.#cell) this.#decide(this.#ahead.find((key) => key.length > 1) ?? "");
  }

  /**
   * Save or give up, as a key says. Answers whether it says anything.
   * @param {string} key
   * @param {boolean} [back]
   */
  #decide(key, back) {
    if (key === "Escape") void this.#cancel();
    else if (key === "Enter") void this.#save(0);
    else if (key === "Tab") void this.#save(back ? -1 : 1);
    else return false;
    return true;
  }

  /** What was there when the editor was opened. */
  #begun = "";

  get #values() {
    return valuesIn(this.#editor);
  }

  /** Put the editor over its cell. */
  #place() {
    if (!this.#cell) return;
    const at = this.#cell.getBoundingClientRect();
    const wide = Math.max(at.width, NARROW);
    this.#editor.style.width = `${wide}px`;
    this.#editor.style.left = `${Math.max(EDGE, Math.min(at.left, innerWidth - wide - EDGE))}px`;
    this.#editor.style.top = `${Math.min(at.top, innerHeight - this.#editor.offsetHeight - EDGE)}px`;
  }

  /** @param {KeyboardEvent} event */
  #keyOfEditor(event) {
    event.stopPropagation();
    if (event.defaultPrevented || event.isComposing) return; // a list of choices or an input method took it
    const long = event.target instanceof HTMLTextAreaElement;
    if (event.key === "Enter" && long && !event.ctrlKey && !event.metaKey) return; // begins a line
    if (this.#decide(event.key, event.shiftKey)) event.preventDefault();
  }

  /** @param {FocusEvent} event */
  #leave(event) {
    const to = event.relatedTarget;
    if (!this.#cell || this.#busy || (to instanceof Node && this.#editor.contains(to)) || !document.hasFocus()) return;
    void this.#save(null);
  }

  async #cancel() {
    const cell = this.#close();
    if (!cell) return;
    cell.focus();
    if (this.#stale) await redraw([cell.closest("tr")?.dataset.id ?? ""]);
    this.#stale = false;
  }

  /** Whether somebody else has changed the record while the editor was open. */
  #stale = false;

  #close() {
    const cell = this.#cell;
    this.#cell = null;
    this.#editor.hidePopover();
    this.#editor.replaceChildren();
    return cell;
  }

  /**
   * Save what was written, unless it is what was there.
   * @param {number | null} step how many cells further the focus goes; null where it has gone elsewhere already
   */
  async #save(step) {
    const cell = this.#cell;
    const form = this.#editor.querySelector("form");
    if (!cell || !form || this.#busy) return;
    const id = cell.closest("tr")?.dataset.id ?? "";
    this.#busy = true;
    const [unknown] = await unchosen(form);
    this.#busy = false;
    if (this.#cell !== cell) return;
    if (unknown) return this.#tell(form, unknown.unknown);
    if (JSON.stringify(this.#values) !== this.#begun || this.#stale) {
      this.#busy = true;
      try {
        const layout = form.dataset.layout ? `&layout=${encodeURIComponent(form.dataset.layout)}` : "";
        await call("PATCH", `/${facts().object}/${id}?typed=true${layout}`, this.#values, { "if-match": `"${form.dataset.version}"` });
      } catch (error) {
        await this.#refused(error, id, form);
        return;
      } finally {
        this.#busy = false;
      }
      this.#stale = false;
      cell.classList.add("o-saving");
      this.#shut(cell, step);
      await redraw([id]);
      rowOf(id)?.cells[cell.cellIndex]?.classList.add("o-saved");
      return;
    }
    this.#shut(cell, step);
  }

  /**
   * @param {HTMLTableCellElement} cell
   * @param {number | null} step
   */
  #shut(cell, step) {
    this.#close();
    if (step === null) return;
    const row = cell.closest("tr");
    (row?.cells[cell.cellIndex + step] ?? cell).focus();
  }

  /**
   * Tell at the cell why a value was not saved. Where somebody else has changed the record, tell what is there now.
   * @param {unknown} error
   * @param {string} id
   * @param {HTMLFormElement} form
   */
  async #refused(error, id, form) {
    let told = reason(error, facts().failed ?? "");
    if (outdated(error)) {
      const [field] = Object.keys(this.#values);
      try {
        const fresh = /** @type {HTMLElement} */ ((await part(`/o/${facts().object}/${id}/cell?field=${field}`)).querySelector("form"));
        form.dataset.version = fresh.dataset.version;
        told = filled(this.dataset.stale, { value: fresh.dataset.text || (this.dataset.empty ?? "") });
        this.#stale = true;
      } catch (again) {
        told = reason(again, facts().failed ?? "");
      }
    }
    this.#tell(form, told);
  }

  /**
   * Say why a value was not saved, and go on in the editor.
   * @param {HTMLFormElement} form
   * @param {string} told
   */
  #tell(form, told) {
    form.querySelector(".invalid-feedback")?.setAttribute("role", "alert");
    mark(form, told);
    controlOf(form)?.focus();
    this.#place();
  }
}

customElements.define("o-cells", Cells);
