"""The typed tree: what a formula means, with every name found and every function chosen.

Each node knows its type, whether it may be nothing (`nullable`), and whether all its digits are right (`exact`: after a
division they depend on how it was computed). All back ends read this tree, and nothing else.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from objectry.formula.functions.declare import Function
from objectry.formula.places import NOWHERE, Span
from objectry.formula.types import FieldInfo, Type

Value = Decimal | str | bool | date | datetime | time | timedelta | int | None
"""What can be written out. Spans of time and Python's own integers only stand in trees that are made ready for Python."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that is written out."""

    value: Value
    type: Type
    span: Span = field(default=NOWHERE, compare=False)
    exact: bool = True

    @property
    def nullable(self) -> bool:
        """Whether it is nothing."""
        return self.value is None

    @property
    def clock(self) -> datetime | None:
        """The time on the clock of the formula's surroundings that it is: no moment before their zone is known."""
        value = self.value
        return value if isinstance(value, datetime) and value.tzinfo is None else None


@dataclass(frozen=True, slots=True)
class FieldRef:
    """A field of the record, or of a record that look-ups lead to."""

    path: tuple[FieldInfo, ...]
    type: Type
    nullable: bool
    span: Span = field(default=NOWHERE, compare=False)
    root: str = ""
    """Where the path starts: at the record itself, or at `$User`, `$Org` or `$Old` (the record before the change)."""
    zero: bool = False
    """True when nothing counts as zero."""
    exact: bool = True

    @property
    def key(self) -> str:
        """What rows call its value: the names joined by dots."""
        return ".".join(one.name for one in self.path)


@dataclass(frozen=True, slots=True)
class Apply:
    """A function or operator with its arguments."""

    function: Function
    arguments: "tuple[Typed, ...]"
    type: Type
    nullable: bool
    exact: bool
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Step:
    """One operator of a run with the operand to its right, and what the run is up to here."""

    function: Function
    operand: "Typed"
    type: Type
    nullable: bool
    exact: bool
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Run:
    """Operators that are carried out from left to right: `a + b - c`. It is flat, so that long sums are not deep."""

    first: "Typed"
    steps: tuple[Step, ...]
    span: Span = field(default=NOWHERE, compare=False)

    @property
    def type(self) -> Type:
        """The type after the last operator."""
        return self.steps[-1].type

    @property
    def nullable(self) -> bool:
        """Whether the last operator may give nothing."""
        return self.steps[-1].nullable

    @property
    def exact(self) -> bool:
        """Whether all digits are right in the end."""
        return self.steps[-1].exact


@dataclass(frozen=True, slots=True)
class Choose:
    """IF and IFS: the value of the first arm whose condition is true, else `otherwise`."""

    arms: "tuple[tuple[Typed, Typed], ...]"
    otherwise: "Typed"
    type: Type
    nullable: bool
    exact: bool
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Match:
    """CASE and IN: the value of the first arm whose key equals the subject, else `otherwise`."""

    subject: "Typed"
    arms: "tuple[tuple[Typed, Typed], ...]"
    otherwise: "Typed"
    type: Type
    nullable: bool
    exact: bool
    span: Span = field(default=NOWHERE, compare=False)
    blank: bool = True
    """True when nothing equals nothing; False when nothing equals no key at all."""
    lazy: bool = True
    """False when all keys and values are computed first, so that a mistake in any of them counts."""


@dataclass(frozen=True, slots=True)
class Logic:
    """AND and OR: nothing counts as false, and what need not be known is not computed."""

    every: bool
    """True for AND."""
    operands: "tuple[Typed, ...]"
    span: Span = field(default=NOWHERE, compare=False)
    type: Type = Type.BOOLEAN
    nullable: bool = False
    exact: bool = True


@dataclass(frozen=True, slots=True)
class FirstOf:
    """COALESCE: the first operand that is something."""

    operands: "tuple[Typed, ...]"
    type: Type
    nullable: bool
    exact: bool
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Rescue:
    """IFERROR: `otherwise` where the operand cannot be computed."""

    operand: "Typed"
    otherwise: "Typed"
    type: Type
    nullable: bool
    exact: bool
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class IsFault:
    """ISERROR: whether the operand cannot be computed."""

    operand: "Typed"
    span: Span = field(default=NOWHERE, compare=False)
    type: Type = Type.BOOLEAN
    nullable: bool = False
    exact: bool = True


Typed = Constant | FieldRef | Apply | Run | Choose | Match | Logic | FirstOf | Rescue | IsFault


def below(node: Typed) -> tuple[Typed, ...]:
    """The nodes right below a node."""
    match node:
        case Constant() | FieldRef():
            return ()
        case Apply():
            return node.arguments
        case Run():
            return (node.first, *(step.operand for step in node.steps))
        case Choose():
            return (*(part for arm in node.arms for part in arm), node.otherwise)
        case Match():
            return (node.subject, *(part for arm in node.arms for part in arm), node.otherwise)
        case Logic() | FirstOf():
            return node.operands
        case Rescue():
            return (node.operand, node.otherwise)
        case IsFault():
            return (node.operand,)


def walk(root: Typed) -> Iterator[Typed]:
    """All nodes of a tree, a node before those below it, from left to right."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(below(node)))


def functions_in(root: Typed) -> Iterator[Function]:
    """All functions and operators of a tree, each as often as it stands there."""
    return functions_among(walk(root))


def functions_among(nodes: Iterable[Typed]) -> Iterator[Function]:
    """The functions and operators of some nodes, each as often as it stands there."""
    for node in nodes:
        if isinstance(node, Apply):
            yield node.function
        elif isinstance(node, Run):
            yield from (step.function for step in node.steps)


def fields_in(root: Typed) -> Iterator[FieldRef]:
    """All fields that a tree reads, each as often as it does."""
    return (node for node in walk(root) if isinstance(node, FieldRef))
