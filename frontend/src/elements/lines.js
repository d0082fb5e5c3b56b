import { part } from "../part.js";
import { controlOf, FIRST, mark, unmark, valueOf } from "../fields.js";
import { held, hold, paste, put, typedIn } from "../line_values.js";
import { offer } from "./form.js";

/** @typedef {import("../fields.js").Input} Input */
/** @typedef {{field: string, message: string, code: string, of?: {object: string, index: number}}} Wrong */

/** How a line says that others have changed it, or that it is not there any more. */
const STALE = "record_stale";
const GONE = "record_unknown";

/**
 * The lines of a record as a table in its form: rows are added, copied, moved, removed and pasted, and saved together with the
 * record. Enter and the arrows lead from cell to cell, as in a sheet. Attributes: `data-object` the object of the lines,
 * `data-position` the field that keeps their order, `data-limit` the most that a form takes, `data-here` where the table is drawn anew.
 */
class Lines extends HTMLElement {
  /** What stood in the inputs of rows that exist, by row and field. @type {WeakMap<HTMLTableRowElement, Map<string, string>>} */
  #begun = new WeakMap();
  /** What somebody has entered in new rows. @type {WeakMap<HTMLTableRowElement, Set<string>>} */
  #touched = new WeakMap();
  /** The rows of the last save, in its order. @type {HTMLTableRowElement[]} */
  #saved = [];
  /** The rows of the last question, in its order: who types on during a save asks before the save has answered. @type {HTMLTableRowElement[]} */
  #asked = [];
  /** What was pasted and means nothing in its cell, until it is told by a save, or something else is entered. @type {Map<Input, string>} */
  #refused = new Map();
  #moved = false;
  #made = 0;

  connectedCallback() {
    if (this.#made) return;
    this.#made = 1;
    this.#rows.forEach((row) => this.#begin(row));
    this.addEventListener("click", (event) => this.#clicked(event));
    this.addEventListener("input", (event) => this.#touch(event));
    this.addEventListener("change", (event) => this.#touch(event));
    this.addEventListener("keydown", (event) => this.#key(event));
    this.addEventListener("paste", (event) => void this.#paste(event));
    this.#number();
  }

  /** @returns {HTMLTableRowElement[]} */
  get #rows() {
    return [...this.querySelectorAll("tbody tr")].map((row) => /** @type {HTMLTableRowElement} */ (row));
  }

  get #staying() {
    return this.#rows.filter((row) => !gone(row));
  }

  /** Remember what a row begins with. @param {HTMLTableRowElement} row */
  #begin(row) {
    const deeds = this.querySelector("template[data-deeds]");
    if (deeds instanceof HTMLTemplateElement && !row.querySelector(".o-line-deeds")) row.append(document.importNode(deeds.content, true));
    if ("fixed" in row.dataset) row.querySelectorAll("[data-do=remove], [data-do=undo]").forEach((one) => one.remove());
    for (const one of row.querySelectorAll(".o-erase")) /** @type {HTMLElement} */ (one).tabIndex = -1; // Tab leads from cell to cell
    this.#begun.set(row, new Map(inputsOf(row).map((input) => [input.name, JSON.stringify(valueOf(input))])));
    const filled = "filled" in row.dataset ? inputsOf(row).filter((input) => !input.disabled && valueOf(input) !== "" && valueOf(input) !== null) : [];
    this.#touched.set(row, new Set(filled.map((input) => input.name)));
  }

  /** The fields of a row that are different now, or that somebody has filled in. @param {HTMLTableRowElement} row */
  #changed(row) {
    const [begun, touched] = [this.#begun.get(row), this.#touched.get(row)];
    return inputsOf(row).filter((input) =>
      row.dataset.id ? JSON.stringify(valueOf(input)) !== begun?.get(input.name) : touched?.has(input.name),
    );
  }

  /** The inputs of a row in which somebody has entered anything. @param {HTMLTableRowElement} row */
  #entered(row) {
    const changed = new Set(this.#changed(row));
    return inputsOf(row).filter((input) => changed.has(input) || typedIn(input));
  }

  /** Whether a save has to be told of a row. @param {HTMLTableRowElement} row */
  #isDirty(row) {
    return gone(row) ? Boolean(row.dataset.id) : this.#entered(row).length > 0;
  }

  /** Whether somebody has done anything to a row. @param {HTMLTableRowElement} row */
  #isTouched(row) {
    if (!("filled" in row.dataset)) return this.#isDirty(row);
    return gone(row) || inputsOf(row).some((input) => typedIn(input) || JSON.stringify(valueOf(input)) !== this.#begun.get(row)?.get(input.name));
  }

  /** Whether anything is different from what was there when the form was opened. */
  get dirty() {
    return this.#moved || this.#rows.some((row) => this.#isTouched(row));
  }

  /**
   * What a save is told of the lines: what is new, what is different, and what shall go.
   * @returns {Record<string, unknown>[]}
   */
  get changes() {
    const rows = this.#rows;
    const dirty = new Set(rows.filter((row) => this.#isDirty(row)));
    const places = this.#places(rows, dirty);
    this.#saved = rows.filter((row) => dirty.has(row) || places.has(row));
    return this.#saved.map((row) => {
      const own = row.dataset.id ? { id: row.dataset.id, version: Number(row.dataset.version) } : {};
      if (gone(row)) return { ...own, _delete: true };
      const place = places.get(row);
      return { ...own, ...this.#values(row), ...(place ? { [this.dataset.position ?? ""]: place } : {}) };
    });
  }

  /** All lines that stay, as a form asks what follows from them. @returns {Record<string, unknown>[]} */
  get standing() {
    this.#asked = this.#staying.filter((row) => row.dataset.id || this.#isDirty(row));
    return this.#asked.map((row) => ({ ...(row.dataset.id ? { id: row.dataset.id } : {}), ...this.#values(row) }));
  }

  /** @param {HTMLTableRowElement} row */
  #values(row) {
    return Object.fromEntries(this.#changed(row).map((input) => [input.name, valueOf(input)]));
  }

  /**
   * The places of rows that a save gives another one.
   * @param {HTMLTableRowElement[]} rows
   * @param {Set<HTMLTableRowElement>} dirty those of which a save has to be told
   */
  #places(rows, dirty) {
    const kept = rows.filter((row) => !gone(row) && (row.dataset.id || dirty.has(row)));
    const ordered = this.dataset.position && (this.#moved || kept.some((row) => !row.dataset.id));
    const placed = kept.map((row, at) => /** @type {const} */ ([row, at + 1]));
    return new Map(ordered ? placed.filter(([row, place]) => row.dataset.place !== String(place)) : []);
  }

  // Rows ---------------------------------------------------------------------------------------------------------------

  /**
   * Add a row behind another one, or at the end. Answers nothing where there are as many as a form takes.
   * @param {HTMLTableRowElement} [behind]
   */
  add(behind) {
    const row = this.#make(this.#staying.length, behind);
    this.#number();
    return row;
  }

  /**
   * @param {number} count the rows that stay so far
   * @param {HTMLTableRowElement} [behind]
   */
  #make(count, behind) {
    const drawn = this.querySelector("template[data-blank]")?.innerHTML;
    if (!drawn || count >= Number(this.dataset.limit)) {
      this.#say(drawn ? (this.dataset.full ?? "") : "");
      return null;
    }
    const body = document.createElement("template");
    body.innerHTML = drawn.replaceAll("__row__", `new${this.#made++}`);
    const row = /** @type {HTMLTableRowElement} */ (body.content.querySelector("tr"));
    if (behind) behind.after(row);
    else this.querySelector("tbody")?.append(row);
    this.#begin(row);
    if (row.nextElementSibling) this.#moved ||= Boolean(this.dataset.position);
    return row;
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const target = event.target instanceof Element ? event.target : null;
    const unit = target?.closest(".input-group-text")?.parentElement;
    if (unit) return controlOf(unit)?.focus(); // it looks like a part of the input
    const button = target?.closest("button[data-do]");
    if (!(button instanceof HTMLElement)) return;
    const row = /** @type {HTMLTableRowElement | null} */ (button.closest("tr"));
    if (button.dataset.do === "add") first(this.add());
    else if (row) this.#do(button.dataset.do ?? "", row);
  }

  /** @param {string} deed @param {HTMLTableRowElement} row */
  #do(deed, row) {
    if (deed === "copy") this.#copy(row);
    if (deed === "remove") this.#remove(row);
    if (deed === "undo") this.#undo(row);
    if (deed === "up" || deed === "down") this.#move(row, deed === "up" ? -1 : 1);
    if (deed === "mine" || deed === "theirs") void this.#settle(row, deed === "mine");
  }

  /** @param {HTMLTableRowElement} row */
  #copy(row) {
    const made = this.add(row);
    if (!made) return;
    for (const input of inputsOf(row)) {
      const own = inputOf(made, input.name);
      if (own && !own.disabled && !("uncopied" in own.closest("td").dataset)) hold(own, held(input));
    }
    first(made);
  }

  /** @param {HTMLTableRowElement} row */
  #remove(row) {
    this.#cross(row);
    this.#changedNow();
    /** @type {HTMLElement | null} */ (row.querySelector("[data-do=undo]"))?.focus();
  }

  /** Show that a row shall go. @param {HTMLTableRowElement} row */
  #cross(row) {
    row.classList.add("o-line-removed");
    for (const one of row.querySelectorAll("td.o-field input, td.o-field select, td.o-field textarea, td.o-field button")) {
      one.toggleAttribute("data-was-open", !(/** @type {Input} */ (one).disabled));
      /** @type {Input} */ (one).disabled = true;
    }
  }

  /** @param {HTMLTableRowElement} row */
  #undo(row) {
    row.classList.remove("o-line-removed");
    for (const one of row.querySelectorAll("[data-was-open]")) {
      one.removeAttribute("data-was-open");
      /** @type {Input} */ (one).disabled = false;
    }
    this.#changedNow();
    first(row);
  }

  /** @param {HTMLTableRowElement} row @param {number} step */
  #move(row, step) {
    const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
    const focused = /** @type {HTMLElement | null} */ (document.activeElement);
    if (!other) return;
    if (step < 0) other.before(row);
    else other.after(row);
    this.#moved = true;
    focused?.focus();
    this.#changedNow();
  }

  #changedNow() {
    this.#number();
    this.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** Number the rows that stay, for people and for screen readers. */
  #number() {
    for (const row of this.#rows.filter(gone)) row.querySelector("th")?.replaceChildren();
    this.#staying.forEach((row, at) => {
      const head = row.querySelector("th");
      if (head) head.textContent = String(at + 1);
      row.setAttribute("aria-label", (this.dataset.row ?? "").replace("{number}", String(at + 1)));
    });
    this.toggleAttribute("data-empty", !this.#rows.length);
  }

  /** @param {Event} event */
  #touch(event) {
    const input = event.target instanceof Element ? event.target.closest("[data-kind]") : null;
    const row = /** @type {HTMLTableRowElement | null} */ (event.target instanceof Element ? event.target.closest("tr") : null);
    if (!row || !input) return;
    this.#touched.get(row)?.add(/** @type {Input} */ (input).name);
    this.#refused.delete(/** @type {Input} */ (input));
  }

  // Keys ---------------------------------------------------------------------------------------------------------------

  /** @param {KeyboardEvent} event */
  #key(event) {
    const from = event.target instanceof HTMLElement ? event.target : null;
    const row = /** @type {HTMLTableRowElement | null} */ (from?.closest("tbody tr") ?? null);
    if (!from || !row || event.defaultPrevented || event.isComposing || from.closest(".o-picker-panel")) return;
    if (event.altKey && ["ArrowUp", "ArrowDown"].includes(event.key) && this.dataset.position) {
      event.preventDefault();
      return this.#move(row, event.key === "ArrowUp" ? -1 : 1);
    }
    if (event.ctrlKey || event.metaKey || event.altKey || from.matches("button, textarea")) return;
    const text = from instanceof HTMLInputElement && from.type !== "checkbox" ? from : null;
    const plain = text !== null && text.getAttribute("role") !== "combobox";
    if (event.key === "Enter") this.#down(event, row, from);
    else if (event.key === "ArrowUp" && plain && !dated(text)) this.#step(event, row, from, -1);
    else if (event.key === "ArrowDown" && plain && !dated(text)) this.#step(event, row, from, 1);
    else if (event.key === "ArrowLeft" && atEdge(text, 0)) this.#beside(event, row, from, -1);
    else if (event.key === "ArrowRight" && atEdge(text, 1)) this.#beside(event, row, from, 1);
  }

  /** To the cell below; behind the last row, to a new one. @param {KeyboardEvent} event @param {HTMLTableRowElement} row @param {HTMLElement} from */
  #down(event, row, from) {
    event.preventDefault();
    const rows = this.#staying;
    if (event.shiftKey) return this.#step(event, row, from, -1);
    if (row === rows.at(-1)) first(this.add());
    else this.#step(event, row, from, 1);
  }

  /** @param {KeyboardEvent} event @param {HTMLTableRowElement} row @param {HTMLElement} from @param {number} step */
  #step(event, row, from, step) {
    const rows = this.#staying;
    const other = rows[rows.indexOf(row) + step];
    const cell = other?.cells[/** @type {HTMLTableCellElement} */ (from.closest("td")).cellIndex];
    if (!cell) return;
    event.preventDefault();
    focusIn(cell);
  }

  /** @param {KeyboardEvent} event @param {HTMLTableRowElement} row @param {HTMLElement} from @param {number} step */
  #beside(event, row, from, step) {
    let at = /** @type {HTMLTableCellElement} */ (from.closest("td")).cellIndex + step;
    while (row.cells[at] && !row.cells[at]?.querySelector(FIRST)) at += step;
    const cell = row.cells[at];
    if (!cell?.matches(".o-field")) return;
    event.preventDefault();
    focusIn(cell);
  }

  /** Put rows of a sheet in, from the cell on that has the focus. @param {ClipboardEvent} event */
  async #paste(event) {
    const text = (event.clipboardData?.getData("text/plain") ?? "").replace(/\r\n?/g, "\n").replace(/\n$/, "");
    const cell = event.target instanceof Element ? event.target.closest("td") : null;
    const row = /** @type {HTMLTableRowElement | null} */ (cell?.closest("tr") ?? null);
    if (!cell || !row || !/[\t\n]/.test(text)) return;
    event.preventDefault();
    const rows = this.#staying;
    const begin = rows.indexOf(row);
    /** @type {Promise<void>[]} */
    const waiting = [];
    for (const [number, line] of text.split("\n").entries()) {
      const at = rows[begin + number] ?? this.#make(rows.length);
      if (!at) break;
      rows[begin + number] = at;
      const cells = [...at.cells].slice(cell.cellIndex).filter((one) => one.matches(".o-field"));
      line.split("\t").forEach((value, column) => {
        const input = /** @type {Input | null} */ (cells[column]?.querySelector("[data-kind]") ?? null);
        if (input && !input.disabled) waiting.push(this.#take(input, value.trim()));
      });
    }
    this.#number();
    this.setAttribute("aria-busy", "true");
    await Promise.all(waiting);
    this.removeAttribute("aria-busy");
  }

  /** @param {Input} input @param {string} text */
  async #take(input, text) {
    if (await paste(input, text)) return;
    const message = (this.dataset.unknown ?? "").replace("{text}", text);
    this.#refused.set(input, message);
    mark(/** @type {HTMLElement} */ (input.closest("td")), message);
  }

  /**
   * What stands in lines, or was pasted there, and means nothing: saving would drop it.
   * @param {import("./lookup.js").Lookup[]} lookups those of the form in which no choice stands
   * @returns {Wrong[]}
   */
  unread(lookups) {
    this.#saved = this.#staying;
    const found = this.#saved.flatMap((row, index) => {
      const named = lookups.filter((one) => row.contains(one)).map((one) => ({ field: one.dataset.field ?? "", message: one.unknown }));
      const pasted = inputsOf(row).map((input) => ({ field: input.name, message: this.#refused.get(input) ?? "" }));
      return [...named, ...pasted.filter((one) => one.message)].map((one) => ({ ...one, code: "", of: { object: this.dataset.object ?? "", index } }));
    });
    this.#refused.clear();
    return found;
  }

  // What the server says -----------------------------------------------------------------------------------------------

  /**
   * Follow what holds for the lines now.
   * @param {{lines: any[], totals: Record<string, string>}} found
   */
  follow(found) {
    for (const one of found.lines) {
      const row = this.#asked[one.index];
      if (!row?.isConnected || gone(row)) continue;
      for (const [name, state] of Object.entries(one.fields)) lock(cellOf(row, name), state);
      for (const [name, options] of Object.entries(one.options)) {
        const select = /** @type {HTMLSelectElement | null} */ (cellOf(row, name)?.querySelector("select") ?? null);
        if (select) offer(select, options);
      }
      for (const [name, text] of Object.entries(one.computed)) {
        const output = cellOf(row, name)?.querySelector("output");
        if (output) output.textContent = text || "–";
      }
      for (const [name, begun] of Object.entries(one.begun)) this.#suggest(row, name, begun);
    }
    for (const [name, text] of Object.entries(found.totals)) {
      const cell = this.querySelector(`[data-total="${CSS.escape(name)}"]`);
      if (cell) cell.textContent = text;
    }
  }

  /** Put in what a new line begins with, where nobody has entered anything. @param {HTMLTableRowElement} row @param {string} name @param {any} begun */
  #suggest(row, name, begun) {
    const input = inputOf(row, name);
    const touched = this.#touched.get(row);
    if (!input || touched?.has(name) || typedIn(input) || input === document.activeElement || cellOf(row, name)?.contains(document.activeElement)) return;
    if (JSON.stringify(valueOf(input) ?? "") === JSON.stringify(begun.value ?? "")) return;
    put(input, begun.value, begun.text ?? "", true);
    touched?.delete(name);
  }

  /**
   * Tell what is wrong with the lines of the last save: each mistake at its cell. Answers the entries of a summary.
   * @param {Wrong[]} errors
   * @returns {HTMLElement[]}
   */
  tell(errors) {
    unmark(this);
    this.querySelectorAll(".o-line-note").forEach((one) => one.remove());
    return errors.filter((one) => one.of?.object === this.dataset.object).map((one) => this.#told(one));
  }

  /** @param {Wrong} error */
  #told(error) {
    const row = this.#saved[error.of?.index ?? -1];
    const item = document.createElement("li");
    if (!row) {
      item.textContent = error.message;
      return item;
    }
    const cell = cellOf(row, error.field);
    if (cell) mark(cell, error.message);
    else this.#note(row, error);
    const link = document.createElement("a");
    const label = cell?.querySelector("label")?.textContent;
    link.href = `#${this.id}`;
    link.textContent = `${row.getAttribute("aria-label")}${label ? ` · ${label}` : ""}: ${error.message}`;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      focusIn(cell ?? row);
    });
    item.append(link);
    return item;
  }

  /** What is wrong with a line as a whole, and what can be done about it. @param {HTMLTableRowElement} row @param {Wrong} error */
  #note(row, error) {
    const said = document.createElement("div");
    said.className = "o-line-note is-invalid";
    said.append(Object.assign(document.createElement("span"), { textContent: error.message }));
    const choice = this.querySelector(`template[data-choice="${error.code === STALE ? "stale" : error.code === GONE ? "gone" : ""}"]`);
    if (choice instanceof HTMLTemplateElement) said.append(document.importNode(choice.content, true));
    row.querySelector("td.o-field")?.append(said);
  }

  /** Go on with a line that others have changed: as it stands here, or as it is stored by now. @param {HTMLTableRowElement} row @param {boolean} mine */
  async #settle(row, mine) {
    const drawn = await part(this.dataset.here ?? "").catch(() => null);
    const found = drawn?.querySelector(`tr[data-id="${CSS.escape(row.dataset.id ?? "")}"]`);
    if (!(found instanceof HTMLTableRowElement)) return this.#remove(row);
    row.querySelector(".o-line-note")?.remove();
    if (mine) {
      row.dataset.version = found.dataset.version;
      return first(row);
    }
    const now = document.importNode(found, true);
    row.replaceWith(now);
    this.#begin(now);
    this.#changedNow();
    first(now);
  }

  /** @param {string} sentence */
  #say(sentence) {
    const place = /** @type {HTMLElement | null} */ (this.querySelector(".o-line-said"));
    if (!place) return;
    place.textContent = sentence;
    place.hidden = !sentence;
  }

  // Drafts -------------------------------------------------------------------------------------------------------------

  /** What somebody has done to the lines, to be done again later. */
  get draft() {
    return {
      moved: this.#moved,
      rows: this.#rows.filter((row) => this.#isDirty(row) || this.#moved).map((row) => ({
        id: row.dataset.id ?? "",
        version: row.dataset.version ?? "",
        gone: gone(row),
        values: this.#entered(row).map(held),
      })),
    };
  }

  /**
   * Do to the lines again what was done. Answers how many lines are not there any more.
   * @param {{moved: boolean, rows: {id: string, version: string, gone: boolean, values: import("../line_values.js").Held[]}[]}} draft
   */
  restore(draft) {
    let lost = 0;
    let count = this.#staying.length;
    const known = new Map(this.#rows.map((row) => [row.dataset.id, row]));
    for (const one of draft.rows) {
      const row = one.id ? known.get(one.id) : this.#make(count);
      if (!row) {
        lost += 1;
        continue;
      }
      if (one.id) row.dataset.version = one.version;
      for (const own of one.values) {
        const input = inputOf(row, own.name);
        if (input && !input.disabled) hold(input, own);
      }
      if (draft.moved) this.querySelector("tbody")?.append(row);
      if (!one.id) count += 1;
      if (!one.gone) continue;
      count -= 1;
      this.#cross(row);
    }
    this.#moved = draft.moved;
    this.#changedNow();
    return lost;
  }
}

/** @param {HTMLTableRowElement} row */
function gone(row) {
  return row.classList.contains("o-line-removed");
}

/** @param {Element} row @returns {Input[]} */
function inputsOf(row) {
  return [...row.querySelectorAll("[data-kind]")].map((input) => /** @type {Input} */ (input));
}

/** @param {HTMLTableRowElement} row @param {string} name */
function inputOf(row, name) {
  return /** @type {any} */ (inputsOf(row).find((input) => input.name === name) ?? null);
}

/** @param {HTMLTableRowElement} row @param {string} name */
function cellOf(row, name) {
  return /** @type {HTMLElement | null} */ (row.querySelector(`td[data-field="${CSS.escape(name)}"]`));
}

/** @param {HTMLElement | null} cell @param {any} state */
function lock(cell, state) {
  cell?.querySelector("label")?.classList.toggle("required", state.required);
  for (const input of cell?.querySelectorAll("input, select, textarea, button") ?? []) {
    /** @type {Input} */ (input).disabled = state.read_only;
  }
}

/** @param {HTMLElement} place */
function focusIn(place) {
  const input = controlOf(place);
  input?.focus();
  if (input instanceof HTMLInputElement && input.type !== "checkbox") input.select();
}

/** @param {HTMLElement | null} row */
function first(row) {
  if (row) focusIn(row);
}

/** Whether arrows change what stands in an input. @param {HTMLInputElement} input */
function dated(input) {
  return ["date", "month", "time", "datetime-local", "number"].includes(input.type);
}

/** Whether the cursor stands at an end of a text. @param {HTMLInputElement | null} input @param {0 | 1} end */
function atEdge(input, end) {
  if (!input || dated(input) || input.type === "email") return false;
  const at = end ? input.value.length : 0;
  const whole = input.selectionStart === 0 && input.selectionEnd === input.value.length;
  return whole || (input.selectionStart === at && input.selectionEnd === at);
}

customElements.define("o-lines", Lines);
