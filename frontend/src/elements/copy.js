import { toast } from "../toast.js";

/** The button that copies an address of ours to the clipboard; `data-done` is what is said then. */
class Copy extends HTMLElement {
  connectedCallback() {
    this.querySelector("button")?.addEventListener("click", () => void this.#copy());
  }

  async #copy() {
    const address = new URL(this.dataset.address ?? "", location.href).href;
    if (navigator.clipboard) await navigator.clipboard.writeText(address);
    else copied(address); // browsers have no clipboard for pages without encryption
    toast({ text: this.dataset.done ?? "" });
  }
}

/** @param {string} text */
function copied(text) {
  const field = document.createElement("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

customElements.define("o-copy", Copy);
