// Dialogs that are asked something and answer: a native <dialog> with a form, whose buttons have values.

/**
 * Open a dialog and wait for what is decided. `act` is what happens on “yes”: while it works the dialog stays open, and it
 * stays open when `act` answers a sentence that says what is wrong.
 * @param {HTMLDialogElement} dialog
 * @param {() => Promise<string>} [act]
 * @returns {Promise<boolean>} whether it was confirmed
 */
export function ask(dialog, act) {
  const form = /** @type {HTMLFormElement} */ (dialog.querySelector("form"));
  const alert = /** @type {HTMLElement | null} */ (dialog.querySelector("[role=alert]"));
  const tell = (/** @type {string} */ sentence) => {
    if (!alert) return;
    alert.textContent = sentence;
    alert.hidden = !sentence;
  };
  return new Promise((resolve) => {
    const decide = async (/** @type {SubmitEvent} */ event) => {
      const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
      if (button?.value !== "yes" || !act) return;
      event.preventDefault();
      button.disabled = true;
      const wrong = await act();
      button.disabled = false;
      tell(wrong);
      if (!wrong) dialog.close("yes");
    };
    const beside = (/** @type {MouseEvent} */ event) => {
      if (event.target === dialog) dialog.close("");
    };
    // No buttons of the form: Enter in a field would press the first of them.
    const no = (/** @type {MouseEvent} */ event) => {
      if (event.target instanceof Element && event.target.closest("[data-no]")) dialog.close("");
    };
    dialog.returnValue = "";
    tell("");
    form.addEventListener("submit", decide);
    dialog.addEventListener("mousedown", beside);
    dialog.addEventListener("click", no);
    dialog.addEventListener("close", () => {
      form.removeEventListener("submit", decide);
      dialog.removeEventListener("mousedown", beside);
      dialog.removeEventListener("click", no);
      resolve(dialog.returnValue === "yes");
    }, { once: true });
    dialog.showModal();
  });
}
