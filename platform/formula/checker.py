"""From syntax tree to typed tree: every name is looked up, every type checked, all mistakes told at once."""

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from objectry.formula import sayings
from objectry.formula.old_functions import FUNCTIONS, Signature
from objectry.formula.messages import Message
from objectry.formula.moments import COUNTED, FIXED, MAX_COUNT
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
from objectry.formula.parser import parse
from objectry.formula.problems import FormulaError, FormulaProblem, problem_at
from objectry.formula.types import TYPE_NAMES, FieldInfo, Scope, Type

MAX_HOPS = 5
"""Look-ups that a path goes through."""
MAX_PROBLEMS = 10
"""Mistakes that are told at once."""
TEXTUAL = frozenset({Type.TEXT, Type.PICKLIST, Type.LOOKUP})
"""Types that are compared as texts: a select by its key, a look-up by the ID of its record."""
SINGLE_DAYS = frozenset({"TODAY", "YESTERDAY", "TOMORROW"})
"""Periods of one day, which are dates too."""
DATED = frozenset({Type.DATE, Type.DATETIME})


@dataclass(frozen=True, slots=True)
class Constant:
    """A constant with its type."""

    value: Decimal | str | bool | date | datetime | None
    type: Type
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class FieldRef:
    """A field that was found. The path starts at the formula's object."""

    path: tuple[FieldInfo, ...]
    type: Type
    spans: tuple[Span, ...] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Period:
    """A relative range of days."""

    name: str
    count: int
    type: Type = Type.PERIOD


@dataclass(frozen=True, slots=True)
class Applied:
    """A function, an operator or a comparison on typed arguments."""

    name: str
    arguments: "tuple[Typed, ...]"
    type: Type


Typed = Constant | FieldRef | Period | Applied


@dataclass(frozen=True, slots=True)
class Checked:
    """A formula that can be used."""

    text: str
    object: str
    root: Typed
    timed: bool
    """True when the meaning depends on the present moment."""


def check(text: str, scope: Scope, expect: Type = Type.BOOLEAN) -> Checked:
    """The typed tree of a formula. Raises FormulaError with up to ten mistakes."""
    run = _Check(text, scope)
    root = run.typed(parse(text))
    if not run.problems and root.type is not expect and root.type is not Type.NULL:
        run.problems.append(problem_at(text, Span(0, len(text)), sayings.NOT_BOOLEAN))
    if run.problems:
        raise FormulaError(run.problems[:MAX_PROBLEMS])
    return Checked(text, scope.object, root, run.timed)


def fields_in(node: Typed) -> Iterator[FieldRef]:
    """All fields that a typed tree reads, each as often as it does."""
    if isinstance(node, FieldRef):
        yield node
    elif isinstance(node, Applied):
        for argument in node.arguments:
            yield from fields_in(argument)


class _Check:
    """One run over a tree."""

    def __init__(self, text: str, scope: Scope) -> None:
        self.text = text
        self.scope = scope
        self.problems: list[FormulaProblem] = []
        self.timed = False

    def typed(self, node: Node) -> Typed:
        """The typed form of a node."""
        match node:
            case Literal(value, span):
                return Constant(value, _type_of(value), span)
            case Path():
                return self._path(node)
            case Call():
                return self._call(node)
            case Compare(operator, left, right, span):
                return self._compare(operator, self.typed(left), self.typed(right), span)
            case Chain(operator, operands, span):
                wanted = Type.TEXT if operator == "&" else Type.BOOLEAN
                return self._all(operator, operands, wanted, wanted, span)
            case Arithmetic(operator, left, right, span):
                return self._all(operator, (left, right), Type.NUMBER, Type.NUMBER, span)
            case Negative(operand, span):
                return self._all("NEGATE", (operand,), Type.NUMBER, Type.NUMBER, span)

    def _refuse(self, span: Span, message: Message, hint: str = "", **params: object) -> Constant:
        self.problems.append(problem_at(self.text, span, message, hint, **params))
        return Constant(None, Type.NULL, span)

    def _all(
        self, operator: str, operands: Iterable[Node], wanted: Type, result: Type, span: Span
    ) -> Typed:
        found = tuple(self.typed(operand) for operand in operands)
        for index, one in enumerate(found):
            if one.type not in (wanted, Type.NULL) and not (
                wanted is Type.TEXT and one.type in TEXTUAL
            ):
                self._refuse(span, sayings.ARGUMENT_TYPE, name=operator, index=index + 1)
        return Applied(operator, found, result)

    def _path(self, node: Path) -> Typed:
        if len(node.names) == 1 and node.names[0].upper() in FIXED:
            if self.scope.field(self.scope.object, node.names[0]) is None:
                self.timed = True
                return Period(node.names[0].upper(), 0)
        if len(node.names) > MAX_HOPS + 1:
            return self._refuse(node.span, sayings.PATH_TOO_LONG, limit=MAX_HOPS)
        path: list[FieldInfo] = []
        at: str | None = self.scope.object
        for name, span in zip(node.names, node.spans, strict=True):
            if at is None:
                return self._refuse(span, sayings.NOT_A_LOOKUP, name=path[-1].name)
            info = self.scope.field(at, name)
            if info is None:
                return self._refuse(span, sayings.FIELD_UNKNOWN, self._near(at, name), name=name)
            path.append(info)
            at = info.target
        return FieldRef(tuple(path), path[-1].type, node.spans)

    def _near(self, object_name: str, name: str) -> str:
        names = [
            n for f in self.scope.names(object_name) for n in (f.name, f.label_zh, f.label_en)
        ]
        return next(iter(difflib.get_close_matches(name, names, 1, 0.6)), "")

    def _call(self, node: Call) -> Typed:
        name = node.name
        if name in FIXED and not node.arguments:
            self.timed = True
            return Period(name, 0)
        if name in COUNTED:
            return self._counted(node)
        if name == "NOW" and not node.arguments:
            self.timed = True
            return Applied("NOW", (), Type.DATETIME)
        signature = FUNCTIONS.get(name)
        if signature is None:
            names = [*FUNCTIONS, *FIXED, *COUNTED, "NOW"]
            hint = next(iter(difflib.get_close_matches(name, names, 1, 0.6)), "")
            return self._refuse(node.span, sayings.FUNCTION_UNKNOWN, hint, name=name)
        found = tuple(self.typed(argument) for argument in node.arguments)
        if not signature.least <= len(found) <= signature.most:
            least, most = signature.least, signature.most
            wanted = str(least) if least == most else f"{least}–{most}"
            return self._refuse(
                node.span, sayings.ARGUMENT_COUNT, name=name, wanted=wanted, found=len(found)
            )
        return self._applied(name, signature, found, node.span)

    def _counted(self, node: Call) -> Typed:
        if len(node.arguments) != 1:
            return self._refuse(
                node.span,
                sayings.ARGUMENT_COUNT,
                name=node.name,
                wanted="1",
                found=len(node.arguments),
            )
        count = node.arguments[0]
        value = count.value if isinstance(count, Literal) else None
        if (
            not isinstance(value, Decimal)
            or value != value.to_integral_value()
            or not 1 <= value <= MAX_COUNT
        ):
            return self._refuse(count.span, sayings.COUNT_RANGE, name=node.name, limit=MAX_COUNT)
        self.timed = True
        return Period(node.name, int(value))

    def _applied(
        self, name: str, signature: Signature, found: tuple[Typed, ...], span: Span
    ) -> Typed:
        if signature.same:
            for other in found[1:]:
                self._comparable(found[0], other, span)
            return Applied(name, found, signature.result)
        for index, one in enumerate(found):
            allowed = signature.parameters[min(index, len(signature.parameters) - 1)]
            if isinstance(one, Period) and one.name in SINGLE_DAYS and Type.DATE in allowed:
                continue
            if one.type is not Type.NULL and allowed and one.type not in allowed:
                self._refuse(span, sayings.ARGUMENT_TYPE, name=name, index=index + 1)
        if name == "INCLUDES":
            for value in found[1:]:
                self._choice(found[0], value)
        return Applied(name, found, signature.result)

    def _compare(self, operator: str, left: Typed, right: Typed, span: Span) -> Typed:
        if isinstance(left, Period) and not isinstance(right, Period):
            turned = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
            left, right, operator = right, left, turned.get(operator, operator)
        self._comparable(left, right, span)
        return Applied(operator, (left, right), Type.BOOLEAN)

    def _comparable(self, left: Typed, right: Typed, span: Span) -> None:
        kinds = {left.type, right.type}
        fits = (
            Type.NULL in kinds
            or left.type is right.type
            and left.type not in (Type.PERIOD, Type.MULTIPICKLIST, Type.GEOLOCATION)
            or kinds <= TEXTUAL
            or kinds <= DATED
            or (Type.PERIOD in kinds and bool(kinds & DATED))
        )
        if not fits:
            (left_zh, left_en), (right_zh, right_en) = (
                TYPE_NAMES[left.type],
                TYPE_NAMES[right.type],
            )
            self._refuse(span, sayings.TYPES_DIFFER, left_zh=left_zh, left_en=left_en,
                         right_zh=right_zh, right_en=right_en)  # fmt: skip
            return
        self._choice(left, right)
        self._choice(right, left)

    def _choice(self, reference: Typed, value: Typed) -> None:
        """Refuse a constant that is none of the values of the field it is compared with."""
        if not isinstance(reference, FieldRef) or not isinstance(value, Constant):
            return
        info = reference.path[-1]
        if (
            info.choices
            and isinstance(value.value, str)
            and value.value
            and value.value not in info.choices
        ):
            hint = next(iter(difflib.get_close_matches(value.value, info.choices, 1, 0.6)), "")
            self._refuse(
                value.span, sayings.CHOICE_UNKNOWN, hint, field=info.name, value=value.value
            )


def _type_of(value: Any) -> Type:
    if value is None:
        return Type.NULL
    if isinstance(value, bool):
        return Type.BOOLEAN
    if isinstance(value, Decimal):
        return Type.NUMBER
    if isinstance(value, datetime):
        return Type.DATETIME
    return Type.DATE if isinstance(value, date) else Type.TEXT
