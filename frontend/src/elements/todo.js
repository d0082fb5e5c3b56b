import htmx from "htmx.org";
import { call, outdated, reason, Refused } from "../api.js";
import { ask } from "../ask.js";
import { filled } from "../list.js";
import { openMenu } from "../menu.js";
import { toast, toastRenewed } from "../toast.js";

/** How long a done task stays to be seen, struck through, in milliseconds. */
const SEEN = 500;

/**
 * Tasks and events of today: ticked they are done, their menu follows them up, puts them off and deletes them. What was done, put off or
 * deleted can be taken back in the notice that follows. Afterwards the block is fetched anew.
 */
class Todo extends HTMLElement {
  /** The one whose menu is open. @type {HTMLElement | null} */
  #item = null;

  connectedCallback() {
    this.addEventListener("change", (event) => {
      const item = this.#of(event);
      if (item) void this.#complete(item);
    });
    this.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("[data-menu]") : null;
      const item = this.#of(event);
      if (button instanceof HTMLElement && item) this.#open(item, button);
    });
    this.#menu.addEventListener("click", this.#chosen);
  }

  disconnectedCallback() {
    this.#menu.removeEventListener("click", this.#chosen);
  }

  get #menu() {
    return /** @type {HTMLElement} */ (document.getElementById("todo-menu"));
  }

  /** @param {Event} event @returns {HTMLElement | null} */
  #of(event) {
    return event.target instanceof Element ? event.target.closest("li") : null;
  }

  /**
   * @param {HTMLElement} item
   * @param {HTMLElement} button
   */
  #open(item, button) {
    this.#item = item;
    for (const entry of this.#menu.querySelectorAll("button")) {
      const { later, deed } = entry.dataset;
      const shown = later ? item.dataset[later] : { follow: item.dataset.followed, choose: item.dataset.tomorrow, delete: item.dataset.deletable }[deed ?? ""];
      entry.hidden = shown === undefined;
      const text = entry.querySelector("small");
      if (later && text) text.textContent = item.dataset[`${later}Text`] ?? "";
    }
    openMenu(this.#menu, button);
  }

  #chosen = (/** @type {MouseEvent} */ event) => {
    const entry = event.target instanceof Element ? event.target.closest("button") : null;
    const item = this.#item;
    if (!entry || !item || !this.contains(item)) return;
    const { later, deed } = entry.dataset;
    this.#menu.hidePopover();
    if (later) void this.#move(item, item.dataset[later] ?? "", item.dataset[`${later}Text`] ?? "");
    else if (deed === "delete") void this.#delete(item);
    else if (deed === "follow" || deed === "choose") void this.#time(item, deed);
  };

  /**
   * Do something and tell it; where it was not done, show what there is. Answers whether it was done.
   * @param {() => Promise<import("../toast.js").Notice>} act answers what is told
   */
  async #act(act) {
    let notice;
    try {
      notice = await act();
    } catch (error) {
      if (outdated(error)) toastRenewed();
      else toast({ text: reason(error, this.dataset.failed ?? "") });
      await this.#again().catch(() => undefined); // whoever has no connection sees what there was
      return false;
    }
    toast(notice);
    return true;
  }

  /**
   * Give an item another value, and answer the call that takes it back.
   * @param {HTMLElement} item
   * @param {string} field
   * @param {string | undefined} value
   * @param {string | undefined} before
   * @param {string} [query]
   */
  async #change(item, field, value, before, query = "") {
    const { object, id, version } = item.dataset;
    const path = `/${object}/${id}`;
    const saved = await call("PATCH", path + query, { [field]: value }, { "if-match": `"${version}"` });
    return { method: "PATCH", path, body: { [field]: before }, version: saved.version };
  }

  #again() {
    const block = `/start/${this.dataset.block}`;
    return htmx.ajax("GET", block, { target: `#block-${this.dataset.block}`, swap: "outerHTML" });
  }

  /** @param {HTMLElement} item */
  async #complete(item) {
    const { status = "", done, before, name = "" } = item.dataset;
    item.classList.add("o-todo-done");
    const acted = await this.#act(async () => {
      const undo = await this.#change(item, status, done, before);
      return { text: filled(this.dataset.completed, { name }), undo };
    });
    if (acted) window.setTimeout(() => void this.#again(), SEEN);
    else this.#undone(item);
  }

  /** Show what could not be done as still to be done: the server may not have answered at all. @param {HTMLElement} item */
  #undone(item) {
    item.classList.remove("o-todo-done");
    item.querySelectorAll("input").forEach((box) => (box.checked = false));
  }

  /**
   * @param {HTMLElement} item
   * @param {string} value
   * @param {string} time
   */
  async #move(item, value, time) {
    const { field = "", at, name = "" } = item.dataset;
    const acted = await this.#act(async () => {
      const undo = await this.#change(item, field, value, at);
      return { text: filled(this.dataset.moved, { name, time }), undo };
    });
    if (acted) await this.#again();
  }

  /** @param {HTMLElement} item */
  async #delete(item) {
    const { object, id, version, name = "" } = item.dataset;
    const restored = "restored" in item.dataset;
    if (!restored && !(await ask(/** @type {HTMLDialogElement} */ (document.getElementById("todo-delete"))))) return;
    const undo = { method: "POST", path: `/${object}/${id}/restore` };
    const acted = await this.#act(async () => {
      await call("DELETE", `/${object}/${id}`, undefined, { "if-match": `"${version}"` });
      return { text: filled(this.dataset.deleted, { name }), ...(restored ? { undo } : {}) };
    });
    if (acted) await this.#again();
  }

  /**
   * Ask for a time: to put off, or of what follows.
   * @param {HTMLElement} item
   * @param {"follow" | "choose"} deed
   */
  async #time(item, deed) {
    const { object, id, version, field = "", at: before, name = "", named: namedBy = "", next = "" } = item.dataset;
    const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("todo-time"));
    const title = /** @type {HTMLElement} */ (dialog.querySelector("h2"));
    title.textContent = title.dataset[deed] ?? "";
    const only = /** @type {HTMLElement} */ (dialog.querySelector("[data-only]"));
    only.hidden = deed !== "follow" || !namedBy;
    const named = /** @type {HTMLInputElement} */ (document.getElementById("todo-name"));
    const at = /** @type {HTMLInputElement} */ (document.getElementById("todo-at"));
    named.value = name;
    at.type = "timed" in item.dataset ? "datetime-local" : "date";
    at.value = next;
    let undo;
    let renewed = false;
    const done = await ask(dialog, async () => {
      if (!at.value) return this.dataset.none ?? "";
      const value = at.value.replace("T", " ");
      try {
        if (deed === "choose") {
          undo = await this.#change(item, field, value, before, "?typed=true");
        } else {
          const values = { [field]: value, ...(namedBy && named.value.trim() ? { [namedBy]: named.value.trim() } : {}) };
          await call("POST", `/${object}/${id}/follow_up?typed=true`, values, { "if-match": `"${version}"` });
        }
      } catch (error) {
        renewed = outdated(error); // what was asked about is not so any more
        if (renewed) return "";
        const wrong = reason(error, this.dataset.failed ?? "");
        return deed === "follow" && error instanceof Refused && error.errors.length ? `${error.message} ${wrong}` : wrong;
      }
      return "";
    });
    if (!done) return;
    const time = at.value.replace("T", " ");
    if (renewed) toastRenewed();
    else toast({ text: filled(deed === "choose" ? this.dataset.moved : this.dataset.followed, { name, time }), undo });
    await this.#again();
  }
}

customElements.define("o-todo", Todo);
