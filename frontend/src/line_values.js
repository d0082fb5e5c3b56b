// Values that are put into inputs from elsewhere: from another row, from a sheet, from a draft.
import { valueOf } from "./fields.js";

/** @typedef {import("./fields.js").Input} Input */
/** @typedef {import("./elements/lookup.js").Lookup} Lookup */

/**
 * What stands in an input.
 * @typedef {object} Held
 * @property {string} name
 * @property {any} value as the interface takes it
 * @property {string} text how it reads, where that is something else
 * @property {string} typed what is typed beside it and is no choice yet
 */

/** How yes is written in sheets. */
const YES = new Set(["1", "true", "yes", "y", "是", "√", "✓", "x"]);

/** The look-up of an input. @param {Input} input */
function lookupOf(input) {
  return /** @type {Lookup | null} */ (input.closest("o-lookup"));
}

/** What is typed into a look-up and is no choice yet. @param {Input} input */
export function typedIn(input) {
  return lookupOf(input)?.typed ?? "";
}

/** @param {Input} input @returns {Held} */
export function held(input) {
  return { name: input.name, value: valueOf(input), text: lookupOf(input)?.shown ?? "", typed: typedIn(input) };
}

/**
 * Let an input hold what another one has held. Answers whether it takes values from elsewhere.
 * @param {Input} input
 * @param {Held} held
 */
export function hold(input, { value, text, typed }) {
  const taken = put(input, value, text);
  if (typed) void lookupOf(input)?.type(typed);
  return taken;
}

/**
 * Put a value into an input, as its own element would.
 * @param {Input} input
 * @param {any} value what the input holds, as the interface takes it
 * @param {string} text how it reads, where that is something else
 * @param {boolean} [silent] whether nobody needs to know
 * @returns {boolean} whether the input takes values from elsewhere
 */
export function put(input, value, text, silent = false) {
  const lookup = lookupOf(input);
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

/** Minus signs and brackets, which stand before or behind a currency sign. */
const [BEFORE, BEHIND] = ["[(+\\-−–\\s]*", "[)\\s]*"];

/**
 * Write a number as its input shows it, with plain digits and its unit beside it: `９０％` is `90` where the sign stands behind it already.
 * @param {Input} input
 */
export function tidy(input) {
  if (!(input instanceof HTMLInputElement) || !["decimal", "numeric"].includes(input.inputMode)) return;
  let text = input.value.normalize("NFKC").trim();
  for (const sign of (input.dataset.signs ?? "").split(" ").filter(Boolean)) {
    const own = sign.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    text = text.replace(new RegExp(`^(${BEFORE})${own}`), "$1").replace(new RegExp(`${own}(${BEHIND})$`), "$1").trim();
  }
  if (text) input.value = text;
}

/** What begins with a day or a month as sheets write it, and a time. */
const DAY = /^(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?(?:[ T](.+))?$/;
const TIME = /^([01]?\d|2[0-3])(:[0-5]\d(?::[0-5]\d)?)$/;

/** A time as browsers write it; nothing for another text. @param {string} text */
function timed(text) {
  const [, hour, rest] = TIME.exec(text) ?? [];
  return hour ? hour.padStart(2, "0") + rest : "";
}

/**
 * A text as an input takes it, of days and times as browsers write them, which take no other; null where it is none.
 * @param {Input} input
 * @param {string} text
 */
function fitting(input, text) {
  if (!text || !["date", "month", "time", "datetime-local"].includes(input.type)) return text;
  const plain = text.normalize("NFKC");
  if (input.type === "time") return timed(plain) || null;
  const [, year, month = "", day, rest] = DAY.exec(plain) ?? [];
  if (!year || !day !== (input.type === "month")) return null;
  const begun = [year, month, ...(day ? [day] : [])].map((one) => one.padStart(2, "0")).join("-");
  if (input.type !== "datetime-local") return rest ? null : begun;
  const time = timed(rest ?? "");
  return time ? `${begun} ${time}` : null;
}

/**
 * Put the text of a cell of a sheet into an input. Answers whether it means something there; a look-up says itself what it does not find.
 * @param {Input} input
 * @param {string} text
 */
export async function paste(input, text) {
  const lookup = lookupOf(input);
  if (lookup && text) {
    await lookup.type(text, true);
    return true;
  }
  if (input instanceof HTMLSelectElement) {
    const option = [...input.options].find((one) => [one.text, one.value].some((own) => same(own, text)));
    return Boolean(option) && put(input, input.multiple ? [option?.value] : option?.value, "");
  }
  if (input.dataset.kind === "checkbox") return put(input, YES.has(text.toLowerCase()), "");
  const value = fitting(input, text);
  return value !== null && put(input, value, "") && (!text || Boolean(valueOf(input)));
}

/** @param {string} one @param {string} other */
function same(one, other) {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}
