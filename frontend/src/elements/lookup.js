import { call } from "../api.js";
import { Chips, named } from "../chips.js";
import { Combobox } from "../combobox.js";
import { mark, unmark } from "../fields.js";
import { make } from "../quick_create.js";

/** @typedef {import("../combobox.js").Item} Item */

const NEW = "new";

/**
 * A field that points to records: to one, to one of several objects, or to several. The hidden input holds the value; the last
 * entry of the list makes a new record where that is allowed. Without `data-field` it offers all records of the object `data-target`.
 * What was typed and not chosen goes; with `data-unknown`, which says so, it stays and is no value: whoever saves asks `unchosen` first.
 */
export class Lookup extends HTMLElement {
  #shown = "";
  /** What is being looked for, and the answer. @type {{text: string, found: Promise<Item | null>} | null} */
  #sought = null;
  /** @type {Combobox | null} */
  #box = null;
  /** @type {Chips | null} */
  #chips = null;

  connectedCallback() {
    if (this.#box) return; // moved within the page
    this.#shown = this.#input.value;
    const chips = /** @type {HTMLElement | null} */ (this.querySelector(".o-chips"));
    if (chips) this.#chips = new Chips(chips, this.dataset.remove ?? "", () => this.#keep());
    this.#box = new Combobox(this.#input, /** @type {HTMLElement} */ (this.querySelector("[role=listbox]")), {
      find: () => this.#find(),
      take: (item) => this.#take(item),
      leave: (escaped) => this.#leave(escaped),
      none: this.dataset.none ?? "",
    });
    this.#target?.addEventListener("change", (event) => {
      event.stopPropagation();
      this.#set(null);
    });
    this.querySelector(".o-erase")?.addEventListener("click", () => {
      this.#set(null);
      this.#input.focus();
    });
    this.#input.addEventListener("input", () => unmark(this));
    this.#input.addEventListener("keydown", (event) => {
      if (event.key !== "Backspace" || this.#input.value || !this.#chips) return;
      this.#chips.removeLast();
      this.#keep();
    });
  }

  get #input() {
    return /** @type {HTMLInputElement} */ (this.querySelector("[role=combobox]"));
  }

  get #value() {
    return /** @type {HTMLInputElement} */ (this.querySelector("[data-kind]"));
  }

  /** The choice of an object, where there are several. */
  get #target() {
    return /** @type {HTMLSelectElement | null} */ (this.querySelector(".o-target"));
  }

  get #object() {
    return this.#target?.value ?? this.dataset.target ?? "";
  }

  /** What marks that a record can be made, with what it is called. */
  get #creatable() {
    const holder = this.#target?.selectedOptions[0] ?? this.querySelector("span[data-creatable]");
    return holder instanceof HTMLElement && "creatable" in holder.dataset && !this.closest("dialog") ? holder : null;
  }

  /** @returns {Promise<Item[]>} */
  async #find() {
    const words = this.#input.value === this.#shown ? "" : this.#input.value.trim();
    const records = await this.#candidates(words);
    const chosen = this.#chips?.keys ?? [];
    /** @type {Item[]} */
    const items = records
      .filter((/** @type {any} */ one) => !chosen.includes(one.id))
      .map((/** @type {any} */ one) => ({ key: one.id, text: one.name ?? one.id, detail: one.detail }));
    const creatable = this.#creatable;
    if (creatable) items.push({ key: NEW, text: named(this.dataset.new, creatable.dataset.label ?? ""), action: true });
    return items;
  }

  /**
   * What the field may be given.
   * @param {string} words
   */
  async #candidates(words) {
    const { field } = this.dataset;
    const form = /** @type {HTMLElement | null} */ (this.closest("[data-object]"));
    const query = new URLSearchParams({ ...(field ? { field, to: this.#object } : {}), ...(words ? { q: words } : {}) });
    return (await call("GET", `/${field ? form?.dataset.object : this.#object}/candidates?${query}`)).records;
  }

  /** @param {Item} item */
  #take(item) {
    if (item.action) void this.#make();
    else this.#set(item);
  }

  /** Make a record on the way: what was typed is its name. */
  async #make() {
    const made = await make(this.#object, this.#input.value === this.#shown ? "" : this.#input.value.trim());
    if (made) this.#set(made);
    this.#input.focus();
    this.#box?.close();
  }

  /** The name of what is chosen. */
  get shown() {
    return this.#shown;
  }

  /** What stands there and is no choice yet. */
  get typed() {
    const text = this.#input.value.trim();
    return text === this.#shown.trim() ? "" : text;
  }

  /** Whether somebody can choose something now. */
  get open() {
    return !this.#input.disabled && !this.closest("[hidden]");
  }

  /**
   * Take a text as if it had been typed.
   * @param {string} text
   * @param {boolean} [only] whether the only record that is found will do, whatever it is called
   */
  async type(text, only) {
    this.#input.value = text;
    await this.settle(only);
  }

  /**
   * Choose the record that is called as what is typed; where there is none, say so, and let the text stand. Nothing typed is no value.
   * @param {boolean} [only] whether the only record that is found will do, whatever it is called
   */
  async settle(only = false) {
    const text = this.typed;
    if (!text) return this.#back();
    const found = await this.#called(text, only);
    if (!this.isConnected || this.typed !== text) return; // somebody has gone on meanwhile
    if (found) return this.#set(found);
    const erase = this.#erase;
    if (erase) erase.hidden = false;
    const field = /** @type {HTMLElement | null} */ (this.closest(".o-field"));
    if (field) mark(field, this.unknown);
  }

  /** What is said of a text that is no choice. */
  get unknown() {
    return (this.dataset.unknown ?? "").replace("{text}", this.typed);
  }

  /**
   * The record that is called so, if it is the only one.
   * @param {string} text
   * @param {boolean} only
   */
  #called(text, only) {
    if (this.#sought?.text === text) return this.#sought.found;
    const sought = { text, found: this.#candidates(text).then((records) => single(records, text, only), () => null) };
    this.#sought = sought;
    void sought.found.then(() => this.#sought === sought && (this.#sought = null));
    return sought.found;
  }

  get #erase() {
    return /** @type {HTMLElement | null} */ (this.querySelector(".o-erase"));
  }

  /** @param {Item | null} item */
  #set(item) {
    const typed = this.typed;
    unmark(this);
    this.#put(item);
    if (typed && this.dataset.unknown) this.#changed();
  }

  /** @param {Item | null} item */
  #put(item) {
    if (this.#chips) {
      if (item) this.#chips.add(item);
      this.#input.value = this.#shown = "";
      this.#keep();
      return;
    }
    this.#input.value = this.#shown = item?.text ?? "";
    const erase = this.#erase;
    if (erase) erase.hidden = !item;
    const mixed = "mixed" in this.dataset && item;
    this.#tell(mixed ? JSON.stringify({ object: this.#object, id: item.key }) : (item?.key ?? ""));
  }

  /** Take a value from elsewhere. @param {Item | null} item */
  put(item) {
    this.#set(item);
  }

  #keep() {
    const keys = this.#chips?.keys ?? [];
    this.#tell(keys.length ? JSON.stringify(keys) : "");
  }

  /** @param {string} value */
  #tell(value) {
    if (this.#value.value === value) return;
    this.#value.value = value;
    this.#value.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** @param {boolean} escaped */
  #leave(escaped) {
    if (!this.dataset.unknown) return this.#back();
    if (!escaped) return void this.settle();
    this.#back();
    unmark(this);
    this.#changed();
  }

  /** Tell that another text stands there, where the value is the same. */
  #changed() {
    this.#input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** Go back to what was chosen last; who has emptied the field has chosen nothing. */
  #back() {
    if (!this.#chips && !this.#input.value.trim() && this.#value.value) return this.#set(null);
    if (!this.#value.value) this.#shown = ""; // who has taken the value away goes on choosing
    this.#input.value = this.#shown;
    const erase = this.#erase;
    if (erase) erase.hidden = !this.#shown;
  }
}

/**
 * The record among some that a text means: the only one that is called so.
 * @param {{id: string, name?: string}[]} records
 * @param {string} text
 * @param {boolean} only whether one will do that is called otherwise, where no other was found
 * @returns {Item | null}
 */
function single(records, text, only) {
  const named = records.filter((one) => one.name?.trim().toLowerCase() === text.toLowerCase());
  const [found, ...others] = only && !named.length ? records : named;
  return found && !others.length ? { key: found.id, text: found.name ?? found.id } : null;
}

customElements.define("o-lookup", Lookup);
