/** The button that opens the sidebar where there is no room for it. */
class MenuButton extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    const sidebar = document.getElementById(button?.getAttribute("aria-controls") ?? "");
    if (!button || !sidebar) return;
    const show = (/** @type {boolean} */ open) => {
      sidebar.classList.toggle("o-open", open);
      button.setAttribute("aria-expanded", String(open));
    };
    button.addEventListener("click", () => show(!sidebar.classList.contains("o-open")));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && sidebar.classList.contains("o-open")) {
        show(false);
        button.focus();
      }
    });
    document.addEventListener("click", (event) => {
      const within = event.target instanceof Element && event.target.closest("o-menu-button, #sidebar");
      if (!within) show(false);
    });
  }
}

customElements.define("o-menu-button", MenuButton);
