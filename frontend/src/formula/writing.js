// Somebody writes a formula: what he types is checked, explained, and tried on records.
import { startCompletion } from "@codemirror/autocomplete";
import { Refused } from "../api.js";
import { makeEditor } from "./editor.js";
import { Help } from "./help.js";
import { mark, mend } from "./mistakes.js";
import { showAll, showOne } from "./preview.js";
import { signature } from "./showing.js";

/** How long typing may pause before the server is asked what is wrong, in milliseconds. */
const PAUSE = 400;

/** An editor in the place of a text area, with all that is told around it. */
export class Writing {
  #element;
  #text;
  #help;
  #editor;
  #timer = 0;
  #record = "";

  /**
   * @param {HTMLElement} element the parts around the text area, with the texts that are said
   * @param {HTMLTextAreaElement} text
   */
  constructor(element, text) {
    const { object = "", use = "filter", returns = "", choices = "" } = element.dataset;
    this.#element = element;
    this.#text = text;
    this.#help = new Help(object, use, returns);
    this.#editor = makeEditor({
      place: /** @type {HTMLElement} */ (this.#part("editor")),
      text: text.value,
      label: text.labels[0]?.textContent ?? text.getAttribute("aria-label") ?? "",
      hint: text.placeholder,
      choices,
      help: this.#help,
      typed: (written) => this.#typed(written),
      moved: (call) => void this.#sign(call),
      submit: () => text.form?.requestSubmit(),
    });
    const focused = document.activeElement === text;
    text.hidden = true;
    element.querySelectorAll("[data-upgraded]").forEach((one) => one.removeAttribute("hidden"));
    if (focused) this.focus();
    this.#listen();
    void this.#check();
  }

  focus() {
    this.#editor.view.focus();
  }

  /** @param {boolean} locked */
  lock(locked) {
    this.#editor.lock(locked);
  }

  /** Take what somebody else wrote into the text area. */
  given() {
    this.#editor.write(this.#text.value);
  }

  /** @param {string} name */
  #part(name) {
    return /** @type {HTMLElement | null} */ (this.#element.querySelector(`[data-part="${name}"]`));
  }

  #listen() {
    this.#text.labels.forEach((label) => label.addEventListener("click", () => this.focus()));
    this.#part("insert")?.addEventListener("click", () => {
      this.focus();
      startCompletion(this.#editor.view);
    });
    const record = /** @type {HTMLInputElement | null} */ (this.#element.querySelector("o-lookup [data-kind=lookup]"));
    record?.addEventListener("change", (event) => {
      event.stopPropagation(); // what is tried is no value of a form around it
      this.#record = record.value;
      void this.#preview();
    });
  }

  /** @param {string} text */
  #typed(text) {
    if (text !== this.#text.value) {
      this.#text.value = text;
      this.#text.dispatchEvent(new Event("input", { bubbles: true }));
    }
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#check(), PAUSE);
  }

  /** Ask what is wrong with what stands there. */
  async #check() {
    const text = this.#text.value;
    if (!text.trim()) {
      this.#tell([], "");
      return;
    }
    try {
      const found = await this.#help.check(text);
      if (text !== this.#text.value) return; // somebody types on
      this.#tell(found.problems, found.problems[0]?.message ?? this.#right(found.type));
      if (found.valid) await this.#preview();
    } catch (error) {
      this.#tell([], error instanceof Refused ? error.message : (this.#element.dataset.failed ?? ""));
    }
  }

  /**
   * What is said of a formula without a mistake; its type where that is not plain.
   * @param {string | null} type
   */
  #right(type) {
    const { right = "", typed = "" } = this.#element.dataset;
    return typed && type ? `${right} · ${type}` : right;
  }

  /**
   * @param {import("./help.js").Problem[]} problems
   * @param {string} sentence
   */
  #tell(problems, sentence) {
    const { view } = this.#editor;
    const wrong = problems.length > 0;
    mark(view, problems, (problem) => this.#instead(problem));
    view.contentDOM.setAttribute("aria-invalid", String(wrong));
    const state = this.#part("state");
    if (state) {
      state.textContent = sentence;
      state.classList.toggle("o-fault", wrong);
    }
    this.#offer(problems[0]);
    if (wrong || !this.#text.value.trim()) this.#show(undefined, []);
  }

  /**
   * Offer what mends a mistake.
   * @param {import("./help.js").Problem | undefined} problem
   */
  #offer(problem) {
    const button = /** @type {HTMLButtonElement | null} */ (this.#part("mend"));
    if (!button) return;
    button.hidden = !problem?.fix;
    button.textContent = problem ? this.#instead(problem) : "";
    button.onclick = () => problem && mend(this.#editor.view, problem);
  }

  /** @param {import("./help.js").Problem} problem */
  #instead(problem) {
    return `${this.#element.dataset.instead ?? ""} ${problem.fix}`;
  }

  /**
   * Show how the function is written whose arguments are being written.
   * @param {{name: string, argument: number} | null} call
   */
  async #sign(call) {
    const place = this.#part("signature");
    if (!place) return;
    const forms = call?.name ? await this.#help.forms(call.name).catch(() => []) : [];
    const told = signature(forms, call?.argument ?? 0);
    place.replaceChildren(...told);
    place.hidden = !told.length;
  }

  /** Try the formula on the record that was chosen, and on the latest ones where they are listed. */
  async #preview() {
    const text = this.#text.value;
    if (!text.trim()) return;
    try {
      const [one, all] = await Promise.all([
        this.#record ? this.#help.preview(text, this.#record) : null,
        this.#part("results") ? this.#help.preview(text, "") : null,
      ]);
      if (text === this.#text.value) this.#show(one?.results[0], all?.results ?? []);
    } catch {
      this.#show(undefined, []); // what is wrong has been told
    }
  }

  /**
   * @param {import("./help.js").Result | undefined} result
   * @param {import("./help.js").Result[]} results
   */
  #show(result, results) {
    const [one, table] = [this.#part("result"), this.#part("results")];
    if (one) showOne(one, result);
    if (table instanceof HTMLTableElement) {
      showAll(table, this.#element.dataset.object ?? "", results);
      table.hidden = !results.length;
    }
  }
}
