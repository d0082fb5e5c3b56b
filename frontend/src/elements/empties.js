const REMEMBERED = "objectry.empties";

/** The button that hides the fields without a value in the element with the ID `data-for`, and shows them again. This browser remembers it. */
class Empties extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    const show = (/** @type {boolean} */ hidden) => {
      document.getElementById(this.dataset.for ?? "")?.classList.toggle("o-filled-only", hidden);
      button?.setAttribute("aria-pressed", String(hidden));
    };
    button?.addEventListener("click", () => {
      const hidden = button.getAttribute("aria-pressed") !== "true";
      localStorage.setItem(REMEMBERED, hidden ? "hidden" : "shown");
      show(hidden);
    });
    show(localStorage.getItem(REMEMBERED) === "hidden");
  }
}

customElements.define("o-empties", Empties);
