import { call, Refused } from "../api.js";

/** How long typing may pause before colleagues are looked for, in milliseconds. */
const PAUSE = 150;
/** What stands before the caret while somebody is named: an @ that belongs to no mail address, and the beginning of a name. */
const NAMING = /(?:^|[^A-Za-z0-9._%+-])@([^\s@]{0,30})$/u;

/**
 * The form in which a note is written or edited. `@` offers colleagues: arrows choose, Enter or Tab takes, Escape goes on without.
 * `data-note` is the note that is edited. When it is saved, `o:noted` says so.
 */
class NoteForm extends HTMLElement {
  /** Whom the note may mention, by ID. @type {Map<string, string>} */
  #known = new Map();
  #timer = 0;
  #at = -1;

  connectedCallback() {
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#save();
    });
    this.#area.addEventListener("input", () => {
      this.#tell("");
      clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => void this.#look(), PAUSE);
    });
    this.#area.addEventListener("keydown", (event) => this.#key(event));
    this.#area.addEventListener("blur", () => this.#close());
    this.#list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const option = event.target instanceof Element ? event.target.closest("[data-id]") : null;
      if (option instanceof HTMLElement) this.#take(option);
    });
  }

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
  }

  async #save() {
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
      this.dispatchEvent(new CustomEvent("o:noted", { bubbles: true }));
    } catch (error) {
      this.#tell(error instanceof Refused ? (error.errors[0]?.message ?? error.message) : (this.dataset.failed ?? ""));
    } finally {
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
