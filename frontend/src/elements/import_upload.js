import { call, Refused } from "../api.js";

/** The place where a file for an import is dropped or chosen. Its columns are mapped on the page that follows. */
class ImportUpload extends HTMLElement {
  connectedCallback() {
    const place = /** @type {HTMLElement} */ (this.querySelector(".o-upload"));
    this.#input.addEventListener("change", () => void this.#take(this.#input.files?.[0]));
    for (const name of ["dragover", "dragleave", "drop"]) {
      place.addEventListener(name, (event) => {
        event.preventDefault();
        place.classList.toggle("o-over", name === "dragover");
      });
    }
    place.addEventListener("drop", (event) => void this.#take(event.dataTransfer?.files[0]));
  }

  get #input() {
    return /** @type {HTMLInputElement} */ (this.querySelector("input[type=file]"));
  }

  /** @param {File | undefined} file */
  async #take(file) {
    if (!file) return;
    const problem = /** @type {HTMLElement} */ (this.querySelector("[role=alert]"));
    const progress = /** @type {HTMLElement} */ (this.querySelector(".o-progress"));
    problem.hidden = true;
    progress.hidden = false;
    this.#input.disabled = true;
    try {
      const name = { "x-file-name": encodeURIComponent(file.name) };
      const draft = await call("POST", `/${this.dataset.object}/import/draft`, file, name);
      location.assign(`/imports/${draft.id}`);
    } catch (error) {
      progress.hidden = true;
      this.#input.disabled = false;
      this.#input.value = "";
      problem.textContent = error instanceof Refused ? error.message : (this.dataset.failed ?? "");
      problem.hidden = false;
      problem.focus();
    }
  }
}

customElements.define("o-import-upload", ImportUpload);
