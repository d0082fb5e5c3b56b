/**
 * A button that opens a dialog: the `<dialog>` with the ID that `data-dialog` names, or the one within. The browser keeps
 * the focus in it, closes it with Escape and gives the focus back; a click beside it and a button with `data-close` close it, too.
 */
class Opens extends HTMLElement {
  connectedCallback() {
    const dialog = /** @type {HTMLDialogElement | null} */ (
      this.dataset.dialog ? document.getElementById(this.dataset.dialog) : this.querySelector("dialog")
    );
    if (!dialog) return;
    this.querySelector("button")?.addEventListener("click", () => dialog.showModal());
    dialog.addEventListener("click", (event) => {
      const closes = event.target instanceof Element && event.target.closest("[data-close]");
      if (event.target === dialog || closes) dialog.close();
    });
  }
}

customElements.define("o-opens", Opens);
