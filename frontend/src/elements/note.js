import { call, Refused } from "../api.js";
import { forget, forgetAt, keep, latest } from "../drafts.js";

/** How long typing may pause before colleagues are looked for, in milliseconds. */
const PAUSE = 150;
/** How long typing may pause before it is kept as a draft, in milliseconds. */
const KEPT = 400;
/** What stands before the caret while somebody is named: an @ that belongs to no mail address, and the beginning of a name. */
const NAMING = /(?:^|[^A-Za-z0-9._%+-])@([^\s@]{0,30})$/u;

/** @typedef {{at: number, text: string, mentions: [string, string][]}} NoteDraft */

/**
 * The form in which a note is written or edited. `@` offers colleagues: arrows choose, Enter or Tab takes, Escape goes on without.
 * `data-note` is the note that is edited. When it is saved, `o:noted` says so. With `data-draft-days`, what is not posted yet is kept in
 * the browser, and stands there again when somebody comes back.
 */
class NoteForm extends HTMLElement {
  /** Whom the note may mention, by ID. @type {Map<string, string>} */
  #known = new Map();
  #timer = 0;
  #at = -1;
  #keeping = 0;
  /** Where the draft lies that was put back, until this form has kept its content itself. */
  #restored = "";

  connectedCallback() {
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#save();
    });
    this.#area.addEventListener("input", () => {
      this.#tell("");
      clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => void this.#look(), PAUSE);
      this.#keepSoon();
    });
    this.#area.addEventListener("keydown", (event) => this.#key(event));
    this.#area.addEventListener("blur", () => this.#close());
    this.#list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const option = event.target instanceof Element ? event.target.closest("[data-id]") : null;
      if (option instanceof HTMLElement) this.#take(option);
    });
    if (!Number(this.dataset.draftDays)) return;
    window.addEventListener("pagehide", this.#hurry);
    this.#restore();
  }

  disconnectedCallback() {
    window.removeEventListener("pagehide", this.#hurry);
    this.#hurry();
  }

  /** Put back what was written earlier and not posted. */
  #restore() {
    const found = /** @type {{key: string, draft: NoteDraft} | null} */ (latest(this));
    if (!found || this.#area.value) return;
    this.#restored = found.key;
    this.#area.value = found.draft.text;
    this.#known = new Map(found.draft.mentions);
  }

  #keepSoon() {
    clearTimeout(this.#keeping);
    this.#keeping = window.setTimeout(this.#keep, KEPT);
  }

  /** Keep what is written so far; nothing, where nothing is. */
  #keep = () => {
    this.#keeping = 0;
    const text = this.#area.value;
    /** @type {NoteDraft} */
    const draft = { at: Date.now(), text, mentions: [...this.#known] };
    if (!text.trim()) forget(this);
    else if (!keep(this, draft)) return;
    if (this.#restored) forgetAt(this.#restored);
    this.#restored = "";
  };

  /** Keep what was just written: there will be no pause. */
  #hurry = () => {
    if (!this.#keeping) return;
    clearTimeout(this.#keeping);
    this.#keep();
  };

  /**
   * Begin to edit a note.
   * @param {string} note
   * @param {string} text
   * @param {[string, string][]} mentions
   */
  open(note, text, mentions) {
    this.dataset.note = note;
    this.#known = new Map(mentions);
    this.#area.value = text;
    this.#area.focus();
  }

  get #form() {
    return /** @type {HTMLFormElement} */ (this.querySelector("form"));
  }

  get #area() {
    return /** @type {HTMLTextAreaElement} */ (this.querySelector("textarea"));
  }

  get #list() {
    return /** @type {HTMLElement} */ (this.querySelector("[role=listbox]"));
  }

  get #options() {
    return /** @type {HTMLElement[]} */ ([...this.#list.querySelectorAll("[data-id]")]);
  }

  get #path() {
    return `/${this.dataset.object}/${this.dataset.id}`;
  }

  /** The beginning of a name before the caret; null where nobody is being named. */
  get #naming() {
    const found = NAMING.exec(this.#area.value.slice(0, this.#area.selectionStart));
    return found ? (found[1] ?? "") : null;
  }

  async #look() {
    const words = this.#naming;
    if (words === null) return this.#close();
    try {
      const { colleagues } = await call("GET", `${this.#path}/colleagues?q=${encodeURIComponent(words)}`);
      if (this.#naming === words) this.#offer(colleagues);
    } catch {
      this.#close();
    }
  }

  /** @param {{id: string, name: string, sees: boolean}[]} colleagues */
  #offer(colleagues) {
    if (!colleagues.length) return this.#close();
    this.#list.replaceChildren(...colleagues.map((one, number) => {
      const option = document.createElement("li");
      option.id = `${this.#list.id}-${number}`;
      option.className = "dropdown-item";
      option.dataset.id = one.id;
      option.dataset.name = one.name;
      option.textContent = one.name;
      option.setAttribute("role", "option");
      if (!one.sees) {
        const said = document.createElement("small");
        said.textContent = this.dataset.unseen ?? "";
        option.append(" ", said);
      }
      return option;
    }));
    this.#list.hidden = false;
    this.#list.classList.add("show");
    this.#choose(0);
  }

  /** @param {number} at */
  #choose(at) {
    this.#at = at;
    this.#options.forEach((option, number) => {
      option.classList.toggle("active", number === at);
      option.setAttribute("aria-selected", String(number === at));
      if (number === at) option.scrollIntoView({ block: "nearest" });
    });
    this.#area.setAttribute("aria-activedescendant", this.#options[at]?.id ?? "");
  }

  #close() {
    this.#list.hidden = true;
    this.#list.classList.remove("show");
    this.#list.replaceChildren();
    this.#area.removeAttribute("aria-activedescendant");
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing) return; // an input method is at work
    const options = this.#options;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void this.#save();
    } else if (!options.length) {
      return;
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.#choose((this.#at + (event.key === "ArrowDown" ? 1 : -1) + options.length) % options.length);
    } else if (event.key === "Enter" || event.key === "Tab") {
      event.preventDefault();
      const option = options[this.#at];
      if (option) this.#take(option);
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.#close();
    }
  }

  /** Put a name in the place of its beginning. @param {HTMLElement} option */
  #take(option) {
    const { id, name } = option.dataset;
    const end = this.#area.selectionStart;
    this.#area.setRangeText(`@${name} `, end - (this.#naming ?? "").length - 1, end, "end");
    this.#known.set(id ?? "", name ?? "");
    this.#close();
    this.#keepSoon();
  }

  async #save() {
    if (this.#area.readOnly) return; // it is being saved
    this.#area.readOnly = true;
    const text = this.#area.value;
    const mentions = [...this.#known].filter(([, name]) => text.includes(`@${name}`)).map(([id]) => id);
    const { note } = this.dataset;
    const buttons = [...this.querySelectorAll("button")];
    buttons.forEach((button) => (button.disabled = true));
    try {
      if (note) await call("PATCH", `${this.#path}/notes/${note}`, { text, mentions });
      else await call("POST", `${this.#path}/notes`, { text, mentions });
      this.#area.value = "";
      this.#known.clear();
      clearTimeout(this.#keeping);
      this.#keep();
      this.dispatchEvent(new CustomEvent("o:noted", { bubbles: true }));
    } catch (error) {
      this.#tell(error instanceof Refused ? (error.errors[0]?.message ?? error.message) : (this.dataset.failed ?? ""));
    } finally {
      this.#area.readOnly = false;
      buttons.forEach((button) => (button.disabled = false));
    }
  }

  /** @param {string} sentence */
  #tell(sentence) {
    this.#area.classList.toggle("is-invalid", Boolean(sentence));
    const place = /** @type {HTMLElement} */ (this.querySelector("[role=alert]"));
    place.textContent = sentence;
    place.classList.toggle("d-block", Boolean(sentence));
  }
}

customElements.define("o-note", NoteForm);
