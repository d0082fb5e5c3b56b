"""What formulas see of a field is of its type in formulas, and the same whether Python or a database reads it."""

from collections.abc import Mapping
from contextlib import closing
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from objectry.formula.types import Type
from objectry.metadata.field_types.listing import FIELD_TYPES, read_field
from objectry.runtime.api import accounts, records
from objectry.runtime.api.organization import Organization
from objectry.runtime.settings import read_settings
from tests.contracts.samples import Sample, given_to, linked_records, plain, samples
from tests.runtime.conftest import PACKS, TestClock
from tests.runtime.records.repairs import field, repair, write_pack

PYTHON: Mapping[Type, tuple[type, ...]] = MappingProxyType({
    Type.TEXT: (str,), Type.PICKLIST: (str,), Type.LOOKUP: (str,), Type.NUMBER: (int, Decimal), Type.BOOLEAN: (bool,),
    Type.DATE: (date,), Type.DATETIME: (datetime,), Type.TIME: (time,), Type.MULTIPICKLIST: (tuple,),
    Type.GEOLOCATION: (tuple,),
})  # fmt: skip
"""The Python types of values that a formula takes."""
SHOWN: Mapping[Type, tuple[str, dict[str, Any]]] = MappingProxyType({
    Type.TEXT: ("{field}", {"returns": "text", "length": 10_000}),
    Type.PICKLIST: ("TEXT({field})", {"returns": "text"}),
    Type.LOOKUP: ("TEXT({field})", {"returns": "text"}),
    Type.NUMBER: ("{field} * 3", {"returns": "decimal", "scale": 4}),
    Type.BOOLEAN: ("{field}", {"returns": "boolean"}),
    Type.DATE: ("{field}", {"returns": "date"}),
    Type.DATETIME: ("{field}", {"returns": "datetime"}),
    Type.TIME: ("{field}", {"returns": "time"}),
    Type.MULTIPICKLIST: ("PICKLISTCOUNT({field})", {"returns": "integer"}),
    Type.GEOLOCATION: ('ROUND(DISTANCE({field}, GEOLOCATION(0, 0), "km"), 3)', {"returns": "decimal", "scale": 3}),
})  # fmt: skip
"""A formula that shows a value of each type, and the field that keeps it."""
VALUES = [
    pytest.param(kind, example, id=f"{kind.name}-{at}")
    for kind in FIELD_TYPES.values()
    for at, example in enumerate(kind.examples)
]


@pytest.mark.parametrize(("kind", "example"), VALUES)
def test_a_value_in_a_formula_is_what_the_first_columns_hold(kind: Any, example: Any) -> None:
    named = {"name": "f", "type": kind.name, "label": {"zh": "字段", "en": "Field"}}
    definition = read_field({**named, **kind.options, **example.options})
    seen_as = kind.type_in_formulas(definition)
    value = kind.from_json(example.json, definition)
    if seen_as is None or kind.relation(definition) is not None and not _is_of_ids(value):
        return
    seen = kind.in_formula(value)
    assert isinstance(seen, PYTHON[seen_as])
    stored = tuple(kind.to_columns(value, definition))
    assert seen == (stored[:2] if seen_as is Type.GEOLOCATION else stored[0])


def _is_of_ids(value: Any) -> bool:
    """Tell a link by ID from one by another value, which becomes an ID before any formula sees it."""
    return isinstance(value, str) or hasattr(value, "id")


def test_what_is_kept_is_what_a_filter_computes(database_url: str, tmp_path: Path) -> None:
    """A kept formula is computed in Python while its record is saved, a filter by the database."""
    known = [one for one in samples() if one.kind.formula_type is not None]
    fields, filters = _fields(known)
    links = [field("lookup", "customer", to="customer"), field("lookup", "above", to="repair")]
    settings = read_settings({}, database_url=database_url)
    with closing(Organization(settings, TestClock())) as organization:
        pack = write_pack(tmp_path / "seen", "seen", repair(*links, *fields))
        organization.apply([*PACKS, *pack])
        with organization.write() as context:
            accounts.add_user(context, "ada", "Ada", ["administrator"], None)
        user = organization.principal("ada")
        made = {}
        with organization.write(user) as context:
            linked = linked_records(context)
            thing = context.catalog.objects["repair"]
            for one in known:
                if one.is_given and "stalled" not in str(one.json):
                    relation = thing.fields[one.field].relation
                    values = {one.field: given_to(one, relation, linked), "name": one.field}
                    made[one.field] = records.create_record(context, "repair", values).record["id"]
        with organization.read(user) as context:
            for name, record in made.items():
                asked = records.ListRequest(fields="id", filter=filters[name], limit=500)
                found = records.list_records(context, "repair", asked)["records"]
                assert [one["id"] for one in found] == [record], filters[name]


def _fields(known: list[Sample]) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """The fields with their examples and the formulas that show them, and the filters that compare both."""
    fields: list[dict[str, Any]] = []
    filters: dict[str, str] = {}
    for at, one in enumerate(known):
        given = field(one.kind.name, one.field, **plain(one.options))
        fields.append(given)
        seen_as = one.kind.type_in_formulas(read_field(given))
        assert seen_as is not None
        form, returned = SHOWN[seen_as]
        formula = form.format(field=one.field)
        fields.append(field("formula", f"shown_{at}", formula=formula, **returned))
        filters[one.field] = f'shown_{at} = {formula} && name = "{one.field}"'
    return fields, filters
