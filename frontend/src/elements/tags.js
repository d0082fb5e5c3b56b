import { call } from "../api.js";
import { Chips, named } from "../chips.js";
import { Combobox } from "../combobox.js";

/** @typedef {import("../combobox.js").Item} Item */

/** What stands between tags where several are typed or pasted. */
const BETWEEN = /[;；,，、|\n]/;

/** Tags: chosen from those in use, or typed; Enter and a comma end one, Backspace takes the last one away. */
class Tags extends HTMLElement {
  /** @type {Chips | null} */
  #chips = null;

  connectedCallback() {
    if (this.#chips) return;
    const list = /** @type {HTMLElement} */ (this.querySelector(".o-chips"));
    this.#chips = new Chips(list, this.dataset.remove ?? "", () => this.#keep());
    new Combobox(this.#input, /** @type {HTMLElement} */ (this.querySelector("[role=listbox]")), {
      find: () => this.#find(),
      take: (item) => this.#add([item.key]),
      leave: () => this.#add(this.#free ? [this.#input.value] : []),
      none: this.dataset.none ?? "",
    });
    this.#input.addEventListener("input", () => {
      if (this.#free && BETWEEN.test(this.#input.value)) this.#add(this.#input.value.split(BETWEEN));
    });
    this.#input.addEventListener("keydown", (event) => {
      if (event.key !== "Backspace" || this.#input.value) return;
      this.#chips?.removeLast();
      this.#keep();
    });
  }

  get #free() {
    return "free" in this.dataset;
  }

  get #input() {
    return /** @type {HTMLInputElement} */ (this.querySelector("[role=combobox]"));
  }

  /** @returns {Promise<Item[]>} */
  async #find() {
    const words = this.#input.value.trim();
    const form = /** @type {HTMLElement | null} */ (this.closest("[data-object]"));
    const query = new URLSearchParams({ field: this.dataset.field ?? "", ...(words ? { q: words } : {}) });
    const { tags } = await call("GET", `/${form?.dataset.object}/candidates?${query}`);
    const chosen = this.#chips?.keys ?? [];
    /** @type {Item[]} */
    const items = tags.filter((/** @type {string} */ one) => !chosen.includes(one)).map((/** @type {string} */ one) => ({ key: one, text: one }));
    const typed = this.#free && words && !tags.includes(words) && !chosen.includes(words);
    return typed ? [{ key: words, text: named(this.dataset.add, words) }, ...items] : items;
  }

  /** Take values from elsewhere. @param {string[]} tags */
  put(tags) {
    this.#chips?.replace(tags.map((one) => ({ key: one, text: one })));
    this.#keep();
  }

  /** @param {string[]} tags */
  #add(tags) {
    this.#input.value = "";
    tags.map((one) => one.trim()).filter(Boolean).forEach((one) => this.#chips?.add({ key: one, text: one }));
    this.#keep();
  }

  #keep() {
    const value = /** @type {HTMLInputElement} */ (this.querySelector("[data-kind]"));
    const keys = this.#chips?.keys ?? [];
    const text = keys.length ? JSON.stringify(keys) : "";
    if (value.value === text) return;
    value.value = text;
    value.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

customElements.define("o-tags", Tags);
