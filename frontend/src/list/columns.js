import { goTo } from "./address.js";

/** The columns of a list: ticked ones are shown, in the order that they are dragged into or moved to with the keyboard. */
class Columns extends HTMLElement {
  /** @type {HTMLElement | null} */
  #dragged = null;

  connectedCallback() {
    this.addEventListener("click", (event) => this.#pressed(event));
    this.addEventListener("change", (event) => this.#ticked(event.target));
    this.addEventListener("input", (event) => this.#find(event.target));
    this.addEventListener("keydown", (event) => this.#moved(event));
    this.#chosen.addEventListener("dragstart", (event) => (this.#dragged = this.#line(event.target)));
    this.#chosen.addEventListener("dragover", (event) => this.#over(event));
    this.#chosen.addEventListener("drop", (event) => event.preventDefault());
    this.#chosen.addEventListener("dragend", () => (this.#dragged = null));
  }

  get #chosen() {
    return /** @type {HTMLOListElement} */ (this.querySelector(".o-chosen"));
  }

  /** @param {EventTarget | null} target */
  #line(target) {
    return target instanceof Element ? /** @type {HTMLElement | null} */ (target.closest("[data-name]")) : null;
  }

  /** @param {DragEvent} event */
  #over(event) {
    const [over, dragged] = [this.#line(event.target), this.#dragged];
    if (!over || !dragged) return;
    event.preventDefault();
    const { top, height } = over.getBoundingClientRect();
    if (over !== dragged) over[event.clientY < top + height / 2 ? "before" : "after"](dragged);
  }

  /** @param {KeyboardEvent} event */
  #moved(event) {
    const line = this.#line(event.target);
    if (!event.altKey || !line || line.parentElement !== this.#chosen) return;
    const other = event.key === "ArrowUp" ? line.previousElementSibling : event.key === "ArrowDown" ? line.nextElementSibling : null;
    if (!other) return;
    event.preventDefault();
    other[event.key === "ArrowUp" ? "before" : "after"](line);
    line.querySelector("input")?.focus();
    const said = this.querySelector("[role=status]");
    const place = [...this.#chosen.children].indexOf(line) + 1;
    const label = line.textContent?.trim() ?? "";
    if (said) said.textContent = (this.dataset.moved ?? "").replace("{label}", label).replace("{place}", String(place));
  }

  /** @param {EventTarget | null} target */
  #ticked(target) {
    const line = this.#line(target);
    if (!(target instanceof HTMLInputElement) || !line) return;
    const name = line.dataset.name ?? "";
    const offered = this.querySelector(`.o-offered [data-name="${CSS.escape(name)}"]`);
    if (line.parentElement === this.#chosen) {
      line.remove();
      if (offered instanceof HTMLElement) this.#offer(offered, true);
      return;
    }
    const template = this.querySelector("template");
    const made = /** @type {HTMLElement} */ (template?.content.firstElementChild?.cloneNode(true));
    made.dataset.name = name;
    const text = made.querySelector(".form-check-label");
    if (text) text.textContent = line.dataset.label ?? name;
    this.#chosen.append(made);
    target.checked = false;
    this.#offer(line, false);
    made.querySelector("input")?.focus();
  }

  /**
   * @param {HTMLElement} line
   * @param {boolean} free
   */
  #offer(line, free) {
    line.hidden = !free;
    line.toggleAttribute("data-taken", !free);
  }

  /** @param {EventTarget | null} target */
  #find(target) {
    if (!(target instanceof HTMLInputElement) || target.dataset.find === undefined) return;
    const words = target.value.trim().toLowerCase();
    for (const group of this.querySelectorAll("details")) {
      const lines = /** @type {HTMLElement[]} */ ([...group.querySelectorAll("[data-name]")]);
      for (const line of lines) {
        const found = `${line.dataset.label} ${line.dataset.name}`.toLowerCase().includes(words);
        line.hidden = line.dataset.taken !== undefined || !found;
      }
      group.hidden = lines.every((line) => line.hidden);
      if (words) group.open = true;
    }
  }

  /** @param {MouseEvent} event */
  #pressed(event) {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (button?.dataset.reset !== undefined) goTo({ fields: "" });
    if (button?.dataset.apply === undefined) return;
    const lines = /** @type {HTMLElement[]} */ ([...this.#chosen.children]);
    goTo({ fields: lines.map((line) => line.dataset.name).join(",") });
  }
}

customElements.define("o-columns", Columns);
