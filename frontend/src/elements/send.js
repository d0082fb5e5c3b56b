import { call, Refused } from "../api.js";
import { goWith } from "../toast.js";

/**
 * A form whose texts are sent as JSON. Attributes:
 * `data-method` and `data-path` the call, below `/api/v1`;
 * `data-changed` what has not been changed is not sent, and what is empty is nothing;
 * `data-next` the page that follows, `data-said` a notice there; without a page, what has `data-done` takes the place of the form;
 * `data-failed` what is said without a server, `data-differs` what is said of a password that was not repeated.
 * An input with `data-again` repeats the one that it names and is not sent, one with `data-hash` gets what follows # in the
 * address, one with `data-zone` the browser's time zone.
 */
class Send extends HTMLElement {
  connectedCallback() {
    this.#takeHash();
    window.addEventListener("hashchange", this.#takeHash);
    for (const input of this.#inputs) {
      if ("zone" in input.dataset) input.value = Intl.DateTimeFormat().resolvedOptions().timeZone || input.value;
    }
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#send();
    });
  }

  disconnectedCallback() {
    window.removeEventListener("hashchange", this.#takeHash);
  }

  get #form() {
    return /** @type {HTMLFormElement} */ (this.querySelector("form"));
  }

  get #inputs() {
    return [...this.querySelectorAll("input[name], select[name]")].map(
      (one) => /** @type {HTMLInputElement | HTMLSelectElement} */ (one),
    );
  }

  /** Take what follows # in the address, also when somebody enters the address of the page that is open. */
  #takeHash = () => {
    const input = this.#inputs.find((one) => "hash" in one.dataset);
    if (!input || !location.hash) return;
    input.value = location.hash.slice(1);
    // The page in the other language needs it, too; the history of the browser does not.
    document.querySelectorAll(".o-languages a").forEach((one) => (/** @type {HTMLAnchorElement} */ (one).hash = location.hash));
    history.replaceState(null, "", location.pathname + location.search);
  };

  get #values() {
    /** @type {Record<string, string | null>} */
    const found = {};
    for (const input of this.#inputs) {
      if (input.dataset.again || input.disabled) continue;
      if (!("changed" in this.dataset)) found[input.name] = input.value;
      else if (input.value !== (input.dataset.before ?? "")) found[input.name] = input.value || null;
    }
    return found;
  }

  async #send() {
    const repeated = this.#inputs.find((one) => one.dataset.again && one.value !== this.#named(one.dataset.again)?.value);
    this.#tell("", []);
    if (repeated) {
      const message = this.dataset.differs ?? "";
      this.#tell(message, [{ field: repeated.name, message }]);
      return;
    }
    const buttons = [...this.querySelectorAll("button")];
    buttons.forEach((one) => (one.disabled = true));
    const { method = "POST", path = "", next, said, failed = "" } = this.dataset;
    try {
      await call(method, path, this.#values);
      if (next === undefined) this.#finish();
      else if (said) goWith(next, { text: said });
      else location.assign(next);
    } catch (error) {
      buttons.forEach((one) => (one.disabled = false));
      if (error instanceof Refused) this.#tell(error.message, error.errors);
      else this.#tell(failed, []);
    }
  }

  #finish() {
    this.#form.hidden = true;
    const done = /** @type {HTMLElement | null} */ (this.querySelector("[data-done]"));
    if (!done) return;
    done.hidden = false;
    done.focus();
  }

  /** @param {string} name */
  #named(name) {
    return this.#inputs.find((one) => one.name === name);
  }

  /**
   * Tell what is wrong: above the form, and at its input.
   * @param {string} sentence
   * @param {{field: string, message: string}[]} errors
   */
  #tell(sentence, errors) {
    const alert = /** @type {HTMLElement} */ (this.querySelector("[role=alert]"));
    const elsewhere = errors.filter(({ field }) => !this.#named(field)).map(({ message }) => message);
    const shown = errors.length ? elsewhere : sentence ? [sentence] : [];
    alert.textContent = [...new Set(shown)].join(" · ");
    alert.hidden = !shown.length;
    for (const input of this.#inputs) {
      const message = errors.find(({ field }) => field === input.name)?.message ?? "";
      const feedback = document.getElementById(`${input.id}-wrong`);
      input.classList.toggle("is-invalid", Boolean(message));
      input.setAttribute("aria-invalid", String(Boolean(message)));
      if (feedback) feedback.textContent = message;
    }
    const first = this.#inputs.find((one) => one.classList.contains("is-invalid")) ?? (sentence ? this.#last : undefined);
    first?.focus();
    if (first instanceof HTMLInputElement && first.type === "password") first.select();
  }

  /** Where people go on after a refusal that is about no single input: the last password, or the last input. */
  get #last() {
    return this.#inputs.filter((one) => one.type === "password").at(-1) ?? this.#inputs.at(-1);
  }
}

customElements.define("o-send", Send);
