// What every page loads: navigation without reloading, and the elements that are on most pages. Heavy ones load themselves.
import "htmx.org";
import "./elements/act.js";
import "./elements/bell.js";
import "./elements/bulk.js";
import "./elements/cells.js";
import "./elements/confirmed.js";
import "./elements/copy.js";
import "./elements/delete.js";
import "./elements/empties.js";
import "./elements/export.js";
import "./elements/files.js";
import "./elements/folds.js";
import "./elements/follow.js";
import "./elements/form.js";
import "./elements/formula.js";
import "./elements/import_columns.js";
import "./elements/import_upload.js";
import "./elements/import_values.js";
import "./elements/job_action.js";
import "./elements/list_tools.js";
import "./elements/lookup.js";
import "./elements/menu_button.js";
import "./elements/note.js";
import "./elements/notices.js";
import "./elements/opened.js";
import "./elements/opens.js";
import "./elements/owner.js";
import "./elements/palette.js";
import "./elements/password.js";
import "./elements/path.js";
import "./elements/picker.js";
import "./elements/pictures.js";
import "./elements/place.js";
import "./elements/popup.js";
import "./elements/preferences.js";
import "./elements/print.js";
import "./elements/record.js";
import "./elements/record_tags.js";
import "./elements/region.js";
import "./elements/rich_text.js";
import "./elements/row_menu.js";
import "./elements/selection.js";
import "./elements/send.js";
import "./elements/session.js";
import "./elements/tabs.js";
import "./elements/tags.js";
import "./elements/timeline.js";
import "./elements/toasts.js";
import { csrf } from "./api.js";

document.addEventListener("htmx:config:request", (event) => {
  const { request } = /** @type {CustomEvent} */ (event).detail.ctx;
  request.headers["X-CSRF-Token"] = csrf();
});

// Only over HTTPS and on this machine; elsewhere browsers have no workers.
void navigator.serviceWorker?.register("/worker.js");
