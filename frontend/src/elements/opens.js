/** What stands in parts of dialogs before anything was fetched. @type {WeakMap<Element, string>} */
const empty = new WeakMap();

/**
 * A button that opens a dialog: the `<dialog>` with the ID that `data-dialog` names, or the one within. The browser keeps
 * the focus in it, closes it with Escape and gives the focus back; a click beside it and a button with `data-close` close it, too.
 * Where the button fetches what is shown, nothing of what was shown before can be pressed meanwhile.
 */
class Opens extends HTMLElement {
  connectedCallback() {
    const dialog = /** @type {HTMLDialogElement | null} */ (
      this.dataset.dialog ? document.getElementById(this.dataset.dialog) : this.querySelector("dialog")
    );
    if (!dialog) return;
    const button = this.querySelector("button");
    button?.addEventListener("click", () => {
      const fetched = document.querySelector(button.getAttribute("hx-target") ?? ":not(*)");
      if (fetched && !empty.has(fetched)) empty.set(fetched, fetched.innerHTML);
      if (fetched) fetched.innerHTML = empty.get(fetched) ?? "";
      // An entry of a menu is gone when the dialog ends: the button of the menu gets the focus then.
      /** @type {HTMLElement | null | undefined} */ (this.closest("o-popup")?.querySelector("[aria-controls]"))?.focus();
      dialog.showModal();
    });
    dialog.addEventListener("click", (event) => {
      const closes = event.target instanceof Element && event.target.closest("[data-close]");
      if (event.target === dialog || closes) dialog.close();
    });
  }
}

customElements.define("o-opens", Opens);
