// What may follow, as the server proposes it, in the list of the editor.
import { autocompletion, closeCompletion, completionKeymap, pickedCompletion } from "@codemirror/autocomplete";
import { Prec } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { explained } from "./showing.js";

/** @typedef {import("@codemirror/autocomplete").Completion & {suggestion: import("./help.js").Suggestion}} Option */

/** Signs behind which something may be proposed that nobody has asked for. */
const TELLING = /[\p{L}\p{M}\p{N}_.$=<>≠≤≥({,"'“‘「．＝＜＞（｛，\s]$/u;

/**
 * @param {import("./help.js").Help} help
 * @returns {import("@codemirror/state").Extension}
 */
export function proposing(help) {
  return [
    autocompletion({
      override: [(context) => proposed(help, context)],
      icons: false,
      optionClass: (option) => `o-sort-${/** @type {Option} */ (option).suggestion.sort}`,
      activateOnCompletion: (option) => /** @type {Option} */ (option).suggestion.insert.endsWith("."),
      defaultKeymap: false,
    }),
    // What scrolls can be reached by those who have keys only.
    EditorView.updateListener.of(({ view }) => view.dom.querySelector(".cm-tooltip-autocomplete > ul")?.setAttribute("tabindex", "0")),
    Prec.highest(
      keymap.of([
        // A dialog around the editor stays open when the list closes.
        { key: "Escape", run: closeCompletion, stopPropagation: true },
        // Tab leaves the editor, and does not stop at the list.
        { any: (view, event) => event.key === "Tab" && (closeCompletion(view), false) },
        ...completionKeymap.filter((one) => one.key !== "Escape"),
      ]),
    ),
  ];
}

/**
 * @param {import("./help.js").Help} help
 * @param {import("@codemirror/autocomplete").CompletionContext} context
 */
async function proposed(help, context) {
  const { state, pos, explicit } = context;
  const before = state.sliceDoc(0, pos);
  if (!explicit && !TELLING.test(before)) return null;
  try {
    const found = await help.complete(before, state.sliceDoc(pos), explicit);
    if (!found.suggestions.length) return null;
    return {
      from: pos - found.before.length,
      to: pos + found.after.length,
      filter: false,
      options: found.suggestions.map(option),
    };
  } catch {
    return null; // the check says that the server cannot be reached
  }
}

/**
 * @param {import("./help.js").Suggestion} suggestion
 * @returns {Option}
 */
function option(suggestion) {
  const { label, detail, help, examples } = suggestion;
  return {
    suggestion,
    label,
    detail,
    apply: (view, taken, from, to) => take(view, /** @type {Option} */ (taken), from, to),
    ...(help || examples.length ? { info: () => explained(`${label}${detail.startsWith("(") ? detail : ""}`, help, examples) } : {}),
  };
}

/**
 * Write what was chosen. Brackets that stand there already are not written again.
 * @param {import("@codemirror/view").EditorView} view
 * @param {Option} taken
 * @param {number} from
 * @param {number} to
 */
function take(view, taken, from, to) {
  const { insert, then } = taken.suggestion;
  const bracketed = insert.endsWith("(") && /^\s*[(（]/.test(view.state.sliceDoc(to, to + 5));
  const written = bracketed ? insert.slice(0, -1) : insert;
  view.dispatch({
    changes: { from, to, insert: written + (bracketed ? "" : then) },
    selection: { anchor: from + written.length },
    userEvent: "input.complete",
    annotations: pickedCompletion.of(taken),
  });
}
