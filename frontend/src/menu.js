// Menus, and how the keys go through them and through what else has such entries (the menu of WAI-ARIA 1.2).

/** How far a menu stays from the edges of the window, in points. */
const EDGE = 8;
/** The first character of each letter in the order of pinyin. No syllable begins with i, u or v. */
const FIRST = { a: "阿", b: "八", c: "嚓", d: "哒", e: "妸", f: "发", g: "旮", h: "哈", j: "讥", k: "咔", l: "垃", m: "妈",
  n: "拏", o: "噢", p: "妑", q: "七", r: "呥", s: "仨", t: "它", w: "穵", x: "夕", y: "丫", z: "帀" };
const byPinyin = new Intl.Collator("zh-Hans-u-co-pinyin");

/**
 * Open a menu beside a button. Its first entry gets the focus; Escape, Tab and a click elsewhere close it, and whoever was in it is at
 * the button again.
 * @param {HTMLElement} menu with the attribute `popover`
 * @param {HTMLElement} button
 */
export function openMenu(menu, button) {
  const closing = new AbortController();
  const { signal } = closing;
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Tab") menu.hidePopover();
    else goInMenu(event, menu);
  }, { signal });
  menu.addEventListener("beforetoggle", (event) => {
    const open = /** @type {ToggleEvent} */ (event).newState === "open";
    button.setAttribute("aria-expanded", String(open));
    if (open) return;
    closing.abort();
    if (menu.contains(document.activeElement)) button.focus();
  }, { signal });
  menu.showPopover();
  place(menu, button);
  entriesIn(menu)[0]?.focus();
}

/**
 * Put an open menu below a button, or where there is no room, as near as the window allows.
 * @param {HTMLElement} menu
 * @param {Element} button
 */
function place(menu, button) {
  const at = button.getBoundingClientRect();
  const below = at.bottom + menu.offsetHeight + EDGE <= innerHeight;
  menu.style.left = `${Math.max(EDGE, at.right - menu.offsetWidth)}px`;
  menu.style.top = `${below ? at.bottom : Math.max(EDGE, at.top - menu.offsetHeight)}px`;
}

/** @param {HTMLElement} menu @returns {HTMLElement[]} those that are shown */
function entriesIn(menu) {
  const all = /** @type {HTMLElement[]} */ ([...menu.querySelectorAll("a.dropdown-item, button.dropdown-item")]);
  return all.filter((entry) => !entry.hidden);
}

/**
 * Go to the entry that a key means, if it means any: the one below or above, the first or the last, or the next that begins with a letter.
 * Who is typing goes by arrows alone.
 * @param {KeyboardEvent} event
 * @param {HTMLElement} menu
 */
export function goInMenu(event, menu) {
  const entries = entriesIn(menu);
  if (!entries.length || event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const at = entries.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const last = entries.length - 1;
  const beside = { ArrowDown: at + 1, ArrowUp: at < 0 ? last : at - 1 }[event.key];
  const typing = event.target instanceof Element && event.target.matches("input, select, textarea");
  const to = beside ?? (typing ? undefined : { Home: 0, End: last }[event.key] ?? lettered(event.key, entries, at));
  if (to === undefined) return;
  event.preventDefault();
  entries.at(to % entries.length)?.focus();
}

/**
 * The next entry that begins with a letter, or with a character whose pinyin does.
 * @param {string} key
 * @param {HTMLElement[]} entries
 * @param {number} at
 */
function lettered(key, entries, at) {
  const letter = key.toLowerCase();
  if (letter.length !== 1 || letter === " ") return undefined;
  for (let to = at + 1; to <= at + entries.length; to++) {
    const [first = ""] = entries[to % entries.length]?.textContent?.trim().toLowerCase() ?? "";
    if (first === letter || initial(first) === letter) return to;
  }
  return undefined;
}

/** With which letter the pinyin of a character begins; nothing for other characters. @param {string} character */
function initial(character) {
  if (!/\p{Script=Han}/u.test(character)) return undefined;
  return Object.keys(FIRST).findLast((letter) => byPinyin.compare(/** @type {Record<string, string>} */ (FIRST)[letter] ?? "", character) <= 0);
}
