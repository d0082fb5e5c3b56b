"""What fits where somebody is writing, of the names that there are for him, in his language."""

import pytest

from objectry.formula.checking.checker import check
from objectry.formula.checking.completion import completed
from objectry.formula.checking.described import described
from objectry.formula.checking.fixing import fixes
from objectry.formula.functions.declare import Use
from objectry.formula.problems import FormulaError
from tests.formula.cases.world import Names


def _inserted(
    before: str, after: str = "", use: Use = Use.FILTER, asked: bool = False
) -> list[str]:
    found = completed(before, after, Names(), use, "en", asked)
    return [one.insert for one in found.suggestions]


def test_the_likeliest_comes_first() -> None:
    found = _inserted("amo")
    assert found[0] == "amount"


def test_a_word_that_nobody_knows_has_no_suggestions() -> None:
    assert _inserted("qqqq") == []
    assert _inserted("amount.qq") == []


def test_words_behind_a_value() -> None:
    assert _inserted("amount > 5 a") == ["and"]
    assert _inserted("amount > 5 ", asked=True) == ["and", "or", "in ("]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [("am", "ount > 5", "ount"), ('stage = "w', 'on" and', 'on"'), ("stage = “w", "” and", "”"), ("stage = 'w", " and", ""),
     ("{Am", "ount}", "ount}"), ("am", " > 5", ""), ("5", "6", "")],
)  # fmt: skip
def test_the_rest_of_what_has_been_begun_goes(before: str, after: str, expected: str) -> None:
    assert completed(before, after, Names(), Use.FILTER, "en", True).after == expected


def test_values_are_written_in_the_quotes_that_have_been_begun() -> None:
    assert '"won"' in _inserted("stage = ")
    assert "‘won’" in _inserted("stage = ‘w", "’")
    assert _inserted("name = ") == []


def test_what_a_filter_cannot_ask_is_not_proposed() -> None:
    names = described(Use.FILTER, frozenset())
    assert "PINYIN" not in names and "ISCHANGED" not in names
    assert {"PINYIN", "ISCHANGED"} <= described(Use.RULE, frozenset()).keys()


def _fixed(text: str) -> str:
    with pytest.raises(FormulaError) as caught:
        check(text, Names())
    return fixes(text, caught.value.problems, lambda mended: check(mended, Names()))[0]


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("amounts > 5", "amount"),
        ('1 = 1 &&\nstage = "wom"', '"won"'),
        ("NOT stage = 'won'", ""),
        ("amount > 5 &&", ""),
        ("amounts > 5 || " * 100 + "1 = 1", ""),
    ],
)
def test_a_hint_is_offered_where_it_mends_something(text: str, fix: str) -> None:
    assert _fixed(text) == fix
