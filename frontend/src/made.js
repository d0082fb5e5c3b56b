// Of which objects this browser has made records lately, for the shortcut menu.
const KEY = "objectry.made";
/** Objects that are remembered. */
const KEPT = 3;

/** The objects, the latest first. @returns {string[]} */
export function made() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => typeof one === "string").slice(0, KEPT) : [];
  } catch {
    return []; // somebody else has written there
  }
}

/** @param {string} object */
export function noteMade(object) {
  try {
    localStorage.setItem(KEY, JSON.stringify([object, ...made().filter((one) => one !== object)].slice(0, KEPT)));
  } catch {
    // there is no room: the menu goes on with what it knows
  }
}
