"""A formula gives its field the same value, or the same reason for none: kept or computed when it is read, on both
databases."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

import pytest

from objectry.metadata.field_types.formula import Returns
from objectry.runtime.api.organization import Organization
from tests.runtime.computing.conftest import install
from tests.runtime.conftest import Desk

Result = tuple[str, Any, str | None]
"""A formula on a record with `name` x, `n` 1 and `due` 2026-11-30, its value, and the code of the reason for none."""

LINES: Sequence[Result] = (
    ('name & "b"', "xb", None),
    ("IF(n > 5, name, NULL)", None, None),
    ("LEFT(name, 1 / (n - 1))", None, "division"),
    ('name & "\\u0001" & name', None, "bad_text"),
    ('name & REPT("\\u0301", 30)', "x" + "\u0301" * 30, None),
    ('name & REPT("\\u0301", 31)', None, "bad_text"),
    ('"e\\u0301" & name', "\u00e9x", None),
    ('"  " & name & " \\u3000\\u00a0"', "x", None),
    ('"\\u200b" & name & "\\ufeff"', "x", None),
    ('"  " & LEFT(name, 0) & "\\n"', None, None),
    ('REPT(name, 32000) & "b"', None, "limit"),
)
"""Texts of one line or several."""
RESULTS: Mapping[str, Sequence[Result]] = {
    "text": (
        *LINES,
        ('name & "\\n" & name', "x x", None),
        ('name & "\\r\\n" & name & "\\r" & name', "x x x", None),
        ('name & "\\t" & name & "\\u2028" & name', "x x x", None),
        ("REPT(name, 255)", "x" * 255, None),
        ("REPT(name, 256)", None, "limit"),
        ('REPT(name, 255) & "\\n"', "x" * 255, None),
    ),
    "text, length: 1000": (
        *LINES,
        ('name & "\\n" & name & "\\t" & name', "x\nx\tx", None),
        ('name & "\\r\\n" & name & "\\r" & name', "x\nx\nx", None),
        ("REPT(name, 1000)", "x" * 1000, None),
        ("REPT(name, 1001)", None, "limit"),
    ),
    "integer": (
        ("n + 1", 2, None),
        ("IF(n > 5, n, NULL)", None, None),
        ("1 / (n - 1)", None, "division"),
        ("n * 1.5", 2, None),
        ("n * -1.5", -2, None),
        ("n * 10 ^ 15", 10**15, None),
        ("n * 999999999999999.5", 10**15, None),
        ("-(10 ^ 15) * n", -(10**15), None),
        ("n * 10 ^ 15 + 1", None, "out_of_range"),
        ("n * 10 ^ 40", None, "out_of_range"),
    ),
    "decimal": (
        ("n / 3", "0.33", None),
        ("IF(n > 5, n, NULL)", None, None),
        ("1 / (n - 1)", None, "division"),
        ("n * 0.005", "0.01", None),
        ("n * -0.001", "0.00", None),
        ("n * 9999999999999999.99", "9999999999999999.99", None),
        ("n * 9999999999999999.995", None, "out_of_range"),
        ("n * -(10 ^ 16)", None, "out_of_range"),
    ),
    "currency, scale: 0": (
        ("n * 2.5", "3", None),
        ("IF(n > 5, n, NULL)", None, None),
        ("1 / (n - 1)", None, "division"),
        ("n * (10 ^ 18 - 1)", "9" * 18, None),
        ("n * 10 ^ 18", None, "out_of_range"),
    ),
    "percent": (
        ("n / 3", "33.33", None),
        ("IF(n > 5, n, NULL)", None, None),
        ("1 / (n - 1)", None, "division"),
        ("n * 99999999999999.99", "9999999999999999", None),
        ("n * 10 ^ 14", None, "out_of_range"),
    ),
    "boolean": (
        ("n = 1", True, None),
        ("IF(n > 5, n = 1, NULL)", False, None),
        ("1 / (n - 1) > 0", None, "division"),
    ),
    "date": (
        ("due + 1", "2026-12-01", None),
        ("IF(n > 5, due, NULL)", None, None),
        ("DATEVALUE(name)", None, "bad_date_text"),
        ("DATE(9999, 12, 30) + n", "9999-12-31", None),
        ("DATE(9999, 12, 31) + n", None, "out_of_range"),
    ),
    "datetime": (
        ("DATETIMEVALUE(due)", "2026-11-29T16:00:00.000Z", None),
        ("IF(n > 5, DATETIMEVALUE(due), NULL)", None, None),
        ("DATETIMEVALUE(name)", None, "bad_date_text"),
        ("DATETIMEVALUE(DATE(9999, 12, 30) + n)", None, "out_of_range"),
        ("DATETIMEVALUE(DATE(9998, 12, 30) + n)", "9998-12-30T16:00:00.000Z", None),
        ("DATETIMEVALUE(DATE(1, 1, 1) + n)", None, "out_of_range"),
    ),
    "time": (
        ("TIME(10, n, 5)", "10:01:05", None),
        ("IF(n > 5, TIME(1, 1, 1), NULL)", None, None),
        ("TIMEVALUE(name)", None, "bad_date_text"),
        ('TIMEVALUE("10:00:0" & n & ".750")', "10:00:01", None),
    ),
}
"""What formulas give, by what they return."""
LABEL = "label: {zh: 果, en: Result}"
BEGIN = f"""
object: gauge
{LABEL}
plural: {{zh: 果, en: Results}}
fields:
  - {{name: name, type: text, {LABEL}}}
  - {{name: n, type: integer, {LABEL}}}
  - {{name: due, type: date, {LABEL}}}
"""


def _gauge(returns: str) -> str:
    """An object with each formula twice: as a value that is kept, and as one that changes by itself."""
    found = BEGIN
    for at, (formula, _, _) in enumerate(RESULTS[returns]):
        changing = f"IF(TODAY() > #2020-01-01#, {formula}, NULL)"
        for name, text in ((f"kept{at}", formula), (f"fleeting{at}", changing)):
            found += f"  - {{name: {name}, type: formula, formula: '{text}', returns: {returns}, {LABEL}}}\n"
    return found


def test_there_are_results_of_every_type() -> None:
    assert {one.split(",")[0] for one in RESULTS} == set(get_args(Returns))


@pytest.mark.parametrize("returns", RESULTS)
def test_a_formula_gives_the_same_wherever_it_is_computed(
    organization: Organization, admin: Desk, tmp_path: Path, returns: str
) -> None:
    install(organization, tmp_path / "pack", gauge=_gauge(returns))
    admin.create("gauge", name="x", n=1, due="2026-11-30")
    (record,) = admin.get("/gauge")["records"]
    told = record.get("_errors", {})
    for at, (formula, value, code) in enumerate(RESULTS[returns]):
        for name in (f"kept{at}", f"fleeting{at}"):
            found = record[name], told.get(name, {}).get("code")
            assert found == (value, code), (name, formula)
            same = f"{name} = NULL" if value is None else f"{name} = kept{at}"
            condition = same if returns != "boolean" or value is None else f"{name} = {value}"
            assert len(admin.get("/gauge", filter=condition)["records"]) == 1, (name, formula)
