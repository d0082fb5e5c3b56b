import { call, outdated, reason } from "../api.js";
import { staysFor, takenAlong, toast } from "../toast.js";

/**
 * The place where notices appear. `data-undo` and `data-close` name its buttons, `data-failed` is said without a server, `data-kept` where what
 * somebody has changed since is not taken back, and `data-renewed` where the page shows what somebody else has made of it.
 */
class Toasts extends HTMLElement {
  connectedCallback() {
    document.addEventListener("o:toast", this.#show);
    const kept = takenAlong();
    if (kept) toast(kept);
  }

  disconnectedCallback() {
    document.removeEventListener("o:toast", this.#show);
  }

  #show = (/** @type {Event} */ event) => {
    const notice = /** @type {CustomEvent<import("../toast.js").Notice>} */ (event).detail;
    const shown = document.createElement("div");
    shown.className = "o-toast";
    const text = document.createElement("span");
    text.textContent = notice.text;
    shown.append(text);
    const { undo } = notice;
    if (undo) {
      const button = this.#button(this.dataset.undo ?? "", async () => {
        button.disabled = true;
        try {
          await call(undo.method, undo.path, undo.body, undo.version ? { "if-match": `"${undo.version}"` } : {});
          if (undo.to) location.assign(undo.to);
          else location.reload();
        } catch (error) {
          shown.remove();
          toast({ text: outdated(error) ? (this.dataset.kept ?? "") : reason(error, this.dataset.failed ?? "") });
        }
      });
      shown.append(button);
    }
    const close = this.#button("×", () => shown.remove());
    close.setAttribute("aria-label", this.dataset.close ?? "");
    shown.append(close);
    this.append(shown);
    const leave = () => {
      // Who is at its buttons has not read it yet.
      if (shown.matches(":hover, :focus-within")) window.setTimeout(leave, staysFor(notice));
      else shown.remove();
    };
    window.setTimeout(leave, staysFor(notice));
  };

  /**
   * @param {string} text
   * @param {() => void} act
   */
  #button(text, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-sm btn-ghost-light";
    button.textContent = text;
    button.addEventListener("click", act);
    return button;
  }
}

customElements.define("o-toasts", Toasts);
