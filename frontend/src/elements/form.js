import { call, Refused } from "../api.js";

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Input */

/** How long typing may pause before the server is asked what is shown, demanded and locked now, in milliseconds. */
const PAUSE = 300;

/** How a record answers that somebody else has changed it. */
const STALE = 412;

/** What each kind of input holds, as the interface takes it. @type {Record<string, (input: any) => unknown>} */
export const VALUES = {
  text: (input) => input.value,
  select: (input) => input.value || null,
  lookup: (input) => input.value || null,
  checkbox: (input) => input.checked,
  multiselect: (input) => [...input.selectedOptions].map((option) => option.value),
};

/**
 * The form of a record: saves it through the interface, tells mistakes at their fields, asks what depends on what is typed,
 * and lets nobody leave by accident.
 */
class Form extends HTMLElement {
  /** What was there when the form was opened, by field. @type {Map<string, string>} */
  #begun = new Map();
  #saved = false;
  #timer = 0;

  connectedCallback() {
    this.#begun = new Map(this.#inputs.map((input) => [input.name, JSON.stringify(this.#value(input))]));
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#save(event.submitter instanceof HTMLButtonElement ? event.submitter.value : "show");
    });
    this.addEventListener("input", this.#typed);
    this.addEventListener("change", this.#typed);
    this.addEventListener("keydown", (event) => {
      if (event.key === "s" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        void this.#save("show");
      }
    });
    this.querySelector("[data-cancel]")?.addEventListener("click", () => (this.#saved = true));
    window.addEventListener("beforeunload", this.#leaving);
    /** @type {HTMLElement | null} */ (this.querySelector("input:not([type=hidden]), select, textarea"))?.focus();
  }

  disconnectedCallback() {
    window.removeEventListener("beforeunload", this.#leaving);
  }

  get #form() {
    return /** @type {HTMLFormElement} */ (this.querySelector("form"));
  }

  /** @returns {Input[]} */
  get #inputs() {
    return [...this.querySelectorAll("[data-kind]")].map((input) => /** @type {Input} */ (input));
  }

  /** @param {Input} input */
  #value(input) {
    return VALUES[input.dataset.kind ?? "text"]?.(input);
  }

  /** What was typed, by field: of a record that exists, only what is different now. */
  get #values() {
    const changed = this.#inputs.filter(
      (input) => !this.dataset.id || JSON.stringify(this.#value(input)) !== this.#begun.get(input.name),
    );
    return Object.fromEntries(changed.map((input) => [input.name, this.#value(input)]));
  }

  /** Whether anything is different from what was there when the form was opened. */
  get dirty() {
    return this.#inputs.some((input) => JSON.stringify(this.#value(input)) !== this.#begun.get(input.name));
  }

  #leaving = (/** @type {BeforeUnloadEvent} */ event) => {
    if (!this.#saved && this.dirty) event.preventDefault();
  };

  #typed = (/** @type {Event} */ event) => {
    const field = event.target instanceof Element ? event.target.closest(".o-field") : null;
    field?.querySelector(".is-invalid")?.classList.remove("is-invalid");
    if (this.dataset.conditional !== "true") return;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#ask(), PAUSE);
  };

  /** Ask what is shown, demanded and locked by what is typed so far. */
  async #ask() {
    const body = { values: this.#values, ...(this.dataset.id ? { id: this.dataset.id } : {}), ...(this.dataset.layout ? { layout: this.dataset.layout } : {}) };
    let state;
    try {
      state = await call("POST", `/${this.dataset.object}/form?typed=true`, body);
    } catch {
      return; // the save says what is wrong
    }
    for (const [name, one] of Object.entries(state.fields)) {
      const field = this.#field(name);
      if (!field) continue;
      field.hidden = one.hidden;
      field.querySelector("label")?.classList.toggle("required", one.required);
      for (const input of field.querySelectorAll("input, select, textarea")) {
        /** @type {Input} */ (input).disabled = one.read_only;
      }
    }
    state.sections.forEach((/** @type {{hidden: boolean}} */ one, /** @type {number} */ number) => {
      const section = /** @type {HTMLElement | null} */ (this.querySelector(`[data-section="${number}"]`));
      if (section) section.hidden = one.hidden;
    });
  }

  /** @param {string} name */
  #field(name) {
    return /** @type {HTMLElement | null} */ (this.querySelector(`[data-field="${CSS.escape(name)}"]`));
  }

  /** @param {string} then what follows: `show` the record, or a `new` one */
  async #save(then) {
    const { object, id, version, layout } = this.dataset;
    const query = `?typed=true${layout ? `&layout=${encodeURIComponent(layout)}` : ""}`;
    const buttons = [...this.querySelectorAll("button")];
    buttons.forEach((button) => (button.disabled = true));
    this.#tell("", []);
    try {
      const record = id
        ? await call("PATCH", `/${object}/${id}${query}`, this.#values, { "if-match": `"${version}"` })
        : await call("POST", `/${object}${query}`, this.#values);
      this.#saved = true;
      // Who has opened the form within another page goes on there.
      if (!this.dispatchEvent(new CustomEvent("o:saved", { bubbles: true, cancelable: true }))) return;
      location.assign(then === "new" ? `/o/${object}/new` : `/o/${object}/${record.id}`);
    } catch (error) {
      if (error instanceof Refused && error.status === STALE && id) await this.#settle(then, error.message);
      else if (error instanceof Refused) this.#tell(error.message, error.errors);
      else this.#tell(this.dataset.failed ?? "", []);
      buttons.forEach((button) => (button.disabled = false));
    }
  }

  /**
   * Others have changed the record meanwhile: let the user see what differs, take over what he leaves to them, and save the rest.
   * @param {string} then
   * @param {string} sentence what is said where he goes on in the form
   */
  async #settle(then, sentence) {
    const { settle } = await import("../conflict.js");
    let found;
    try {
      found = await settle(this, this.#begun, (input) => this.#value(input));
    } catch (error) {
      return this.#tell(error instanceof Refused ? error.message : (this.dataset.failed ?? ""), []);
    }
    if (!found) return this.#tell(sentence, []);
    for (const [name, field] of found.taken) {
      this.#field(name)?.replaceWith(field);
      for (const input of this.#inputs.filter((one) => field.contains(one))) {
        this.#begun.set(name, JSON.stringify(this.#value(input)));
      }
    }
    this.dataset.version = found.version;
    await this.#save(then);
  }

  /**
   * Tell what is wrong: a summary that is read out, and each mistake at its field.
   * @param {string} sentence
   * @param {{field: string, message: string}[]} errors
   */
  #tell(sentence, errors) {
    this.querySelectorAll(".is-invalid").forEach((one) => one.classList.remove("is-invalid"));
    const summary = /** @type {HTMLElement} */ (this.querySelector(".o-summary"));
    const [title, list] = [summary.querySelector("strong"), summary.querySelector("ul")];
    if (title) title.textContent = sentence;
    list?.replaceChildren(...errors.map((error) => this.#told(error)));
    summary.hidden = !sentence;
    if (sentence) summary.focus();
  }

  /** @param {{field: string, message: string}} error */
  #told(error) {
    const item = document.createElement("li");
    const field = this.#field(error.field);
    const input = /** @type {HTMLElement | null} */ (field?.querySelector("input:not([type=hidden]), select, textarea"));
    if (!field || !input) {
      item.textContent = error.message;
      return item;
    }
    field.closest("details")?.setAttribute("open", "");
    input.classList.add("is-invalid");
    const place = field.querySelector(".invalid-feedback");
    if (place) place.textContent = error.message;
    const link = document.createElement("a");
    link.href = `#${input.id}`;
    link.textContent = `${field.querySelector("label")?.textContent ?? error.field}: ${error.message}`;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      input.focus();
    });
    item.append(link);
    return item;
  }
}

customElements.define("o-form", Form);
