import { reason } from "../api.js";
import { download } from "../download.js";
import { handed } from "../handed.js";

/** The page on which somebody chooses the columns of a file, in their order, and has it made. */
class Export extends HTMLElement {
  connectedCallback() {
    this.#items.forEach((item) => this.#equip(item));
    this.addEventListener("change", (event) => {
      const box = event.target;
      if (!(box instanceof HTMLInputElement) || box.type !== "checkbox") return;
      if (box.checked) this.#add(box.value, box.dataset.label ?? box.value);
      else this.#item(box.value)?.remove();
      this.#judge();
    });
    this.querySelector("[data-search]")?.addEventListener("input", (event) => this.#search(/** @type {HTMLInputElement} */ (event.target).value));
    this.querySelector("[data-go]")?.addEventListener("click", () => void this.#export());
    if (this.#missing) this.#tell(this.dataset.missing ?? "");
    this.#judge();
  }

  /** Whether the ticked records are meant, and this tab does not know them any more. */
  get #missing() {
    const { object, ticked } = this.dataset;
    return Boolean(ticked) && handed(object ?? "").length !== Number(ticked);
  }

  /** @param {string} sentence */
  #tell(sentence) {
    const problem = /** @type {HTMLElement} */ (this.querySelector("[role=alert]"));
    problem.textContent = sentence;
    problem.hidden = !sentence;
    if (sentence) problem.focus();
  }

  get #list() {
    return /** @type {HTMLElement} */ (this.querySelector(".o-file-columns"));
  }

  get #items() {
    return /** @type {HTMLElement[]} */ ([...this.#list.children]);
  }

  /** @param {string} name */
  #item(name) {
    return this.#items.find((item) => item.dataset.name === name);
  }

  #judge() {
    const count = this.#items.length;
    /** @type {HTMLButtonElement} */ (this.querySelector("[data-go]")).disabled = this.#missing || count === 0 || count > Number(this.dataset.most);
  }

  /**
   * @param {string} name
   * @param {string} label
   */
  #add(name, label) {
    const item = document.createElement("li");
    item.dataset.name = name;
    item.textContent = label;
    this.#equip(item);
    this.#list.append(item);
  }

  /** Give a column the buttons that move it. @param {HTMLElement} item */
  #equip(item) {
    const label = item.textContent?.trim() ?? "";
    const text = document.createElement("span");
    text.textContent = label;
    const up = this.#button("↑", `${this.dataset.up}: ${label}`, () => {
      item.previousElementSibling?.before(item);
      up.focus();
    });
    const down = this.#button("↓", `${this.dataset.down}: ${label}`, () => {
      item.nextElementSibling?.after(item);
      down.focus();
    });
    const out = this.#button("×", `${this.dataset.out}: ${label}`, () => {
      const next = item.nextElementSibling ?? item.previousElementSibling;
      item.remove();
      const box = /** @type {HTMLInputElement | null} */ (this.querySelector(`input[value="${CSS.escape(item.dataset.name ?? "")}"]`));
      if (box) box.checked = false;
      /** @type {HTMLElement | null} */ (next?.lastElementChild ?? null)?.focus();
      this.#judge();
    });
    item.replaceChildren(text, up, down, out);
  }

  /**
   * @param {string} sign
   * @param {string} label
   * @param {() => void} act
   */
  #button(sign, label, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm btn-icon btn-ghost-secondary";
    button.textContent = sign;
    button.setAttribute("aria-label", label);
    button.addEventListener("click", act);
    return button;
  }

  /** @param {string} words */
  #search(words) {
    const wanted = words.trim().toLowerCase();
    for (const group of this.querySelectorAll("details")) {
      let found = 0;
      for (const field of group.querySelectorAll("label")) {
        const box = field.querySelector("input");
        const fits = `${box?.dataset.label} ${box?.value}`.toLowerCase().includes(wanted);
        field.hidden = !fits;
        found += Number(fits);
      }
      group.hidden = !found;
      if (wanted && found) group.open = true;
    }
  }

  async #export() {
    const { object, filter, sort, scope, view, words } = this.dataset;
    const chosen = (/** @type {string} */ id) => /** @type {HTMLSelectElement} */ (this.querySelector(`#${id}`)).value;
    const format = chosen("format");
    const fields = this.#items.map((item) => item.dataset.name).join(",");
    const asked = Object.entries({ format, fields, labels: chosen("labels"), filter, sort, scope, view, q: words }).filter(([, value]) => value);
    const button = /** @type {HTMLButtonElement} */ (this.querySelector("[data-go]"));
    const progress = /** @type {HTMLElement} */ (this.querySelector("progress"));
    this.#tell("");
    progress.hidden = false;
    button.disabled = true;
    try {
      const query = new URLSearchParams(/** @type {[string, string][]} */ (asked));
      const some = this.dataset.ticked ? { records: handed(object ?? "") } : undefined;
      await download(`/${object}/export?${query}`, `${object}.${format}`, some);
    } catch (error) {
      this.#tell(reason(error, this.dataset.failed ?? ""));
    }
    progress.hidden = true;
    button.disabled = false;
  }
}

customElements.define("o-export", Export);
