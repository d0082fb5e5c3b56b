import htmx from "htmx.org";
import { call, Refused } from "../api.js";
import { toast } from "../toast.js";

/** What gathers around a record. It is fetched anew when something has changed; one's own notes are edited and deleted in place. */
class Timeline extends HTMLElement {
  connectedCallback() {
    document.addEventListener("o:noted", this.#again);
    document.addEventListener("o:changed", this.#again);
    this.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("button") : null;
      const note = /** @type {HTMLElement | null | undefined} */ (button?.closest(".o-note"));
      if (!button || !note) return;
      if ("edit" in button.dataset) this.#edit(note);
      else if ("delete" in button.dataset) void this.#delete(note);
      else if ("cancel" in button.dataset) this.#leave();
    });
  }

  disconnectedCallback() {
    document.removeEventListener("o:noted", this.#again);
    document.removeEventListener("o:changed", this.#again);
  }

  /** Fetch the entries of the kind that is shown. */
  #again = () => {
    const shown = this.querySelector('[aria-pressed="true"]')?.getAttribute("hx-get");
    void htmx.ajax("GET", shown ?? `/o/${this.dataset.object}/${this.dataset.id}/timeline`, "#timeline");
  };

  /** @param {HTMLElement} note */
  #edit(note) {
    this.#leave();
    const template = /** @type {HTMLTemplateElement} */ (document.getElementById("note-form"));
    note.append(template.content.cloneNode(true));
    const form = /** @type {HTMLElement & {open: (note: string, text: string, mentions: [string, string][]) => void}} */ (
      note.querySelector("o-note")
    );
    note.classList.add("o-edited");
    form.open(note.dataset.note ?? "", note.dataset.text ?? "", JSON.parse(note.dataset.mentions ?? "[]"));
  }

  /** End the editing of a note. */
  #leave() {
    const form = this.querySelector("o-note");
    const note = form?.closest(".o-note");
    form?.remove();
    note?.classList.remove("o-edited");
    /** @type {HTMLElement | null | undefined} */ (note?.querySelector("[data-edit]"))?.focus();
  }

  /** @param {HTMLElement} note */
  #delete(note) {
    const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("note-dialog"));
    dialog.onclick = (event) => {
      const pressed = event.target instanceof HTMLElement ? event.target.dataset : {};
      if (event.target === dialog || "close" in pressed || "confirm" in pressed) dialog.close();
      if ("confirm" in pressed) void this.#remove(note.dataset.note ?? "");
    };
    dialog.showModal();
  }

  /** @param {string} note */
  async #remove(note) {
    try {
      await call("DELETE", `/${this.dataset.object}/${this.dataset.id}/notes/${note}`);
      this.#again();
    } catch (error) {
      toast({ text: error instanceof Refused ? error.message : (this.dataset.failed ?? "") });
    }
  }
}

customElements.define("o-timeline", Timeline);
