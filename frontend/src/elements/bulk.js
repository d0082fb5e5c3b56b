import { call, part, reason } from "../api.js";
import { ask } from "../ask.js";
import { download } from "../download.js";
import { unchosen, valuesIn } from "../fields.js";
import { hand } from "../handed.js";
import { facts, filled, recount, redraw, rows } from "../list.js";
import { goWith, toast } from "../toast.js";

/** Records that one question names. */
const NAMED = 100;

/** @typedef {import("../list.js").Ticked} Ticked */
/** @typedef {{index: number, id: string | null, status: string, errors: {field: string, code: string, message: string}[]}} Result */

/** A condition that only some records meet. @param {Ticked[]} records */
function among(records) {
  return `IN(id, ${records.map((one) => `"${one.id}"`).join(", ")})`;
}

/**
 * What is done to many records of a list at once: asks what is still to be known, makes one call, and tells what came of every
 * record. What was done is drawn anew.
 */
class Bulk extends HTMLElement {
  /** The dialogs on their way, or there. @type {Promise<void> | undefined} */
  #dialogs;

  connectedCallback() {
    document.addEventListener("o:act", this.#asked);
  }

  disconnectedCallback() {
    document.removeEventListener("o:act", this.#asked);
  }

  #asked = async (/** @type {Event} */ event) => {
    const { action, records, all } = /** @type {CustomEvent<{action: string, records: Ticked[], all: boolean}>} */ (event).detail;
    const { limit, failed } = facts();
    try {
      if (action === "cards") await this.#cards(records);
      else if (action === "export") this.#export(records, all);
      else if (records.length > Number(limit)) toast({ text: filled(this.dataset.tooMany, { limit: limit ?? "" }) });
      else {
        await (this.#dialogs ??= this.#fetched());
        if (action === "delete") await this.#delete(records);
        else if (action === "tags") await this.#tag(records);
        else await this.#change(records, action === "transfer" ? "owner" : "");
      }
    } catch (error) {
      toast({ text: reason(error, failed ?? "") });
    }
  };

  /** Most who look at a list change nothing in it, so the dialogs come when they are needed. */
  async #fetched() {
    try {
      this.append(await part(`/o/${facts().object}/deeds`));
    } catch (error) {
      this.#dialogs = undefined;
      throw error;
    }
  }

  /** @param {string} kind */
  #dialog(kind) {
    return /** @type {HTMLDialogElement | null} */ (this.querySelector(`[data-dialog="${kind}"]`));
  }

  /** @param {string} kind */
  #opened(kind) {
    const dialog = /** @type {HTMLDialogElement} */ (this.#dialog(kind));
    return { dialog, content: /** @type {HTMLElement} */ (dialog.querySelector("[data-content]")) };
  }

  // Fields of many records ---------------------------------------------------------------------------------------------

  /**
   * @param {Ticked[]} records
   * @param {string} only the one field that is meant; nothing lets people choose
   */
  async #change(records, only) {
    const { dialog, content } = this.#opened(only ? "transfer" : "change");
    const blocks = /** @type {HTMLElement} */ (content.querySelector("[data-blocks]"));
    const empty = [...blocks.childNodes];
    const end = new AbortController();
    const { signal } = end;
    /**
     * Draw a block. Nothing else can be chosen meanwhile: it would be of another field by then.
     * @param {string} field
     * @param {(fresh: DocumentFragment) => void} place
     * @param {() => HTMLElement | null} next what is in the focus then
     */
    const draw = async (field, place, next) => {
      const confirm = /** @type {HTMLButtonElement} */ (dialog.querySelector("button[value=yes]"));
      content.inert = confirm.disabled = true;
      content.setAttribute("aria-busy", "true");
      try {
        const fresh = await part(`/o/${facts().object}/change?field=${field}`);
        if (!signal.aborted) place(fresh);
      } finally {
        content.inert = confirm.disabled = false;
        content.removeAttribute("aria-busy");
      }
      if (signal.aborted) return;
      this.#limit(blocks);
      next()?.focus();
    };
    const last = () => /** @type {HTMLElement | null} */ (blocks.querySelector(".o-change:last-child select, .o-change:last-child [data-control]"));
    const told = (/** @type {unknown} */ error) => {
      dialog.close("");
      toast({ text: reason(error, facts().failed ?? "") });
    };
    content.addEventListener("change", (event) => {
      const select = event.target instanceof HTMLSelectElement && "chooses" in event.target.dataset ? event.target : null;
      if (!select) return;
      const chosen = () => /** @type {HTMLElement | null} */ (blocks.querySelector(`[name="${select.value}"]`));
      draw(select.value, (fresh) => select.closest(".o-change")?.replaceWith(fresh), chosen).catch(told);
    }, { signal });
    content.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("button") : null;
      if (button && "another" in button.dataset) {
        draw(this.#free(blocks), (fresh) => blocks.append(fresh), last).catch(told);
      } else if (button && "remove" in button.dataset) {
        button.closest(".o-change")?.remove();
        this.#limit(blocks);
        last()?.focus();
      }
    }, { signal });
    const asked = ask(dialog, async () => {
      const [unknown] = await unchosen(blocks);
      if (unknown) return unknown.unknown;
      const values = valuesIn(blocks);
      if (only && !values[only]) return this.dataset.noOwner ?? "";
      const layout = /** @type {HTMLElement} */ (blocks.firstElementChild).dataset.layout;
      return this.#update(records.map(({ id }) => ({ id, ...values })), records, layout);
    });
    const choice = () => /** @type {HTMLElement | null} */ (blocks.querySelector("select[data-chooses]"));
    draw(only, (fresh) => blocks.replaceChildren(fresh), choice).catch(told);
    await asked;
    end.abort();
    blocks.replaceChildren(...empty);
  }

  /** The first field that is not chosen yet. @param {HTMLElement} blocks */
  #free(blocks) {
    const selects = [...blocks.querySelectorAll("select[data-chooses]")].map((one) => /** @type {HTMLSelectElement} */ (one));
    const taken = selects.map((one) => one.value);
    return [...(selects[0]?.options ?? [])].map((one) => one.value).find((one) => !taken.includes(one)) ?? "";
  }

  /** Let no field be chosen twice. @param {HTMLElement} blocks */
  #limit(blocks) {
    const selects = [...blocks.querySelectorAll("select[data-chooses]")].map((one) => /** @type {HTMLSelectElement} */ (one));
    for (const select of selects) {
      const others = selects.filter((one) => one !== select).map((one) => one.value);
      for (const option of select.options) option.disabled = others.includes(option.value);
    }
    const another = /** @type {HTMLButtonElement | null} */ (blocks.parentElement?.querySelector("[data-another]") ?? null);
    if (another) another.hidden = !this.#free(blocks);
  }

  /** @param {Ticked[]} records */
  async #tag(records) {
    const { dialog, content } = this.#opened("tags");
    const input = /** @type {HTMLInputElement} */ (content.querySelector("input"));
    input.value = "";
    const field = facts().tags ?? "";
    await ask(dialog, async () => {
      const added = input.value.split(/[,;，；、]/).map((tag) => tag.trim()).filter(Boolean);
      if (!added.length) return this.dataset.noTags ?? "";
      const present = await this.#present(records, field);
      return this.#update(records.map(({ id }) => {
        const { version, tags } = present.get(id) ?? { version: undefined, tags: [] };
        return { id, ...(version ? { version } : {}), [field]: [...new Set([...tags, ...added])] };
      }), records);
    });
  }

  /**
   * The tags that records have by now, with the versions in which they have them.
   * @param {Ticked[]} records
   * @param {string} field
   * @returns {Promise<Map<string, {version: number, tags: string[]}>>}
   */
  async #present(records, field) {
    const found = new Map();
    for (let at = 0; at < records.length; at += NAMED) {
      const some = among(records.slice(at, at + NAMED));
      const query = new URLSearchParams({ fields: `id,version,${field}`, filter: some, limit: String(NAMED) });
      const answer = await call("GET", `/${facts().object}?${query}`);
      for (const one of answer.records) found.set(one.id, { version: one.version, tags: one[field] ?? [] });
    }
    return found;
  }

  /**
   * Give records values, and tell what came of it; what is wrong in the same way with all of them is answered instead.
   * @param {Record<string, unknown>[]} values
   * @param {Ticked[]} records
   * @param {string} [layout]
   * @returns {Promise<string>}
   */
  async #update(values, records, layout) {
    const query = layout ? `?typed=true&layout=${encodeURIComponent(layout)}` : "?typed=true";
    let results;
    try {
      ({ results } = await call("POST", `/${facts().object}/bulk${query}`, { operation: "update", records: values }));
    } catch (error) {
      return reason(error, facts().failed ?? "");
    }
    const wrong = new Set(results.map((/** @type {Result} */ one) => one.errors.map((error) => error.message).join(" ")));
    const [only] = wrong;
    if (wrong.size === 1 && only && results.length > 0) return String(only);
    await this.#told(results, records, {
      updated: this.dataset.changed ?? "", unchanged: this.dataset.same ?? "", failed: this.dataset.refused ?? "",
    });
    return "";
  }

  // Going and coming back ----------------------------------------------------------------------------------------------

  /** @param {Ticked[]} records */
  async #delete(records) {
    const final = this.#dialog("final");
    if (final && !(await ask(final))) return;
    const sent = records.map(({ id, version }) => ({ id, version }));
    const { results } = await call("POST", `/${facts().object}/bulk`, { operation: "delete", records: sent });
    const gone = results.filter((/** @type {Result} */ one) => one.status === "deleted");
    const undo = {
      method: "POST", path: `/${facts().object}/bulk`,
      body: { operation: "restore", records: gone.map((/** @type {Result} */ one) => ({ id: one.id })), all_or_nothing: true },
    };
    await this.#told(results, records, { deleted: this.dataset.deleted ?? "", failed: this.dataset.refused ?? "" }, final ? undefined : undo);
  }

  /**
   * Tell what came of every record: in a notice where all was done, else in a list with the reasons.
   * @param {Result[]} results
   * @param {Ticked[]} records
   * @param {Record<string, string>} said what is said of each status, with its count
   * @param {import("../toast.js").Notice["undo"]} [undo]
   */
  async #told(results, records, said, undo) {
    const counts = Object.keys(said).map((status) => [status, results.filter((one) => one.status === status).length]);
    const text = counts.filter(([, count]) => count).map(([status, count]) => filled(said[status ?? ""], { count: count ?? 0 })).join(" · ");
    const refused = results.filter((one) => one.status === "failed");
    const done = results.filter((one) => one.status !== "failed").map((one) => records[one.index]?.id ?? "");
    const notice = undo && done.length ? { text, undo } : { text };
    document.dispatchEvent(new CustomEvent("o:acted", { detail: { done } }));
    await redraw(records.map((one) => one.id));
    if (!rows().length && !refused.length) return goWith(location.href, notice);
    void recount();
    if (notice.undo || !refused.length) toast(notice);
    if (refused.length) this.#list(text, refused, records);
  }

  /**
   * @param {string} summary
   * @param {Result[]} refused
   * @param {Ticked[]} records
   */
  #list(summary, refused, records) {
    const { dialog, content } = this.#opened("results");
    /** @type {HTMLElement} */ (content.querySelector("[data-summary]")).textContent = summary;
    content.querySelector("ul")?.replaceChildren(...refused.map((one) => {
      const record = records[one.index];
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = `/o/${facts().object}/${record?.id}`;
      link.target = "_blank";
      link.textContent = record?.name ?? "";
      item.append(link, document.createElement("br"), one.errors.map((error) => error.message).join(" "));
      return item;
    }));
    document.querySelectorAll("dialog[open]").forEach((open) => /** @type {HTMLDialogElement} */ (open).close());
    void ask(dialog);
  }

  // To a file ----------------------------------------------------------------------------------------------------------

  /** Download the vCards of some people. @param {Ticked[]} records */
  async #cards(records) {
    const limit = Number(this.dataset.cards);
    if (records.length > limit) return toast({ text: filled(this.dataset.tooManyCards, { limit }) });
    const { object, failed } = facts();
    try {
      await download(`/${object}/vcards?ids=${records.map((one) => one.id).join(",")}`, `${object}.vcf`);
    } catch (error) {
      toast({ text: reason(error, failed ?? "") });
    }
  }

  /**
   * Go where the fields of a file are chosen. The ticked records are handed over within this tab, as addresses have a length.
   * @param {Ticked[]} records
   * @param {boolean} all whether they are all that match
   */
  #export(records, all) {
    const { object, columns, query, sort } = facts();
    const asked = new URLSearchParams(all ? query : {});
    for (const name of [...asked.keys()]) if (!asked.get(name)) asked.delete(name);
    asked.set("fields", columns ?? "");
    if (sort) asked.set("sort", sort);
    if (!all) {
      hand(object ?? "", records.map((one) => one.id));
      asked.set("ticked", String(records.length));
    }
    location.assign(`/o/${object}/export?${asked}`);
  }
}

customElements.define("o-bulk", Bulk);
