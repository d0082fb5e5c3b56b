// A list and one of its records side by side: going through the list shows each record, and the address says which one it is.
import htmx from "htmx.org";
import { part, reason } from "./api.js";
import { body, redraw, rowOf } from "./list.js";
import { toast } from "./toast.js";

/** How long the focus rests on a row until its record is fetched, in milliseconds: who holds a key down reads none of them. */
const REST = 180;
/** Where there is room for both. */
const WIDE = matchMedia("(min-width: 768px)");
const skeleton = '<div class="o-skeleton" aria-hidden="true"></div>';

/**
 * Answers what ends it.
 * @param {HTMLElement} split
 * @returns {() => void}
 */
export function besides(split) {
  const pane = /** @type {HTMLElement | null} */ (split.querySelector(".o-pane"));
  if (!pane || !document.getElementById("rows")) return () => {};
  const list = body();
  const end = new AbortController();
  const { signal } = end;
  let timer = 0;
  let asked = 0;
  let drawing = false;

  const record = () => /** @type {HTMLElement | null} */ (pane.querySelector("o-record"));
  const form = () => /** @type {(HTMLElement & {dirty: boolean}) | null} */ (pane.querySelector("o-record o-form"));
  let shown = record()?.dataset.id ?? "";

  /** Mark the row whose record is shown. */
  function mark() {
    for (const row of list.querySelectorAll("tr[data-id]")) {
      const on = /** @type {HTMLElement} */ (row).dataset.id === shown;
      row.classList.toggle("o-chosen-row", on);
      const link = row.querySelector(".o-name-link");
      if (on) link?.setAttribute("aria-current", "true");
      else link?.removeAttribute("aria-current");
    }
  }

  /** Whether what is being written may be left. */
  function free() {
    if (!form()?.dirty) return true;
    toast({ text: split.dataset.unsaved ?? "" });
    return false;
  }

  /**
   * Show a record.
   * @param {string} id
   * @param {"push" | "replace" | "keep"} address what becomes of the address
   */
  async function show(id, address) {
    clearTimeout(timer);
    if (!id || id === shown) return;
    const mine = ++asked;
    shown = id;
    mark();
    if (address !== "keep") {
      const at = new URL(location.href);
      at.searchParams.set("record", id);
      history[address === "push" ? "pushState" : "replaceState"](history.state, "", at);
    }
    pane?.setAttribute("aria-busy", "true");
    const late = setTimeout(() => mine === asked && pane && (pane.innerHTML = skeleton), 300);
    try {
      const fresh = await part(`/o/${split.dataset.object}/${id}/pane?${new URLSearchParams({ from: split.dataset.query ?? "" })}`);
      if (mine !== asked || !pane) return;
      clearTimeout(late);
      pane.replaceChildren(fresh);
      pane.scrollTop = 0;
      htmx.process(pane);
    } catch (error) {
      if (mine !== asked || !pane) return;
      clearTimeout(late);
      const told = Object.assign(document.createElement("p"), { className: "alert alert-danger", textContent: reason(error, split.dataset.failed ?? "") });
      told.setAttribute("role", "alert");
      pane.replaceChildren(told);
    } finally {
      clearTimeout(late);
      if (mine === asked) pane?.removeAttribute("aria-busy");
    }
  }

  /** Draw the row of the record that was changed beside it. */
  async function again() {
    drawing = true;
    await redraw([shown]).catch(() => {});
    drawing = false;
    mark();
  }

  list.addEventListener("focusin", (event) => {
    const row = event.target instanceof Element ? event.target.closest("tr") : null;
    const id = row?.dataset.id ?? "";
    if (!WIDE.matches || !id || id === shown || !event.target || list.classList.contains("o-choosing")) return;
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      if (row?.contains(document.activeElement) && !form()?.dirty) void show(id, "replace");
    }, REST);
  }, { signal });

  list.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.defaultPrevented;
    const id = target?.closest("tr")?.dataset.id ?? "";
    const link = target?.closest(".o-name-link");
    if (!WIDE.matches || !plain || !id || (!link && target?.closest("a, button, input, .o-tick"))) return;
    if (link) event.preventDefault();
    if (!free()) return;
    if (id !== shown) void show(id, "push");
    else if (link) pane.focus();
  }, { signal });

  pane.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || form() || pane.querySelector("dialog[open]")) return;
    const cell = rowOf(shown)?.querySelector(".o-first");
    if (cell instanceof HTMLElement) cell.focus();
  }, { signal });

  for (const change of ["o:changed", "o:saved"]) pane.addEventListener(change, () => void again(), { signal });

  const watching = new MutationObserver(() => {
    mark();
    const [row, head] = [rowOf(shown), document.getElementById("record-head")];
    const behind = row && head && !drawing && row.dataset.version !== head.dataset.version;
    if (behind && !form()) record()?.dispatchEvent(new CustomEvent("o:changed"));
  });
  watching.observe(list, { childList: true });

  window.addEventListener("popstate", () => {
    const named = new URL(location.href).searchParams.get("record");
    const id = named ?? /** @type {HTMLElement | null} */ (list.querySelector("tr[data-id]"))?.dataset.id ?? "";
    if (free()) void show(id, "keep");
  }, { signal });

  mark();
  rowOf(shown)?.scrollIntoView({ block: "nearest" });
  return () => {
    watching.disconnect();
    end.abort();
    clearTimeout(timer);
  };
}
