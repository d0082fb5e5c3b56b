/**
 * A formula in the making: the text area within becomes an editor as soon as somebody sees it, and keeps the value.
 * `data-object` and `data-use` say what the formula is about and what for, `data-returns` the type of its field. `value` may
 * be read and set; the text area tells of `input`.
 */
class Formula extends HTMLElement {
  static formAssociated = true;

  /** @type {import("../formula/writing.js").Writing | null} */
  #writing = null;
  /** @type {IntersectionObserver | null} */
  #watching = null;
  #locked = false;

  connectedCallback() {
    this.#text.addEventListener("change", this.#given);
    this.#watching = new IntersectionObserver(([seen]) => {
      if (!seen?.isIntersecting) return;
      this.#watching?.disconnect();
      void this.#open();
    });
    this.#watching.observe(this);
  }

  disconnectedCallback() {
    this.#watching?.disconnect();
    this.#text.removeEventListener("change", this.#given);
  }

  formResetCallback() {
    queueMicrotask(this.#given); // the text area has its own value back by then
  }

  /** @param {boolean} disabled */
  formDisabledCallback(disabled) {
    this.#locked = disabled;
    this.#writing?.lock(disabled);
  }

  get value() {
    return this.#text.value;
  }

  set value(text) {
    this.#text.value = text;
    this.#given();
  }

  focus() {
    (this.#writing ?? this.#text).focus();
  }

  get #text() {
    return /** @type {HTMLTextAreaElement} */ (this.querySelector("textarea"));
  }

  /** Whatever was written into the text area by somebody else. */
  #given = () => this.#writing?.given();

  async #open() {
    if (this.#writing) return;
    const { Writing } = await import("../formula/writing.js");
    this.#writing ??= new Writing(this, this.#text);
    this.#writing.lock(this.#locked || this.#text.disabled || this.#text.readOnly);
  }
}

customElements.define("o-formula", Formula);
