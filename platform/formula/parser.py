"""From text to syntax tree. The grammar is in `grammar.lark`; here its tree becomes nodes, without recursion limits."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path as File
from typing import Any

from lark import Lark, Token, Transformer, Tree, v_args
from lark.exceptions import UnexpectedInput, VisitError

from objectry.formula import sayings
from objectry.formula.nodes import (
    Arithmetic,
    Call,
    Chain,
    Compare,
    Literal,
    Negative,
    Node,
    Path,
    Span,
)
from objectry.formula.problems import FormulaError, FormulaProblem, problem_at

MAX_LENGTH = 10_000
"""Characters of a formula."""
MAX_NODES = 1_000
"""Names, constants and operators of a formula."""
MAX_HEIGHT = 150
"""Calls, signs and operators inside each other; a chain of `+` is as high as it is long."""

_FULL_WIDTH = str.maketrans(
    "（），＝＜＞＋－＊／＆｜！％＾＃｛｝．０１２３４５６７８９", "(),=<>+-*/&|!%^#{}.0123456789"
)
_QUOTES = {"“": "”", "‘": "’", "「": "」"}
_INNER_QUOTE = "\ufdd0"
"""Stands for a plain quote inside smart ones, which must not end the text: Unicode gives this code to no character."""
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
WORDS = frozenset({*_WORDS, "and", "in", "not", "or"})
"""Words of the language itself, which no name can have without being taken for them."""


def parse(text: str) -> Node:
    """The tree of a formula. Raises FormulaError."""
    if len(text) > MAX_LENGTH:
        raise FormulaError(
            [problem_at(text, Span(0, len(text)), sayings.TOO_LONG, limit=MAX_LENGTH)]
        )
    _refuse_characters(text)
    plain = _plain(text)
    try:
        parsed = _LARK.parse(plain)
        _refuse_depth(text, parsed)
        tree: Node = _TREE.transform(parsed)
        _refuse_size(text, tree)
        return tree
    except UnexpectedInput as error:
        raise FormulaError([_syntax_problem(text, error)]) from None
    except VisitError as error:
        if isinstance(error.orig_exc, _Refused):
            refused = error.orig_exc
            raise FormulaError(
                [problem_at(text, refused.span, sayings.DATE_WRONG, value=refused.value)]
            ) from None
        raise


def _refuse_characters(text: str) -> None:
    """Refuse what no database keeps in a text: NUL, and halves of surrogate pairs."""
    for at, character in enumerate(text):
        if character == "\0" or "\ud800" <= character <= "\udfff":
            raise FormulaError([problem_at(text, Span(at, at + 1), sayings.SYNTAX, found="�")])


def _refuse_size(text: str, tree: Node) -> None:
    """Refuse trees that are too large for a database, without walking them by recursion."""
    waiting = [(tree, 1)]
    seen = 0
    while waiting:
        node, depth = waiting.pop()
        seen += 1
        if seen > MAX_NODES or depth > MAX_HEIGHT:
            whole = Span(0, len(text))
            raise FormulaError([problem_at(text, whole, sayings.TOO_LARGE, limit=MAX_NODES)])
        waiting.extend((part, depth + 1) for part in _parts(node))


def _parts(node: Node) -> tuple[Node, ...]:
    match node:
        case Call(_, arguments):
            return arguments
        case Chain(_, operands):
            return operands
        case Compare(_, left, right) | Arithmetic(_, left, right):
            return (left, right)
        case Negative(operand):
            return (operand,)
    return ()


def _syntax_problem(text: str, error: UnexpectedInput) -> FormulaProblem:
    """Where the text stops being a formula, and what stands there."""
    end = len(text)
    token = getattr(error, "token", None)
    ended = token is not None and token.type == "$END"
    at = error.pos_in_stream if isinstance(error.pos_in_stream, int) and not ended else end
    if at >= len(text.rstrip()):
        return problem_at(text, Span(end, end), sayings.ENDS_EARLY)
    return problem_at(text, Span(at, at + 1), sayings.SYNTAX, found=text[at : at + 20].strip())


def _plain(text: str) -> str:
    """The text with Chinese punctuation made plain outside quotes; every character stays in its place."""
    out: list[str] = []
    closing: str | None = None
    escaped = False
    for character in text:
        if closing is not None:
            if escaped or character == "\\":
                escaped = not escaped
                out.append(character)
            elif character == closing:
                out.append('"' if closing in _QUOTES.values() else character)
                closing = None
            elif character == '"' and closing in _QUOTES.values():
                out.append(_INNER_QUOTE)
            else:
                out.append(character)
        elif character in _QUOTES:
            closing = _QUOTES[character]
            out.append('"')
        elif character in "\"'":
            closing = character
            out.append(character)
        else:
            out.append(character.translate(_FULL_WIDTH))
    return "".join(out)


def _refuse_depth(text: str, tree: Tree[Token]) -> None:
    """Refuse deep nesting, counted in the tree itself, before anything walks it by recursion."""
    waiting: list[tuple[Tree[Token], int]] = [(tree, 1)]
    while waiting:
        at, depth = waiting.pop()
        if depth > MAX_HEIGHT:
            place = problem_at(text, Span(0, len(text)), sayings.TOO_DEEP, limit=MAX_HEIGHT)
            raise FormulaError([place])
        waiting.extend((child, depth + 1) for child in at.children if isinstance(child, Tree))


class _Refused(Exception):
    """A date that is none."""

    def __init__(self, span: Span, value: str) -> None:
        self.span = span
        self.value = value
        super().__init__(value)


@v_args(meta=True)
class _Tree(Transformer[Token, Node]):
    """Makes nodes of the grammar's tree."""

    def start(self, meta: Any, children: list[Any]) -> Node:
        node: Node = children[0]
        return node

    def or_(self, meta: Any, children: list[Any]) -> Node:
        return _chain("||", meta, children)

    def and_(self, meta: Any, children: list[Any]) -> Node:
        return _chain("&&", meta, children)

    def concat(self, meta: Any, children: list[Any]) -> Node:
        return _chain("&", meta, children)

    def not_(self, meta: Any, children: list[Any]) -> Node:
        return Call("NOT", (children[0],), _span(meta))

    def compare(self, meta: Any, children: list[Any]) -> Node:
        if len(children) == 1:
            return _node(children[0])
        left, operator, right = children
        plain = {"==": "=", "!=": "<>"}.get(str(operator), str(operator))
        return Compare(plain, left, right, _span(meta))

    def in_(self, meta: Any, children: list[Any]) -> Node:
        return Call("IN", tuple(c for c in children if c is not None), _span(meta))

    def chain(self, meta: Any, children: list[Any]) -> Node:
        node = _node(children[0])
        for index in range(1, len(children), 2):
            node = Arithmetic(str(children[index]), node, children[index + 1], _span(meta))
        return node

    def sign(self, meta: Any, children: list[Any]) -> Node:
        sign, operand = children
        if sign == "+":
            return _node(operand)
        if isinstance(operand, Literal) and isinstance(operand.value, Decimal):
            return Literal(-operand.value, _span(meta))
        return Negative(operand, _span(meta))

    def power(self, meta: Any, children: list[Any]) -> Node:
        if len(children) == 1:
            return _node(children[0])
        return Arithmetic("^", children[0], children[1], _span(meta))

    def percent(self, meta: Any, children: list[Any]) -> Node:
        operand = _node(children[0])
        if isinstance(operand, Literal) and isinstance(operand.value, Decimal):
            return Literal(operand.value / 100, _span(meta))
        return Arithmetic("/", operand, Literal(Decimal(100)), _span(meta))

    def number(self, meta: Any, children: list[Any]) -> Node:
        return Literal(Decimal(str(children[0])), _span(meta))

    def text(self, meta: Any, children: list[Any]) -> Node:
        raw = str(children[0])[1:-1]
        value = raw if "\\" not in raw else _unescaped(raw)
        return Literal(value.replace(_INNER_QUOTE, '"'), _span(meta))

    def date(self, meta: Any, children: list[Any]) -> Node:
        span = _span(meta)
        return Literal(_date(str(children[0])[1:-1].strip(), span), span)

    def name(self, meta: Any, children: list[Any]) -> Token:
        token: Token = children[0]
        return token

    def call(self, meta: Any, children: list[Any]) -> Node:
        return Call(
            str(children[0]).upper(), tuple(c for c in children[1:] if c is not None), _span(meta)
        )

    def plain(self, meta: Any, children: list[Any]) -> tuple[str, Span]:
        return str(children[0]), _span(meta)

    def braced(self, meta: Any, children: list[Any]) -> tuple[str, Span]:
        return str(children[0])[1:-1].strip(), _span(meta)

    def path(self, meta: Any, children: list[Any]) -> Node:
        names = tuple(child[0] for child in children)
        if len(names) == 1 and names[0].lower() in _WORDS:
            return Literal(_WORDS[names[0].lower()], _span(meta))
        return Path(names, tuple(child[1] for child in children), _span(meta))


def _node(value: Any) -> Node:
    node: Node = value
    return node


def _chain(operator: str, meta: Any, children: list[Any]) -> Node:
    if len(children) == 1:
        return _node(children[0])
    flat: list[Node] = []
    for child in children:
        same = isinstance(child, Chain) and child.operator == operator
        flat.extend(child.operands if same else (child,))
    return Chain(operator, tuple(flat), _span(meta))


def _span(meta: Any) -> Span:
    return Span(getattr(meta, "start_pos", 0), getattr(meta, "end_pos", 0))


def _unescaped(raw: str) -> str:
    out: list[str] = []
    characters = iter(raw)
    for character in characters:
        out.append(
            next(characters, "\\").translate({110: "\n", 116: "\t"})
            if character == "\\"
            else character
        )
    return "".join(out)


def _date(text: str, span: Span) -> date | datetime:
    try:
        if len(text) == 10:
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text.replace(" ", "T"))
        if moment.tzinfo is not None:
            moment = moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise _Refused(span, text) from None
    return moment


_LARK = Lark(
    (File(__file__).parent / "grammar.lark").read_text(encoding="utf-8"),
    parser="lalr", lexer="contextual", propagate_positions=True, maybe_placeholders=False,
)  # fmt: skip
_TREE = _Tree()
