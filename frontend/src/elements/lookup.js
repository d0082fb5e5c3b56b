import { call } from "../api.js";
import { Chips, named } from "../chips.js";
import { Combobox } from "../combobox.js";
import { make } from "../quick_create.js";

/** @typedef {import("../combobox.js").Item} Item */

const NEW = "new";

/**
 * A field that points to records: to one, to one of several objects, or to several. What was typed and not chosen goes.
 * The hidden input holds the value; the last entry of the list makes a new record where that is allowed. Without `data-field`
 * it offers all records of the object `data-target`.
 */
class Lookup extends HTMLElement {
  #shown = "";
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
      leave: () => this.#leave(),
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

  /** @param {{key: string, text: string} | null} item */
  #set(item) {
    if (this.#chips) {
      if (item) this.#chips.add(item);
      this.#input.value = this.#shown = "";
      this.#keep();
      return;
    }
    this.#input.value = this.#shown = item?.text ?? "";
    const clear = /** @type {HTMLElement | null} */ (this.querySelector(".o-erase"));
    if (clear) clear.hidden = !item;
    const mixed = "mixed" in this.dataset && item;
    this.#tell(mixed ? JSON.stringify({ object: this.#object, id: item.key }) : (item?.key ?? ""));
  }

  /** Take a value from elsewhere. @param {{key: string, text: string} | null} item */
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

  #leave() {
    if (!this.#chips && !this.#input.value.trim() && this.#value.value) this.#set(null);
    else this.#input.value = this.#shown;
  }
}

customElements.define("o-lookup", Lookup);
