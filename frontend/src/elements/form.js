import { call, outdated, Refused } from "../api.js";
import { named } from "../chips.js";
import { forget, forgetAt, keep, latest, when } from "../drafts.js";
import { controlOf, FIRST, mark, unchosen, unmark, valueOf } from "../fields.js";
import { held, hold, tidy, typedIn } from "../line_values.js";
import { filled } from "../list.js";
import { noteMade } from "../made.js";
import { goWith } from "../toast.js";

/** @typedef {import("../fields.js").Input} Input */
/** @typedef {import("./lookup.js").Lookup} Lookup */
/** @typedef {import("./lines.js").Wrong} Wrong */
/** @typedef {HTMLElement & {dirty: boolean, changes: object[], standing: object[], follow: (found: any) => void, unread: (lookups: Lookup[]) => Wrong[], tell: (errors: Wrong[]) => HTMLElement[], draft: any, restore: (draft: any) => number}} Lines */

/** How long typing may pause before the server is asked what is shown, demanded and locked now, in milliseconds. */
const PAUSE = 300;

/** How long typing may pause before it is kept as a draft, in milliseconds. */
const KEPT = 400;

/** How the interface says that nobody is signed in. */
const ENDED = 401;

/**
 * The form of a record: saves it through the interface, tells mistakes at their fields, asks what depends on what is typed,
 * and lets nobody leave by accident.
 */
class Form extends HTMLElement {
  /** What was there when the form was opened, by field. @type {Map<string, string>} */
  #begun = new Map();
  #saved = false;
  #timer = 0;
  #asked = 0;
  #keeping = 0;
  /** The draft that is offered, as long as nobody has answered: it stays where it is, whatever is typed. @type {{key: string, draft: import("../drafts.js").Draft} | null} */
  #offered = null;
  /** Where the drafts stay that were restored, until this form has kept their content itself. @type {string[]} */
  #restored = [];
  /** Whether a save is under way, or done: whoever presses twice saves once. */
  #saving = false;
  /** What was pressed to save, to be pressed again. */
  #then = "show";

  connectedCallback() {
    // What is put in for somebody counts as typed: it says what was there.
    this.#begun = new Map(this.#inputs.map((input) => [input.name, input.dataset.begun ?? JSON.stringify(valueOf(input))]));
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#save(event.submitter instanceof HTMLButtonElement ? event.submitter.value : "show");
    });
    this.addEventListener("input", this.#typed);
    this.addEventListener("change", (event) => {
      if (event.target instanceof HTMLInputElement) tidy(event.target);
      this.#typed(event);
    });
    this.addEventListener("keydown", (event) => {
      if (event.key === "s" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        void this.#save("show");
      }
    });
    this.querySelector("[data-cancel]")?.addEventListener("click", () => this.#leave());
    this.querySelector("[data-again]")?.addEventListener("click", () => void this.#save(this.#then));
    this.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("[data-forms]") : null;
      if (button instanceof HTMLElement) this.#show(button.dataset.forms ?? "");
    });
    this.querySelector("[data-restore]")?.addEventListener("click", () => void this.#restore());
    this.querySelector("[data-discard]")?.addEventListener("click", () => this.#discard());
    this.#offer();
    window.addEventListener("beforeunload", this.#leaving);
    this.querySelector("select[name=business_type]")?.addEventListener("change", () => void this.#redraw());
    /** @type {HTMLElement | null} */ (this.querySelector(".o-sections")?.querySelector(FIRST))?.focus();
  }

  /** Show the fields that a new record begins with, or all of them, and remember it. @param {string} which */
  #show(which) {
    document.documentElement.dataset.oForms = which;
    delete this.dataset.whole;
    void call("PATCH", "/preferences", { forms: which }).catch(() => undefined);
    const more = /** @type {HTMLElement[]} */ ([...this.querySelectorAll("[data-more]")]);
    const first = which === "whole" ? more.map((one) => one.querySelector(FIRST)).find((one) => one) : this.querySelector('[data-forms="whole"]');
    /** @type {HTMLElement | null} */ (first ?? null)?.focus();
  }

  /** Nothing of the form is wanted any more. */
  #leave() {
    this.#saved = true;
    clearTimeout(this.#keeping);
    if (this.#keeps) this.#forget();
  }

  /** Forget what this form has kept, and what was restored into it: not what nobody has answered for. */
  #forget() {
    forget(this);
    this.#restored.splice(0).forEach(forgetAt);
  }

  /** Whether what is typed is kept: not in a dialog, which is a matter of a moment. */
  get #keeps() {
    return Boolean(Number(this.dataset.draftDays)) && !this.closest("dialog");
  }

  /** Offer what was typed earlier and not saved, and answer whether there is anything. */
  #offer() {
    const bar = /** @type {HTMLElement | null} */ (this.querySelector("[data-draft]"));
    const text = bar?.querySelector("span");
    if (!bar || !text) return false;
    this.#offered = this.#keeps ? latest(this) : null;
    bar.hidden = !this.#offered;
    if (!this.#offered) return false;
    const { draft } = this.#offered;
    const older = this.dataset.id && draft.version !== this.dataset.version;
    text.textContent = [named((bar.dataset.told ?? "").replace("{time}", when(draft.at)), ""), older ? bar.dataset.older : ""].join(" ");
    return true;
  }

  /** The draft that is offered is not wanted any more: go on to one that is older, or to the form. */
  #discard() {
    if (this.#offered) forgetAt(this.#offered.key);
    if (!this.#offer()) /** @type {HTMLElement | null} */ (this.querySelector(".o-sections")?.querySelector(FIRST) ?? null)?.focus();
  }

  async #restore() {
    const bar = /** @type {HTMLElement | null} */ (this.querySelector("[data-draft]"));
    if (!bar || !this.#offered) return;
    const { key, draft } = this.#offered;
    this.#offered = null;
    const kind = /** @type {HTMLSelectElement | null} */ (this.querySelector("select[name=business_type]"));
    if (kind && draft.kind && draft.kind !== kind.value) {
      kind.value = draft.kind;
      await this.#redraw();
    }
    const lost = [...draft.files];
    for (const { begun, ...own } of draft.values) {
      const input = this.#inputs.find((one) => one.name === own.name);
      if (!input) continue;
      if (begun !== undefined && this.dataset.id) this.#begun.set(own.name, begun);
      if (!hold(input, own)) lost.push(this.#field(own.name)?.querySelector("label")?.textContent ?? own.name);
    }
    for (const one of this.#lines) {
      const own = draft.lines[one.dataset.object ?? ""];
      if (own) one.restore(own);
    }
    if (this.dataset.id) this.dataset.version = draft.version;
    this.#restored.push(key);
    bar.hidden = !lost.length;
    bar.querySelector(".o-draft-deeds")?.remove();
    const text = bar.querySelector("span");
    if (text) text.textContent = named(bar.dataset.lost, lost.join(", "));
    /** @type {HTMLElement | null} */ (this.querySelector("button[value=show]"))?.focus();
  }

  /** Keep what is typed so far, or nothing where all is as it was. */
  #keep() {
    if (this.#saved || !this.isConnected) return;
    if (!this.dirty) return this.#forget();
    const files = [...this.querySelectorAll("[data-uploading]")].map((one) => one.closest(".o-field")?.querySelector("label")?.textContent ?? "");
    const kept = keep(this, {
      at: Date.now(),
      version: this.dataset.version ?? "",
      kind: /** @type {HTMLSelectElement | null} */ (this.querySelector("select[name=business_type]"))?.value ?? "",
      values: this.#typedIn.map((input) => ({ ...held(input), begun: this.#begun.get(input.name) })),
      lines: Object.fromEntries(this.#lines.filter((one) => one.dirty).map((one) => [one.dataset.object ?? "", one.draft])),
      files,
    });
    if (kept) this.#restored.splice(0).forEach(forgetAt);
  }

  disconnectedCallback() {
    window.removeEventListener("beforeunload", this.#leaving);
  }

  get #form() {
    return /** @type {HTMLFormElement} */ (this.querySelector("form"));
  }

  get #summary() {
    return /** @type {HTMLElement} */ (this.querySelector(".o-summary"));
  }

  /** The inputs of the record itself. @returns {Input[]} */
  get #inputs() {
    return [...this.querySelectorAll("[data-kind]")].filter((input) => !input.closest("o-lines")).map((input) => /** @type {Input} */ (input));
  }

  /** The tables of lines. @returns {Lines[]} */
  get #lines() {
    return [...this.querySelectorAll("o-lines")].map((one) => /** @type {Lines} */ (one));
  }

  /** What was done to lines, as a save is told. */
  get #changedLines() {
    const changed = this.#lines.map((one) => [one.dataset.object, one.changes]).filter(([, rows]) => rows?.length);
    return changed.length ? { _lines: Object.fromEntries(changed) } : {};
  }

  /** Whether the value of an input is another one than when the form was opened. @param {Input} input */
  #isChanged(input) {
    return JSON.stringify(valueOf(input)) !== this.#begun.get(input.name);
  }

  /** The inputs in which somebody has entered anything. */
  get #typedIn() {
    return this.#inputs.filter((input) => this.#isChanged(input) || typedIn(input));
  }

  /** What was typed, by field: of a record that exists, only what is different now. */
  get #values() {
    const changed = this.#inputs.filter((input) => !this.dataset.id || this.#isChanged(input));
    return Object.fromEntries(changed.map((input) => [input.name, valueOf(input)]));
  }

  /** Whether anything is different from what was there when the form was opened. */
  get dirty() {
    return this.#lines.some((one) => one.dirty) || this.#typedIn.length > 0;
  }

  #leaving = (/** @type {BeforeUnloadEvent} */ event) => {
    if (!this.#saved && this.dirty) event.preventDefault();
  };

  #typed = (/** @type {Event} */ event) => {
    const field = event.target instanceof Element ? event.target.closest(".o-field") : null;
    if (field) unmark(field);
    if (this.#keeps) {
      clearTimeout(this.#keeping);
      this.#keeping = window.setTimeout(() => this.#keep(), KEPT);
    }
    if (this.dataset.conditional !== "true" && !this.#lines.length) return;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#ask(), PAUSE);
  };

  /** Ask what is shown, demanded and locked by what is typed so far. */
  async #ask() {
    const asked = ++this.#asked;
    const lines = this.#lines.map((one) => [one.dataset.object, one.standing]);
    const values = { ...this.#values, ...(lines.length ? { _lines: Object.fromEntries(lines) } : {}) };
    const body = { values, ...(this.dataset.id ? { id: this.dataset.id } : {}), ...(this.dataset.layout ? { layout: this.dataset.layout } : {}) };
    let state;
    try {
      state = await call("POST", `/${this.dataset.object}/form?typed=true`, body);
    } catch {
      return; // the save says what is wrong
    }
    if (asked !== this.#asked) return; // something else has been typed meanwhile
    for (const one of this.#lines) if (state.lines?.[one.dataset.object ?? ""]) one.follow(state.lines[one.dataset.object ?? ""]);
    for (const [name, text] of Object.entries(state.computed ?? {})) {
      const output = this.#field(name)?.querySelector("output");
      if (output) output.textContent = text || "–";
    }
    for (const [name, one] of Object.entries(state.fields)) {
      const field = this.#field(name);
      if (!field) continue;
      this.#follow(field, one);
    }
    for (const [name, options] of Object.entries(state.options)) {
      const select = /** @type {HTMLSelectElement | null} */ (this.#field(name)?.querySelector("select"));
      if (select) offer(select, options);
    }
    state.sections.forEach((/** @type {{hidden: boolean}} */ one, /** @type {number} */ number) => {
      const section = /** @type {HTMLElement | null} */ (this.querySelector(`[data-section="${number}"]`));
      if (section) section.hidden = one.hidden;
    });
  }

  /**
   * @param {HTMLElement} field
   * @param {{hidden: boolean, required: boolean, read_only: boolean}} state
   */
  #follow(field, state) {
    field.hidden = state.hidden;
    field.querySelector("label")?.classList.toggle("required", state.required);
    const own = /** @type {Input | null} */ (field.querySelector("[data-kind]"));
    if (state.required && own && !valueOf(own)) delete field.dataset.more; // it has to be filled in now
    for (const input of field.querySelectorAll("input, select, textarea, button, fieldset")) {
      /** @type {Input} */ (input).disabled = state.read_only;
    }
    field.querySelector("[contenteditable]")?.setAttribute("contenteditable", String(!state.read_only));
  }

  /**
   * Draw the sections again for the business type that was chosen: its layout, its defaults, its values. What was typed
   * stays where its field is still there and takes it.
   */
  async #redraw() {
    const address = new URL(this.dataset.redraw ?? location.href, location.href);
    address.searchParams.set("business_type", String(this.#values.business_type ?? this.#chosenKind));
    const answer = await fetch(address, { headers: { "hx-request": "true" } });
    const old = this.querySelector(".o-sections");
    if (!answer.ok || !old) return;
    const drawn = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector(".o-sections");
    if (!(drawn instanceof HTMLElement)) return;
    const typed = this.#typedIn;
    const again = document.importNode(drawn, true);
    for (const card of old.querySelectorAll("o-lines")) {
      again.querySelector(`o-lines[data-object="${card.getAttribute("data-object")}"]`)?.replaceWith(card); // with all that was entered
    }
    old.replaceWith(again);
    this.dataset.layout = again.dataset.layout;
    this.dataset.conditional = again.dataset.conditional;
    for (const input of this.#inputs) {
      const begun = this.#begun.get(input.name);
      if (begun === undefined || !this.dataset.id) this.#begun.set(input.name, begun ?? JSON.stringify(valueOf(input)));
    }
    typed.forEach((input) => this.#carry(input));
    clearTimeout(this.#timer);
    await this.#ask();
  }

  get #chosenKind() {
    return /** @type {HTMLSelectElement} */ (this.querySelector("select[name=business_type]")).value;
  }

  /**
   * Put an input that somebody has filled in where the one of its field stands now. A list takes what it offers still.
   * @param {Input} input
   */
  #carry(input) {
    const field = this.#field(input.name);
    const now = /** @type {Input | null} */ (field?.querySelector("[data-kind]") ?? null);
    if (!field || !now || now.dataset.kind !== input.dataset.kind) return;
    if (now instanceof HTMLSelectElement) {
      const chosen = [.../** @type {HTMLSelectElement} */ (input).selectedOptions].map((option) => option.value);
      for (const option of now.options) option.selected = chosen.includes(option.value);
      now.dispatchEvent(new Event("change", { bubbles: true }));
      return;
    }
    const held = input.closest(".o-field");
    for (const part of held?.querySelectorAll("[disabled]") ?? []) part.removeAttribute("disabled");
    const label = field.querySelector("label");
    if (label) held?.querySelector("label")?.replaceWith(label);
    if (held instanceof HTMLElement) {
      held.hidden = field.hidden;
      field.replaceWith(held);
    }
  }

  /** @param {string} name */
  #field(name) {
    const found = [...this.querySelectorAll(`[data-field="${CSS.escape(name)}"]`)].find((one) => !one.closest("o-lines"));
    return /** @type {HTMLElement | null} */ (found ?? null);
  }

  /** @param {string} then what follows: `show` the record, or a `new` one */
  async #save(then) {
    if (this.querySelector("[data-uploading]")) return void this.#tell(this.dataset.busy ?? "", []);
    if (this.#saving) return;
    this.#saving = true;
    this.#then = then;
    if (this.#keeps) this.#keep();
    const buttons = [...this.#form.querySelectorAll("button")].filter((button) => !button.disabled);
    buttons.forEach((button) => (button.disabled = true));
    let saved = false;
    try {
      saved = await this.#send(then);
    } finally {
      this.#saving = saved;
      if (!saved) buttons.forEach((button) => (button.disabled = false));
    }
  }

  /**
   * Save, and go on; or tell why not. Answers whether it was saved.
   * @param {string} then
   * @returns {Promise<boolean>}
   */
  async #send(then) {
    this.#tell("", []);
    const unread = await this.#unread();
    if (unread.length) return this.#tell(this.#summary.dataset.unread ?? "", unread);
    clearTimeout(this.#timer);
    this.#asked += 1;
    const { object, id, version, layout } = this.dataset;
    const query = `?typed=true${layout ? `&layout=${encodeURIComponent(layout)}` : ""}`;
    const values = { ...this.#values, ...this.#changedLines };
    let record;
    try {
      record = id
        ? await call("PATCH", `/${object}/${id}${query}`, values, { "if-match": `"${version}"` })
        : await call("POST", `/${object}${query}`, values);
    } catch (error) {
      if (!(error instanceof Refused)) return this.#unreached();
      if (outdated(error) && id && !error.errors.some((one) => one.of)) return this.#settle(then, error.message);
      if (error.status === ENDED && (await this.#signIn())) return this.#send(then);
      return this.#tell(error.message, error.errors);
    }
    this.#leave();
    if (!id) noteMade(object ?? "");
    this.#go(then, record);
    return true;
  }

  /**
   * Go on after a save.
   * @param {string} then
   * @param {any} record
   */
  #go(then, record) {
    const { object } = this.dataset;
    // Who has opened the form within another page goes on there.
    if (!this.dispatchEvent(new CustomEvent("o:saved", { bubbles: true, cancelable: true, detail: record }))) return;
    const next = { new: `/o/${object}/new`, copy: `/o/${object}/new?_copy=${record.id}` }[then];
    if (!next) return location.assign(`/o/${object}/${record.id}`);
    const label = String(record[this.dataset.named ?? ""] ?? this.dataset.label ?? "");
    goWith(next, { text: filled(this.dataset.saved, { label }) });
  }

  /** What stands there and means nothing, such as a name that no record has: saving would drop it. @returns {Promise<Wrong[]>} */
  async #unread() {
    const lookups = await unchosen(this);
    const own = lookups.filter((one) => !one.closest("o-lines"));
    const told = own.map((one) => ({ field: one.dataset.field ?? "", message: one.unknown, code: "" }));
    return [...told, ...this.#lines.flatMap((one) => one.unread(lookups))];
  }

  /** The session has ended: sign in again in place. */
  async #signIn() {
    const dialog = /** @type {HTMLDialogElement | null} */ (this.querySelector("dialog.o-again"));
    if (!dialog) return false;
    const { signInAgain } = await import("../signing_in_again.js");
    return signInAgain(dialog);
  }

  /** Say that the server cannot be reached, and offer to try again. */
  #unreached() {
    this.#tell((this.#keeps ? this.dataset.offline : this.dataset.failed) ?? "", []);
    const again = /** @type {HTMLElement | null} */ (this.querySelector("[data-again]"));
    if (again) again.hidden = false;
    return false;
  }

  /**
   * Others have changed the record meanwhile: let the user see what differs, take over what he leaves to them, and save the rest.
   * @param {string} then
   * @param {string} sentence what is said where he goes on in the form
   * @returns {Promise<boolean>} whether it was saved
   */
  async #settle(then, sentence) {
    const { settle } = await import("../conflict.js");
    let found;
    try {
      found = await settle(this, this.#begun, valueOf);
    } catch (error) {
      return this.#tell(error instanceof Refused ? error.message : (this.dataset.failed ?? ""), []);
    }
    if (!found) return this.#tell(sentence, []);
    for (const [name, field] of found.taken) {
      this.#field(name)?.replaceWith(field);
      for (const input of this.#inputs.filter((one) => field.contains(one))) {
        this.#begun.set(name, JSON.stringify(valueOf(input)));
      }
    }
    this.dataset.version = found.version;
    return this.#send(then);
  }

  /**
   * Tell what is wrong, and answer that nothing was saved: a summary that is read out, and each mistake at its field.
   * @param {string} sentence
   * @param {Wrong[]} errors
   */
  #tell(sentence, errors) {
    unmark(this);
    const summary = this.#summary;
    const [title, list] = [summary.querySelector("strong"), summary.querySelector("ul")];
    if (title) title.textContent = sentence;
    const own = errors.filter((error) => !error.of).map((error) => this.#told(error));
    list?.replaceChildren(...own, ...this.#lines.flatMap((one) => one.tell(errors)));
    const again = /** @type {HTMLElement | null} */ (summary.querySelector("[data-again]"));
    if (again) again.hidden = true;
    if (errors.some((error) => !error.of && this.#field(error.field)?.matches("[data-more]"))) this.dataset.whole = "";
    summary.hidden = !sentence;
    if (sentence) summary.focus();
    return false;
  }

  /** @param {{field: string, message: string}} error */
  #told(error) {
    const item = document.createElement("li");
    const field = this.#field(error.field);
    const input = field && controlOf(field);
    if (!field || !input) {
      item.textContent = error.message;
      return item;
    }
    field.closest("details")?.setAttribute("open", "");
    mark(field, error.message);
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

/**
 * Offer other options of a list. What was chosen and is offered no more goes, and that is told.
 * @param {HTMLSelectElement} select
 * @param {{value: string, label: Record<string, string>, color: string | null}[]} options
 */
export function offer(select, options) {
  const language = document.documentElement.lang.slice(0, 2);
  const chosen = [...select.selectedOptions].filter((option) => option.value);
  const gone = chosen.filter((option) => !options.some((one) => one.value === option.value));
  const made = options.map((one) => {
    const option = new Option(one.label[language], one.value, false, chosen.some((before) => before.value === one.value));
    if (one.color) option.dataset.color = one.color;
    return option;
  });
  select.replaceChildren(...(select.multiple ? [] : [new Option("", "")]), ...made);
  const told = /** @type {HTMLElement | null} */ (select.closest(".o-field")?.querySelector(".o-told"));
  if (told && (gone.length || chosen.length)) {
    told.textContent = named(told.dataset.gone, gone.map((option) => option.text).join(", "));
    told.hidden = !gone.length;
  }
  if (gone.length) select.dispatchEvent(new Event("change", { bubbles: true }));
  else select.dispatchEvent(new Event("o:offered"));
}

customElements.define("o-form", Form);
