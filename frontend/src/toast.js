// Short notices at the edge of the page, which go by themselves. One of them may outlive the way to another page.
const KEY = "objectry.toast";
/** How long a notice stays, in milliseconds: longer where there is something to press. */
const STAYS = { said: 4000, asked: 9000 };

/**
 * @typedef {object} Notice
 * @property {string} text
 * @property {{method: string, path: string, body?: unknown, version?: number, to?: string}} [undo] the call that takes back what was done, below
 *   `/api/v1`, of which version of the record if of one only, and the page to go to then
 */

/**
 * Show a notice. Screen readers read it out.
 * @param {Notice} notice
 */
export function toast(notice) {
  document.dispatchEvent(new CustomEvent("o:toast", { detail: notice }));
}

/** Say that somebody else has changed a record, which the page shows anew. */
export function toastRenewed() {
  const place = /** @type {HTMLElement | null} */ (document.querySelector("o-toasts"));
  toast({ text: place?.dataset.renewed ?? "" });
}

/**
 * Go to another page, and show a notice there.
 * @param {string} address
 * @param {Notice} notice
 */
export function goWith(address, notice) {
  sessionStorage.setItem(KEY, JSON.stringify(notice));
  location.assign(address);
}

/** The notice that was taken along from the page before, once. @returns {Notice | null} */
export function takenAlong() {
  const kept = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  return kept === null ? null : JSON.parse(kept);
}

/** @param {Notice} notice */
export function staysFor(notice) {
  return notice.undo ? STAYS.asked : STAYS.said;
}
