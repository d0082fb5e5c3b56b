"""Hygiene of text, the same for all types that read it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectry.metadata.field_types.base import ValueRefused
from objectry.metadata.field_types.reading import (
    half_width,
    listed,
    several_lines,
    single_line,
    split_list,
    split_loosely,
)


def code_of(raw: object) -> str:
    with pytest.raises(ValueRefused) as refused:
        single_line(raw)
    return refused.value.message.code


def test_blanks_around_a_line_are_taken_off_even_unseen_ones() -> None:
    assert single_line("\ufeff \u3000深圳\u00a0 市\u200b\n") == "深圳\u00a0 市"
    assert single_line(" \u200b \ufeff ") == ""


def test_letters_are_composed() -> None:
    assert single_line("Cafe\u0301") == "Café"


def test_characters_that_cannot_be_stored_are_named_with_their_place() -> None:
    with pytest.raises(ValueRefused) as refused:
        single_line("ab\x00c")
    assert refused.value.message.code == "text_control"
    assert refused.value.params == {"position": 3, "character": "U+0000"}


@pytest.mark.parametrize("wrong", ["a\ud800", "a\x1b[31mb", "a\x7fb", "a\x85b", "a\uffffb"])
def test_surrogates_escapes_and_controls_are_refused(wrong: str) -> None:
    assert code_of(wrong) == "text_control"


def test_more_marks_than_a_letter_has_are_refused_with_their_place() -> None:
    assert single_line("a" + "\u0323\u0301" * 15).startswith("\u1ea1")
    with pytest.raises(ValueRefused) as refused:
        single_line("——e" + "\u0323\u0301" * 50_000)
    assert refused.value.message.code == "text_marks"
    assert refused.value.params == {"position": 4, "limit": 30}
    assert single_line("—" * 100) == "—" * 100


def test_long_texts_are_no_typed_values() -> None:
    assert half_width(" １２ ") == "12"
    assert half_width("１" * 1_001) == "１" * 1_001


@pytest.mark.parametrize("lines", ["a\nb", "a\r\nb", "a\tb", "a\u2028b"])
def test_a_line_is_one_line(lines: str) -> None:
    assert code_of(lines) == "text_line_break"


def test_several_lines_have_one_kind_of_line_end() -> None:
    assert several_lines("a\r\nb\rc\n\td\n") == "a\nb\nc\n\td"


@given(st.text())
def test_a_clean_line_stays_as_it_is(text: str) -> None:
    try:
        once = single_line(text)
    except ValueRefused:
        return
    assert single_line(once) == once
    assert unicodedata.is_normalized("NFC", once)
    once.encode()


@given(st.text(st.characters(), max_size=50))
def test_clean_lines_stay_as_they_are(text: str) -> None:
    try:
        once = several_lines(text)
    except ValueRefused:
        return
    assert several_lines(once) == once


def test_full_width_signs_are_plain_ones() -> None:
    assert half_width("　（１２．５％） ") == "(12.5%)"


def test_lists_are_split_at_semicolons_bars_and_lines() -> None:
    assert split_list(" a; b；c | d\ne,f ;; ") == ["a", "b", "c", "d", "e,f"]
    assert split_loosely("a，b、c,d") == ["a", "b", "c", "d"]


def test_a_long_list_of_possible_values_is_cut() -> None:
    assert listed(["a", "b"]) == "a, b"
    assert listed([str(n) for n in range(30)]).endswith("19…")
