// Mistakes at their places in the text of an editor.
import { setDiagnostics } from "@codemirror/lint";

/**
 * Where something stands: lines and columns count characters from 1, and the editor counts halves of some of them.
 * @param {import("@codemirror/state").Text} doc
 * @param {number} line
 * @param {number} column
 */
function place(doc, line, column) {
  const found = doc.line(Math.min(line, doc.lines));
  const before = [...found.text].slice(0, column - 1).join("");
  return Math.min(found.from + before.length, found.to);
}

/**
 * The place of a mistake; that of the last sign where it is behind the text.
 * @param {import("@codemirror/state").Text} doc
 * @param {import("./help.js").Problem} problem
 */
export function span(doc, problem) {
  const from = place(doc, problem.line, problem.column);
  const to = Math.max(place(doc, problem.end_line, problem.end_column), from);
  return { from, to };
}

/**
 * Put what stands instead of a mistake.
 * @param {import("@codemirror/view").EditorView} view
 * @param {import("./help.js").Problem} problem
 */
export function mend(view, problem) {
  const { from, to } = span(view.state.doc, problem);
  view.dispatch({ changes: { from, to, insert: problem.fix }, selection: { anchor: from + problem.fix.length }, userEvent: "input.mend" });
  view.focus();
}

/**
 * Mark mistakes in the text; none takes the marks away.
 * @param {import("@codemirror/view").EditorView} view
 * @param {import("./help.js").Problem[]} problems
 * @param {(problem: import("./help.js").Problem) => string} instead what the button says that mends a mistake
 */
export function mark(view, problems, instead) {
  const { doc } = view.state;
  view.dispatch(
    setDiagnostics(
      view.state,
      problems.map((problem) => {
        const { from, to } = span(doc, problem);
        return {
          from: from === to && from === doc.length ? Math.max(from - 1, 0) : from,
          to,
          severity: "error",
          message: problem.message,
          actions: problem.fix ? [{ name: instead(problem), apply: (/** @type {import("@codemirror/view").EditorView} */ of) => mend(of, problem) }] : [],
        };
      }),
    ),
  );
}
