import { call } from "../api.js";

/** The page of a record, which tells that the user has opened it. Nothing depends on whether that is heard. */
class Opened extends HTMLElement {
  connectedCallback() {
    call("POST", `/${this.dataset.object}/${this.dataset.id}/opened`).catch(() => {});
  }
}

customElements.define("o-opened", Opened);
