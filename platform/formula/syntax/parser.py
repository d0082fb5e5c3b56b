"""From text to syntax tree. Nodes are made while the text is read, so that no depth of nesting meets a recursion limit."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path as File
from types import MappingProxyType
from typing import NamedTuple

from lark import Lark, Token, Transformer
from lark.exceptions import UnexpectedInput

from objectry.formula import sayings
from objectry.formula.functions.declare import Profile
from objectry.formula.messages import Message
from objectry.formula.places import Span
from objectry.formula.problems import FormulaError, FormulaProblem, problem_at
from objectry.formula.syntax.characters import (
    INNER_QUOTE,
    is_storable,
    plain,
    refuse_characters,
)
from objectry.formula.syntax.nodes import Call, Literal, Node, Path, Unary, parts
from objectry.formula.syntax.operators import (
    LEVELS,
    WITHIN,
    Levels,
    Operator,
    chained,
    operator,
)
from objectry.formula.syntax.recovery import syntax_problems

MAX_LENGTH = 10_000
"""Characters of a formula."""
MAX_LITERAL = 1_000
"""Characters of a constant text."""
MAX_DIGITS = 38
"""Digits of a constant number."""
MAX_NODES = 2_000
"""Names, constants, calls and operators of a formula."""
MAX_HEIGHT = 64
"""Calls, signs and operators inside each other. A run of operators of one level is one high, however long."""

_CONSTANTS: Mapping[str, bool | None] = MappingProxyType(
    {"true": True, "false": False, "null": None}
)
WORDS = frozenset({*_CONSTANTS, "and", "in", "not", "or"})
"""Words of the language itself, which no name can have without being taken for them."""


_ESCAPES: Mapping[Profile, re.Pattern[str]] = MappingProxyType({
    Profile.OBJECTRY: re.compile(
        r"""\\(?:[nrt\\"'“”‘’「」]|u[0-9a-fA-F]{4})|(?P<unknown>\\.)""", re.DOTALL),
    Profile.SALESFORCE: re.compile(r"""\\[nrt\\"']|(?P<unknown>\\.)"""),
})  # fmt: skip
"""What begins with a backslash in a text."""


def parse(text: str, profile: Profile = Profile.OBJECTRY) -> Node:
    """The tree of a formula. Raises FormulaError with up to ten mistakes."""
    if len(text) > MAX_LENGTH:
        whole = Span(0, len(text))
        raise FormulaError([problem_at(text, whole, sayings.TOO_LONG, limit=MAX_LENGTH)])
    refuse_characters(text)
    lark = _PARSERS[profile]
    written = plain(text) if profile is Profile.OBJECTRY else text
    try:
        tree = lark.parse(written)
    except UnexpectedInput:
        raise FormulaError(syntax_problems(text, written, lark)) from None
    assert not isinstance(tree, Token)
    node: Node = tree  # type: ignore[assignment]  # the transformer makes nodes of what lark calls trees
    problems = _limits(text, node, profile)
    if problems:
        raise FormulaError(problems)
    return node


def _limits(text: str, root: Node, profile: Profile) -> list[FormulaProblem]:
    """What is too large, or no value at all, in a tree."""
    problems: list[FormulaProblem] = []
    waiting: list[tuple[Node, int]] = [(root, 1)]
    seen = 0
    while waiting:
        node, height = waiting.pop()
        seen += 1
        if height > MAX_HEIGHT:
            return [problem_at(text, node.span, sayings.TOO_DEEP, limit=MAX_HEIGHT)]
        if seen > MAX_NODES:
            whole = Span(0, len(text))
            return [problem_at(text, whole, sayings.TOO_LARGE, limit=MAX_NODES)]
        if isinstance(node, Literal):
            wrong = _literal_problem(text, node)
            if wrong is None:
                wrong = _escape_problem(text, node, _ESCAPES[profile])
            if wrong:
                problems.append(wrong)
        waiting.extend((part, height + 1) for part in parts(node))
    return sorted(problems, key=lambda one: (one.line, one.column))


def _literal_problem(text: str, node: Literal) -> FormulaProblem | None:
    match node.value:
        case _Wrong() as wrong:
            return problem_at(text, node.span, wrong.message, value=str(wrong))
        case Decimal() as number if len(number.as_tuple().digits) > MAX_DIGITS:
            return problem_at(text, node.span, sayings.NUMBER_TOO_LONG, limit=MAX_DIGITS)
        case str() as words if len(words) > MAX_LITERAL:
            return problem_at(text, node.span, sayings.TEXT_TOO_LONG, limit=MAX_LITERAL)
        case str() as words if not is_storable(words):
            return problem_at(text, node.span, sayings.SYNTAX, found="�")
    return None


def _escape_problem(text: str, node: Literal, escapes: re.Pattern[str]) -> FormulaProblem | None:
    """A backslash in a text that stands for nothing: nobody would see where it went."""
    written = text[node.span.start : node.span.end]
    if "\\" not in written or not isinstance(node.value, str):
        return None
    for found in escapes.finditer(written):
        if found["unknown"]:
            at = node.span.start + found.start()
            escape = found["unknown"]
            place = Span(at, at + len(escape))
            return problem_at(text, place, sayings.ESCAPE_UNKNOWN, f"\\{escape}", value=escape)
    return None


class _Wrong(str):
    """A constant that is written like a date and is none."""

    message: Message = sayings.DATE_WRONG


class _Within(NamedTuple):
    """An `in (…)` without what stands before it."""

    word: Span
    arguments: tuple[Node, ...]
    end: int


def _place(token: Token) -> Span:
    return Span(token.start_pos or 0, token.end_pos or 0)


def _from_to(first: Token, last: Token) -> Span:
    return Span(first.start_pos or 0, last.end_pos or 0)


def _name(token: Token) -> str:
    return str(unicodedata.normalize("NFC", token))


class _Nodes(Transformer[Token, Node]):
    """Makes a node of each rule as soon as it is complete."""

    def __init__(self, levels: Levels) -> None:
        super().__init__()
        self._levels = levels

    def start(self, children: list[Node]) -> Node:
        return children[0]

    def run(self, children: list[Token | Node | _Within]) -> Node:
        if len(children) == 1:
            return children[0]  # type: ignore[return-value]  # nearly always: an operand alone
        operands: list[Node] = []
        operators: list[Operator] = []
        asked = 0  # where what an `in` asks for begins
        for child in children:
            if isinstance(child, Token):
                operators.append(operator(child, _place(child)))
                if self._levels[operators[-1].sign] < WITHIN:
                    asked = len(operators)
            elif isinstance(child, _Within):
                left = chained(operands[asked:], operators[asked:], self._levels)
                operands[asked:] = [_in(left, child)]
                del operators[asked:]
            else:
                operands.append(child)
        return chained(operands, operators, self._levels)

    def within(self, children: list[Token | Node]) -> _Within:
        word, closing = children[0], children[-1]
        assert isinstance(word, Token) and isinstance(closing, Token)
        return _Within(_place(word), _without_tokens(children), closing.end_pos or 0)

    def sign(self, children: list[Token | Node]) -> Node:
        sign, operand = children
        assert isinstance(sign, Token) and not isinstance(operand, Token)
        written = "!" if sign.type == "NOT" else str(sign)
        return Unary(written, operand, Span(sign.start_pos or 0, operand.span.end))

    def group(self, children: list[Token | Node]) -> Node:
        node = children[1]
        assert not isinstance(node, Token)
        return node

    def number(self, children: list[Token]) -> Node:
        return Literal(Decimal(str(children[0])), _place(children[0]))

    def percent(self, children: list[Token]) -> Node:
        return Literal(Decimal(children[0][:-1]).scaleb(-2), _place(children[0]))

    def text(self, children: list[Token]) -> Node:
        raw = str(children[0])[1:-1].replace(INNER_QUOTE, '"')
        value = raw if "\\" not in raw else _unescaped(raw)
        return Literal(value, _place(children[0]))

    def date(self, children: list[Token]) -> Node:
        return Literal(_date(children[0][1:-1].strip()), _place(children[0]))

    def call(self, children: list[Token | Node]) -> Node:
        name, closing = children[0], children[-1]
        assert isinstance(name, Token) and isinstance(closing, Token)
        whole = _from_to(name, closing)
        return Call(_name(name).upper(), _without_tokens(children), whole, _place(name))

    def path(self, children: list[Token]) -> Node:
        names = tuple(
            _name(token)[1:-1].strip() if token.type == "BRACED" else _name(token)
            for token in children
        )
        whole = _from_to(children[0], children[-1])
        if len(children) == 1 and children[0].type == "NAME" and names[0].lower() in _CONSTANTS:
            return Literal(_CONSTANTS[names[0].lower()], whole)
        return Path(names, tuple(_place(token) for token in children), whole)


def _in(left: Node, within: _Within) -> Call:
    whole = Span(left.span.start, within.end)
    return Call("IN", (left, *within.arguments), whole, within.word)


def _without_tokens(children: list[Token | Node]) -> tuple[Node, ...]:
    return tuple(one for one in children if not isinstance(one, Token))


def _unescaped(raw: str) -> str:
    out: list[str] = []
    at = 0
    while at < len(raw):
        if raw[at] != "\\":
            out.append(raw[at])
            at += 1
            continue
        escaped = raw[at + 1 : at + 2]
        code = raw[at + 2 : at + 6]
        if escaped == "u" and len(code) == 4 and _is_hexadecimal(code):
            out.append(chr(int(code, 16)))
            at += 6
        else:
            out.append({"n": "\n", "r": "\r", "t": "\t"}.get(escaped, escaped))
            at += 2
    return _paired("".join(out))


def _paired(text: str) -> str:
    """The text with characters that were escaped as two halves, as JSON writes them. A half alone is refused later on."""
    try:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError:
        return text


def _is_hexadecimal(code: str) -> bool:
    return all(c in "0123456789abcdefABCDEF" for c in code)


def _date(text: str) -> date | datetime | _Wrong:
    try:
        if len(text) == 10:
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text.replace(" ", "T"))
        return moment if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return _Wrong(text)


def _parser(profile: Profile) -> Lark:
    folder = File(__file__).parent
    names = ("grammar.lark", f"{profile.value}.lark")
    grammar = "\n".join((folder / name).read_text(encoding="utf-8") for name in names)
    return Lark(
        grammar, parser="lalr", lexer="contextual", transformer=_Nodes(LEVELS[profile]), maybe_placeholders=False
    )  # fmt: skip


_PARSERS: Mapping[Profile, Lark] = MappingProxyType({one: _parser(one) for one in Profile})
