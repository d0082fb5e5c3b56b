// A calendar: records that are dragged from day to day, or moved by keys. A click on a free place makes one there.
import { part } from "../api.js";
import { filled } from "../list.js";
import { save } from "./moving.js";

/** Milliseconds of a day, in UTC. */
const DAY = 86_400_000;
/** How many days keys move a record. @type {Record<string, number>} */
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

export class Calendar {
  /** The record that is dragged. @type {HTMLElement | null} */
  #entry = null;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
  }

  begin() {
    const { root } = this;
    root.addEventListener("dragstart", (event) => this.#take(event));
    root.addEventListener("dragover", (event) => this.#over(event));
    root.addEventListener("drop", (event) => this.#drop(event));
    root.addEventListener("dragend", () => this.#let());
    root.addEventListener("keydown", (event) => this.#key(event));
    root.addEventListener("click", (event) => this.#click(event));
  }

  /** @param {DragEvent} event */
  #take(event) {
    const entry = entryOf(event.target);
    if (!entry?.draggable || !event.dataTransfer) return event.preventDefault();
    this.#entry = entry;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", nameOf(entry));
    requestAnimationFrame(() => entry.classList.add("o-dragged"));
  }

  /** @param {DragEvent} event */
  #over(event) {
    const day = dayOf(event.target);
    for (const one of this.root.querySelectorAll(".o-onto")) if (one !== day) one.classList.remove("o-onto");
    if (!day || !this.#entry) return;
    day.classList.add("o-onto");
    event.preventDefault();
  }

  /** @param {DragEvent} event */
  #drop(event) {
    const [entry, day] = [this.#entry, dayOf(event.target)];
    if (!entry || !day) return;
    event.preventDefault();
    this.#let();
    void this.#move(entry, day.dataset.day ?? "");
  }

  #let() {
    this.#entry?.classList.remove("o-dragged");
    this.#entry = null;
    this.root.querySelector(".o-onto")?.classList.remove("o-onto");
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const entry = entryOf(event.target);
    const step = STEPS[event.key];
    if (!entry || !step || event.shiftKey || !(event.altKey || event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (entry.draggable) void this.#move(entry, shifted(dayOf(entry)?.dataset.day ?? "", step));
  }

  /** @param {MouseEvent} event */
  #click(event) {
    if (!(event.target instanceof Element) || event.target.closest("a, button, li")) return;
    const add = /** @type {HTMLAnchorElement | null} */ (dayOf(event.target)?.querySelector(".o-date-new"));
    add?.click();
  }

  /**
   * Put a record on another day at once, and take it back if that is refused. What ends later moves along.
   * @param {HTMLElement} entry
   * @param {string} to
   */
  async #move(entry, to) {
    const from = dayOf(entry);
    const days = Math.round((Date.parse(to) - Date.parse(from?.dataset.day ?? to)) / DAY);
    if (!from || !days || entry.hasAttribute("aria-busy")) return;
    const { object = "", start = "", end = "", failed = "", moved, back } = this.root.dataset;
    const { id = "", version = "", layout = "" } = entry.dataset;
    const held = entry.contains(document.activeElement);
    const [list, behind] = [entry.parentElement, entry.nextSibling];
    this.#put(entry, this.#day(to));
    if (held) entry.querySelector("a")?.focus();
    entry.setAttribute("aria-busy", "true");
    /** @type {Record<string, string>} */
    const values = { [start]: shifted(entry.dataset.begin ?? "", days) };
    if (end && entry.dataset.end) values[end] = shifted(entry.dataset.end, days);
    const outcome = await save({ object, id, version, layout }, values, failed);
    entry.removeAttribute("aria-busy");
    if (outcome === "refused") {
      list?.insertBefore(entry, behind);
      if (held) entry.querySelector("a")?.focus();
      return this.#say(filled(back, { name: nameOf(entry), day: from.dataset.name ?? "" }));
    }
    const said = { name: nameOf(entry), day: this.#day(to)?.dataset.name ?? to };
    await this.#redraw(id, held);
    if (outcome === "saved") this.#say(filled(moved, said));
  }

  /** @param {string} day */
  #day(day) {
    return /** @type {HTMLElement | null} */ (this.root.querySelector(`td[data-day="${day}"]`));
  }

  /** @param {HTMLElement} entry @param {HTMLElement | null} day */
  #put(entry, day) {
    if (!day) return;
    let list = day.querySelector("ul");
    if (!list) {
      list = document.createElement("ul");
      day.querySelector(".o-date")?.after(list);
    }
    list.prepend(entry);
  }

  /**
   * Draw the days as they are now.
   * @param {string} id the record that was moved
   * @param {boolean} held whether the focus was on it
   */
  async #redraw(id, held) {
    const fresh = await part(`/o/${this.root.dataset.object}/calendar?${this.root.dataset.query}`);
    const days = fresh.querySelector("table");
    if (!days) return;
    this.root.querySelector("table")?.replaceWith(days);
    const now = /** @type {HTMLElement | null} */ (this.root.querySelector(`li[data-id="${id}"]`));
    now?.classList.add("o-landed");
    if (held) now?.querySelector("a")?.focus();
  }

  /** @param {string} sentence */
  #say(sentence) {
    const place = this.root.querySelector("[role=status]");
    if (place) place.textContent = sentence;
  }
}

/** A day, or a day with its time, so many days later. @param {string} moment @param {number} days */
function shifted(moment, days) {
  const day = new Date(Date.parse(moment.slice(0, 10)) + days * DAY).toISOString().slice(0, 10);
  return day + moment.slice(10);
}

/** @param {EventTarget | null} target @returns {HTMLElement | null} */
function entryOf(target) {
  return target instanceof Element ? target.closest(".o-event") : null;
}

/** @param {EventTarget | null} target @returns {HTMLElement | null} */
function dayOf(target) {
  return target instanceof Element ? target.closest("td[data-day]") : null;
}

/** @param {HTMLElement} entry */
function nameOf(entry) {
  return entry.querySelector("a")?.lastChild?.textContent?.trim() ?? "";
}
