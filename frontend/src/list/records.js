/**
 * Records that are chosen one after the other: what the look-up finds becomes a ticked line. Without `data-several` there is
 * one at most.
 */
class Records extends HTMLElement {
  connectedCallback() {
    const [key, shown] = [this.querySelector("[data-kind=lookup]"), this.querySelector("[role=combobox]")];
    if (!(key instanceof HTMLInputElement) || !(shown instanceof HTMLInputElement)) return;
    key.addEventListener("change", (event) => {
      event.stopPropagation();
      if (!key.value) return;
      this.#add(key.value, shown.value);
      key.value = shown.value = "";
    });
  }

  /**
   * @param {string} id
   * @param {string} name
   */
  #add(id, name) {
    const list = this.querySelector("ul.o-checks");
    const there = list?.querySelector(`input[value="${CSS.escape(id)}"]`);
    if (there instanceof HTMLInputElement) there.checked = true;
    if (!list || there) return;
    if (this.dataset.several === undefined) list.replaceChildren();
    const [item, label, input, text] = ["li", "label", "input", "span"].map((tag) => document.createElement(tag));
    if (!item || !label || !text || !(input instanceof HTMLInputElement)) return;
    Object.assign(input, { type: "checkbox", className: "form-check-input", value: id, checked: true });
    input.dataset.value = "";
    label.className = "form-check";
    text.className = "form-check-label";
    text.textContent = name;
    label.append(input, text);
    item.append(label);
    list.append(item);
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

customElements.define("o-records", Records);
