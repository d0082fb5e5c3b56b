// The words and signs of formulas, to be told apart by colour. What a formula means, only the server knows.
import { HighlightStyle, StreamLanguage } from "@codemirror/language";
import { tags } from "@lezer/highlight";

/** Quotes with those that close them. @type {Record<string, string>} */
const CLOSING = { '"': '"', "'": "'", "“": "”", "‘": "’", "「": "」" };
const NAME = /^[$\p{L}_][\p{L}\p{M}\p{N}_]*/u;
const WORDS = new Set(["and", "or", "not", "in"]);
const CONSTANTS = new Set(["true", "false", "null"]);
const RANGE = /^(TODAY|NOW|YESTERDAY|TOMORROW|(LAST|THIS|NEXT)_[A-Z_]+)$/i;

/**
 * @typedef {object} State
 * @property {string} within the quote that ends the text that has begun, or the end of a comment; empty outside
 */

/**
 * Go to the end of a text or a comment, or of the line.
 * @param {import("@codemirror/language").StringStream} stream
 * @param {State} state
 */
function inside(stream, state) {
  if (state.within === "*/") {
    if (stream.skipTo("*/")) {
      stream.match("*/");
      state.within = "";
    } else stream.skipToEnd();
    return "comment";
  }
  while (!stream.eol()) {
    const sign = stream.next();
    if (sign === "\\") stream.next();
    else if (sign === state.within) {
      state.within = "";
      break;
    }
  }
  return "string";
}

/**
 * @param {import("@codemirror/language").StringStream} stream
 * @returns {string}
 */
function word(stream) {
  const text = stream.current();
  if (text.startsWith("$")) return "root";
  if (WORDS.has(text.toLowerCase())) return "keyword";
  if (stream.match(/^\s*[(（]/, false)) return "function";
  if (CONSTANTS.has(text.toLowerCase()) || RANGE.test(text)) return "constant";
  return "name";
}

export const formulaLanguage = StreamLanguage.define({
  name: "formula",
  startState: () => /** @type {State} */ ({ within: "" }),
  copyState: (state) => ({ ...state }),
  token(stream, state) {
    if (state.within) return inside(stream, state);
    if (stream.eatSpace()) return null;
    if (stream.match("//")) {
      stream.skipToEnd();
      return "comment";
    }
    if (stream.match("/*")) {
      state.within = "*/";
      return inside(stream, state);
    }
    const sign = stream.peek() ?? "";
    const closing = CLOSING[sign];
    if (closing) {
      stream.next();
      state.within = closing;
      return inside(stream, state);
    }
    if (stream.match(/^[#＃][^#＃\n]*[#＃]?/)) return "date";
    if (stream.match(/^[{｛][^{}｛｝\n]*[}｝]?/)) return "name";
    if (stream.match(/^([0-9０-９]+([.．][0-9０-９]*)?|[.．][0-9０-９]+)[%％]?/)) return "number";
    if (stream.match(NAME)) return word(stream);
    stream.next();
    if (/[()（）]/.test(sign)) return "bracket";
    return /[,，.．]/.test(sign) ? "punctuation" : "operator";
  },
  tokenTable: {
    root: tags.special(tags.variableName),
    function: tags.function(tags.variableName),
    constant: tags.atom,
    name: tags.variableName,
    date: tags.literal,
    bracket: tags.paren,
  },
  languageData: {
    commentTokens: { line: "//", block: { open: "/*", close: "*/" } },
    closeBrackets: { brackets: ["(", "（", "{", '"', "'", "“", "‘", "「"] },
  },
});

/** The colours, which `formula.css` has for light and for dark. */
export const formulaColours = HighlightStyle.define([
  { tag: tags.comment, color: "var(--o-code-comment)", fontStyle: "italic" },
  { tag: tags.string, color: "var(--o-code-text)" },
  { tag: [tags.number, tags.literal], color: "var(--o-code-number)" },
  { tag: [tags.keyword, tags.operator], color: "var(--o-code-word)" },
  { tag: tags.atom, color: "var(--o-code-constant)" },
  { tag: tags.function(tags.variableName), color: "var(--o-code-function)" },
  { tag: tags.special(tags.variableName), color: "var(--o-code-constant)" },
]);

/**
 * The call whose brackets are the innermost ones around a place, and which of its arguments that is.
 * @param {string} text
 * @param {number} at
 * @returns {{name: string, argument: number} | null}
 */
export function callAround(text, at) {
  /** @type {{name: string, argument: number}[]} */
  const open = [];
  const pieces = /\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*|"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|“(?:[^”\\]|\\.)*”?|‘(?:[^’\\]|\\.)*’?|「(?:[^」\\]|\\.)*」?|\{[^{}\n]*\}?|([\p{L}_][\p{L}\p{M}\p{N}_]*)?\s*[(（]|[)）]|[,，]/gsu;
  for (const piece of text.slice(0, at).matchAll(pieces)) {
    const last = piece[0].at(-1) ?? "";
    const quoted = /^["'“‘「{/]/.test(piece[0]);
    if (quoted) continue;
    if ("(（".includes(last)) open.push({ name: (piece[1] ?? "").toUpperCase(), argument: 0 });
    else if (")）".includes(last)) open.pop();
    else {
      const inner = open.at(-1);
      if (inner) inner.argument += 1;
    }
  }
  return open.at(-1) ?? null;
}
