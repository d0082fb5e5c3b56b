// The list on a page: what the elements around it share.
import { part } from "./api.js";

/** Rows that the server draws anew in one answer. */
const AT_ONCE = 100;

/** @typedef {{id: string, version: number, name: string}} Ticked a record that something is done to */

/** What the page says of its list. */
export function facts() {
  return /** @type {HTMLElement} */ (document.getElementById("selection")).dataset;
}

/** The body of the table. */
export function body() {
  return /** @type {HTMLElement} */ (document.getElementById("rows"));
}

/** The records that are shown. @returns {HTMLTableRowElement[]} */
export function rows() {
  return [...body().querySelectorAll(":scope > tr[data-id]")].map((row) => /** @type {HTMLTableRowElement} */ (row));
}

/** @param {string} id */
export function rowOf(id) {
  return rows().find((row) => row.dataset.id === id);
}

/**
 * @param {HTMLElement} row
 * @returns {Ticked}
 */
export function recordOf(row) {
  const name = row.querySelector(".o-name-link")?.textContent?.trim();
  return { id: row.dataset.id ?? "", version: Number(row.dataset.version), name: name ?? row.dataset.id ?? "" };
}

/**
 * A text with its places filled.
 * @param {string | undefined} text
 * @param {Record<string, string | number>} values
 */
export function filled(text, values) {
  return (text ?? "").replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

/**
 * Draw some rows anew, as the server has them now. Those that are not there any more go, and what was in the focus stays so.
 * @param {string[]} ids
 */
export async function redraw(ids) {
  const { object, columns } = facts();
  const shown = ids.filter(rowOf);
  for (let at = 0; at < shown.length; at += AT_ONCE) {
    const some = shown.slice(at, at + AT_ONCE);
    const query = new URLSearchParams({ ids: some.join(","), columns: columns ?? "" });
    const fresh = await part(`/o/${object}/rows?${query}`);
    for (const id of some) replace(rowOf(id), fresh.querySelector(`tr[data-id="${id}"]`));
  }
}

/** Say below the list how many records there are by now. */
export async function recount() {
  const shown = document.querySelector(".o-count");
  const fresh = (await part(location.pathname + location.search)).querySelector(".o-count");
  if (shown && fresh) shown.replaceWith(fresh);
}

/**
 * @param {HTMLTableRowElement | undefined} old
 * @param {Element | null} fresh
 */
function replace(old, fresh) {
  if (!old) return;
  const focused = [...old.cells].findIndex((cell) => cell.contains(document.activeElement));
  const next = /** @type {HTMLTableRowElement | null} */ (old.nextElementSibling ?? old.previousElementSibling);
  if (fresh) old.replaceWith(fresh);
  else old.remove();
  if (focused < 0) return;
  const row = /** @type {HTMLTableRowElement | null} */ (fresh ?? next);
  const cell = row?.cells[focused];
  if (!cell) return;
  cell.tabIndex = 0;
  cell.focus();
}
