// Records that one page hands over to the next within a tab: too many for an address, and nobody else's business.

/** @param {string} object */
const place = (object) => `o-ticked-${object}`;

/**
 * @param {string} object
 * @param {string[]} ids
 */
export function hand(object, ids) {
  sessionStorage.setItem(place(object), JSON.stringify(ids));
}

/**
 * What was handed over last; nothing in another tab.
 * @param {string} object
 * @returns {string[]}
 */
export function handed(object) {
  return JSON.parse(sessionStorage.getItem(place(object)) ?? "[]");
}
