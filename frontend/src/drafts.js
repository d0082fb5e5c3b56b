// What was typed into a form or a note and is not saved yet, kept in this browser: for its user, in a bounded number, for some days.
// Each opened form keeps its own draft: none overwrites what another one, or another tab, has kept for the same record.

const OURS = "objectry.draft.";
/** The most characters that one draft may have, and the most drafts that are kept. */
const LARGEST = 200_000;
const MOST = 20;
const DAY = 86_400_000;

/** @typedef {{at: number}} Kept what is kept, with the moment when it was typed */

/**
 * What was typed into a form.
 * @typedef {object} Draft
 * @property {number} at when it was typed
 * @property {string} version the version of the record that was changed
 * @property {string} kind the business type
 * @property {(import("./line_values.js").Held & {begun: string | undefined})[]} values
 * @property {Record<string, any>} lines what was done to lines, by object
 * @property {string[]} files what cannot be kept, as people call it
 */

/** The user of the page. */
function user() {
  return document.querySelector('meta[name="user"]')?.getAttribute("content") ?? "";
}

/** What each opened form is called among those of its record. @type {WeakMap<HTMLElement, string>} */
const marks = new WeakMap();

/** What the keys of all drafts of a record begin with, or of all new records of an object; its notes are others. @param {HTMLElement} form */
function sharedBy(form) {
  const kind = form.localName === "o-form" ? "" : `${form.localName}.`;
  return `${OURS}${user()}.${kind}${form.dataset.object}.${form.dataset.id || "new"}`;
}

/** Where the draft of a form is kept. @param {HTMLElement} form */
function keyOf(form) {
  const mark = marks.get(form) ?? [...crypto.getRandomValues(new Uint32Array(2))].join("-");
  marks.set(form, mark);
  return `${sharedBy(form)}.${mark}`;
}

/** The keys of all drafts. */
function keys() {
  return Object.keys(localStorage).filter((key) => key.startsWith(OURS));
}

/** @param {string} key @returns {any} */
function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/**
 * The latest draft that another form of the same record has left, and where it is kept. Drafts that are too old, and those of others
 * who have used this browser, are forgotten on the way.
 * @template {Kept} D
 * @param {HTMLElement} form
 * @returns {{key: string, draft: D} | null}
 */
export function latest(form) {
  const oldest = Date.now() - Number(form.dataset.draftDays) * DAY;
  for (const key of keys()) {
    if (!key.startsWith(`${OURS}${user()}.`) || (read(key)?.at ?? 0) < oldest) localStorage.removeItem(key);
  }
  const others = keys().filter((key) => key.startsWith(sharedBy(form)) && key !== keyOf(form));
  const found = others.map((key) => ({ key, draft: read(key) })).sort((one, other) => (other.draft?.at ?? 0) - (one.draft?.at ?? 0))[0];
  return found?.draft ? { key: found.key, draft: found.draft } : null;
}

/**
 * Keep the draft of a form, and answer whether it is kept. Where there is no room, older ones give way; one that is too large is not kept.
 * @template {Kept} D
 * @param {HTMLElement} form
 * @param {D} draft
 */
export function keep(form, draft) {
  const text = JSON.stringify(draft);
  if (!user() || !Number(form.dataset.draftDays) || text.length > LARGEST) return false;
  const others = keys().filter((key) => key !== keyOf(form)).sort((one, other) => (read(one)?.at ?? 0) - (read(other)?.at ?? 0));
  others.splice(0, Math.max(0, others.length - MOST + 1)).forEach((key) => localStorage.removeItem(key));
  for (;;) {
    try {
      localStorage.setItem(keyOf(form), text);
      return true;
    } catch {
      const oldest = others.shift();
      if (!oldest) return false;
      localStorage.removeItem(oldest);
    }
  }
}

/** Forget what a form has kept. @param {HTMLElement} form */
export function forget(form) {
  localStorage.removeItem(keyOf(form));
}

/** Forget a draft that was answered. @param {string} key */
export function forgetAt(key) {
  localStorage.removeItem(key);
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
