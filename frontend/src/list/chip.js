import { call, Refused } from "../api.js";
import { goTo } from "./address.js";
import { entered } from "./values.js";

/** A field with a few values, people or days: what is ticked in its panel becomes a part of the filter. */
class Chip extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#apply();
    });
    this.addEventListener("change", (event) => this.#ticked(event.target));
    this.addEventListener("input", (event) => this.#typed(event.target));
    this.querySelector("[data-clear]")?.addEventListener("click", () => goTo({ filter: this.dataset.rest ?? "" }));
  }

  /** Whoever is meant by himself is nobody else. @param {EventTarget | null} target */
  #ticked(target) {
    if (!(target instanceof HTMLInputElement) || target.type !== "checkbox" || !target.checked) return;
    const others = target.dataset.operator ? "[data-value]" : "input[type=checkbox][data-operator]";
    this.querySelectorAll(others).forEach((one) => (/** @type {HTMLInputElement} */ (one).checked = false));
  }

  /** Whoever fills in days means them. @param {EventTarget | null} target */
  #typed(target) {
    const line = target instanceof Element ? target.closest(".o-counted") : null;
    const choice = line?.querySelector("input[type=radio]");
    if (choice instanceof HTMLInputElement && choice !== target) choice.checked = true;
  }

  /** What is ticked, as a condition; null for nothing. */
  get #condition() {
    const field = this.dataset.field;
    const operator = this.querySelector("[data-operator]:checked");
    if (operator instanceof HTMLInputElement) {
      const values = operator.dataset.needs ? [...(operator.closest("li")?.querySelectorAll(".form-control") ?? [])] : [];
      return { field, operator: operator.value, values: values.map((one) => /** @type {HTMLInputElement} */ (one).value) };
    }
    const values = entered(this);
    const many = this.querySelector("[data-many]") ? "includes_any" : "one_of";
    return values.length ? { field, operator: values.length > 1 ? many : many === "one_of" ? "equals" : "includes", values } : null;
  }

  async #apply() {
    const condition = this.#condition;
    const all = [{ formula: this.dataset.rest ?? "" }, ...(condition ? [condition] : [])];
    const list = /** @type {HTMLElement | null} */ (this.closest("o-list-tools"));
    try {
      const found = await call("POST", `/${list?.dataset.object}/filter?typed=true`, { conditions: { all } });
      goTo({ filter: found.filter });
    } catch (error) {
      const place = /** @type {HTMLElement | null} */ (this.querySelector(".o-chip-fault"));
      if (!place) return;
      place.textContent = error instanceof Refused ? error.message : list?.dataset.failed ?? "";
      place.hidden = false;
    }
  }
}

customElements.define("o-chip", Chip);
