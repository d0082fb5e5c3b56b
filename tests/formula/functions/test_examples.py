"""Every example of the reference gives what it says, in each engine that can compute it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest

from objectry.formula.checking.checker import Wanted, check
from objectry.formula.checking.forms import FORMS
from objectry.formula.functions.declare import Function, Profile, Use
from objectry.formula.functions.listing import FUNCTIONS
from objectry.formula.python.program import compiled
from objectry.formula.types import FieldInfo, Supply, Type
from scripts.formula_samples import AROUND, FIELDS, ROW
from tests.formula.shown import shown


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

    def objects_called(self) -> Mapping[str, tuple[str, str]]:
        """No objects."""
        return {}

    def lacks(self) -> frozenset[Supply]:
        """Nothing: rows say what there is."""
        return frozenset()


def _declared() -> Iterator[tuple[Profile, str, tuple[tuple[str, str], ...]]]:
    for profile, forms in FUNCTIONS.items():
        for name, variants in forms.items():
            for one in variants:
                yield profile, name, one.examples
        for form in FORMS.values():
            if profile in form.profiles:
                yield profile, form.name, form.examples


_DAY = re.compile(r"#(\d{4})-(\d\d)-(\d\d)#")
_MOMENT = re.compile(r"#(\d{4}-\d\d-\d\d \d\d:\d\d)Z#")
_WITHIN = re.compile(r"(\w+) IN \(")


def _written(profile: Profile, text: str) -> str:
    """An example as the profile reads it: written-out days, moments and `x IN (…)` are ours only."""
    if profile is Profile.OBJECTRY:
        return text
    days = _DAY.sub(lambda one: f"DATE({one[1]}, {int(one[2])}, {int(one[3])})", text)
    return _WITHIN.sub(r"IN(\1, ", _MOMENT.sub(r'DATETIMEVALUE("\1:00")', days))


CASES = [
    (profile, _written(profile, text), result)
    for profile, _, examples in _declared()
    for text, result in examples
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
