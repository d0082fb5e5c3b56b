// The mapping of an import while it is prepared, as the interface has it.
import { call, Refused } from "./api.js";

/**
 * @typedef {object} Column
 * @property {string} column
 * @property {string} field
 * @property {string | null} [by]
 * @property {string | null} [date_format]
 * @property {string} [decimal_mark]
 * @property {Record<string, string>} [values]
 */
/**
 * @typedef {object} Mapping
 * @property {string} operation
 * @property {string | null} key
 * @property {boolean} distinct
 * @property {{sheet: string, delimiter: string, header_row: number, encoding: string}} file
 * @property {Column[]} columns
 * @property {string[]} ignore
 */

/** @param {HTMLElement} element @returns {Mapping} */
export function mappingOf(element) {
  return JSON.parse(element.dataset.mapping ?? "{}");
}

/**
 * Save a mapping; what is only left at its default is left out.
 * @param {string} id
 * @param {Mapping} mapping
 */
export async function saveMapping(id, mapping) {
  const columns = mapping.columns.map((one) => Object.fromEntries(Object.entries(one).filter(([, value]) => value)));
  const { key, ...others } = mapping;
  await call("PUT", `/jobs/${id}/mapping`, { ...others, ...(key ? { key } : {}), columns });
}

/**
 * Tell what is wrong in the summary of an element.
 * @param {HTMLElement} element
 * @param {unknown} error
 */
export function tell(element, error) {
  const summary = /** @type {HTMLElement} */ (element.querySelector("[role=alert]"));
  const [title, list] = [summary.querySelector("strong"), summary.querySelector("ul")];
  const refused = error instanceof Refused ? error : null;
  if (title) title.textContent = refused ? refused.message : (element.dataset.failed ?? "");
  const items = (refused?.errors ?? []).map((one) => {
    const item = document.createElement("li");
    item.textContent = one.message;
    return item;
  });
  list?.replaceChildren(...items);
  summary.hidden = false;
  summary.focus();
}
