/** What is asked for in a form only when the input that `data-field` names has been changed from its `data-before`. */
class Confirmed extends HTMLElement {
  connectedCallback() {
    const form = this.closest("form");
    const field = /** @type {HTMLInputElement | null | undefined} */ (form?.elements.namedItem(this.dataset.field ?? ""));
    const show = () => {
      this.hidden = !field || field.value === field.dataset.before;
      for (const input of this.querySelectorAll("input")) input.disabled = this.hidden;
    };
    show();
    form?.addEventListener("input", show);
  }
}

customElements.define("o-confirmed", Confirmed);
