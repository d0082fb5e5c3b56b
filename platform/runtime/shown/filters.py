"""What list pages filter by: chips for fields with few values, people and days, and the form of a whole filter."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from objectry.formula.syntax.nodes import Node
from objectry.formula.syntax.printer import printed
from objectry.formula.types import Type
from objectry.metadata.catalog import Field, FieldPath, Object, path_name
from objectry.metadata.field_types.base import Operator, ValueRefused
from objectry.metadata.field_types.choices import ChoicesDef
from objectry.metadata.field_types.operators import PERIOD_OPERATORS
from objectry.runtime.access.grants import Access
from objectry.runtime.api.filter_forms import (
    Compared,
    Condition,
    Formula,
    Group,
    compared,
    condition_of,
    form_of,
    joined,
    operands,
)
from objectry.runtime.api.records import thing_for
from objectry.runtime.context import Context
from objectry.runtime.errors import Invalid, NotFound
from objectry.runtime.records.filters import user_filter
from objectry.runtime.records.messages import FIELD_UNKNOWN
from objectry.runtime.records.paths import readable
from objectry.runtime.store.reach import names
from objectry.runtime.store.source import expand
from objectry.runtime.texts.values import MASKED, Choice
from objectry.runtime.transfer.exporting import label_of

MOST_CHIPS = 6
"""Chips above a list."""
PEOPLE = "user"
PERIODS = frozenset(one.name for one in PERIOD_OPERATORS)
_DAYS = frozenset({Type.DATE, Type.DATETIME})


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a condition, as it is entered and as people read it."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class ShownCondition:
    """A condition with what it is entered with."""

    field: str
    label: str
    operator: str
    operators: tuple[Choice, ...]
    operand: str
    """What is entered: `none`, `value`, `values`, `pair` or `number`."""
    input: str
    """How a value is entered: `choice`, `record`, `date`, `boolean`, `number` or `text`."""
    values: tuple[Value, ...]
    options: tuple[Choice, ...]
    target: str
    """The object of the records to choose from."""


@dataclass(frozen=True, slots=True)
class Chip:
    """A field that a list is filtered by with one click."""

    field: str
    label: str
    text: str
    """What it is filtered by; empty for nothing."""
    rest: str
    """The filter without it."""


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """Conditions that all must hold, or any."""

    joined: str
    parts: "tuple[ShownCondition | ShownGroup, ...]"


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """Fields to choose from: those of the object, or those behind a look-up."""

    label: str
    fields: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class ShownFilter:
    """A filter that is edited: as a form, where its text has one, or as a text."""

    object: str
    text: str
    form: ShownGroup | None
    odd: bool
    """Whether the text is right, and yet no list of conditions."""
    fields: tuple[FieldGroup, ...]


# Chips ---------------------------------------------------------------------------------------------------------------


def chips(
    context: Context, access: Access, thing: Object, columns: Sequence[FieldPath], text: str
) -> tuple[Chip, ...]:
    """The chips of a list with some columns, by what its filter says."""
    parts = operands(text) if text else ()
    conditions = [condition_of(context, access, thing, one) for one in parts]
    chosen = [path for path in columns if _has_chip(expand(context.state, path)[-1])][:MOST_CHIPS]
    made = []
    for path in chosen:
        name = path_name(path)
        at = next((i for i, one in enumerate(conditions) if one and one.field == name), None)
        condition = None if at is None else conditions[at]
        shown = _shown(context, access, thing, condition) if condition else None
        rest = printed_all([one for i, one in enumerate(parts) if i != at])
        made.append(Chip(name, label_of(context, path), said(shown) if shown else "", rest))
    return tuple(made)


def _has_chip(field: Field) -> bool:
    return (
        isinstance(field.definition, ChoicesDef)
        or field.info.type in _DAYS
        or bool(field.relation and field.relation.targets == (PEOPLE,))
    )


def printed_all(parts: Sequence[Node]) -> str:
    """The text of parts that all must hold."""
    node = joined(parts, "all")
    return "" if node is None else printed(node)


def said(shown: ShownCondition) -> str:
    """A condition in few words, without the name of its field."""
    operator = next(one.label for one in shown.operators if one.chosen)
    values = ", ".join(one.text for one in shown.values)
    if shown.operator in ("equals", "one_of", "includes", "includes_any"):
        return values
    return f"{operator} {values}".strip()


def shown_chip(context: Context, object_name: str, name: str, text: str) -> ShownCondition:
    """What a chip opens: the field with what it is filtered by in a filter. Raises NotFound for an unknown field."""
    access, thing = thing_for(context, object_name)
    found = (condition_of(context, access, thing, one) for one in operands(text))
    condition = next((one for one in found if one and one.field == name), None)
    return _shown(context, access, thing, condition or _blank(context, access, thing, name))


def shown_condition(
    context: Context, object_name: str, name: str, operator: str, values: tuple[object, ...]
) -> ShownCondition:
    """A condition on a field that has just been chosen. Raises NotFound for one that there is not."""
    access, thing = thing_for(context, object_name)
    blank = _blank(context, access, thing, name)
    return _shown(
        context, access, thing, Condition(blank.field, operator or blank.operator, values)
    )


def _blank(context: Context, access: Access, thing: Object, name: str) -> Condition:
    of = compared(context, access, thing, name)
    if of is None:
        raise NotFound(FIELD_UNKNOWN, {"field": name[:100]})
    return Condition(of.name, of.operators[0].name)


def _shown(
    context: Context, access: Access, thing: Object, condition: Condition
) -> ShownCondition:
    of = compared(context, access, thing, condition.field)
    path = readable(context, access, thing, condition.field)
    assert of and path
    operator = next(
        (one for one in of.operators if one.name == condition.operator), of.operators[0]
    )
    field, language = of.field, context.language
    target = field.relation.targets[0] if field.relation else ""
    return ShownCondition(
        of.name, label_of(context, path), operator.name,
        tuple(Choice(one.name, one.label.text(language), one is operator) for one in of.operators),
        operator.operand, "number" if operator.operand == "number" else _input(of),
        _texts(context, access, of, operator, condition.values),
        tuple(_options(context, of, condition.values)), target,
    )  # fmt: skip


def _input(of: Compared) -> str:
    field = of.field
    if isinstance(field.definition, ChoicesDef):
        return "choice"
    if field.relation:
        return "record"
    kinds = {Type.DATE: "date", Type.NUMBER: "number"}
    return kinds.get(field.info.type, "text")


def _options(context: Context, of: Compared, chosen: Sequence[object]) -> Iterator[Choice]:
    """The values of a list, switched-off ones too: records may have them."""
    definition = of.field.definition
    if isinstance(definition, ChoicesDef):
        for one in definition.values:
            yield Choice(one.value, one.label.text(context.language), one.value in chosen)


def _texts(
    context: Context, access: Access, of: Compared, operator: Operator, values: Sequence[object]
) -> tuple[Value, ...]:
    """Values as they are entered and read."""
    if operator.operand == "number" or not values:
        return tuple(Value(str(one), str(one)) for one in values)
    field = of.field
    if field.relation:
        known = _names(context, access, field, values)
        return tuple(Value(str(one), known.get(str(one)) or MASKED) for one in values)
    if isinstance(field.definition, ChoicesDef):
        labels = field.type.labels(field.definition)
        return tuple(
            Value(str(one), labels[str(one)].text(context.language) if str(one) in labels else str(one))
            for one in values
        )  # fmt: skip
    return tuple(Value(*_typed(context, of, one)) for one in values)


def _names(
    context: Context, access: Access, field: Field, values: Sequence[object]
) -> Mapping[str, str | None]:
    assert field.relation
    thing = context.catalog.objects[field.relation.targets[0]]
    found = names(context, access, thing, [str(one) for one in values])
    return {one: None if name is None else str(name) for one, name in found.items()}


def _typed(context: Context, of: Compared, raw: object) -> tuple[str, str]:
    """A number, a day or a text, as it is entered and as it is read."""
    field = of.field
    if of.several or field.info.type is Type.TEXT:
        return str(raw), str(raw)
    try:
        value = field.type.from_json(raw, field.definition)
    except ValueRefused:  # typed for another comparison: people go on from what they have
        return str(raw), str(raw)
    if value is None:
        return "", ""
    text = field.type.to_text(value, field.definition, context.style)
    return (str(raw), text) if field.info.type in (Type.NUMBER, Type.DATE) else (text, text)


# The filter as a form ------------------------------------------------------------------------------------------------


def shown_filter(
    context: Context, object_name: str, text: str, written: bool = False
) -> ShownFilter:
    """A filter that is edited. What is wrong, or is to be `written`, is edited as a text."""
    access, thing = thing_for(context, object_name)
    form, right = None, True
    try:
        if text.strip():
            user_filter(context, access, thing, text)
        form = form_of(context, access, thing, text)
    except Invalid:
        right = False
    shown = _group(context, access, thing, form) if form and not written else None
    return ShownFilter(
        thing.name,
        text,
        shown,
        right and form is None,
        tuple(field_groups(context, access, thing)),
    )


def _group(context: Context, access: Access, thing: Object, form: Group) -> ShownGroup:
    return ShownGroup(form.joined, tuple(
        _group(context, access, thing, one) if isinstance(one, Group) else _shown(context, access, thing, one)
        for one in form.parts
        if not isinstance(one, Formula)
    ))  # fmt: skip


def field_groups(context: Context, access: Access, thing: Object) -> Iterator[FieldGroup]:
    """The fields that the user may filter by: those of the object, then those one look-up away."""
    yield FieldGroup(
        thing.label.text(context.language), tuple(_fields(context, access, thing, thing, ""))
    )
    for field in own_first(thing):
        if field.target is None:
            continue
        behind = context.catalog.objects[field.target]
        fields = tuple(_fields(context, access, thing, behind, f"{field.name}."))
        if fields:
            yield FieldGroup(field.label.text(context.language), fields)


def _fields(
    context: Context, access: Access, thing: Object, of: Object, before: str
) -> Iterator[Choice]:
    for field in own_first(of):
        if compared(context, access, thing, before + field.name) is not None:
            yield Choice(before + field.name, field.label.text(context.language), False)


def own_first(thing: Object) -> list[Field]:
    """The fields of an object, with those that every object has at the end."""
    return sorted(thing.fields.values(), key=lambda field: field.system)
