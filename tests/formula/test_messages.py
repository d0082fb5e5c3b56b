"""Sentences in two languages, and what they repeat of wrong values."""

from decimal import Decimal

import pytest

from objectry.formula.messages import Message, excerpt

TOO_MANY = Message("too_many", "最多 {most} 个", "at most {most}")


def test_a_message_fills_its_places_in_either_language() -> None:
    assert (TOO_MANY.text("zh", {"most": 5}), TOO_MANY.text("en", {"most": 5})) == (
        "最多 5 个",
        "at most 5",
    )


@pytest.mark.parametrize(
    ("count", "said"),
    [(1, "1 record has"), ("1", "1 record has"), (0, "0 records have"), (21, "21 records have")],
)
def test_a_count_stands_with_the_word_that_goes_with_it(count: object, said: str) -> None:
    message = Message("some", "{count} 条 {what}", "{count:record has|records have} no {what}")
    params = {"count": count, "what": "a|b"}
    assert message.text("en", params) == f"{said} no a|b"
    assert message.text("zh", params) == f"{count} 条 a|b"


def test_a_kept_message_says_what_it_said() -> None:
    data = {"code": "old", "zh": "旧", "en": "old"}
    assert Message.kept(data) == Message("old", "旧", "old")


@pytest.mark.parametrize(
    ("value", "repeated"),
    [
        ("GTXPro", "GTXPro"),
        ("x" * 101, "x" * 99 + "…"),
        ("a\x00b\ud800c\n", "a�b�c�"),
        (Decimal("12.50"), "12.50"),
        (True, "true"),
        (None, "null"),
        (["甲", 1], '["甲", 1]'),
    ],
)
def test_a_wrong_value_is_repeated_shortly_and_safely(value: object, repeated: str) -> None:
    assert excerpt(value) == repeated
