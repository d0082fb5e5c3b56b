"""Capital and small letters: hand-checked cases, in Python and in PostgreSQL."""

from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from objectry.formula.functions import capitals
from objectry.formula.functions.declare import Function
from tests.examples import few
from tests.formula.functions.agreement import in_postgresql, in_python

CASES: list[tuple[Function, tuple[Any, ...], Any]] = [
    (capitals.upper, ("groß é",), "GROSS É"),
    (capitals.upper, ("ŉ ﬃ ΐ",), "ʼN FFI \u0399\u0308\u0301"),
    (capitals.upper, ("华强vip",), "华强VIP"),
    (capitals.upper, ("ıi",), "II"),
    (capitals.upper, ("ǆ",), "Ǆ"),
    (capitals.upper, (None,), None),
    (capitals.lower, ("GROSS É",), "gross é"),
    (capitals.lower, ("ΌΔΟΣ ΑΣ.Α",), "όδος ασ.α"),
    (capitals.lower, ("İI",), "i̇i"),
    (capitals.lower, ("华强VIP",), "华强vip"),
    (capitals.lower, ("Ⅻ",), "ⅻ"),
    (capitals.lower, (None,), None),
    (capitals.upper_in, ("istanbul ı", "tr"), "İSTANBUL I"),
    (capitals.upper_in, ("istanbul", "AZ_az"), "İSTANBUL"),
    (capitals.upper_in, ("istanbul", "en"), "ISTANBUL"),
    (capitals.upper_in, ("istanbul", None), "ISTANBUL"),
    (capitals.upper_in, ("i\u0307\u0300", "lt"), "I\u0300"),
    (capitals.upper_in, ("i\u0307\u0307 j\u0307 x\u0307", "LT-lt"), "I\u0307 J X\u0307"),
    (capitals.upper_in, ("ß i", "trk"), "SS I"),
    (capitals.upper_in, (None, "tr"), None),
    (capitals.upper_in, (None, None), None),
    (capitals.lower_in, ("IĞDIR İ", "tr-TR"), "ığdır i"),
    (capitals.lower_in, ("I\u0307", "tr"), "i"),
    (capitals.lower_in, ("IDAHO", "de"), "idaho"),
    (capitals.lower_in, ("IDAHO", None), "idaho"),
    (capitals.lower_in, ("\u00cc", "lt"), "i\u0307\u0300"),
    (
        capitals.lower_in,
        ("I\u0300\u0301 J\u0303 \u00cd\u0128 I", "lt_LT"),
        "i\u0307\u0300\u0301 j\u0307\u0303 i\u0307\u0301i\u0307\u0303 i",
    ),
    (capitals.lower_in, ("ΌΔΟΣ İI\u0307I", "tr"), "όδος iiı"),
    (capitals.lower_in, (None, "tr"), None),
    (capitals.lower_in, (None, None), None),
    (capitals.INITCAP, ("hello wORLD",), "Hello World"),
    (capitals.INITCAP, ("o'neil 2ND-hand",), "O'Neil 2nd-Hand"),
    (capitals.INITCAP, ("ΌΔΟΣ ΑΣ",), "Όδος Ας"),
    (capitals.INITCAP, ("re\u0301sume\u0301 élan",), "Re\u0301sume\u0301 Élan"),
    (capitals.INITCAP, ("华强 vip客户 ß ǆ",), "华强 Vip客户 Ss ǅ"),
    (capitals.INITCAP, ("x²y a_b\tc\nd",), "X²Y A_B\tC\nD"),
    (capitals.INITCAP, ("İI İ",), "İi İ"),
    (capitals.INITCAP, (None,), None),
    (capitals.PROPER, ("ab cd",), "Ab Cd"),
    (capitals.PROPER, ("  ab  ",), "  Ab  "),
    (capitals.PROPER, ("...",), "..."),
    (capitals.PROPER, ("1ST",), "1st"),
    (capitals.PROPER, ("😀a",), "😀A"),
    (capitals.PROPER, (None,), None),
]


@pytest.mark.parametrize(("function", "arguments", "answer"), CASES)
def test_both_answer_what_the_case_says(
    function: Function, arguments: tuple[Any, ...], answer: Any, database: sa.Connection
) -> None:
    assert in_python(function, *arguments) == answer
    if function.sql is not None:
        assert in_postgresql(database, function, *arguments) == answer


# Letters that some language treats apart, accents above them, and any others that Python and the server both know.
_KNOWN = st.characters(codec="utf-8", exclude_categories=["Cn"], exclude_characters="\0")
_TEXTS = st.text(st.sampled_from("iIıİjJįĮÌÍĨΣσςß\u0300\u0301\u0303\u0307 ") | _KNOWN, max_size=8)
_LOCALES = st.none() | st.sampled_from(
    ("tr", "AZ-Latn", "lt_LT", "en_US", "el", "tr-TR", "_tr", "Lt")
)


@pytest.mark.parametrize("function", [capitals.upper_in, capitals.lower_in])
@settings(max_examples=few(200), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=_TEXTS, locale=_LOCALES)
def test_every_language_has_its_letters_in_postgresql_too(
    function: Function, text: str, locale: str | None, database: sa.Connection
) -> None:
    assert in_postgresql(database, function, text, locale) == in_python(function, text, locale)
