"""Reads a text that is no formula once more, past its mistakes, to tell several of them at once with what was expected."""

from collections.abc import Iterator, Mapping
from itertools import islice
from types import MappingProxyType

from lark import Lark, Token
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken
from lark.parsers.lalr_interactive_parser import InteractiveParser

from objectry.formula import sayings
from objectry.formula.places import Span
from objectry.formula.problems import MAX_PROBLEMS, FormulaProblem, problem_at
from objectry.formula.syntax.meanings import sign_meant, word_meant

_OPERAND = frozenset({"NUMBER", "PERCENT", "TEXT", "DATE", "NAME", "GLOBAL", "BRACED"})
_OPERATOR = frozenset({"OR", "AND", "EQUALITY", "ORDER", "AMPERSAND", "FACTOR", "POWER"})
_SYNC = frozenset({"COMMA", "RPAR", "$END"})
"""Tokens behind which a formula can go on after a mistake."""

_MOST_TOKENS = 2_000
"""Tokens that are read again. A formula has not many more, and nobody looks for his mistakes in one that has."""
_UNKNOWN = "UNKNOWN"

_WANTED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "operand": ("字段、常量或函数", "a field, a constant or a function"),
        "operator": ("运算符", "an operator"),
        "COMMA": ("逗号", "a comma"),
        "RPAR": ("右括号", "a closing bracket"),
        "LPAR": ("左括号", "an opening bracket"),
    }
)


def syntax_problems(text: str, written: str, lark: Lark) -> list[FormulaProblem]:
    """Up to ten places at which a text goes wrong. `written` is the text with plain punctuation."""
    reader = lark.parse_interactive(written)
    problems: list[FormulaProblem] = []
    silent = False
    for token in islice(_tokens(reader), _MOST_TOKENS):
        start = token.start_pos or 0
        if token.type == "FACTOR" and written.startswith("/*", start):
            found = text[start : start + 20].strip()
            return [
                *problems,
                problem_at(text, Span(start, start + 2), sayings.COMMENT_OPEN, "*/", found=found),
            ]
        if token.type == _UNKNOWN:
            if not silent:
                problems.append(_unreadable(text, written, token.start_pos or 0))
            silent = True
            continue
        try:
            reader.feed_token(token)
            silent = silent and token.type not in _SYNC
        except UnexpectedToken:
            if silent and token.type not in _SYNC:
                continue  # what could stand there takes long to find out, behind a thousand signs
            hint = "" if silent else word_meant(text, *_place(text, token))
            if not silent:
                problems.append(_problem(text, token, reader, hint))
            # What follows from a word of another language is no mistake of its own.
            silent = not _go_on(reader, token) or bool(hint)
        if len(problems) >= MAX_PROBLEMS:
            break
    return problems[:MAX_PROBLEMS] or [_unfinished(text)]


def _tokens(reader: InteractiveParser) -> Iterator[Token]:
    """The tokens as the parser's place lets them be read; a character that begins none is a token of its own."""
    thread = reader.lexer_thread
    last = Token("START", "", start_pos=0, end_pos=0)
    while True:
        try:
            for token in thread.lex(reader.parser_state):
                last = token
                yield token
            yield Token.new_borrow_pos("$END", "", last)
            return
        except UnexpectedToken as error:
            # A token of another place: the lexer knows it, the parser does not expect it here.
            last = error.token
            yield error.token
        except UnexpectedCharacters as error:
            at = error.pos_in_stream or 0
            yield Token(_UNKNOWN, "", start_pos=at)
            thread.state.line_ctr.feed(thread.state.text.text[at : at + 1])  # type: ignore[union-attr]
        except UnexpectedInput:
            return


def _go_on(reader: InteractiveParser, token: Token) -> bool:
    """Put in what was left out before a token, if that lets it be read; else the token is passed over."""
    accepted = reader.accepts()
    if "NAME" in accepted and token.type in _OPERATOR | _SYNC:
        reader.feed_token(Token.new_borrow_pos("NAME", "_", token))
        accepted = reader.accepts()
    elif "OR" in accepted and token.type in _OPERAND | {"LPAR"}:
        reader.feed_token(Token.new_borrow_pos("OR", "||", token))
        accepted = reader.accepts()
    if token.type in accepted:
        reader.feed_token(token)
        return True
    return False


def _place(text: str, token: Token) -> Span:
    """Where a token stands; the end of a formula stands behind all of it."""
    if token.type == "$END":
        return Span(len(text), len(text))
    return Span(token.start_pos or 0, token.end_pos or 0)


def _unreadable(text: str, written: str, at: int) -> FormulaProblem:
    """What is wrong with a character that begins nothing: a quote does so when nothing closes it."""
    found = text[at : at + 20].strip()
    if written[at] in "\"'":
        return problem_at(text, Span(at, at + 1), sayings.TEXT_OPEN, found=found, quote=text[at])
    return problem_at(text, Span(at, at + 1), sayings.SYNTAX, sign_meant(text, at), found=found)


def _problem(text: str, token: Token, reader: InteractiveParser, hint: str) -> FormulaProblem:
    zh, en = _expected(reader.accepts())
    place = _place(text, token)
    if token.type == "$END":
        return problem_at(text, place, sayings.ENDS_EARLY, hint, expected_zh=zh, expected_en=en)
    found = text[place.start : place.end][:20]
    return problem_at(text, place, sayings.UNEXPECTED, hint,
                      found=found, expected_zh=zh, expected_en=en)  # fmt: skip


def _expected(accepted: set[str]) -> tuple[str, str]:
    """What could stand there, in words."""
    kinds = []
    if accepted & _OPERAND:
        kinds.append("operand")
    elif accepted & _OPERATOR:
        kinds.append("operator")
    kinds.extend(one for one in ("COMMA", "RPAR", "LPAR") if one in accepted and (one != "LPAR" or not kinds))  # fmt: skip
    words = [_WANTED[kind] for kind in kinds] or [("公式结尾", "the end of the formula")]
    return "或".join(zh for zh, _ in words), " or ".join(en for _, en in words)


def _unfinished(text: str) -> FormulaProblem:
    end = Span(len(text), len(text))
    zh, en = _WANTED["operand"]
    return problem_at(text, end, sayings.ENDS_EARLY, expected_zh=zh, expected_en=en)
