"""What a formula gives for records that somebody may see. Nothing is saved, and nothing is read that he may not read."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any, get_args

from objectry.formula.checking.checker import Checked
from objectry.formula.checking.paths import OLD
from objectry.formula.checking.selects import choices_of, labels_of, selects
from objectry.formula.checking.typed import FieldRef, fields_in
from objectry.formula.faults import EvaluationError, Fault
from objectry.formula.functions.declare import Profile, Use
from objectry.formula.problems import FormulaError
from objectry.formula.python.program import Program, compiled
from objectry.formula.surroundings import NO_VALUES, Row, Surroundings
from objectry.formula.types import Type
from objectry.metadata.catalog import FieldPath, Object, walk
from objectry.metadata.documents import Label
from objectry.metadata.field_types.base import FieldDef, ValueRefused
from objectry.metadata.field_types.formula import FormulaDef, FormulaType, Returns
from objectry.metadata.field_types.listing import FIELD_TYPES
from objectry.metadata.field_types.number import shown, trimmed
from objectry.metadata.formula_scope import USER
from objectry.runtime.access.grants import Access
from objectry.runtime.api import messages
from objectry.runtime.api.formula_help import Written, reader_scope
from objectry.runtime.api.formulas import CONDITIONS, useful
from objectry.runtime.api.records import record_id, thing_for
from objectry.runtime.context import Context
from objectry.runtime.errors import FieldError, Invalid
from objectry.runtime.formulas.look_ups import LookUps
from objectry.runtime.formulas.values import seen
from objectry.runtime.store import reach, read
from objectry.runtime.store.query import Query
from objectry.runtime.store.read import Page
from objectry.runtime.store.surroundings import for_everybody, for_user
from objectry.runtime.texts.values import MASKED, shown_column

Json = dict[str, Any]
PREVIEWED = 10
"""Records for which a formula is computed where nobody names one."""
_OF_TYPE: Mapping[Type, Returns] = MappingProxyType(
    {Type.BOOLEAN: "boolean", Type.DATE: "date", Type.DATETIME: "datetime", Type.TIME: "time"}
)
"""As what a value is shown of which nobody says what field it is for."""


@dataclass(frozen=True, slots=True)
class _Trial:
    """A formula that is tried."""

    checked: Checked
    program: Program
    written: Written


def preview_formula(
    context: Context, object_name: str, written: Written, record: str | None = None
) -> Json:
    """What a formula gives for one record, or for the latest: `{"results": [{"id", "name", "text", "holds", "error"}]}`;
    `holds` is for conditions. Raises Invalid for a formula that cannot be used."""
    access, thing = thing_for(context, object_name)
    trial = _trial(context, access, thing, written)
    read_by_it = _paths(context, trial.checked, thing.name, ("", OLD))
    named = thing.name_field if thing.name_field.name in access.on(thing).readable else None
    columns = tuple(dict.fromkeys((*read_by_it, (named or thing.fields["id"],))))
    if record is None:
        page = read.page(context, access, Query(thing, columns, limit=PREVIEWED))
    else:
        page = read.one(context, access, thing, record_id(record), columns)
    names = [shown_column(context, one) for one in page.series if one.field is named]
    found = _values(context, access, trial, _rows(page))
    return {
        "results": [
            {"id": identifier, "name": names[0][at].text if names else None,
             **_result(context, access, trial, value)}
            for at, (identifier, value) in enumerate(zip(page.ids, found, strict=True))
        ]
    }  # fmt: skip


def _trial(context: Context, access: Access, thing: Object, written: Written) -> _Trial:
    scope = reader_scope(context, access, thing)
    try:
        checked = useful(written.text, scope, written.returns, written.use, Profile.OBJECTRY)
        return _Trial(checked, compiled(checked), written)
    except FormulaError as error:
        errors = [
            FieldError("text", one.message, {**one.params, "line": one.line, "column": one.column}, one.hint)
            for one in error.problems
        ]  # fmt: skip
        first = errors[0]
        said = {**first.params, "zh": first.text("zh"), "en": first.text("en")}
        raise Invalid(messages.FORMULA_WRONG, said, errors) from None


def _paths(
    context: Context, checked: Checked, object_name: str, roots: Collection[str]
) -> tuple[FieldPath, ...]:
    """The fields that a formula reads on paths with some roots, seen from an object."""
    refs = (one for one in fields_in(checked.root) if one.root in roots)
    found = (walk(context.catalog.objects, object_name, one.key) for one in refs)
    return tuple(path for path in found if path is not None)


def _rows(page: Page) -> list[Row]:
    """The records of a page as formulas see them."""
    return [
        {series.name: seen(series.field, series.values[at]) for series in page.series}
        for at in range(len(page.ids))
    ]


# Computing -----------------------------------------------------------------------------------------------------------


def _values(context: Context, access: Access, trial: _Trial, rows: Sequence[Row]) -> list[Any]:
    """What the formula gives for each record; a Fault where it cannot be computed. Records are found by their values as far
    as the user may see them."""
    look_ups = LookUps(context, access)
    around = replace(_around(context, access, trial), find=look_ups.find)
    found = [_value(trial, around, row) for row in rows]
    while look_ups.answer():
        found = [_value(trial, around, row) for row in rows]
    return found


def _around(context: Context, access: Access, trial: _Trial) -> Surroundings:
    """What the formula knows beside the records; of the user, and of whom his look-ups lead to, what he may read himself."""
    known = for_user if trial.written.use is Use.FILTER else for_everybody
    around = known(context, access, trial.checked)
    asked = _paths(context, trial.checked, "user", (USER,))
    if not asked or access.user is None:
        return around
    page = read.one(context, access, context.catalog.objects["user"], access.user, asked)
    (own,) = _rows(page) or [NO_VALUES]
    return replace(around, globals={**around.globals, USER: own})


def _value(trial: _Trial, around: Surroundings, row: Row) -> Any:
    """A rule is tried as if the record were saved without a change."""
    try:
        return trial.program.evaluate(row, replace(around, old=row))
    except EvaluationError as error:
        return error.fault


# Showing -------------------------------------------------------------------------------------------------------------


def _result(context: Context, access: Access, trial: _Trial, value: Any) -> Json:
    """A value as people read it, or why there is none."""
    if isinstance(value, Fault):
        return {"text": "", "holds": None, "error": value.message.text(context.language)}
    if trial.written.use in CONDITIONS:
        holds = value is True  # nothing does not hold
        return {"text": _as_field(context, "boolean", holds), "holds": holds, "error": None}
    try:
        text = "" if value is None else _text(context, access, trial, value)
    except ValueRefused as refused:
        return {"text": "", "holds": None, "error": refused.message.text(context.language, refused.params)}  # fmt: skip
    return {"text": text, "holds": None, "error": None}


def _text(context: Context, access: Access, trial: _Trial, value: Any) -> str:
    root, returns = trial.checked.root, trial.written.returns
    kind = next((one for one in get_args(Returns) if one == returns), _OF_TYPE.get(root.type))
    if kind is not None:
        return _as_field(context, kind, value)
    if root.type is Type.NUMBER:
        return shown(Decimal(trimmed(value)), context.style, True)
    if root.type is Type.GEOLOCATION:
        return ", ".join(str(trimmed(one)) for one in value)
    if root.type is Type.LOOKUP:
        return _name(context, access, root, value)
    chosen = selects(root)
    labels = dict(zip(choices_of(chosen), labels_of(chosen), strict=False))
    values = value if isinstance(value, tuple) else (value,)
    return ", ".join(labels[one][0 if context.language == "zh" else 1] if one in labels else str(one)
                     for one in values)  # fmt: skip


def _as_field(context: Context, returns: Returns, value: Any) -> str:
    """A value as a formula field shows it that returns it."""
    label = Label(zh=returns, en=returns)
    written = FormulaDef(name="tried", label=label, formula="null", returns=returns)
    definition: FieldDef = FormulaType().values(written, None)
    kind = FIELD_TYPES[definition.type]
    kept = kind.from_formula(value, definition)
    return "" if kept is None else kind.to_display(kept, definition, context.style)


def _name(context: Context, access: Access, root: Any, value: str) -> str:
    """The name of the record that a look-up leads to, as far as the user may read it."""
    target = root.path[-1].target if isinstance(root, FieldRef) else None
    if target is None:
        return value
    names = reach.names(context, access, context.catalog.objects[target], [value])
    return str(names.get(value) or MASKED)
