"""A renaming changes the names of a formula's text at their exact places, and nothing else of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from objectry.formula.checking.checker import Wanted, check
from objectry.formula.checking.references import Reference, replaced
from objectry.formula.functions.declare import Use
from objectry.formula.problems import FormulaError
from objectry.formula.syntax.printer import name_text
from objectry.formula.types import FieldInfo, Supply
from tests.examples import few
from tests.formula.differential.random_formulas import MADE, formulas
from tests.formula.differential.sample import OBJECTS as SAMPLE
from tests.formula.scopes import OBJECTS


@dataclass(frozen=True)
class Known:
    """A scope whose fields have IDs, some of them another name than the one that they began with."""

    objects: Mapping[str, tuple[FieldInfo, ...]]
    now: Mapping[str, str]
    object: str = "deal"

    def names(self, object_name: str) -> tuple[FieldInfo, ...]:
        """All fields, by the names that they have now."""
        known = ((f"{object_name}.{one.name}", one) for one in self.objects.get(object_name, ()))
        return tuple(replace(one, id=key, name=self.now.get(key, one.name)) for key, one in known)

    def objects_called(self) -> Mapping[str, tuple[str, str]]:
        """The objects, without labels."""
        return dict.fromkeys(self.objects, ("", ""))

    def lacks(self) -> frozenset[Supply]:
        """Nothing: rows say what there is."""
        return frozenset()

    def fields(self, object_name: str, name: str) -> tuple[FieldInfo, ...]:
        """By API name, else by label."""
        known, folded = self.names(object_name), name.casefold()
        return tuple(one for one in known if one.name == folded) or tuple(
            one for one in known if folded in (one.label_zh, one.label_en.casefold())
        )


def _renamed(text: str, references: Iterable[Reference], names: Mapping[str, str]) -> str:
    """The text with other names for some fields, by their IDs."""
    pieces = {one.span: name_text(names[one.id]) for one in references if one.id in names}
    return replaced(text, pieces)


RENAMED = {"deal.amount": "value", "customer.name": "title", "deal.customer": "and"}


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("amount > 1", "value > 1"),
        ("AMOUNT  >  1 // the amount", "value  >  1 // the amount"),
        ('amount = 1 || "amount" = name', 'value = 1 || "amount" = name'),
        ("金额 > {金额}", "value > value"),
        ('customer.name = name', '{and}.title = name'),
        ("{客户}.{客户名称} = NULL\n && 客户.上级客户.name = \"x\"", '{and}.title = NULL\n && {and}.上级客户.title = "x"'),
        ("IF(urgent, amount, amount * rate)", "IF(urgent, value, value * rate)"),
        ("urgent", "urgent"),
        ('（金额）＞ 1 ＆＆ “amount” = name', '（value）＞ 1 ＆＆ “amount” = name'),
    ],
)  # fmt: skip
def test_renamed_fields_are_renamed_where_they_stand(text: str, after: str) -> None:
    wanted = Wanted()
    before = check(text, Known(OBJECTS, {}), wanted, use=Use.FIELD)
    changed = _renamed(text, before.references, RENAMED)
    assert changed == after
    again = check(changed, Known(OBJECTS, RENAMED), wanted, use=Use.FIELD)
    assert [one.id for one in again.references] == [one.id for one in before.references]


def test_what_is_looked_up_in_another_object_is_renamed_there() -> None:
    text = 'VLOOKUP(customer.name, customer.name, name) = "x"'
    before = check(text, Known(OBJECTS, {}), use=Use.RULE)
    names = {"customer.name": "title", "deal.name": "called"}
    changed = 'VLOOKUP(customer.title, customer.title, called) = "x"'
    assert _renamed(text, before.references, names) == changed
    check(changed, Known(OBJECTS, names), use=Use.RULE)


@settings(max_examples=few(100))
@given(text=st.sampled_from(MADE).flatmap(lambda kind: formulas(kind, pushed=False)))
def test_a_renaming_never_breaks_a_formula(text: str) -> None:
    names = {
        f"{thing}.{one.name}": f"new_{one.name}"
        for thing, fields in SAMPLE.items()
        for one in fields
    }
    try:
        before = check(text, Known(SAMPLE, {}), Wanted(), use=Use.RULE)
    except FormulaError:
        return
    changed = _renamed(text, before.references, names)
    again = check(changed, Known(SAMPLE, names), Wanted(), use=Use.RULE)
    assert [one.id for one in again.references] == [one.id for one in before.references]
