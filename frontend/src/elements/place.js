/** How long a browser may look for the place, in milliseconds. */
const PATIENCE = 15000;
/** Decimal places of a coordinate that are worth keeping: 0.1 metres. */
const SCALE = 6;

/** A place: typed, or where the browser is now. Browsers tell that to pages over HTTPS only. */
class Place extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    if (!button) return;
    button.hidden = !window.isSecureContext || !("geolocation" in navigator);
    button.addEventListener("click", () => {
      button.disabled = true;
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          button.disabled = false;
          this.#say("");
          this.#set({ lat: coords.latitude.toFixed(SCALE), lng: coords.longitude.toFixed(SCALE), provider: "browser" });
        },
        () => {
          button.disabled = false;
          this.#say(this.dataset.denied ?? "");
        },
        { enableHighAccuracy: true, timeout: PATIENCE },
      );
    });
    this.addEventListener("input", (event) => {
      const part = event.target instanceof HTMLElement ? event.target.dataset.part : "";
      if (part === "lat" || part === "lng") this.#set({ provider: "" });
    });
  }

  /** @param {Record<string, string>} parts */
  #set(parts) {
    for (const [name, value] of Object.entries(parts)) {
      const input = /** @type {HTMLInputElement | null} */ (this.querySelector(`[data-part="${name}"]`));
      if (input) input.value = value;
    }
    if (parts.lat) this.querySelector("fieldset")?.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** @param {string} text */
  #say(text) {
    const told = /** @type {HTMLElement} */ (this.querySelector(".o-told"));
    told.textContent = text;
    told.hidden = !text;
  }
}

customElements.define("o-place", Place);
