import { call, reason } from "../api.js";
import { body, facts, filled, recordOf, rows } from "../list.js";
import { toast } from "../toast.js";

/** How long a finger stays on a card until it is ticked, in milliseconds. */
const LONG = 500;
/** How far it may stray meanwhile, in points. */
const STRAY = 10;

/**
 * The ticks of a list, and the bar with what can be done to the ticked records: one after the other, from one to another with
 * Shift, all that are shown, all that match; on phones by a long press.
 */
class Selection extends HTMLElement {
  /** @type {Map<string, import("../list.js").Ticked>} */
  #ticked = new Map();
  /** Whether all records are ticked that match, shown or not. */
  #all = false;
  /** The row from which a range goes. */
  #from = "";
  #loading = false;
  /** @type {MutationObserver | null} */
  #watching = null;

  connectedCallback() {
    const list = body();
    list.addEventListener("click", this.#clicked, { capture: true });
    list.addEventListener("pointerdown", this.#pressed);
    list.addEventListener("o:tick", this.#asked);
    this.#whole?.addEventListener("change", () => this.#tick(rows(), Boolean(this.#whole?.checked)));
    this.addEventListener("click", (event) => this.#pushed(event));
    this.#begin?.addEventListener("click", () => this.#choose(!this.#choosing));
    document.addEventListener("o:acted", this.#acted);
    this.#watching = new MutationObserver(() => this.#show());
    this.#watching.observe(list, { childList: true });
    this.#show(); // browsers bring ticks back with the page before
  }

  disconnectedCallback() {
    this.#watching?.disconnect();
    document.removeEventListener("o:acted", this.#acted);
  }

  /** The box that ticks all rows. */
  get #whole() {
    return /** @type {HTMLInputElement | null} */ (document.getElementById("tick-all"));
  }

  /** What begins to tick cards on phones. */
  get #begin() {
    return document.getElementById("select-begin");
  }

  /** @param {string} what */
  #part(what) {
    return /** @type {HTMLElement} */ (this.querySelector(what));
  }

  #clicked = (/** @type {MouseEvent} */ event) => {
    const target = /** @type {Element} */ (event.target);
    const row = target.closest("tr[data-id]");
    if (!(row instanceof HTMLTableRowElement)) return;
    const choosing = this.#choosing && !target.closest(".o-row-menu");
    if (!target.closest(".o-tick") && !choosing) return;
    const box = target.closest("input[type=checkbox]");
    if (!box) event.preventDefault(); // a card that is ticked does not open
    this.#turn(row, event.shiftKey);
  };

  /** What the keyboard asks for. */
  #asked = (/** @type {Event} */ event) => {
    const { range, all, none } = /** @type {CustomEvent} */ (event).detail;
    const row = /** @type {Element} */ (event.target).closest("tr[data-id]");
    if (none) this.#clear();
    else if (all) this.#tick(rows(), true);
    else if (row instanceof HTMLTableRowElement) this.#turn(row, range);
  };

  /**
   * Tick a row or untick it, or all from the one before to this one.
   * @param {HTMLTableRowElement} row
   * @param {boolean} range
   */
  #turn(row, range) {
    const all = rows();
    const from = all.findIndex((one) => one.dataset.id === this.#from);
    const to = all.indexOf(row);
    if (range && from >= 0) this.#tick(all.slice(Math.min(from, to), Math.max(from, to) + 1), true);
    else this.#tick([row], !this.#ticked.has(row.dataset.id ?? ""));
    if (!range || from < 0) this.#from = row.dataset.id ?? "";
  }

  /**
   * @param {HTMLTableRowElement[]} some
   * @param {boolean} on
   */
  #tick(some, on) {
    this.#all = false;
    for (const row of some) {
      if (on) this.#ticked.set(row.dataset.id ?? "", recordOf(row));
      else this.#ticked.delete(row.dataset.id ?? "");
    }
    this.#show();
  }

  #clear() {
    this.#ticked.clear();
    this.#all = false;
    this.#choose(false);
    this.#show();
  }

  /** Show what is ticked: at the rows, above them, and in the bar. */
  #show() {
    const all = rows();
    for (const row of all) {
      const on = this.#ticked.has(row.dataset.id ?? "");
      row.classList.toggle("o-ticked", on);
      if (body().closest("[role=grid]")) row.setAttribute("aria-selected", String(on));
      const box = row.querySelector(".o-tick input");
      if (box instanceof HTMLInputElement) box.checked = on;
    }
    const shown = all.filter((row) => this.#ticked.has(row.dataset.id ?? "")).length;
    if (this.#whole) {
      this.#whole.checked = shown > 0 && shown === all.length;
      this.#whole.indeterminate = shown > 0 && shown < all.length;
    }
    const count = this.#ticked.size;
    this.#part(".o-selection-bar").hidden = !count && !this.#choosing;
    this.#part("[data-all]").hidden = this.#loading || this.#all || shown < all.length || !document.getElementById("more");
    if (!this.#loading) this.#part("[data-count]").textContent = filled(this.dataset.selected, { count });
    for (const button of this.querySelectorAll("[data-act]")) {
      /** @type {HTMLButtonElement} */ (button).disabled = !count || this.#loading;
    }
  }

  /** @param {MouseEvent} event */
  #pushed(event) {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (!button) return;
    if ("clear" in button.dataset) this.#clear();
    else if ("all" in button.dataset) void this.#take();
    else if (button.dataset.act) {
      const detail = { action: button.dataset.act, records: [...this.#ticked.values()], all: this.#all };
      document.dispatchEvent(new CustomEvent("o:act", { detail }));
    }
  }

  /** What has been done needs no tick any more; what was refused keeps it. */
  #acted = (/** @type {Event} */ event) => {
    for (const id of /** @type {CustomEvent} */ (event).detail.done) this.#ticked.delete(id);
    this.#all = false;
    if (this.#ticked.size) this.#show();
    else this.#clear();
  };

  // All that match -----------------------------------------------------------------------------------------------------

  /** Tick all records that match, page by page, up to the most that can be changed at once. */
  async #take() {
    const { object, query, named, limit, page, failed } = facts();
    const fields = named ? `id,version,${named}` : "id,version";
    const most = Number(limit);
    this.#loading = true;
    this.#show();
    this.#part("[data-count]").textContent = this.dataset.loading ?? "";
    const found = new Map();
    let next = "";
    try {
      do {
        const after = next ? `&after=${encodeURIComponent(next)}` : "";
        const answer = await call("GET", `/${object}?${query}&fields=${fields}&sort=id&limit=${page}${after}`);
        for (const one of answer.records) found.set(one.id, { id: one.id, version: one.version, name: String(one[named ?? ""] ?? one.id) });
        next = answer.next ?? "";
      } while (next && found.size < most);
      const taken = [...found.values()].slice(0, most).map((one) => this.#ticked.get(one.id) ?? one);
      this.#ticked = new Map(taken.map((one) => [one.id, one]));
      this.#all = !next && found.size <= most;
      if (!this.#all) toast({ text: filled(this.dataset.first, { count: most }) });
    } catch (error) {
      toast({ text: reason(error, failed ?? "") });
    }
    this.#loading = false;
    this.#show();
  }

  // Cards on phones ----------------------------------------------------------------------------------------------------

  get #choosing() {
    return body().classList.contains("o-choosing");
  }

  /** @param {boolean} on whether a touch ticks a card instead of opening it */
  #choose(on) {
    body().classList.toggle("o-choosing", on);
    this.#begin?.setAttribute("aria-pressed", String(on));
    this.#show();
  }

  #pressed = (/** @type {PointerEvent} */ event) => {
    const row = /** @type {Element} */ (event.target).closest("tr[data-id]");
    if (event.pointerType !== "touch" || this.#choosing || !(row instanceof HTMLTableRowElement)) return;
    const end = new AbortController();
    const { signal } = end;
    const timer = window.setTimeout(() => {
      end.abort();
      this.#choose(true);
      this.#tick([row], true);
      this.#from = row.dataset.id ?? "";
      // The finger is still there: neither the menu of the browser nor a click may follow.
      document.addEventListener("click", stop, { capture: true, once: true });
      document.addEventListener("pointerdown", () => document.removeEventListener("click", stop, { capture: true }), { once: true });
    }, LONG);
    const stop = (/** @type {Event} */ one) => {
      one.preventDefault();
      one.stopPropagation();
    };
    signal.addEventListener("abort", () => clearTimeout(timer));
    for (const kind of ["pointerup", "pointercancel"]) document.addEventListener(kind, () => end.abort(), { signal });
    document.addEventListener("pointermove", (one) => {
      if (Math.hypot(one.clientX - event.clientX, one.clientY - event.clientY) > STRAY) end.abort();
    }, { signal });
    document.addEventListener("contextmenu", (one) => one.preventDefault(), { once: true, signal: AbortSignal.timeout(2 * LONG) });
  };
}

customElements.define("o-selection", Selection);
