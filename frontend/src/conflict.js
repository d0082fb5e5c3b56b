// Two have changed the same record: what each of them has changed stands side by side, and nobody's work is lost unseen.
import { part } from "./part.js";

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Input */

/**
 * A field of the form that is different from what it was: by whom, and how it reads.
 * @typedef {object} Difference
 * @property {string} name
 * @property {string} label
 * @property {boolean} mine
 * @property {boolean} theirs
 * @property {string} yours how the user has it
 * @property {string} others how it is stored by now
 * @property {HTMLElement} field the field as it is stored by now
 */

/**
 * @typedef {object} Settled
 * @property {string} version the version on which all are agreed
 * @property {Map<string, HTMLElement>} taken the fields that are as others have them, to be put in the place of the form's own
 */

/**
 * Ask what shall become of a form whose record others have changed. Answers null where the user wants to go on in the form.
 * @param {HTMLElement} form with the object, the record and its version in its data attributes
 * @param {Map<string, string>} begun what was there when the form was opened, by field, as JSON
 * @param {(input: Input) => unknown} valueOf
 * @returns {Promise<Settled | null>}
 */
export async function settle(form, begun, valueOf) {
  const { object, id, version } = form.dataset;
  const drawn = await part(`/o/${object}/${id}/conflict?version=${version}`);
  const dialog = /** @type {HTMLDialogElement} */ (drawn.querySelector("dialog"));
  const now = /** @type {HTMLFormElement} */ (drawn.querySelector("form"));
  const found = [...differences(form, now, begun, valueOf)];
  for (const one of found) {
    if (one.mine && one.theirs) partOf(dialog, "both").append(clash(dialog, one));
    else partOf(dialog, one.mine ? "mine" : "theirs").querySelector("dl")?.append(line(one));
  }
  document.body.append(document.adoptNode(dialog));
  const saves = await answered(dialog);
  const chosen = new Set([...dialog.querySelectorAll("input:checked")].map((one) => `${one.getAttribute("name")} ${one.getAttribute("value")}`));
  dialog.remove();
  if (!saves) return null;
  const taken = found.filter((one) => one.theirs && (!one.mine || chosen.has(`${one.name} theirs`)));
  return { version: now.dataset.version ?? "", taken: new Map(taken.map((one) => [one.name, one.field])) };
}

/**
 * @param {HTMLElement} form
 * @param {HTMLElement} now
 * @param {Map<string, string>} begun
 * @param {(input: Input) => unknown} valueOf
 * @returns {Generator<Difference>}
 */
function* differences(form, now, begun, valueOf) {
  for (const [name, was] of begun) {
    const [own, other] = [fieldOf(form, name), fieldOf(now, name)];
    const [input, stored] = [inputOf(own), inputOf(other)];
    if (!own || !other || !input || !stored) continue;
    const [value, theirs] = [JSON.stringify(valueOf(input)), JSON.stringify(valueOf(stored))];
    if (value === was && theirs === was) continue;
    yield {
      name,
      label: own.querySelector("label")?.textContent ?? name,
      mine: value !== was && value !== theirs,
      theirs: theirs !== was,
      yours: text(own, input),
      others: text(other, stored),
      field: other,
    };
  }
}

/** @param {Element} form @param {string} name */
function fieldOf(form, name) {
  return /** @type {HTMLElement | null} */ (form.querySelector(`[data-field="${CSS.escape(name)}"]`));
}

/** @param {Element | null} field */
function inputOf(field) {
  return /** @type {Input | null} */ (field?.querySelector("[data-kind]") ?? null);
}

/** How a field reads. @param {Element} field @param {Input} input */
function text(field, input) {
  if (input instanceof HTMLSelectElement) return [...input.selectedOptions].map((one) => one.text).join(", ") || "–";
  if (input instanceof HTMLInputElement && input.type === "checkbox") return input.checked ? "✓" : "–";
  const named = /** @type {HTMLInputElement | null} */ (field.querySelector("[role=combobox]"));
  return (named ?? input).value || "–";
}

/** A section of the dialog, which is shown from now on. @param {HTMLElement} dialog @param {string} name */
function partOf(dialog, name) {
  const section = /** @type {HTMLElement} */ (dialog.querySelector(`[data-part="${name}"]`));
  section.hidden = false;
  return section;
}

/** @param {HTMLElement} dialog @param {Difference} one */
function clash(dialog, one) {
  const made = /** @type {HTMLElement} */ (dialog.querySelector("template")?.content.firstElementChild?.cloneNode(true));
  const legend = made.querySelector("legend");
  if (legend) legend.textContent = one.label;
  made.querySelectorAll("input").forEach((input) => (input.name = one.name));
  const [yours, others] = made.querySelectorAll("[data-text]");
  if (yours) yours.textContent = one.yours;
  if (others) others.textContent = one.others;
  return made;
}

/** @param {Difference} one */
function line(one) {
  const [row, name, value] = [document.createElement("div"), document.createElement("dt"), document.createElement("dd")];
  name.textContent = one.label;
  value.textContent = one.mine ? one.yours : one.others;
  row.append(name, value);
  return row;
}

/** Show the dialog until it is closed: true for a save. @param {HTMLDialogElement} dialog @returns {Promise<boolean>} */
function answered(dialog) {
  return new Promise((resolve) => {
    dialog.querySelector("[data-save]")?.addEventListener("click", () => dialog.close("save"));
    dialog.querySelector("[data-back]")?.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "save"));
    dialog.showModal();
  });
}
