// What was typed into a form and is not saved yet, kept in this browser: for its user, in a bounded number, for some days.

const OURS = "objectry.draft.";
/** The most characters that one draft may have, and the most drafts that are kept. */
const LARGEST = 200_000;
const MOST = 20;
const DAY = 86_400_000;

/**
 * @typedef {object} Draft
 * @property {number} at when it was typed
 * @property {string} version the version of the record that was changed
 * @property {string} kind the business type
 * @property {{name: string, value: unknown, text: string, begun: string | undefined}[]} values
 * @property {Record<string, any>} lines what was done to lines, by object
 * @property {string[]} files what cannot be kept, as people call it
 */

/** The user of the page. */
function user() {
  return document.querySelector('meta[name="user"]')?.getAttribute("content") ?? "";
}

/** Where the draft of a form is kept. @param {HTMLElement} form */
function keyOf(form) {
  return `${OURS}${user()}.${form.dataset.object}.${form.dataset.id || "new"}`;
}

/** The keys of all drafts. */
function keys() {
  return Object.keys(localStorage).filter((key) => key.startsWith(OURS));
}

/** @param {string} key @returns {Draft | null} */
function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/**
 * The draft of a form, if there is one. Those that are too old, and those of others who have used this browser, are forgotten on the way.
 * @param {HTMLElement} form
 */
export function draftOf(form) {
  const oldest = Date.now() - Number(form.dataset.draftDays) * DAY;
  for (const key of keys()) {
    if (!key.startsWith(`${OURS}${user()}.`) || (read(key)?.at ?? 0) < oldest) localStorage.removeItem(key);
  }
  return read(keyOf(form));
}

/**
 * Keep the draft of a form. Where there is no room, older ones give way; one that is too large is not kept.
 * @param {HTMLElement} form
 * @param {Draft} draft
 */
export function keep(form, draft) {
  const text = JSON.stringify(draft);
  if (!user() || !Number(form.dataset.draftDays) || text.length > LARGEST) return;
  const others = keys().filter((key) => key !== keyOf(form)).sort((one, other) => (read(one)?.at ?? 0) - (read(other)?.at ?? 0));
  others.slice(0, Math.max(0, others.length - MOST + 1)).forEach((key) => localStorage.removeItem(key));
  try {
    localStorage.setItem(keyOf(form), text);
  } catch {
    others.forEach((key) => localStorage.removeItem(key)); // the next one has room
  }
}

/** Forget the draft of a form. @param {HTMLElement} form */
export function forget(form) {
  localStorage.removeItem(keyOf(form));
}

/** Forget all drafts, and keep no further ones: somebody signs out. */
export function forgetAll() {
  document.querySelector('meta[name="user"]')?.remove();
  keys().forEach((key) => localStorage.removeItem(key));
}

/** When something was typed, as people read it. @param {number} at */
export function when(at) {
  const moment = new Date(at);
  const today = moment.toDateString() === new Date().toDateString();
  /** @type {Intl.DateTimeFormatOptions} */
  const how = today ? { hour: "2-digit", minute: "2-digit" } : { dateStyle: "medium", timeStyle: "short" };
  return new Intl.DateTimeFormat(document.documentElement.lang, how).format(moment);
}
