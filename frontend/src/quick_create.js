// Making a record on the way, in a dialog over the page.
import { csrf } from "./api.js";

/**
 * Open the short form of an object. Answers the record that was made, or null.
 * @param {string} object
 * @param {string} name what the record is called, if that has been typed already
 * @returns {Promise<{key: string, text: string} | null>}
 */
export async function make(object, name) {
  const answer = await fetch(`/o/${object}/quick`, { headers: { "hx-request": "true", "x-csrf-token": csrf() } });
  if (!answer.ok) return null;
  const dialog = document.createElement("dialog");
  dialog.className = "o-dialog o-quick";
  dialog.setAttribute("aria-labelledby", "quick-title");
  dialog.innerHTML = await answer.text();
  document.body.append(dialog);
  const named = dialog.querySelector("o-form")?.getAttribute("data-named") ?? "";
  const first = /** @type {HTMLInputElement | null} */ (dialog.querySelector(`input[name="${CSS.escape(named)}"]`));
  if (first && name) first.value = name;
  dialog.showModal();
  first?.focus();
  /** @type {Promise<{key: string, text: string} | null>} */
  const made = new Promise((resolve) => {
    dialog.addEventListener("o:saved", (event) => {
      event.preventDefault();
      const record = /** @type {CustomEvent} */ (event).detail;
      resolve({ key: record.id, text: record[named] ?? record.id });
      dialog.close();
    });
    dialog.addEventListener("click", (event) => {
      if (event.target instanceof Element && event.target.closest("[data-close]")) dialog.close();
    });
    dialog.addEventListener("close", () => resolve(null));
  });
  const found = await made;
  dialog.remove();
  return found;
}
