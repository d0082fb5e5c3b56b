"""How large numbers may become: no number of a random formula is larger, or has more decimals, than its size says."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectry.formula.checking.typed import Apply, Run, Typed, walk
from objectry.formula.problems import FormulaError
from objectry.formula.python.program import compiled
from objectry.formula.sql.magnitude import Size, may_overflow, seen_alike, size
from objectry.formula.types import Type
from tests.examples import RANDOM
from tests.formula.differential.engines import checked
from tests.formula.differential.random_formulas import formulas
from tests.formula.differential.sample import AROUND, ROWS, as_formulas_see

_NUMBERS = formulas(Type.NUMBER)
_ROUNDED = Decimal(1) + Decimal("1e-9")
"""Sizes are binary numbers, which are nearly what they stand for."""


@RANDOM
@given(text=_NUMBERS, rows=st.lists(ROWS, min_size=3, max_size=3), zero=st.booleans())
def test_no_number_is_larger_than_its_size(
    text: str, rows: list[dict[str, Any]], zero: bool
) -> None:
    try:
        formula = checked(text, zero)
    except FormulaError:
        return
    seen = [as_formulas_see(row) for row in rows]
    for node in _numbers(formula.root):
        found, program = size(node), compiled(replace(formula, root=node))
        columns = {name: [row[name] for row in seen] for name in program.fields}
        for value in program.evaluate_many(columns, AROUND, len(rows)):
            if isinstance(value, Decimal):
                assert _fits(value, found, node.exact), (text, node.span, value, found)


def _numbers(root: Typed) -> Iterator[Typed]:
    """All parts of a formula that are numbers, and each beginning of a chain of operators."""
    for node in walk(root):
        if node.type is Type.NUMBER:
            yield node
        if isinstance(node, Run):
            for count in range(1, len(node.steps)):
                if node.steps[count - 1].type is Type.NUMBER:
                    yield Run(node.first, node.steps[:count], node.span)


def _fits(value: Decimal, found: Size, exact: bool) -> bool:
    exponent = value.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    small = value.copy_abs() <= Decimal(found.largest) * _ROUNDED
    return small and (not exact or -exponent <= found.decimals)


@pytest.mark.parametrize(
    ("text", "largest", "decimals"),
    [
        ("n1", 1e17, 2),
        ("w1", 1e19, 0),
        ("p1", 1e16, 3),
        ("-12.50", 12.5, 2),
        ("n1 + n2", 1e17 + 1e13, 6),
        ("n1 * n2", 1e30, 8),
        ("n1 * p1", 1e33, 5),
        ("ROUND(n1 * n2, 1)", 1e30, 1),
        ("MAX(n1, 5)", 1e17, 2),
        ("IF(b1, n1, 0.125)", 1e17, 3),
        ("n1 / 4", 1e17 / 4, 18),
        ("0.0000000000000000005 / 1", 1.5e-18, 18),
        ("YEAR(d1)", 9999, 0),
        ("d1 - d2", 1e9, 0),
    ],
)
def test_sizes_of_plain_numbers(text: str, largest: float, decimals: float) -> None:
    found = size(checked(text).root)
    assert found.largest == pytest.approx(largest, rel=1e-9, abs=0)
    assert found.decimals == decimals


@pytest.mark.parametrize(
    ("text", "may"),
    [("n1 * n1", False), ("w1 * w1 * w1 * w1", True), ("n1 / n1", False), ("w1 / n2 * w1 * w1", False),
     ("w1 / n2 * w1 * w1 * w1", True), ("n1 ^ 3", False)],
)  # fmt: skip
def test_what_may_become_too_large_is_known(text: str, may: bool) -> None:
    assert may_overflow(checked(text).root) is may


@pytest.mark.parametrize(
    ("found", "kept"),
    [
        (Size(1e30, 8), True),
        (Size(1e31, 8), False),
        (Size(1e19, float("inf")), False),
        (Size(1e38, 0), True),
        (Size(0.5, 400), False),
    ],
)
def test_which_numbers_keep_all_of_their_digits(found: Size, kept: bool) -> None:
    assert found.is_kept is kept


@pytest.mark.parametrize(
    ("text", "alike"),
    [
        ("n1 / 7", True), ("n1 / n1", True), ("(n1 + p1) / w1", True), ("n1 * 3 / w1", True),
        ("n1 / n2", False), ("n1 / n3", False), ("n1 * n1 / w1", False), ("n1 / 7 / 7", False), ("n1 / 7 * 7", False),
        ("n1 / (w1 / 7)", False), ("SQRT(n1) / 7", False), ("n1 / 7 + 1", False),
    ],
)  # fmt: skip
def test_of_which_quotients_the_quick_form_shows_the_same(text: str, alike: bool) -> None:
    root = checked(text).root
    assert isinstance(root, Apply)  # a quotient as it is seen
    assert seen_alike(root.arguments[0]) is alike
