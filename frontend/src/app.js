// What every page loads: navigation without reloading, and the elements that are on most pages. Heavy ones load themselves.
import "htmx.org";
import "./elements/bell.js";
import "./elements/follow.js";
import "./elements/folds.js";
import "./elements/form.js";
import "./elements/lookup.js";
import "./elements/menu_button.js";
import "./elements/note.js";
import "./elements/notices.js";
import "./elements/opens.js";
import "./elements/palette.js";
import "./elements/popup.js";
import "./elements/record_tags.js";
import "./elements/session.js";
import "./elements/sign_in.js";
import "./elements/timeline.js";
import "./elements/toasts.js";
import { csrf } from "./api.js";

document.addEventListener("htmx:config:request", (event) => {
  const { request } = /** @type {CustomEvent} */ (event).detail.ctx;
  request.headers["X-CSRF-Token"] = csrf();
});

// Only over HTTPS and on this machine; elsewhere browsers have no workers.
void navigator.serviceWorker?.register("/worker.js");
