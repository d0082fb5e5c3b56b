// What the server knows about formulas: it is asked once for each question, and what it said is kept for the page.
import { call } from "../api.js";

/**
 * @typedef {{formula: string, result: string}} Example
 * @typedef {{written: string, arguments: string[], help: string, examples: Example[]}} Form
 * @typedef {{sort: string, label: string, insert: string, then: string, detail: string, help: string, examples: Example[]}} Suggestion
 * @typedef {{before: string, after: string, suggestions: Suggestion[]}} Completion
 * @typedef {{code: string, message: string, line: number, column: number, end_line: number, end_column: number, hint: string, fix: string}} Problem
 * @typedef {{valid: boolean, type: string | null, problems: Problem[]}} Checked
 * @typedef {{id: string, name: string | null, text: string, holds: boolean | null, error: string | null}} Result
 */

/** How many answers are kept. */
const KEPT = 200;

/** What the server says about formulas on one object, for one use. */
export class Help {
  /** @type {Map<string, Promise<any>>} */
  #known = new Map();
  #path;
  #use;
  #returns;

  /**
   * @param {string} object
   * @param {string} use
   * @param {string} returns
   */
  constructor(object, use, returns) {
    this.#path = `/${object}/formula`;
    this.#use = use;
    this.#returns = returns;
  }

  /**
   * What may follow.
   * @param {string} before
   * @param {string} after
   * @param {boolean} asked
   * @returns {Promise<Completion>}
   */
  complete(before, after, asked) {
    return this.#asked(["complete", before, after, asked], () => this.#post("complete", before, { after, asked }));
  }

  /**
   * What is wrong.
   * @param {string} text
   * @returns {Promise<Checked>}
   */
  check(text) {
    return this.#asked(["check", text], () => this.#post("check", text, {}));
  }

  /**
   * What a formula gives for a record, or for the latest ones. Records change, so it is asked every time.
   * @param {string} text
   * @param {string} record
   * @returns {Promise<{results: Result[]}>}
   */
  preview(text, record) {
    return this.#post("preview", text, record ? { record } : {});
  }

  /**
   * The forms of a function; none of a name that is no function here.
   * @param {string} name
   * @returns {Promise<Form[]>}
   */
  async forms(name) {
    const found = await this.#asked(["functions"], () => call("GET", `/metadata/functions?use=${this.#use}`));
    return found.functions.find((/** @type {{name: string}} */ one) => one.name === name)?.forms ?? [];
  }

  /**
   * @param {string} deed
   * @param {string} text
   * @param {object} further
   */
  #post(deed, text, further) {
    const returns = this.#returns ? { returns: this.#returns } : {};
    return call("POST", `${this.#path}/${deed}`, { text, use: this.#use, ...returns, ...further });
  }

  /**
   * @param {unknown[]} question
   * @param {() => Promise<any>} ask
   */
  #asked(question, ask) {
    const key = JSON.stringify(question);
    const known = this.#known.get(key);
    if (known) return known;
    if (this.#known.size >= KEPT) this.#known.clear();
    const answer = ask();
    this.#known.set(key, answer);
    answer.catch(() => this.#known.delete(key));
    return answer;
  }
}
