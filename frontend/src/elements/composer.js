import { part, reason } from "../api.js";
import { filled } from "../list.js";
import { toast } from "../toast.js";

/**
 * What is written about a record where its timeline stands: a note, or an activity, a task or an event, each under a tab. The form of
 * an entry is fetched when its tab is chosen. When it is saved, the timeline is fetched anew, and the note stands there again.
 */
class Composer extends HTMLElement {
  connectedCallback() {
    for (const tab of this.#tabs) tab.addEventListener("click", () => void this.#choose(tab));
    this.addEventListener("keydown", (event) => this.#key(event));
    this.addEventListener("o:saved", (event) => {
      event.preventDefault(); // nobody leaves the record
      event.stopPropagation(); // which has not been changed
      this.#saved();
    });
    this.addEventListener("click", (event) => {
      const leaves = event.target instanceof Element && event.target.closest("[data-leave]");
      if (leaves) this.#leave();
    });
  }

  get #tabs() {
    return /** @type {HTMLButtonElement[]} */ ([...this.querySelectorAll("[role=tab]")]);
  }

  /** @param {HTMLButtonElement} tab */
  #panel(tab) {
    return /** @type {HTMLElement} */ (document.getElementById(tab.getAttribute("aria-controls") ?? ""));
  }

  /** @param {HTMLButtonElement} tab */
  async #choose(tab) {
    const entry = tab.dataset.entry;
    if (entry && !this.#panel(tab).childElementCount) {
      try {
        this.#panel(tab).replaceChildren(await part(`${this.dataset.address}/${entry}`));
      } catch (error) {
        return toast({ text: reason(error, this.dataset.failed ?? "") });
      }
    }
    this.#select(tab);
    const first = this.#panel(tab).querySelector("input:not([type=hidden]), select:not([hidden]), textarea");
    if (first instanceof HTMLElement) first.focus();
  }

  /** @param {HTMLButtonElement} chosen */
  #select(chosen) {
    for (const tab of this.#tabs) {
      tab.setAttribute("aria-selected", String(tab === chosen));
      tab.tabIndex = tab === chosen ? 0 : -1;
      this.#panel(tab).hidden = tab !== chosen;
    }
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const tabs = this.#tabs;
    const at = tabs.indexOf(/** @type {HTMLButtonElement} */ (event.target));
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (at < 0 || !step) return;
    event.preventDefault();
    tabs[(at + step + tabs.length) % tabs.length]?.focus();
  }

  #saved() {
    const tab = this.#tabs.find((one) => one.getAttribute("aria-selected") === "true");
    toast({ text: filled(this.dataset.saved, { label: tab?.textContent?.trim() ?? "" }) });
    this.#leave();
    document.dispatchEvent(new CustomEvent("o:noted"));
  }

  /** Drop the form of the entry, and show the note. */
  #leave() {
    for (const tab of this.#tabs) if (tab.dataset.entry && !this.#panel(tab).hidden) this.#panel(tab).replaceChildren();
    const note = this.#tabs[0];
    if (!note) return;
    this.#select(note);
    note.focus();
  }
}

customElements.define("o-composer", Composer);
