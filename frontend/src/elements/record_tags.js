import { call, Refused } from "../api.js";
import { toast } from "../toast.js";

/**
 * The tags of a record, below its name: each has a button that takes it away, and a field adds others. A change is told with
 * `o:changed`.
 */
class RecordTags extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("[data-remove]") : null;
      if (button instanceof HTMLElement) void this.#save(this.#tags.filter((tag) => tag !== button.dataset.remove));
    });
    this.querySelector("form")?.addEventListener("submit", (event) => {
      event.preventDefault();
      const added = this.#input?.value.trim() ?? "";
      if (added && !this.#tags.includes(added)) void this.#save([...this.#tags, added]);
    });
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
