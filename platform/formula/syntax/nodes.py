"""The syntax tree of a formula: what was written, with its place in the text. Runs of operators of one level are flat."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from objectry.formula.places import NOWHERE, Span


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
    """A function with its arguments. `x IN (…)` is a call, too."""

    name: str
    arguments: "tuple[Node, ...]"
    span: Span = field(default=NOWHERE, compare=False)
    name_span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Unary:
    """`-`, `+` or `!` before an operand."""

    operator: str
    operand: "Node"
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Chain:
    """Operands with operators of one level between them, carried out from left to right.

    There is one operator less than there are operands. They are written in one way: `=`, `<>`, `&&`, `||`.
    """

    operands: "tuple[Node, ...]"
    operators: tuple[str, ...]
    span: Span = field(default=NOWHERE, compare=False)
    operator_spans: tuple[Span, ...] = field(default=(), compare=False)


Node = Literal | Path | Call | Unary | Chain


def parts(node: Node) -> "tuple[Node, ...]":
    """The nodes right below a node."""
    match node:
        case Call(_, arguments):
            return arguments
        case Chain(operands):
            return operands
        case Unary(_, operand):
            return (operand,)
    return ()
