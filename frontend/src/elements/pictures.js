/** Pictures among files: a click shows one of them large, in the dialog `lightbox` of the page, with the arrow keys for the others. */
class Pictures extends HTMLElement {
  #at = 0;

  connectedCallback() {
    this.addEventListener("click", (event) => {
      const link = event.target instanceof Element ? event.target.closest("a[data-picture]") : null;
      const dialog = document.getElementById("lightbox");
      if (!(link instanceof HTMLAnchorElement) || !(dialog instanceof HTMLDialogElement)) return;
      event.preventDefault();
      this.#open(dialog, this.#links.indexOf(link));
    });
  }

  get #links() {
    return /** @type {HTMLAnchorElement[]} */ ([...this.querySelectorAll("a[data-picture]")]);
  }

  /** @param {HTMLDialogElement} dialog @param {number} at */
  #open(dialog, at) {
    const done = new AbortController();
    const { signal } = done;
    const go = (/** @type {number} */ step) => this.#show(dialog, this.#at + step);
    dialog.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("button") : null;
      if (button?.dataset.step) go(Number(button.dataset.step));
      else if (event.target === dialog || button) dialog.close();
    }, { signal });
    dialog.addEventListener("keydown", (event) => {
      if (event.key === "ArrowRight") go(1);
      if (event.key === "ArrowLeft") go(-1);
    }, { signal });
    dialog.addEventListener("close", () => done.abort(), { signal });
    this.#show(dialog, at);
    dialog.showModal();
  }

  /** @param {HTMLDialogElement} dialog @param {number} at */
  #show(dialog, at) {
    const links = this.#links;
    this.#at = (at + links.length) % links.length;
    const link = /** @type {HTMLAnchorElement} */ (links[this.#at]);
    const [frame, name, download] = [dialog.querySelector("figure"), dialog.querySelector("[data-name]"), dialog.querySelector("a")];
    if (!frame || !name || !download) return;
    const image = new Image();
    frame.replaceChildren(image);
    image.src = download.href = link.href;
    image.alt = name.textContent = download.download = link.download;
    dialog.querySelectorAll("[data-step]").forEach((one) => one.toggleAttribute("hidden", links.length < 2));
  }
}

customElements.define("o-pictures", Pictures);
