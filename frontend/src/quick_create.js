// Making a record on the way, in a dialog over the page.
import { csrf } from "./api.js";
import { formDialog } from "./form_dialog.js";

/**
 * Open the short form of an object. Answers the record that was made, or null.
 * @param {string} object
 * @param {string} name what the record is called, if that has been typed already
 * @returns {Promise<{key: string, text: string} | null>}
 */
export async function make(object, name) {
  const answer = await fetch(`/o/${object}/quick`, { headers: { "hx-request": "true", "x-csrf-token": csrf() } });
  if (!answer.ok) return null;
  let named = "";
  const made = await formDialog(await answer.text(), "quick-title", (dialog) => {
    named = dialog.querySelector("o-form")?.getAttribute("data-named") ?? "";
    const first = /** @type {HTMLInputElement | null} */ (dialog.querySelector(`input[name="${CSS.escape(named)}"]`));
    if (first && name) first.value = name;
    first?.focus();
  });
  return made && { key: made.id, text: made[named] ?? made.id };
}
