"""Every operator of every field type is parsed, checked and run as a filter over stored examples, on both databases."""

from contextlib import closing
from pathlib import Path
from typing import Any

from objectry.formula.types import Type
from objectry.metadata.field_types.base import Operator
from objectry.metadata.field_types.listing import FIELD_TYPES
from objectry.runtime.api import accounts, records
from objectry.runtime.api.organization import Organization
from objectry.runtime.context import Context
from objectry.runtime.settings import read_settings
from tests.contracts.samples import Sample, given_to, linked_records, plain, samples
from tests.runtime.conftest import PACKS, TestClock
from tests.runtime.records.repairs import field, repair, write_pack

TODAY = "2026-11-23"
"""The day of the clock, and that of some examples."""
FINDS = {
    "equals", "one_of", "contains", "begins", "ends", "at_most", "at_least", "between", "until", "since", "includes",
    "includes_any", "inside", "not_blank", "is_me",
}  # fmt: skip
"""Operators that find the record whose own value is asked for."""
MISSES = {
    "not_equals", "none_of", "less", "more", "before", "after", "not_contains", "not_includes", "outside", "blank",
}  # fmt: skip
"""Operators that do not find it."""
NOW = {"today", "this_week", "this_month", "this_quarter", "this_year"}
"""Periods that have today in them."""
OTHER = {
    "yesterday", "tomorrow", "last_week", "next_week", "last_month", "next_month", "last_quarter", "next_quarter",
    "last_year", "next_year",
}  # fmt: skip
"""Periods that have not."""
COUNTED = {"last_n_days", "next_n_days", "last_n_months", "next_n_months"}
EMPTY = {"blank", "not_equals", "none_of", "not_includes", "is_false"}
"""Operators that find a record without a value: what a function makes of nothing is nothing, and so is its opposite."""
MEASURED = {Type.NUMBER, Type.DATE}
"""What has no value is neither equal nor unequal to a number or a day."""


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _formula(operator: Operator, name: str, literal: str) -> str:
    if operator.operand == "number":
        literal = "2"
    elif operator.operand == "pair":
        literal = f"{literal}, {literal}"
    return operator.template.replace("{field}", name).replace("{value}", literal)


def _expected(operator: Operator, case: Sample) -> bool | None:
    """Whether the operator finds the record of the case; None where that depends on the day of the example."""
    if operator.name in ("is_true", "is_false"):
        return case.json is (operator.name == "is_true")
    if operator.name in NOW | OTHER:
        return operator.name in NOW if str(case.json).startswith(TODAY) else None
    return None if operator.name in COUNTED else operator.name in FINDS


def _finds_nothing(operator: Operator, case: Sample) -> bool:
    """Whether the operator finds a record without a value."""
    measured = operator.name == "not_equals" and case.kind.formula_type in MEASURED
    return operator.name in EMPTY and not measured


def test_every_operator_is_known_here() -> None:
    names = {one.name for kind in FIELD_TYPES.values() for one in kind.operators}
    assert names <= FINDS | MISSES | NOW | OTHER | COUNTED | {"is_true", "is_false"}


def test_every_operator_finds_what_it_says(database_url: str, tmp_path: Path) -> None:
    cases = list(samples())
    customer = field("lookup", "customer", to="customer")
    above = field("lookup", "above", to="repair")
    fields = [field(case.kind.name, case.field, **plain(case.options)) for case in cases]
    settings = read_settings({}, database_url=database_url)
    with closing(Organization(settings, TestClock())) as organization:
        pack = write_pack(tmp_path / "ops", "ops", repair(customer, above, *fields))
        organization.apply([*PACKS, *pack])
        with organization.write() as context:
            accounts.add_user(context, "ada", "Ada", ["administrator"], None)
        user = organization.principal("ada")
        with organization.write(user) as context:
            linked = linked_records(context)
            empty = records.create_record(context, "repair", {"name": "empty"}).record["id"]
            thing = context.catalog.objects["repair"]
            made = {}
            for case in cases:
                known = thing.fields[case.field]
                given = (
                    {case.field: given_to(case, known.relation, linked)} if case.is_given else {}
                )
                if "stalled" in _listed(case.json):
                    continue  # a value that is kept where it is, and no longer offered
                values = {"name": case.field, **given}
                made[case.field] = records.create_record(context, "repair", values).record
        wrong = []
        with organization.read(user) as context:
            for case in cases:
                record = made.get(case.field, {"id": ""})
                kind, definition = (
                    thing.fields[case.field].type,
                    thing.fields[case.field].definition,
                )
                value = (
                    kind.from_json(_bare(record[case.field]), definition)
                    if case.field in record
                    else None
                )
                for operator in kind.operators_of(definition):
                    needs = operator.operand not in ("none", "number")
                    if needs and value is None:
                        continue
                    literal = kind.literal(value, definition) if needs else ""
                    formula = _formula(operator, case.field, literal)
                    found = _found(context, formula)
                    expected = _expected(operator, case) if value is not None else None
                    if expected is not None and (record["id"] in found) != expected:
                        wrong.append(formula)
                    if not case.kind.computed and (empty in found) != _finds_nothing(
                        operator, case
                    ):
                        wrong.append(f"{formula} (no value)")
        assert not wrong, "\n".join(wrong)


def _bare(json: Any) -> Any:
    """A value as it is read, so that it can be written: links without their names."""
    if isinstance(json, list):
        return [_bare(one) for one in json]
    if isinstance(json, dict) and "id" in json:
        return {name: json[name] for name in ("object", "id") if name in json}
    return json


def _found(context: Context, formula: str) -> set[str]:
    asked = records.ListRequest(fields="id", filter=formula, limit=500)
    return {one["id"] for one in records.list_records(context, "repair", asked)["records"]}
