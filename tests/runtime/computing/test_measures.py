"""Totals over computed fields: those that are kept, those that are computed when they are read, and formulas on both."""

from tests.runtime.conftest import Desk

MEASURES = {
    "sum:weighted": "60.00",
    "sum:(weighted * 2)": "120",
    "sum:left": 3,
    "avg:left": "1.5",
    "sum:(left * amount)": "300",
    "max:(left + 1)": "8",
    "sum:(IF(late, 1, 0))": "1",
    "count:(share)": 1,  # nothing can be divided by zero
    "sum:(firm.total / 4)": "30",
}


def test_computed_fields_are_measured_as_all_others(admin: Desk) -> None:
    firm = admin.create("firm", name="华强")["id"]
    for due, amount, rate, parts in (
        ("2026-11-30", "100", "50", 4),
        ("2026-11-19", "100", "10", 0),
        (None, None, None, None),
    ):
        admin.create(
            "deal",
            name="单",
            firm=firm if amount else None,
            due=due,
            amount=amount,
            rate=rate,
            parts=parts,
        )
    assert admin.get("/deal/aggregate", measures=",".join(MEASURES))["total"] == MEASURES
