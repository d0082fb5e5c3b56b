import { call } from "../api.js";

/** Widths of columns, in pixels. */
const [NARROWEST, WIDEST] = [40, 2000];
const STEP = 20;

/**
 * The heads of a list: their edges are dragged, or moved with Alt and the arrow keys, to make columns wider; a click with the
 * shift key sorts by one more column. Widths are kept for this user and view.
 * @param {HTMLElement} list
 */
export function prepareHeads(list) {
  const heads = /** @type {HTMLTableCellElement[]} */ ([...list.querySelectorAll("th[data-name]")]);
  for (const head of heads) {
    const edge = document.createElement("span");
    edge.className = "o-edge";
    edge.addEventListener("pointerdown", (event) => drag(event, head));
    head.append(edge);
    head.addEventListener("click", (event) => also(event));
    head.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
      if (!event.altKey || step === undefined) return;
      event.preventDefault();
      freeze();
      widen(head, Number(head.getAttribute("width")) + step);
      keep();
    });
  }

  /** All columns get the width that they have: from now on only one changes at a time. */
  function freeze() {
    const widths = heads.map((head) => head.offsetWidth);
    heads.forEach((head, at) => head.setAttribute("width", String(widths[at])));
    list.querySelector("table")?.classList.add("o-fixed");
  }

  /**
   * @param {HTMLElement} head
   * @param {number} width
   */
  function widen(head, width) {
    head.setAttribute("width", String(Math.round(Math.min(Math.max(width, NARROWEST), WIDEST))));
  }

  /**
   * @param {PointerEvent} event
   * @param {HTMLElement} head
   */
  function drag(event, head) {
    event.preventDefault();
    freeze();
    const [from, width] = [event.clientX, head.offsetWidth];
    const edge = /** @type {HTMLElement} */ (event.currentTarget);
    edge.setPointerCapture(event.pointerId);
    const move = (/** @type {PointerEvent} */ moved) => widen(head, width + moved.clientX - from);
    edge.addEventListener("pointermove", move);
    edge.addEventListener("pointerup", () => {
      edge.removeEventListener("pointermove", move);
      keep();
    }, { once: true });
  }

  let timer = 0;
  /** Remember the widths, as soon as they rest. */
  function keep() {
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      const widths = Object.fromEntries(heads.map((head) => [head.dataset.name, Number(head.getAttribute("width"))]));
      const { object, view } = list.dataset;
      if (view) call("PUT", `/${object}/views/${view}/habit`, { widths }).catch(() => {}); // it looks right all the same
    }, 300);
  }
}

/** @param {MouseEvent} event */
function also(event) {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (!event.shiftKey || !link?.dataset.also) return;
  event.preventDefault();
  const address = new URL(link.href);
  address.searchParams.set("sort", link.dataset.also);
  location.assign(address);
}
