import { call, Refused } from "../api.js";
import { toast } from "../toast.js";

/** A list of notifications: whoever opens one has read it, and a button with `data-read-all` says that of all. */
class Notices extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      const link = event.target instanceof Element ? event.target.closest("a[data-notification]") : null;
      if (link instanceof HTMLAnchorElement && link.closest(".o-unread")) void this.#open(event, link);
    });
    this.querySelector("[data-read-all]")?.addEventListener("click", () => void this.#readAll());
  }

  /**
   * @param {MouseEvent} event
   * @param {HTMLAnchorElement} link
   */
  async #open(event, link) {
    const here = !(event.ctrlKey || event.metaKey || event.shiftKey);
    if (here) event.preventDefault(); // a page that is left sends nothing any more
    try {
      await call("POST", "/notifications/read", { ids: [Number(link.dataset.notification)] });
    } finally {
      link.closest(".o-unread")?.classList.remove("o-unread");
      document.dispatchEvent(new CustomEvent("o:read"));
      if (here) location.assign(link.href);
    }
  }

  async #readAll() {
    try {
      await call("POST", "/notifications/read", {});
      location.reload();
    } catch (error) {
      toast({ text: error instanceof Refused ? error.message : (this.dataset.failed ?? "") });
    }
  }
}

customElements.define("o-notices", Notices);
