import { call, Refused } from "../api.js";
import { Combobox } from "../combobox.js";
import { toast } from "../toast.js";

/**
 * The tags of a record, below its name: each has a button that takes it away, and a field adds others, of which those in use are
 * offered while somebody types. A change is told with `o:changed`.
 */
class RecordTags extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("[data-remove]") : null;
      if (button instanceof HTMLElement) void this.#save(this.#tags.filter((tag) => tag !== button.dataset.remove));
    });
    this.querySelector("form")?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#add(this.#input?.value ?? "");
    });
    if (!this.#input) return;
    this.#input.addEventListener("keydown", (event) => {
      const chosen = this.#input?.getAttribute("aria-activedescendant");
      if (event.key !== "Enter" || event.isComposing || chosen) return;
      event.preventDefault();
      event.stopImmediatePropagation(); // what is written is meant, whatever is offered below
      this.#add(this.#input?.value ?? "");
    });
    new Combobox(this.#input, /** @type {HTMLElement} */ (this.querySelector("[role=listbox]")), {
      find: () => this.#find(),
      take: (item) => this.#add(item.key),
      leave: () => {},
      none: this.dataset.none ?? "",
    });
  }

  async #find() {
    const { object, field } = this.dataset;
    const words = this.#input?.value.trim();
    const query = new URLSearchParams({ field: field ?? "", ...(words ? { q: words } : {}) });
    const { tags } = await call("GET", `/${object}/candidates?${query}`);
    return tags.filter((/** @type {string} */ one) => !this.#tags.includes(one)).map((/** @type {string} */ one) => ({ key: one, text: one }));
  }

  /** @param {string} tag */
  #add(tag) {
    const added = tag.trim();
    if (added && !this.#tags.includes(added)) void this.#save([...this.#tags, added]);
  }

  /** @returns {string[]} */
  get #tags() {
    return JSON.parse(this.dataset.tags ?? "[]");
  }

  get #input() {
    return this.querySelector("input");
  }

  /** @param {string[]} tags */
  async #save(tags) {
    const { object, id, field, version } = this.dataset;
    try {
      await call("PATCH", `/${object}/${id}`, { [field ?? ""]: tags }, { "if-match": `"${version}"` });
      this.dispatchEvent(new CustomEvent("o:changed", { bubbles: true }));
    } catch (error) {
      toast({ text: error instanceof Refused ? (error.errors[0]?.message ?? error.message) : (this.dataset.failed ?? "") });
    }
  }
}

customElements.define("o-record-tags", RecordTags);
