"""The syntax tree of a formula: what was written, with its place in the text. Chains of one operator are flat."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the text, from `start` up to and without `end`, in characters from 0."""

    start: int
    end: int


NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant: number, text, truth value, date, moment, or None for NULL."""

    value: Decimal | str | bool | date | datetime | None
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Path:
    """A field, or a field reached through look-ups. `spans` has the place of each name."""

    names: tuple[str, ...]
    spans: tuple[Span, ...] = field(default=(), compare=False)
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments; operators that are functions too (`IN`, `NOT`) are calls."""

    name: str
    arguments: "tuple[Node, ...]"
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Compare:
    """A comparison: `=`, `<>`, `<`, `<=`, `>` or `>=`."""

    operator: str
    left: "Node"
    right: "Node"
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Chain:
    """Operands joined by `&&`, `||` or `&`."""

    operator: str
    operands: "tuple[Node, ...]"
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`+`, `-`, `*`, `/` or `^` of two numbers."""

    operator: str
    left: "Node"
    right: "Node"
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Negative:
    """A number with a minus before it."""

    operand: "Node"
    span: Span = field(default=NOWHERE, compare=False)


Node = Literal | Path | Call | Compare | Chain | Arithmetic | Negative
