// Records that are moved, to another column of a board or another day of a calendar: saved by the rules of their form.
import { call, outdated, reason, Refused } from "../api.js";
import { formDialog } from "../form_dialog.js";
import { toast, toastRenewed } from "../toast.js";

/**
 * @typedef {object} Moved
 * @property {string} object
 * @property {string} id
 * @property {string} version
 * @property {string} layout the layout by which the save is judged
 */

/** @typedef {"saved" | "refused" | "stale"} Outcome */

/**
 * Give a record other values. What it lacks besides is asked for in a dialog; a refusal is told, with its reason.
 * @param {Moved} record
 * @param {Record<string, string>} values as people type them; empty for nothing
 * @param {string} failed what is said without a server
 * @returns {Promise<Outcome>}
 */
export async function save(record, values, failed) {
  const { object, id, version, layout } = record;
  const query = `?typed=true${layout ? `&layout=${encodeURIComponent(layout)}` : ""}`;
  try {
    await call("PATCH", `/${object}/${id}${query}`, values, { "if-match": `"${version}"` });
    return "saved";
  } catch (error) {
    if (outdated(error)) {
      toastRenewed();
      return "stale";
    }
    const missing = error instanceof Refused ? error.errors.map((one) => one.field).filter((field) => field && !(field in values)) : [];
    if (missing.length) {
      const drawn = await stepDrawn(record, values, missing);
      if (drawn) return (await formDialog(drawn, "step-title")) ? "saved" : "refused";
    }
    toast({ text: reason(error, failed) });
    return "refused";
  }
}

/**
 * The form with what is missing; nothing where it cannot be filled in.
 * @param {Moved} record
 * @param {Record<string, string>} values
 * @param {string[]} missing
 */
async function stepDrawn(record, values, missing) {
  const query = new URLSearchParams({ values: JSON.stringify(values), missing: missing.join(",") });
  const answer = await fetch(`/o/${record.object}/${record.id}/step?${query}`, { headers: { accept: "text/html", "hx-request": "true" } });
  return answer.ok ? answer.text() : "";
}
