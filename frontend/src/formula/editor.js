// The editor of formulas, which is loaded when somebody sees one: CodeMirror with our language, and help from the server.
import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, syntaxHighlighting } from "@codemirror/language";
import { lintKeymap } from "@codemirror/lint";
import { Compartment, EditorState } from "@codemirror/state";
import { EditorView, drawSelection, hoverTooltip, keymap, placeholder } from "@codemirror/view";
import { proposing } from "./completion.js";
import { callAround, formulaColours, formulaLanguage } from "./language.js";
import { explained } from "./showing.js";

/**
 * @typedef {object} Wishes
 * @property {HTMLElement} place where the editor goes
 * @property {string} text
 * @property {string} label what it is called for those who do not see it
 * @property {string} hint what stands there while it is empty
 * @property {string} choices what the list of proposals is called
 * @property {import("./help.js").Help} help
 * @property {(text: string) => void} typed
 * @property {(call: {name: string, argument: number} | null) => void} moved
 * @property {() => void} submit
 */

const WORD = /[$\p{L}_][\p{L}\p{M}\p{N}_]*/gu;
const LOOK = EditorView.theme({
  "&": { backgroundColor: "transparent", color: "inherit", fontSize: "0.875rem" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--tblr-font-monospace, monospace)", lineHeight: "1.6", maxHeight: "18rem", overflow: "auto" },
  ".cm-content": { padding: "0.35rem 0", minHeight: "var(--o-formula-height, 4.5rem)", caretColor: "var(--tblr-body-color)" },
  ".cm-line": { padding: "0 0.75rem" },
  ".cm-cursor": { borderLeftColor: "var(--tblr-body-color)" },
  ".cm-placeholder": { color: "var(--tblr-secondary)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--o-code-selection)" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--o-code-selection)", outline: "1px solid var(--o-code-word)" },
  "&.cm-focused .cm-nonmatchingBracket": { backgroundColor: "transparent", outline: "1px solid var(--o-code-wrong)" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--o-code-wrong)", textUnderlineOffset: "0.2em" },
  ".cm-tooltip": { backgroundColor: "var(--tblr-bg-surface)", color: "var(--tblr-body-color)", border: "1px solid var(--tblr-border-color)", borderRadius: "0.4rem", boxShadow: "0 0.3rem 1rem rgba(0, 0, 0, 0.2)", fontFamily: "var(--o-font)", maxWidth: "min(30rem, 92vw)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--o-font)", maxHeight: "15rem", minWidth: "min(16rem, 80vw)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { display: "flex", gap: "1rem", alignItems: "baseline", padding: "0.25rem 0.6rem", lineHeight: "1.4" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--o-code-chosen)", color: "var(--tblr-body-color)" },
  ".cm-completionDetail": { marginLeft: "auto", fontStyle: "normal", fontSize: "0.75rem", color: "var(--tblr-secondary)", overflow: "hidden", textOverflow: "ellipsis" },
  "li[aria-selected] .cm-completionDetail": { color: "inherit" },
  ".cm-tooltip.cm-completionInfo": { padding: "0.5rem 0.75rem" },
  ".cm-diagnostic": { padding: "0.4rem 0.7rem", borderLeft: "3px solid var(--o-code-wrong)", whiteSpace: "pre-wrap" },
  ".cm-diagnosticAction": { marginLeft: "0.5rem", padding: "0.1rem 0.5rem", borderRadius: "0.3rem", backgroundColor: "var(--tblr-primary)", color: "#fff", font: "inherit" },
  ".o-formula-help": { padding: "0.4rem 0.7rem", fontSize: "0.8rem" },
  ".cm-completionInfo .o-formula-help": { padding: "0" },
  ".o-formula-help > code": { display: "block", fontWeight: "600" },
  ".o-formula-help p": { margin: "0.25rem 0" },
  ".o-formula-help code": { fontFamily: "var(--tblr-font-monospace, monospace)", color: "inherit", background: "none", padding: "0" },
  ".o-formula-example": { color: "var(--tblr-secondary)", overflowWrap: "anywhere" },
});

/**
 * Make an editor. It lies in a shadow of the page, as our policy lets no script add styles to the page itself.
 * @param {Wishes} wishes
 */
export function makeEditor(wishes) {
  const shadow = wishes.place.attachShadow({ mode: "open" });
  const reading = new Compartment();
  const view = new EditorView({
    root: shadow,
    parent: shadow,
    state: EditorState.create({
      doc: wishes.text,
      extensions: [
        formulaLanguage,
        syntaxHighlighting(formulaColours),
        LOOK,
        history(),
        drawSelection(),
        bracketMatching({ brackets: "()（）" }),
        closeBrackets(),
        proposing(wishes.help),
        hoverTooltip((of, at) => told(of, at, wishes.help)),
        keymap.of([
          { key: "Mod-Enter", run: () => (wishes.submit(), true) },
          ...closeBracketsKeymap,
          ...defaultKeymap,
          ...historyKeymap,
          ...lintKeymap,
        ]),
        EditorView.lineWrapping,
        placeholder(wishes.hint),
        EditorState.phrases.of({ Completions: wishes.choices }),
        EditorView.contentAttributes.of({ "aria-label": wishes.label, spellcheck: "false", autocapitalize: "off" }),
        reading.of(EditorState.readOnly.of(false)),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) wishes.typed(update.state.doc.toString());
          if (update.docChanged || update.selectionSet) {
            wishes.moved(callAround(update.state.doc.toString(), update.state.selection.main.head));
          }
        }),
      ],
    }),
  });
  // To the page, what happens in the shadow happens at its host, where nobody seems to be writing: single letters end here.
  shadow.addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, altKey } = /** @type {KeyboardEvent} */ (event);
    if (key.length === 1 && !ctrlKey && !metaKey && !altKey) event.stopPropagation();
  });
  return {
    view,
    /** @param {string} text */
    write(text) {
      if (text !== view.state.doc.toString()) view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    },
    /** @param {boolean} locked */
    lock(locked) {
      view.dispatch({ effects: reading.reconfigure([EditorState.readOnly.of(locked), EditorView.editable.of(!locked)]) });
    },
  };
}

/** @typedef {ReturnType<typeof makeEditor>} Editor */

/**
 * What the word at a place is.
 * @param {EditorView} view
 * @param {number} at
 * @param {import("./help.js").Help} help
 */
async function told(view, at, help) {
  const line = view.state.doc.lineAt(at);
  const found = [...line.text.matchAll(WORD)].find((one) => line.from + one.index <= at && at <= line.from + one.index + one[0].length);
  if (!found) return null;
  const [from, word] = [line.from + found.index, found[0]];
  const parts = await explanation(view, from + word.length, word, help).catch(() => null);
  return parts && { pos: from, end: from + word.length, above: true, create: () => ({ dom: parts }) };
}

/**
 * @param {EditorView} view
 * @param {number} end where the word ends
 * @param {string} word
 * @param {import("./help.js").Help} help
 */
async function explanation(view, end, word, help) {
  const called = /^\s*[(（]/.test(view.state.sliceDoc(end, end + 5));
  const [form] = called ? await help.forms(word.toUpperCase()) : [];
  if (form) return explained(form.written, form.help, form.examples);
  const { suggestions } = await help.complete(view.state.sliceDoc(0, end), "", false);
  const same = suggestions.find((one) => [one.insert, one.label].some((name) => name.toLowerCase() === word.toLowerCase()));
  return same ? explained(same.label, `${same.detail}\n${same.help}`, same.examples) : null;
}
