"""Every example of the reference gives what it says, in each engine that can compute it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from objectry.formula.checking.checker import Wanted, check
from objectry.formula.checking.forms import FORMS
from objectry.formula.functions.declare import Function, Profile, Use
from objectry.formula.functions.listing import FUNCTIONS
from objectry.formula.moments import Moment
from objectry.formula.python.program import compiled
from objectry.formula.surroundings import Surroundings
from objectry.formula.types import FieldInfo, Type
from tests.formula.shown import shown

AROUND = Surroundings(
    Moment(datetime(2026, 11, 23, 8, 0, tzinfo=UTC), ZoneInfo("Asia/Shanghai")),
    old={"stage": "open"},
)
FIELDS = {
    one.name: one
    for one in (
        FieldInfo("name", "名称", "Name", Type.TEXT),
        FieldInfo(
            "stage",
            "阶段",
            "Stage",
            Type.PICKLIST,
            choices=("open", "won", "lost"),
            choice_labels=(("进行中", "Open"), ("赢单", "Won"), ("丢单", "Lost")),
        ),
        FieldInfo("amount", "金额", "Amount", Type.NUMBER, scale=2),
        FieldInfo("rate", "赢率", "Win rate", Type.NUMBER, percent=True),
        FieldInfo("close_date", "结单日期", "Close date", Type.DATE),
        FieldInfo("seen_at", "跟进时间", "Seen at", Type.DATETIME),
        FieldInfo("urgent", "紧急", "Urgent", Type.BOOLEAN),
        FieldInfo("tags", "标签", "Tags", Type.MULTIPICKLIST),
        FieldInfo("customer", "客户", "Customer", Type.LOOKUP),
    )
}
ROW = {
    "name": "华强科技", "stage": "won", "amount": Decimal("1200.50"), "rate": Decimal(25), "close_date": date(2026, 11, 30),
    "seen_at": datetime(2026, 11, 20, 17, 30, tzinfo=UTC), "urgent": True, "tags": ("VIP", "展会"),
    "customer": "0190a5c0-0000-7000-8000-000000000001",
}  # fmt: skip


@dataclass(frozen=True)
class Sample:
    """A scope over the fields above."""

    object: str = "deal"

    def fields(self, object_name: str, name: str) -> tuple[FieldInfo, ...]:
        """By API name."""
        return (FIELDS[name.casefold()],) if name.casefold() in FIELDS else ()

    def names(self, object_name: str) -> tuple[FieldInfo, ...]:
        """All of them."""
        return tuple(FIELDS.values())


def _declared() -> Iterator[tuple[Profile, str, tuple[tuple[str, str], ...]]]:
    for profile, forms in FUNCTIONS.items():
        for name, variants in forms.items():
            for one in variants:
                yield profile, name, one.examples
        for form in FORMS.values():
            if profile in form.profiles:
                yield profile, form.name, form.examples


CASES = [
    (profile, text, result) for profile, _, examples in _declared() for text, result in examples
]


@pytest.mark.parametrize(("profile", "text", "result"), CASES)
def test_an_example_gives_what_it_says(profile: Profile, text: str, result: str) -> None:
    checked = check(text, Sample(), Wanted(), use=Use.RULE, profile=profile)
    assert shown(compiled(checked).evaluate(ROW, AROUND)) == result


def _functions() -> list[Function]:
    return [one for forms in FUNCTIONS.values() for variants in forms.values() for one in variants]


def test_every_function_is_explained_in_both_languages_with_examples() -> None:
    internal = {"ISCHANGED"}
    for one in _functions():
        assert one.help_zh and one.help_en or one.name in internal, one.name
        comparing_periods = any(Type.PERIOD in p.types for p in one.parameters)
        assert one.examples or one.name in internal or comparing_periods, one.name


def test_no_form_of_a_function_hides_another_one() -> None:
    for forms in FUNCTIONS.values():
        for name, variants in forms.items():
            taken = [tuple(p.types for p in one.parameters) + (one.repeats,) for one in variants]
            assert len(taken) == len(set(taken)), name
