// The form of a record in a dialog over the page.

/**
 * Show a form that the server has drawn, until it is saved or closed. Answers the record that was saved, or null.
 * @param {string} drawn
 * @param {string} titled the ID of its heading
 * @param {(dialog: HTMLDialogElement) => void} [prepare] what happens before people see it
 * @returns {Promise<Record<string, any> | null>}
 */
export async function formDialog(drawn, titled, prepare) {
  const dialog = document.createElement("dialog");
  dialog.className = "o-dialog o-quick";
  dialog.setAttribute("aria-labelledby", titled);
  dialog.innerHTML = drawn;
  document.body.append(dialog);
  dialog.showModal();
  prepare?.(dialog);
  /** @type {Promise<Record<string, any> | null>} */
  const saved = new Promise((resolve) => {
    dialog.addEventListener("o:saved", (event) => {
      event.preventDefault();
      resolve(/** @type {CustomEvent} */ (event).detail);
      dialog.close();
    });
    dialog.addEventListener("click", (event) => {
      if (event.target instanceof Element && event.target.closest("[data-close]")) dialog.close();
    });
    dialog.addEventListener("close", () => resolve(null));
  });
  const found = await saved;
  dialog.remove();
  return found;
}
