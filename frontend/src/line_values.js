// Values that are put into inputs from elsewhere: from another row, from a sheet, from a draft.
import { call } from "./api.js";

/** @typedef {import("./elements/form.js").Input} Input */

/** How yes is written in sheets. */
const YES = new Set(["1", "true", "yes", "y", "是", "√", "✓", "x"]);

/**
 * Put a value into an input, as its own element would.
 * @param {Input} input
 * @param {any} value what the input holds, as the interface takes it
 * @param {string} text how it reads, where that is something else
 * @param {boolean} [silent] whether nobody needs to know
 * @returns {boolean} whether the input takes values from elsewhere
 */
export function put(input, value, text, silent = false) {
  const lookup = /** @type {any} */ (input.closest("o-lookup"));
  const kind = input.dataset.kind;
  if (lookup && kind === "lookup") lookup.put(value ? { key: value, text } : null);
  else if (lookup || input.closest("o-files, o-region, o-place") || kind === "parts") return false;
  else if (input.closest("o-tags")) /** @type {any} */ (input.closest("o-tags")).put(value ?? []);
  else if (input instanceof HTMLSelectElement) {
    const wanted = [value ?? ""].flat();
    for (const option of input.options) option.selected = wanted.includes(option.value);
    input.dispatchEvent(new Event("o:offered"));
  } else if (input instanceof HTMLInputElement && kind === "checkbox") input.checked = Boolean(value);
  else if (kind === "moment") /** @type {HTMLInputElement} */ (input).value = String(value ?? "").replace(" ", "T");
  else /** @type {HTMLInputElement} */ (input).value = value ?? "";
  if (!silent) input.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

/**
 * Put the text of a cell of a sheet into an input. Answers whether it means something there.
 * @param {Input} input
 * @param {string} text
 * @param {string} object the object of the field
 */
export async function paste(input, text, object) {
  const lookup = input.closest("o-lookup");
  if (lookup instanceof HTMLElement) {
    if (!text) return put(input, null, "");
    const found = await called(object, lookup, text);
    return Boolean(found) && put(input, found?.id, found?.name ?? "");
  }
  if (input instanceof HTMLSelectElement) {
    const option = [...input.options].find((one) => [one.text, one.value].some((own) => same(own, text)));
    return Boolean(option) && put(input, input.multiple ? [option?.value] : option?.value, "");
  }
  if (input.dataset.kind === "checkbox") return put(input, YES.has(text.toLowerCase()), "");
  return put(input, text, "");
}

/** The record that is called so, if it is the only one. @param {string} object @param {HTMLElement} lookup @param {string} text */
async function called(object, lookup, text) {
  const query = new URLSearchParams({ field: lookup.dataset.field ?? "", to: lookup.dataset.target ?? "", q: text });
  try {
    const { records } = await call("GET", `/${object}/candidates?${query}`);
    const named = records.filter((/** @type {any} */ one) => same(one.name ?? "", text));
    return named.length === 1 ? named[0] : records.length === 1 ? records[0] : null;
  } catch {
    return null;
  }
}

/** @param {string} one @param {string} other */
function same(one, other) {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}
