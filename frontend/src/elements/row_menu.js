import { body, facts, recordOf } from "../list.js";
import { openMenu } from "../menu.js";
import { toast } from "../toast.js";

/** The menu that every row of a list opens: with what the user may do with its record (a menu of WAI-ARIA 1.2). */
class RowMenu extends HTMLElement {
  /** @type {HTMLTableRowElement | null} */
  #row = null;

  connectedCallback() {
    body().addEventListener("click", this.#opened);
    this.#menu.addEventListener("click", (event) => {
      const item = event.target instanceof Element ? event.target.closest("[data-do]") : null;
      if (item instanceof HTMLElement) void this.#do(item.dataset.do ?? "");
    });
  }

  disconnectedCallback() {
    document.getElementById("rows")?.removeEventListener("click", this.#opened);
  }

  get #menu() {
    return /** @type {HTMLElement} */ (this.querySelector("[role=menu]"));
  }

  #opened = (/** @type {Event} */ event) => {
    const button = event.target instanceof Element ? event.target.closest(".o-row-menu button") : null;
    if (!(button instanceof HTMLElement)) return;
    this.#row = button.closest("tr");
    const { noEdit, noDelete } = this.#row?.dataset ?? {};
    const edit = noEdit === undefined;
    const allowed = /** @type {Record<string, boolean>} */ ({
      open: true, copy: true, edit, delete: noDelete === undefined,
      transfer: edit && this.dataset.transfer === "true",
    });
    for (const item of this.#menu.querySelectorAll("[data-do]")) {
      const one = /** @type {HTMLElement} */ (item);
      one.hidden = !allowed[one.dataset.do ?? ""];
    }
    openMenu(this.#menu, button);
  };

  /** @param {string} action */
  async #do(action) {
    const row = this.#row;
    if (!row) return;
    this.#menu.hidePopover();
    const record = recordOf(row);
    const address = `/o/${facts().object}/${record.id}`;
    if (action === "open") location.assign(address);
    else if (action === "edit") location.assign(`${address}/edit`);
    else if (action === "copy") {
      await navigator.clipboard.writeText(location.origin + address);
      toast({ text: this.dataset.copied ?? "" });
    } else document.dispatchEvent(new CustomEvent("o:act", { detail: { action, records: [record], all: false } }));
  }
}

customElements.define("o-row-menu", RowMenu);
