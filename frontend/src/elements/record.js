import htmx from "htmx.org";
import { Refused } from "../api.js";
import { part } from "../part.js";
import { toast } from "../toast.js";

/**
 * What others ask of the page of a record: `o:changed` to draw its values anew, `o:edit` to open them.
 * @typedef {object} Edit
 * @property {string} at the field that gets the focus
 * @property {{field: string, value: string, before: string}} [put] what is put in, and what the record has in its place
 */

/**
 * The page of a record. A pencil or a double click turns its values into the form that the server draws for them; after a save
 * they are drawn anew, with all that is computed of them.
 */
class RecordPage extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const from = event.target instanceof Element ? event.target : null;
      if (from?.closest(".o-pencil")) this.#editAt(from);
      if (from?.closest("o-form [data-cancel]")) this.#close();
    });
    this.addEventListener("dblclick", (event) => {
      const from = event.target instanceof Element ? event.target : null;
      if (from && !from.closest("a, button, summary, o-form")) this.#editAt(from);
    });
    this.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) this.#escape(event);
    });
    this.addEventListener("o:edit", (event) => void this.#edit(/** @type {CustomEvent<Edit>} */ (event).detail));
    this.addEventListener("o:changed", () => void this.#redraw());
    this.addEventListener("o:saved", (event) => {
      event.preventDefault();
      void this.#redraw();
      toast({ text: this.dataset.saved ?? "" });
    });
  }

  get #form() {
    return /** @type {(HTMLElement & {dirty: boolean}) | null} */ (this.querySelector("o-form"));
  }

  get #values() {
    return /** @type {HTMLElement} */ (this.querySelector("#details"));
  }

  /** Edit the value that stands there, if it can be edited. @param {Element} from */
  #editAt(from) {
    const field = from.closest("[data-edit]");
    if (field instanceof HTMLElement) void this.#edit({ at: field.dataset.edit ?? "" });
  }

  /** @param {Edit} wanted */
  async #edit({ at, put }) {
    const open = this.#form;
    if (open) {
      if (put) fill(open, put.field, put.value);
      return focusOn(open, at);
    }
    this.#values.setAttribute("aria-busy", "true");
    const query = put ? `?${new URLSearchParams({ [put.field]: put.value })}` : "";
    try {
      const form = /** @type {HTMLElement} */ ((await part(this.dataset.inline + query)).querySelector("o-form"));
      const scrolled = window.scrollY;
      if (put) fill(form, put.field, put.before); // the form remembers what it begins with
      this.#values.hidden = true;
      this.#values.after(form);
      if (put) fill(form, put.field, put.value);
      window.scrollTo({ top: scrolled });
      focusOn(form, at);
    } catch (error) {
      toast({ text: error instanceof Refused ? error.message : (this.dataset.failed ?? "") });
    } finally {
      this.#values.removeAttribute("aria-busy");
    }
  }

  /** Leave the form; who has changed something is asked by the focus on its button first. @param {KeyboardEvent} event */
  #escape(event) {
    const form = this.#form;
    const cancel = /** @type {HTMLElement | null} */ (form?.querySelector("[data-cancel]"));
    if (!form || !cancel) return;
    event.preventDefault();
    if (form.dirty && document.activeElement !== cancel) cancel.focus();
    else this.#close();
  }

  #close() {
    const form = this.#form;
    if (!form) return;
    const at = document.activeElement?.closest(".o-field");
    const name = at instanceof HTMLElement ? at.dataset.field : undefined;
    form.remove();
    this.#values.hidden = false;
    this.#back(name);
  }

  /** Give the focus back to the pencil of a field. @param {string} [name] */
  #back(name) {
    const pencil = this.querySelector(`${name ? `[data-edit="${CSS.escape(name)}"] ` : ""}.o-pencil`);
    if (pencil instanceof HTMLElement) pencil.focus({ preventScroll: true });
  }

  /** Draw the head and the values as they are by now. Which sections are folded stays as it is. */
  async #redraw() {
    const at = document.activeElement?.closest(".o-field");
    const name = at instanceof HTMLElement ? at.dataset.field : undefined;
    let drawn;
    try {
      drawn = await part(this.dataset.here ?? location.href);
    } catch {
      return location.reload();
    }
    this.#form?.remove();
    for (const id of ["record-head", "details"]) {
      const [old, made] = [document.getElementById(id), drawn.getElementById(id)];
      if (!old || !made) return location.reload();
      folded(old, made);
      made.className = old.className;
      old.replaceWith(document.adoptNode(made));
    }
    document.title = drawn.title || document.title;
    htmx.process(/** @type {HTMLElement} */ (document.getElementById("record-head")));
    this.#back(name);
  }
}

/** Put a value into a field of a form. @param {HTMLElement} form @param {string} field @param {string} value */
function fill(form, field, value) {
  const input = /** @type {HTMLInputElement | null} */ (form.querySelector(`[data-kind][name="${CSS.escape(field)}"]`));
  if (!input) return;
  input.value = value;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

/** @param {HTMLElement} form @param {string} name */
function focusOn(form, name) {
  const field = form.querySelector(`[data-field="${CSS.escape(name)}"]`);
  field?.closest("details")?.setAttribute("open", "");
  const input = /** @type {HTMLElement | null} */ (field?.querySelector("input:not([type=hidden]), select, textarea"));
  input?.focus();
  field?.scrollIntoView({ block: "nearest" });
}

/** Fold the sections of a drawing as they are in another one. @param {Element} old @param {Element} made */
function folded(old, made) {
  const open = new Map([...old.querySelectorAll("details.o-section")].map((one) => [title(one), one.hasAttribute("open")]));
  for (const one of made.querySelectorAll("details.o-section")) {
    one.toggleAttribute("open", open.get(title(one)) ?? one.hasAttribute("open"));
  }
}

/** @param {Element} section */
function title(section) {
  return section.querySelector("h2")?.textContent ?? "";
}

customElements.define("o-record", RecordPage);
