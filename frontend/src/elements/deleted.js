import { call, reason } from "../api.js";
import { ask } from "../ask.js";
import { filled } from "../list.js";
import { goWith, toast } from "../toast.js";

/** @typedef {{row: HTMLTableRowElement, id: string, object: string, name: string}} Lying a record that lies in the recycle bin */

/** Records that one bulk call takes. */
const AT_ONCE = 1000;

/** The recycle bin: restores and removes one record, or all that are ticked, and tells at the top what was refused. */
class Deleted extends HTMLElement {
  connectedCallback() {
    const chosen = this.querySelector("select");
    chosen?.addEventListener("change", () => chosen.form?.requestSubmit());
    this.addEventListener("click", (event) => this.#pressed(event));
    this.addEventListener("change", (event) => {
      const whole = event.target instanceof HTMLInputElement && "whole" in event.target.dataset ? event.target : null;
      if (whole) for (const box of this.#boxes) box.checked = whole.checked;
      this.#show();
    });
    this.addEventListener("htmx:after:swap", () => this.#show());
    this.#show(); // browsers bring ticks back with the page before
  }

  get #boxes() {
    return /** @type {HTMLInputElement[]} */ ([...this.querySelectorAll("tbody .o-tick input")]);
  }

  /** @returns {Lying[]} */
  get #ticked() {
    return this.#boxes.filter((box) => box.checked).map((box) => this.#lying(box));
  }

  /** @param {Element} inside @returns {Lying} */
  #lying(inside) {
    const row = /** @type {HTMLTableRowElement} */ (inside.closest("tr"));
    const name = row.querySelector(".o-bin-name")?.textContent?.trim() ?? "";
    return { row, id: row.dataset.id ?? "", object: row.dataset.object ?? "", name };
  }

  /** Show how many are ticked, and what can be done to them. */
  #show() {
    const bar = /** @type {HTMLElement | null} */ (this.querySelector(".o-selection-bar"));
    const whole = /** @type {HTMLInputElement | null} */ (this.querySelector("[data-whole]"));
    const count = this.#ticked.length;
    if (whole) {
      whole.checked = count > 0 && count === this.#boxes.length;
      whole.indeterminate = count > 0 && count < this.#boxes.length;
    }
    for (const box of this.#boxes) box.closest("tr")?.classList.toggle("o-ticked", box.checked);
    if (!bar) return;
    bar.hidden = !count;
    /** @type {HTMLElement} */ (bar.querySelector("[data-count]")).textContent = filled(this.dataset.selected, { count });
  }

  /** @param {MouseEvent} event */
  #pressed(event) {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (!button) return;
    if ("clear" in button.dataset) {
      for (const box of this.#boxes) box.checked = false;
      this.#show();
    }
    const deed = button.dataset.one ?? button.dataset.ticked;
    const records = button.dataset.one ? [this.#lying(button)] : this.#ticked;
    if (deed === "restore") void this.#do("restore", records);
    if (deed === "purge") void this.#confirm(records);
  }

  /** @param {Lying[]} records */
  async #confirm(records) {
    const dialog = /** @type {HTMLDialogElement} */ (this.querySelector("dialog"));
    const names = records.slice(0, 8).map((one) => one.name);
    if (records.length > names.length) names.push("…");
    dialog.querySelector("[data-names]")?.replaceChildren(...names.map((name) => {
      const item = document.createElement("li");
      item.textContent = name;
      return item;
    }));
    if (await ask(dialog)) await this.#do("purge", records);
  }

  /**
   * @param {"restore" | "purge"} operation
   * @param {Lying[]} records
   */
  async #do(operation, records) {
    const objects = [...new Set(records.map((one) => one.object))];
    /** @type {string[]} */
    const refused = [];
    let done = 0;
    for (const object of objects) {
      const own = records.filter((one) => one.object === object);
      for (let at = 0; at < own.length; at += AT_ONCE) {
        const some = own.slice(at, at + AT_ONCE);
        try {
          const { results } = await call("POST", `/${object}/bulk`, { operation, records: some.map(({ id }) => ({ id })) });
          some.forEach((one, number) => {
            const { errors } = results[number];
            if (errors?.length) refused.push(`${one.name}: ${errors[0].message}`);
            else one.row.remove();
            done += errors?.length ? 0 : 1;
          });
        } catch (error) {
          refused.push(reason(error, this.dataset.failed ?? ""));
        }
      }
    }
    this.#tell(refused);
    this.#show();
    const notice = { text: filled(operation === "restore" ? this.dataset.restored : this.dataset.removed, { count: done }) };
    if (!this.querySelector("tbody tr")) goWith(location.href, notice);
    else if (done) toast(notice);
  }

  /** Say what was refused, and why. @param {string[]} refused */
  #tell(refused) {
    const alert = /** @type {HTMLElement} */ (this.querySelector(":scope > [role=alert]"));
    alert.replaceChildren(...refused.map((sentence) => {
      const line = document.createElement("p");
      line.textContent = sentence;
      return line;
    }));
    alert.hidden = !refused.length;
    if (refused.length) alert.focus();
  }
}

customElements.define("o-deleted", Deleted);
