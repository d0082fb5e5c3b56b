"""Characters that come along when a formula is copied from elsewhere."""

import pytest

from objectry.formula.functions.declare import Profile
from objectry.formula.syntax.parser import parse


@pytest.mark.parametrize("mark", ["\ufeff", "\u200b", "\u2060", "\u2003", "\u202f"])
def test_marks_that_nobody_sees_are_blanks(mark: str) -> None:
    plain = parse("amount > 1", Profile.OBJECTRY)
    assert parse(f"{mark}amount{mark}>{mark}1{mark}", Profile.OBJECTRY) == plain
    assert parse(f"amount{mark}> 1", Profile.OBJECTRY) == plain


def test_marks_within_texts_stay() -> None:
    text = "\"a\u200bb\" & '\ufeff' & “\u2003”"
    operands = parse(text, Profile.OBJECTRY).operands  # type: ignore[union-attr]
    assert [one.value for one in operands] == ["a\u200bb", "\ufeff", "\u2003"]  # type: ignore[union-attr]
