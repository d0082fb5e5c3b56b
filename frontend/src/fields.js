// What forms, tables of lines and cells know of their fields: what an input holds, and how a field says what is wrong with it.

/** @typedef {import("./elements/lookup.js").Lookup} Lookup */
/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement | HTMLFieldSetElement} Input */

/** What each kind of input holds, as the interface takes it. @type {Record<string, (input: any) => unknown>} */
const VALUES = {
  text: (input) => input.value,
  select: (input) => input.value || null,
  lookup: (input) => input.value || null,
  checkbox: (input) => input.checked,
  multiselect: (input) => [...input.selectedOptions].map((option) => option.value),
  moment: (input) => input.value.replace("T", " "),
  json: (input) => (input.value ? JSON.parse(input.value) : null),
  parts: (set) => together([...set.querySelectorAll("[data-part]")]),
};

/** What the cursor goes to: not the hidden inputs that hold values. */
export const FIRST = "input:not([type=hidden]):not([disabled]), select:not([hidden]):not([disabled]), textarea:not([disabled])";

/** What an input holds, as the interface takes it. @param {Input} input */
export function valueOf(input) {
  return VALUES[input.dataset.kind ?? "text"]?.(input);
}

/** A value of several parts; null when all of them are empty. @param {HTMLInputElement[]} parts */
function together(parts) {
  const filled = parts.some((part) => part.value.trim());
  return filled ? Object.fromEntries(parts.map((part) => [part.dataset.part, part.value.trim() || null])) : null;
}

/** What holds values within an element, by the names of their fields. @param {ParentNode} within */
export function valuesIn(within) {
  const inputs = [...within.querySelectorAll("[data-kind]")].map((one) => /** @type {HTMLInputElement} */ (one));
  return Object.fromEntries(inputs.map((input) => [input.name, valueOf(input)]));
}

/** What people use of a field: not the hidden input that may hold its value. @param {ParentNode} field */
export function controlOf(field) {
  const found = ["[data-control]:not([disabled])", FIRST, "[data-control]"].map((one) => field.querySelector(one)).find((one) => one);
  return /** @type {HTMLElement | null} */ (found ?? null);
}

/**
 * Say at a field what is wrong with it.
 * @param {HTMLElement} field
 * @param {string} message
 */
export function mark(field, message) {
  const control = controlOf(field);
  control?.classList.add("is-invalid");
  control?.setAttribute("aria-invalid", "true");
  const place = field.querySelector(".invalid-feedback");
  if (place) place.textContent = message;
}

/** Take back what was said of all fields of an element. @param {ParentNode} within */
export function unmark(within) {
  for (const one of within.querySelectorAll(".is-invalid")) {
    one.classList.remove("is-invalid");
    one.removeAttribute("aria-invalid");
  }
}

/**
 * The look-ups of an element in which something stands that is no choice, after each has looked for it once more.
 * @param {Element} within
 */
export async function unchosen(within) {
  const lookups = [...within.querySelectorAll("o-lookup[data-unknown]")].map((one) => /** @type {Lookup} */ (one)).filter((one) => one.open);
  await Promise.all(lookups.map((one) => one.settle()));
  return lookups.filter((one) => one.typed);
}
