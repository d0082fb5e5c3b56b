import { csrf } from "../api.js";
import { named } from "../chips.js";

/**
 * Files of a field: chosen or dropped, uploaded at once, each with its progress. What is too large or of a kind that is
 * not taken is told before anything is sent. The hidden input holds the IDs of what is there.
 */
class Files extends HTMLElement {
  #ready = false;

  connectedCallback() {
    if (this.#ready) return;
    this.#ready = true;
    this.#input.addEventListener("change", (event) => {
      event.stopPropagation();
      this.#add([...(this.#input.files ?? [])]);
      this.#input.value = "";
    });
    const drop = /** @type {HTMLElement} */ (this.querySelector(".o-drop"));
    this.addEventListener("dragover", (event) => {
      event.preventDefault();
      drop.classList.add("o-over");
    });
    this.addEventListener("dragleave", () => drop.classList.remove("o-over"));
    this.addEventListener("drop", (event) => {
      event.preventDefault();
      drop.classList.remove("o-over");
      if (!this.#input.disabled) this.#add([...(event.dataTransfer?.files ?? [])]);
    });
    this.#list.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("button") : null;
      if (!button) return;
      button.closest("li")?.dispatchEvent(new Event("o:gone"));
      button.closest("li")?.remove();
      this.#keep();
      this.#input.focus();
    });
  }

  get #input() {
    return /** @type {HTMLInputElement} */ (this.querySelector("input[type=file]"));
  }

  get #list() {
    return /** @type {HTMLElement} */ (this.querySelector(".o-files"));
  }

  /** @param {File[]} files */
  #add(files) {
    const wrong = files.map((file) => this.#wrong(file)).filter(Boolean);
    const sound = files.filter((file) => !this.#wrong(file));
    const room = Number(this.dataset.count) - this.#list.children.length;
    if (sound.length > room) wrong.push(this.dataset.many ?? "");
    this.#tell(wrong.join("; "));
    sound.slice(0, Math.max(0, room)).forEach((file) => this.#upload(file));
  }

  /** @param {File} file */
  #wrong(file) {
    const ending = file.name.split(".").pop()?.toLowerCase() ?? "";
    if (!(this.dataset.extensions ?? "").split(" ").includes(ending)) return named(this.dataset.kinds, file.name);
    return file.size > Number(this.dataset.size) ? named(this.dataset.large, file.name) : "";
  }

  /** @param {File} file */
  #upload(file) {
    const item = this.#item(file);
    const request = new XMLHttpRequest();
    item.addEventListener("o:gone", () => request.abort());
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      const bar = item.querySelector("progress");
      if (bar) bar.value = total ? loaded / total : 0;
    });
    request.addEventListener("load", () => this.#uploaded(item, file, request));
    request.addEventListener("error", () => this.#failed(item, named(this.dataset.failed, file.name)));
    request.open("POST", "/api/v1/files");
    request.setRequestHeader("accept", "application/json");
    request.setRequestHeader("accept-language", document.documentElement.lang);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.setRequestHeader("x-csrf-token", csrf());
    request.setRequestHeader("x-file-name", encodeURIComponent(file.name));
    request.send(file);
    this.#keep();
  }

  /**
   * A file on its way.
   * @param {File} file
   */
  #item(file) {
    const template = /** @type {HTMLTemplateElement} */ (this.querySelector("template"));
    const item = /** @type {HTMLElement} */ (/** @type {DocumentFragment} */ (template.content.cloneNode(true)).firstElementChild);
    item.prepend(Object.assign(document.createElement("span"), { textContent: file.name }));
    item.querySelector("progress")?.setAttribute("aria-label", file.name);
    item.querySelector("button")?.setAttribute("aria-label", named(this.dataset.remove, file.name));
    this.#list.append(item);
    return item;
  }

  /**
   * @param {HTMLElement} item
   * @param {File} file
   * @param {XMLHttpRequest} request
   */
  #uploaded(item, file, request) {
    const answer = JSON.parse(request.responseText || "{}");
    if (request.status !== 201) return this.#failed(item, answer.detail ?? named(this.dataset.failed, file.name));
    const [held] = answer.files;
    item.dataset.id = held.id;
    const link = Object.assign(document.createElement("a"), { href: `/api/v1/files/${held.id}`, textContent: held.name });
    if ("images" in this.dataset) link.replaceChildren(Object.assign(new Image(), { src: link.href, alt: held.name }));
    else item.prepend(/** @type {HTMLTemplateElement} */ (this.querySelector("template[data-icon]")).content.cloneNode(true));
    item.querySelector("span")?.replaceWith(link);
    item.querySelector("progress")?.remove();
    this.#keep();
  }

  /**
   * @param {HTMLElement} item
   * @param {string} reason
   */
  #failed(item, reason) {
    item.remove();
    this.#tell(reason);
    this.#keep();
  }

  /** @param {string} reason */
  #tell(reason) {
    const place = this.closest(".o-field")?.querySelector(".invalid-feedback");
    if (place) place.textContent = reason;
    this.#input.classList.toggle("is-invalid", Boolean(reason));
  }

  /** Keep the IDs of what has arrived; the form is not saved while something is on its way. */
  #keep() {
    const items = /** @type {HTMLElement[]} */ ([...this.#list.children]);
    const ids = items.flatMap((item) => item.dataset.id ?? []);
    this.toggleAttribute("data-uploading", ids.length < items.length);
    const value = /** @type {HTMLInputElement} */ (this.querySelector("[data-kind]"));
    const text = ids.length ? JSON.stringify(ids) : "";
    if (value.value === text) return;
    value.value = text;
    value.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

customElements.define("o-files", Files);
