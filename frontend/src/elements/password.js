/**
 * An input of a password: a button shows what is typed, and a hint says that the Caps Lock key is on. `data-show` and `data-hide`
 * name the button.
 */
class Password extends HTMLElement {
  connectedCallback() {
    const input = this.querySelector("input");
    const button = this.querySelector("button");
    const hint = /** @type {HTMLElement | null} */ (this.querySelector("[data-caps]"));
    if (!input || !button || !hint) return;
    const show = (/** @type {boolean} */ shown) => {
      input.type = shown ? "text" : "password";
      button.setAttribute("aria-pressed", String(shown));
    };
    button.addEventListener("click", () => {
      show(input.type === "password");
      input.focus();
    });
    // Managers of passwords, and the browser's own memory, take passwords only as such.
    input.form?.addEventListener("submit", () => show(false), { capture: true });
    for (const kind of ["keydown", "keyup"]) {
      input.addEventListener(kind, (event) => {
        if (event instanceof KeyboardEvent) hint.hidden = !event.getModifierState("CapsLock");
      });
    }
    input.addEventListener("blur", () => (hint.hidden = true));
  }
}

customElements.define("o-password", Password);
