"""Texts of a file that its columns cannot mean as they are: no value of a list, no record that is there."""

import difflib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from objectry.formula.types import Type
from objectry.metadata.catalog import Field, Object
from objectry.metadata.field_types.base import ValueRefused
from objectry.metadata.field_types.choices import ChoicesDef
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.records import links
from objectry.runtime.transfer.importing import reader_of
from objectry.runtime.transfer.mapping import Plan, Source
from objectry.runtime.transfer.tables import Line

LOOKED_AT = 2_000
"""Different texts of a column that are looked at, those that stand there most often."""
SHOWN = 100
"""Texts of a column that are asked about."""
LIKENESS = 0.6
"""How like a text must be to what was probably meant."""


@dataclass(frozen=True, slots=True)
class UnknownText:
    """A text of a column that means nothing, or for which another one was given."""

    text: str
    rows: int
    """How often it stands there."""
    given: str | None
    """What it is taken for; empty to leave it out, None where nobody has said so."""
    near: str
    """What was probably meant: the key of a value, the ID of a record."""


@dataclass(frozen=True, slots=True)
class UnknownColumn:
    """A column with such texts."""

    source: Source
    texts: tuple[UnknownText, ...]
    more: int
    """How many others there are."""


def unknown_texts(
    context: Context, access: Access, plan: Plan, rows: Sequence[Line]
) -> Iterator[UnknownColumn]:
    """The columns with texts that mean nothing, for fields with a fixed number of meanings."""
    for source in plan.sources:
        if source.column is None or not _is_closed(source.field):
            continue
        counts = Counter(cells[source.column].strip() for _, cells in rows)
        del counts[""]
        wrong = _wrong(context, access, plan, source, dict(counts.most_common(LOOKED_AT)), rows)
        texts = [
            UnknownText(text, counts[text], source.values.get(text), near)
            for text, near in wrong.items()
        ]
        if texts:
            yield UnknownColumn(source, tuple(texts[:SHOWN]), len(texts[SHOWN:]))


def _is_closed(field: Field) -> bool:
    if field.relation is not None:
        return True
    return isinstance(field.definition, ChoicesDef) or field.type.formula_type is Type.BOOLEAN


def _wrong(
    context: Context, access: Access, plan: Plan, source: Source, texts: Collection[str],
    rows: Sequence[Line],
) -> dict[str, str]:  # fmt: skip
    """The texts that are asked about, each with what was probably meant."""
    reader = reader_of([source])
    wrong = dict.fromkeys((text for text in texts if text in source.values), "")
    values: dict[str, Any] = {}
    for text in texts:
        if text in wrong:
            continue
        try:
            values[text] = reader.read(source.field, text)
        except ValueRefused:
            wrong[text] = _nearest(context, source.field, text)
    if source.field.relation is not None:
        wrong |= _unfound(context, access, plan, source.field, values, rows)
    return wrong


def _nearest(context: Context, field: Field, text: str) -> str:
    """The value whose label is most like a text."""
    labels = field.type.labels(field.definition)
    names = {label.text(context.language).casefold(): value for value, label in labels.items()}
    names |= {value.casefold(): value for value in labels}
    near = difflib.get_close_matches(text.casefold(), names, 1, LIKENESS)
    return names[near[0]] if near else ""


def _unfound(
    context: Context, access: Access, plan: Plan, field: Field, values: Mapping[str, Any],
    rows: Sequence[Line],
) -> dict[str, str]:  # fmt: skip
    """The texts that name no record, with the one that was probably meant. Records of the file itself are made first."""
    assert field.relation
    own = _names_in_file(plan, rows) if plan.thing.name in field.relation.targets else frozenset()
    asked = {text: value for text, value in values.items() if text not in own}
    refused = links.refused(context, access, plan.thing, field, list(asked.values()))
    texts = list(asked)
    hints = {texts[at]: error.hint for at, error in refused.items()}
    target = context.catalog.objects[field.relation.targets[0]]
    near = links.meant(context, access, target, {hint for hint in hints.values() if hint})
    return {text: near.get(hint, "") for text, hint in hints.items()}


def _names_in_file(plan: Plan, rows: Sequence[Line]) -> frozenset[str]:
    """What the records of the file can be called by."""
    thing: Object = plan.thing
    naming = {thing.name_field, *thing.unique_fields}
    columns = [
        one.column for one in plan.sources if one.field in naming and one.column is not None
    ]
    return frozenset(cells[column].strip() for column in columns for _, cells in rows)
