import { call, Refused } from "../api.js";
import { goTo } from "./address.js";
import { entered } from "./values.js";

/**
 * A filter that is edited: conditions in groups, or the formula that they are. The server knows what fields can be compared
 * with and writes the formula; here conditions come and go.
 */
class Filter extends HTMLElement {
  connectedCallback() {
    this.querySelectorAll("li.o-condition").forEach((one) => this.#offerFields(one));
    this.addEventListener("click", (event) => this.#pressed(event));
    this.addEventListener("change", (event) => this.#changed(event.target));
    this.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void this.#apply();
    });
  }

  get #isForm() {
    return this.dataset.mode === "form";
  }

  get #text() {
    return /** @type {HTMLTextAreaElement | null} */ (this.querySelector("o-formula textarea"));
  }

  /** @param {MouseEvent} event */
  #pressed(event) {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (!(button instanceof HTMLButtonElement)) return;
    if (button.dataset.add) this.#add(button, button.dataset.add);
    else if (button.dataset.remove !== undefined) this.#remove(button);
    else if (button.dataset.turn !== undefined) void this.#turn();
    else if (button.dataset.apply !== undefined) void this.#apply();
  }

  /** @param {string} kind */
  #made(kind) {
    const template = /** @type {HTMLTemplateElement | null} */ (this.querySelector(`template[data-new="${kind}"]`));
    return /** @type {Element} */ (template?.content.firstElementChild?.cloneNode(true));
  }

  /**
   * @param {HTMLButtonElement} button
   * @param {string} kind
   */
  #add(button, kind) {
    const list = button.closest(".o-condition-group")?.querySelector(":scope > ul");
    const made = this.#made(kind);
    list?.append(made);
    if (kind === "group") {
      /** @type {HTMLElement | null} */ (made.querySelector("[data-add=condition]"))?.click();
      return;
    }
    const choice = this.#offerFields(made);
    choice.focus();
    void this.#draw(made, choice.value, "", []);
  }

  /** @param {HTMLButtonElement} button */
  #remove(button) {
    const part = button.closest("li");
    const next = part?.closest(".o-condition-group")?.querySelector("[data-add]");
    part?.remove();
    if (next instanceof HTMLElement) next.focus();
  }

  /** @param {Element} condition */
  #offerFields(condition) {
    const choice = /** @type {HTMLSelectElement} */ (this.#made("field"));
    const field = /** @type {HTMLElement} */ (condition).dataset.field;
    if (field) choice.value = field;
    condition.prepend(choice);
    return choice;
  }

  /** @param {EventTarget | null} target */
  #changed(target) {
    if (!(target instanceof HTMLSelectElement)) return;
    const condition = target.closest("li.o-condition");
    const field = condition?.querySelector("[data-choose]");
    if (!condition || !(field instanceof HTMLSelectElement)) return;
    if (target === field) void this.#draw(condition, field.value, "", []);
    else if (target.dataset.operator !== undefined) void this.#draw(condition, field.value, target.value, entered(condition));
  }

  /**
   * Draw what a condition is entered with.
   * @param {Element} condition
   * @param {string} field
   * @param {string} operator
   * @param {string[]} values
   */
  async #draw(condition, field, operator, values) {
    const query = new URLSearchParams({ field, operator, values: JSON.stringify(values.filter(Boolean)) });
    const html = await this.#fetched(`/o/${this.dataset.object}/condition?${query}`);
    if (html === null) return;
    condition.querySelectorAll(":scope > [data-operator], :scope > .o-operand").forEach((one) => one.remove());
    const had = document.activeElement === document.body;
    condition.querySelector(":scope > [data-remove]")?.insertAdjacentHTML("beforebegin", html);
    if (had) /** @type {HTMLElement | null} */ (condition.querySelector("[data-operator]"))?.focus();
  }

  /** @param {string} address */
  async #fetched(address) {
    try {
      const answer = await fetch(address, { headers: { "hx-request": "true" } });
      if (answer.ok) return await answer.text();
    } catch {
      // told below
    }
    this.#tell(/** @type {HTMLElement | null} */ (document.querySelector("o-list-tools"))?.dataset.failed ?? "");
    return null;
  }

  /**
   * The conditions of a group, as the interface takes them.
   * @param {Element} group
   * @returns {Record<string, unknown[]>}
   */
  #conditions(group) {
    const joined = /** @type {HTMLSelectElement} */ (group.querySelector(":scope > [data-joined]")).value;
    const parts = [...group.querySelectorAll(":scope > ul > li")].map((part) => {
      const inner = part.querySelector(":scope > .o-condition-group");
      if (inner) return this.#conditions(inner);
      const [field, operator] = ["[data-choose]", "[data-operator]"].map((one) => part.querySelector(one));
      return {
        field: field instanceof HTMLSelectElement ? field.value : "",
        operator: operator instanceof HTMLSelectElement ? operator.value : "",
        values: entered(part),
      };
    });
    return { [joined]: parts };
  }

  /** The formula that is edited; null where it cannot be used, which is told. @returns {Promise<string | null>} */
  async #formula() {
    this.#tell("");
    const group = this.querySelector(".o-condition-group");
    const asked = this.#isForm && group ? { conditions: this.#conditions(group) } : { filter: this.#text?.value ?? "" };
    try {
      return (await call("POST", `/${this.dataset.object}/filter?typed=true`, asked)).filter;
    } catch (error) {
      this.#tell(error instanceof Refused ? error.message : (/** @type {HTMLElement | null} */ (this.closest("o-list-tools"))?.dataset.failed ?? ""));
      if (!this.#isForm) /** @type {HTMLElement | null} */ (this.querySelector("o-formula"))?.focus();
      return null;
    }
  }

  async #apply() {
    const filter = await this.#formula();
    if (filter === null) return;
    if (!this.dataset.view) return goTo({ filter });
    try {
      await call("PATCH", `/${this.dataset.object}/views/${this.dataset.view}`, { filter });
      goTo({ view: this.dataset.view, filter: "" });
    } catch (error) {
      this.#tell(error instanceof Error ? error.message : "");
    }
  }

  /** Show the formula of the conditions, or the conditions of the formula. */
  async #turn() {
    const filter = await this.#formula();
    if (filter === null) return;
    const query = new URLSearchParams({ filter, written: String(this.#isForm) });
    if (this.dataset.view) query.set("view", this.dataset.view);
    const html = await this.#fetched(`/o/${this.dataset.object}/filter?${query}`);
    const dialog = this.closest("dialog");
    if (html === null || !dialog) return;
    dialog.innerHTML = html;
    /** @type {HTMLElement | null} */ (dialog.querySelector("o-formula, select"))?.focus();
  }

  /** @param {string} sentence */
  #tell(sentence) {
    const place = /** @type {HTMLElement | null} */ (this.querySelector("[role=alert]"));
    if (!place) return;
    place.textContent = sentence;
    place.hidden = !sentence;
  }
}

customElements.define("o-filter", Filter);
