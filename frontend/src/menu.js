// Menus that open beside a button: where they stand, and how the keys go through them (the menu of WAI-ARIA 1.2).

/** How far a menu stays from the edges of the window, in points. */
const EDGE = 8;

/**
 * Put an open menu below a button, or where there is no room, as near as the window allows.
 * @param {HTMLElement} menu
 * @param {Element} button
 */
export function placeMenu(menu, button) {
  const at = button.getBoundingClientRect();
  const below = at.bottom + menu.offsetHeight + EDGE <= innerHeight;
  menu.style.left = `${Math.max(EDGE, at.right - menu.offsetWidth)}px`;
  menu.style.top = `${below ? at.bottom : Math.max(EDGE, at.top - menu.offsetHeight)}px`;
}

/**
 * Go to the entry that a key means. Answers whether it meant any.
 * @param {KeyboardEvent} event
 * @param {HTMLElement[]} entries those that are shown
 */
export function goInMenu(event, entries) {
  const at = entries.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const last = entries.length - 1;
  const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? last : at - 1, Home: 0, End: last }[event.key];
  if (to === undefined || !entries.length) return false;
  event.preventDefault();
  entries.at(to % entries.length)?.focus();
  return true;
}
