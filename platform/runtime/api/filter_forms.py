"""Filters as forms: a formula text becomes groups of conditions that people choose from, and those become a formula text.

What a field can be compared with is told by the operators of its type, each of which has a template. A text is a form again
where each of its parts looks like such a template; nothing else is kept of it than the text.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, Literal

from objectry.formula.messages import excerpt
from objectry.formula.problems import FormulaError
from objectry.formula.syntax import nodes
from objectry.formula.syntax.nodes import Call, Chain, Node, Path, Unary
from objectry.formula.syntax.parser import MAX_LENGTH, parse
from objectry.formula.syntax.printer import printed
from objectry.metadata.catalog import Field, Object, path_name
from objectry.metadata.field_types.base import Operator, ValueRefused
from objectry.metadata.field_types.number import trimmed
from objectry.runtime.access.grants import Access
from objectry.runtime.api import messages
from objectry.runtime.context import Context
from objectry.runtime.errors import FieldError, Invalid
from objectry.runtime.records.drafts import Reader
from objectry.runtime.records.filters import user_filter
from objectry.runtime.records.messages import FIELD_UNKNOWN
from objectry.runtime.records.paths import readable
from objectry.runtime.records.requests import readable_path
from objectry.runtime.store.source import expand

Joined = Literal["all", "any"]
SIGNS: dict[str, Joined] = {"&&": "all", "||": "any"}
MOST_PARTS = 200
"""Conditions and groups of one form."""
MOST_LEVELS = 8
"""Groups inside each other."""
FIELD, VALUE = Path(("field",)), Path(("value",))
"""The places of a template: names in braces, so it is a formula itself."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A field, how it is compared, and with what: values as the API has them."""

    field: str
    operator: str
    values: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class Formula:
    """A part that stays a text."""

    text: str


@dataclass(frozen=True, slots=True)
class Group:
    """Parts that all must hold, or any."""

    joined: Joined
    parts: "tuple[Condition | Formula | Group, ...]"


Part = Condition | Formula | Group


@dataclass(frozen=True, slots=True)
class Compared:
    """What a condition is about: the last field of a path, and what it can be compared with."""

    name: str
    field: Field
    operators: tuple[Operator, ...]

    @property
    def several(self) -> bool:
        """Tell whether records have several values in it."""
        return any(one.name == "includes" for one in self.operators)


def compared(context: Context, access: Access, thing: Object, name: str) -> Compared | None:
    """A field, or one behind look-ups, that the user may filter by."""
    path = readable(context, access, thing, name)
    if path is None:
        return None
    end = expand(context.state, path)[-1]
    operators = end.type.operators_of(end.definition)
    return Compared(path_name(path), end, operators) if operators else None


# From text to form ---------------------------------------------------------------------------------------------------


def form_of(context: Context, access: Access, thing: Object, text: str) -> Group | None:
    """The form of a formula text; None for a text that has none. An empty text is an empty form."""
    if not text.strip():
        return Group("all", ())
    try:
        made = _part(context, access, thing, parse(text))
    except FormulaError:
        return None
    return Group("all", (made,)) if isinstance(made, Condition) else made


def _part(context: Context, access: Access, thing: Object, node: Node) -> Condition | Group | None:
    if isinstance(node, Chain) and node.operators[0] in SIGNS:
        parts = [_part(context, access, thing, one) for one in node.operands]
        known = tuple(one for one in parts if one is not None)
        return Group(SIGNS[node.operators[0]], known) if len(known) == len(parts) else None
    return condition_of(context, access, thing, node)


def operands(text: str) -> tuple[Node, ...]:
    """The parts of a formula text that all must hold; the whole where it is no such list, or none for one that is wrong."""
    try:
        node = parse(text)
    except FormulaError:
        return ()
    return node.operands if isinstance(node, Chain) and node.operators[0] == "&&" else (node,)


def condition_of(context: Context, access: Access, thing: Object, node: Node) -> Condition | None:
    """The condition that a node of a formula is, if it is made like the template of an operator."""
    for path in _paths(node):
        of = compared(context, access, thing, ".".join(path.names))
        for operator in of.operators if of else ():
            found = _bound(_pattern(operator.template), node)
            if found is None or (FIELD, path) not in found:
                continue
            values = [one for place, one in found if place is VALUE]
            read = _values(context, of, operator, values) if of else None
            if of and read is not None:
                return Condition(of.name, operator.name, read)
    return None


@cache
def _pattern(template: str) -> Node:
    return parse(template)


def _paths(node: Node) -> Iterator[Path]:
    if isinstance(node, Path):
        yield node
    for one in nodes.parts(node):
        yield from _paths(one)


_Found = tuple[tuple[Path, Node], ...]


def _bound(pattern: Node, node: Node) -> _Found | None:
    """What stands in the places of a pattern, place by place; None for a node that is not made like it."""
    if pattern == FIELD:
        return ((FIELD, node),)
    if pattern == VALUE:
        return ((VALUE, node),)
    match pattern, node:
        case Path(names), Path(others):
            same = [one.upper() for one in names] == [one.upper() for one in others]
            return () if same else None
        case Chain(_, signs), Chain(_, others) if signs == others:
            return _all_bound(pattern.operands, node.operands)
        case Call(name, wanted), Call(other, given) if name == other:
            if wanted and wanted[-1] == VALUE and len(given) > len(wanted):
                rest = tuple((VALUE, one) for one in given[len(wanted) :])
                found = _all_bound(wanted, given[: len(wanted)])
                return None if found is None else (*found, *rest)
            return _all_bound(wanted, given)
    return () if pattern == node else None


def _all_bound(patterns: Sequence[Node], given: Sequence[Node]) -> _Found | None:
    if len(patterns) != len(given):
        return None
    found: list[tuple[Path, Node]] = []
    for pattern, node in zip(patterns, given, strict=True):
        one = _bound(pattern, node)
        if one is None:
            return None
        found.extend(one)
    return tuple(found)


def _values(
    context: Context, of: Compared, operator: Operator, given: Sequence[Node]
) -> tuple[object, ...] | None:
    """The values of a condition as the API has them; None where they are not such as the operator takes."""
    if not _count_fits(operator, len(given)):
        return None
    if operator.operand == "none":
        return ()
    constants = [_constant(one) for one in given]
    if operator.operand == "number":
        number = constants[0]
        whole = isinstance(number, Decimal) and number == int(number)
        return (int(number),) if isinstance(number, Decimal) and whole else None
    try:
        return tuple(_api_value(context, of, one) for one in constants)
    except (ValueRefused, TypeError, ValueError):
        return None


def _count_fits(operator: Operator, count: int) -> bool:
    match operator.operand:
        case "none":
            return count == 0
        case "pair":
            return count == 2
        case "values":
            return count > 0
    return count == 1


def _constant(node: Node) -> object:
    """The constant that a node is; None for anything else."""
    match node:
        case nodes.Literal(value):
            return value
        case Unary("-", nodes.Literal(Decimal() as value)):
            return -value
    return None


def _api_value(context: Context, of: Compared, constant: object) -> object:
    """A constant of a formula as the API has it. Raises ValueRefused, TypeError or ValueError for what it never is."""
    field = of.field
    if constant is None:
        raise TypeError(constant)
    if of.several or isinstance(constant, str):
        if not isinstance(constant, str):
            raise TypeError(constant)
        return constant
    if isinstance(constant, Decimal) and field.type.percent:
        constant *= 100
    if isinstance(constant, datetime) and constant.tzinfo is None:
        constant = constant.replace(tzinfo=context.zone)
    value = field.type.from_formula(constant, field.definition)
    if value is None:
        raise ValueError(constant)
    if isinstance(constant, Decimal) and not field.type.whole:
        return trimmed(constant)  # as it was written, not with all the places that the field has
    return field.type.to_json(value, field.definition)


# From form to text ---------------------------------------------------------------------------------------------------


def filter_text(
    context: Context, access: Access, thing: Object, form: Part, reader: Reader
) -> str:
    """The formula text of a form; empty for an empty one. Raises Invalid with what is wrong with its conditions."""
    errors: list[FieldError] = []
    node = _node(_Writing(context, access, thing, reader, errors.append), form)
    if errors:
        first = errors[0]
        raise Invalid(
            messages.FORM_WRONG, {"zh": first.text("zh"), "en": first.text("en")}, errors
        )
    text = "" if node is None else printed(node)
    if text:
        user_filter(context, access, thing, text)
    return text


@dataclass(frozen=True, slots=True)
class _Writing:
    """One form that becomes a text."""

    context: Context
    access: Access
    thing: Object
    reader: Reader
    refuse: Callable[[FieldError], None]


def _node(writing: _Writing, part: Part) -> Node | None:
    match part:
        case Condition():
            return _written(writing, part)
        case Formula(text):
            return _parsed(writing, text)
    made = [one for one in (_node(writing, inner) for inner in part.parts) if one is not None]
    return joined(made, part.joined)


def joined(made: Sequence[Node], how: Joined) -> Node | None:
    """Nodes that all must hold, or any; None for none."""
    if len(made) < 2:
        return made[0] if made else None
    sign = next(sign for sign, word in SIGNS.items() if word == how)
    return Chain(tuple(made), (sign,) * (len(made) - 1))


def _parsed(writing: _Writing, text: str) -> Node | None:
    if not text.strip():
        return None
    user_filter(writing.context, writing.access, writing.thing, text)
    return parse(text)


def _written(writing: _Writing, condition: Condition) -> Node | None:
    of = compared(writing.context, writing.access, writing.thing, condition.field)
    if of is None:
        told = excerpt(condition.field)
        writing.refuse(FieldError(told, FIELD_UNKNOWN, {"field": told}))
        return None
    operator = next((one for one in of.operators if one.name == condition.operator), None)
    if operator is None:
        params = {"operator": excerpt(condition.operator), "field": of.name}
        writing.refuse(FieldError(of.name, messages.OPERATOR_UNKNOWN, params))
        return None
    if not _count_fits(operator, len(condition.values)):
        label = _called(of)
        writing.refuse(FieldError(of.name, messages.VALUE_MISSING, label))
        return None
    try:
        texts = [_literal(of, operator, one, writing.reader) for one in condition.values]
    except ValueRefused as refused:
        writing.refuse(FieldError(of.name, refused.message, refused.params, refused.hint))
        return None
    if "" in texts:
        writing.refuse(FieldError(of.name, messages.VALUE_MISSING, _called(of)))
        return None
    path = readable_path(writing.context, writing.access, writing.thing, of.name)
    named = printed(Path(tuple(field.name for field in path)))
    text = operator.template.replace("{field}", named).replace("{value}", ", ".join(texts))
    if len(text) > MAX_LENGTH:
        writing.refuse(FieldError(of.name, messages.CONDITION_TOO_LONG, _called(of)))
        return None
    return parse(text)


def _called(of: Compared) -> dict[str, object]:
    return {"field_zh": of.field.label.zh, "field_en": of.field.label.en}


def _literal(of: Compared, operator: Operator, raw: Any, reader: Reader) -> str:
    """A value as a constant of a formula; empty for none. Raises ValueRefused."""
    if operator.operand == "number":
        text = str(raw).strip()
        if not (text.isascii() and text.isdigit() and len(text) < 6):
            raise ValueRefused(messages.DAYS_WRONG, {"value": excerpt(text)})
        return text
    field = of.field
    value = reader.read(field, [raw] if of.several and raw != "" else raw)
    if value is None:
        return ""
    short = Decimal(trimmed(value)) if isinstance(value, Decimal) else value
    return field.type.literal(short, field.definition)
