// A board: cards that are dragged from column to column, or moved by keys and by their menu.
import { part } from "../api.js";
import { filled } from "../list.js";
import { openMenu } from "../menu.js";
import { toast } from "../toast.js";
import { save } from "./moving.js";

export class Board {
  /** The card that is dragged, or whose menu is open. @type {HTMLElement | null} */
  #card = null;

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

  // Dragging -----------------------------------------------------------------------------------------------------------

  /** @param {DragEvent} event */
  #take(event) {
    const card = cardOf(event.target);
    if (!card || !("edit" in card.dataset) || !event.dataTransfer) return event.preventDefault();
    this.#card = card;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", nameOf(card));
    const at = card.getBoundingClientRect();
    event.dataTransfer.setDragImage(card, event.clientX - at.left, event.clientY - at.top);
    requestAnimationFrame(() => card.classList.add("o-dragged")); // what is dragged along is drawn before
  }

  /** @param {DragEvent} event */
  #over(event) {
    const lane = laneOf(event.target);
    for (const one of this.#lanes) one.classList.toggle("o-onto", one === lane && this.#takes(one));
    if (lane && this.#takes(lane)) event.preventDefault();
  }

  /** @param {HTMLElement} lane */
  #takes(lane) {
    return this.#card !== null && "offered" in lane.dataset;
  }

  /** @param {DragEvent} event */
  #drop(event) {
    const [card, lane] = [this.#card, laneOf(event.target)];
    if (!card || !lane) return;
    event.preventDefault();
    this.#let();
    void this.#move(card, lane);
  }

  #let() {
    this.#card?.classList.remove("o-dragged");
    this.#card = null;
    for (const one of this.#lanes) one.classList.remove("o-onto");
  }

  // Keys and the menu --------------------------------------------------------------------------------------------------

  /** @param {KeyboardEvent} event */
  #key(event) {
    const card = cardOf(event.target);
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!card || event.shiftKey) return;
    if ((event.altKey || event.ctrlKey || event.metaKey) && step) {
      event.preventDefault();
      const lanes = this.#lanes.filter((one) => one === laneOf(card) || "offered" in one.dataset);
      const to = lanes[lanes.indexOf(/** @type {HTMLElement} */ (laneOf(card))) + step];
      if (to && "edit" in card.dataset) void this.#move(card, to);
      return;
    }
    if (event.altKey || event.ctrlKey || event.metaKey || event.target !== nameLink(card)) return;
    const to = step ? this.#beside(card, step) : below(card, { ArrowUp: -1, ArrowDown: 1 }[event.key]);
    if (!to) return;
    event.preventDefault();
    nameLink(to)?.focus();
  }

  /**
   * The card at the same height in the next column that has any.
   * @param {HTMLElement} card
   * @param {number} step
   */
  #beside(card, step) {
    const lanes = this.#lanes.filter((one) => one === laneOf(card) || cardsIn(one).length);
    const lane = lanes[lanes.indexOf(/** @type {HTMLElement} */ (laneOf(card))) + step];
    if (!lane) return undefined;
    const at = cardsIn(/** @type {HTMLElement} */ (laneOf(card))).indexOf(card);
    const cards = cardsIn(lane);
    return cards[Math.min(at, cards.length - 1)];
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const target = event.target instanceof Element ? event.target : null;
    const button = target?.closest(".o-card-menu");
    const item = /** @type {HTMLElement | null} */ (target?.closest("[data-to]") ?? null);
    if (button) this.#open(/** @type {HTMLElement} */ (button));
    else if (item && this.#card) {
      const [card, lane] = [this.#card, this.#laneWith(item.dataset.to ?? "")];
      this.#menu.hidePopover();
      this.#card = null;
      if (lane) void this.#move(card, lane);
    }
  }

  /** @param {HTMLElement} button */
  #open(button) {
    const card = cardOf(button);
    this.#card = card;
    for (const item of this.#menu.querySelectorAll("[data-to]")) {
      const to = /** @type {HTMLElement} */ (item);
      to.hidden = to.dataset.to === laneOf(card)?.dataset.value;
    }
    openMenu(this.#menu, button);
  }

  get #menu() {
    return /** @type {HTMLElement} */ (this.root.querySelector("[role=menu]"));
  }

  // Moving -------------------------------------------------------------------------------------------------------------

  /** @returns {HTMLElement[]} */
  get #lanes() {
    return [...this.root.querySelectorAll(".o-lane")].map((one) => /** @type {HTMLElement} */ (one));
  }

  /** @param {string} value */
  #laneWith(value) {
    return this.#lanes.find((one) => one.dataset.value === value);
  }

  /**
   * Put a card into a column at once, and take it back if that is refused.
   * @param {HTMLElement} card
   * @param {HTMLElement} lane
   */
  async #move(card, lane) {
    const from = laneOf(card);
    if (!from || from === lane || card.hasAttribute("aria-busy")) return;
    const behind = card.nextSibling;
    const held = card.contains(document.activeElement);
    put(card, lane);
    if (held) nameLink(card)?.focus();
    card.setAttribute("aria-busy", "true");
    const { object = "", field = "", failed = "", moved, gone, back } = this.root.dataset;
    const { id = "", version = "", layout = "" } = card.dataset;
    const outcome = await save({ object, id, version, layout }, { [field]: lane.dataset.value ?? "" }, failed);
    card.removeAttribute("aria-busy");
    if (outcome === "refused") {
      const list = /** @type {Element} */ (from.querySelector("ul"));
      if (behind?.isConnected) list.insertBefore(card, behind);
      else list.prepend(card);
      this.#say(filled(back, { name: nameOf(card), column: from.dataset.name ?? "" }));
      if (held) nameLink(card)?.focus();
      return;
    }
    const there = await this.#redraw(card, held);
    const said = { name: nameOf(card), column: lane.dataset.name ?? "" };
    if (there && outcome === "saved") this.#say(filled(moved, said));
    else if (outcome === "saved") toast({ text: filled(gone, said) });
  }

  /**
   * Draw a card as it is now where it belongs, and what stands above the columns. Answers whether it is in the list still.
   * @param {HTMLElement} card
   * @param {boolean} held whether the focus was in it
   */
  async #redraw(card, held) {
    const { object, query } = this.root.dataset;
    const fresh = await part(`/o/${object}/board?${query}&card=${card.dataset.id}`);
    for (const numbers of fresh.querySelectorAll("[data-head]")) {
      const lane = this.#laneWith(/** @type {HTMLElement} */ (numbers).dataset.head ?? "");
      lane?.querySelector("[data-head]")?.replaceWith(numbers);
    }
    const now = /** @type {HTMLElement | null} */ (fresh.querySelector(".o-card"));
    const lane = now && this.#laneWith(now.dataset.column ?? "");
    if (!now || !lane) {
      const next = below(card, 1) ?? below(card, -1);
      card.remove();
      if (held && next) nameLink(next)?.focus();
      return false;
    }
    if (laneOf(card) === lane) card.replaceWith(now);
    else {
      card.remove();
      put(now, lane);
    }
    now.classList.add("o-landed");
    if (held) nameLink(now)?.focus();
    return true;
  }

  /** @param {string} sentence */
  #say(sentence) {
    const place = this.root.querySelector("[role=status]");
    if (place) place.textContent = sentence;
  }
}

/** @param {EventTarget | null} target @returns {HTMLElement | null} */
function cardOf(target) {
  return target instanceof Element ? target.closest(".o-card") : null;
}

/** @param {EventTarget | null} target @returns {HTMLElement | null} */
function laneOf(target) {
  return target instanceof Element ? target.closest(".o-lane") : null;
}

/** @param {HTMLElement} lane @returns {HTMLElement[]} */
function cardsIn(lane) {
  return [...lane.querySelectorAll(".o-card")].map((one) => /** @type {HTMLElement} */ (one));
}

/** @param {HTMLElement} card @param {number | undefined} step */
function below(card, step) {
  const cards = cardsIn(/** @type {HTMLElement} */ (laneOf(card)));
  return step ? cards[cards.indexOf(card) + step] : undefined;
}

/** @param {HTMLElement} card @returns {HTMLElement | null} */
function nameLink(card) {
  return card.querySelector(".o-card-name");
}

/** @param {HTMLElement} card */
function nameOf(card) {
  return nameLink(card)?.textContent?.trim() ?? "";
}

/** @param {HTMLElement} card @param {HTMLElement} lane */
function put(card, lane) {
  lane.querySelector("ul")?.prepend(card);
}
