"""Where somebody is who writes a formula: told from what stands before that place, whatever it is."""

import time

import pytest

from objectry.formula.syntax.parser import MAX_LENGTH
from objectry.formula.syntax.unfinished import Begun, Unfinished, Within, unfinished

QUICK = 0.1
"""Seconds of processor time in which any text is looked through."""


@pytest.mark.parametrize(
    ("before", "written", "way"),
    [
        ("", "", ()),
        ("am", "am", ()),
        ("amount > am", "am", ()),
        ("客", "客", ()),
        ("{Total c", "{Total c", ()),
        ("customer.", "", ("customer",)),
        ("customer . ind", "ind", ("customer",)),
        ("客户．{行", "{行", ("客户",)),
        ("{Parent customer}.owner.de", "de", ("Parent customer", "owner")),
        ("$U", "$U", ()),
        ("$User.department.", "", ("$User", "department")),
        ("/* amount */ na", "na", ()),
    ],
)
def test_a_name_is_begun_on_its_path(before: str, written: str, way: tuple[str, ...]) -> None:
    found = unfinished(before)
    assert (found.begun, found.written, found.way) == (Begun.NAME, written, way)


@pytest.mark.parametrize(
    "before", ["12", "1.", "#2026-11", "// na", "/* na", '"won"', "{a}", "50%"]
)
def test_what_nobody_can_complete(before: str) -> None:
    assert unfinished(before).begun is Begun.NOTHING


@pytest.mark.parametrize(
    ("before", "written", "compared"),
    [
        ('stage = "w', '"w', ("stage",)),
        ("stage ＝ “赢", "“赢", ("stage",)),
        ("customer.level <> 'a", "'a", ("customer", "level")),
        ("{Total cost} >= ", "", ("Total cost",)),
        ("stage = wo", "wo", ("stage",)),
        ('"it\\"s" = stage and stage ≠ "x \\" y', '"x \\" y', ("stage",)),
        ("ROUND(a, 1) = ", "", ()),
        ("a + b = ", "", ("b",)),
    ],
)
def test_what_it_is_compared_with(before: str, written: str, compared: tuple[str, ...]) -> None:
    found = unfinished(before)
    assert (found.written, found.compared) == (written, compared)


@pytest.mark.parametrize(
    ("before", "within"),
    [
        ("ROUND(", Within("ROUND")),
        ("round（amount，", Within("ROUND", 1, ("amount",))),
        ("IF(ISBLANK(a), (b, c), ", Within("IF", 2)),
        ("IF(a, (b", Within()),
        ("customer.stage in (", Within("IN", 1, ("customer", "stage"))),
        ('stage IN ("won", "', Within("IN", 2, ("stage",))),
        ("IN(stage, ", Within("IN", 1, ("stage",))),
        ('CONCAT("(,", ', Within("CONCAT", 1)),
        ("a and (b", Within()),
        ("AND(a, ", Within("AND", 1, ("a",))),
        ("ABS(1) + ", Within()),
        ("a) + ", Within()),
    ],
)
def test_the_brackets_around_it(before: str, within: Within) -> None:
    assert unfinished(before).within == within


@pytest.mark.parametrize(
    ("before", "awaited"),
    [("", True), ("a ", False), ("a an", False), ("a and ", True), ("f(a) ", False), ("f(", True), ("a >", True),
     ("not ", True), ('"x" & ', True), ("5 ", False)],
)  # fmt: skip
def test_whether_a_value_is_awaited(before: str, awaited: bool) -> None:
    assert unfinished(before).awaited is awaited


@pytest.mark.parametrize(
    "piece",
    ["(", '"', "'", "“", "a.", "/*", "{", "a,", "(a,", "\\", "#", "f(", "a=(", "x in(", ".", "１", "f(f(x,),", "\0",
     "\ud800", "a and (", "!", "\n", "//\n", "$", "\u0301"],
)  # fmt: skip
def test_hostile_texts_take_no_time(piece: str) -> None:
    text = piece * (MAX_LENGTH // len(piece))
    began = time.process_time()
    assert isinstance(unfinished(text), Unfinished)
    assert time.process_time() - began < QUICK
