"""A condition means the same in SQLite, in PostgreSQL, and by the plain reading of its words."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from objectry.formula.checking.checker import check
from objectry.formula.moments import Moment
from objectry.formula.problems import FormulaError
from objectry.formula.sql.conditions import compile_filter, refuse_unpushable
from objectry.formula.sql.helper_texts import helper_texts
from objectry.formula.sql.sqlite import install
from objectry.formula.surroundings import Surroundings
from objectry.formula.types import FieldInfo
from objectry.metadata.column_types import ExactDecimal, TextList, UtcDateTime
from objectry.runtime.store import lists
from tests.formula.scopes import Names

MOMENT = Moment(datetime(2026, 11, 23, 8, 0, tzinfo=UTC), ZoneInfo("Asia/Shanghai"))
DEAL = sa.Table(
    "deal", sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text().with_variant(sa.Text(collation="C"), "postgresql")),
    sa.Column("stage", sa.Text),
    sa.Column("amount", ExactDecimal(2)),
    sa.Column("rate", ExactDecimal(0)),
    sa.Column("close_date", sa.Date),
    sa.Column("seen_at", UtcDateTime()),
    sa.Column("urgent", sa.Boolean),
    sa.Column("tags", TextList()),
)  # fmt: skip
ROWS: Sequence[Mapping[str, Any]] = [
    {"id": number, "name": name, "stage": stage, "amount": amount, "rate": rate, "close_date": day,
     "seen_at": None if day is None else datetime(day.year, day.month, day.day, 17, 30, tzinfo=UTC),
     "urgent": urgent, "tags": tags}
    for number, ((name, stage), (amount, rate), (day, urgent, tags)) in enumerate(product(
        [("华强科技", "won"), (None, None), ("a%_B", "open"), ("A", "lost")],
        [(Decimal("10.00"), Decimal(25)), (None, None), (Decimal("-0.01"), Decimal(100))],
        [(date(2026, 11, 23), True, ("x", "y")), (None, None, None), (date(2026, 9, 30), False, ("y",))],
    ))
]  # fmt: skip


class Columns:
    """The columns of the table."""

    def __init__(self, dialect: str) -> None:
        self.dialect = dialect

    def column(self, path: tuple[FieldInfo, ...]) -> sa.ColumnElement[Any]:
        """The column of the field."""
        return DEAL.c[path[-1].name]

    def includes(
        self, path: tuple[FieldInfo, ...], values: Sequence[str], every: bool
    ) -> sa.ColumnElement[bool]:
        """Membership in a text list."""
        return lists.contains(self.column(path), values, every, self.dialect)

    def count(self, path: tuple[FieldInfo, ...]) -> sa.ColumnElement[int]:
        """The length of a text list."""
        return lists.count(self.column(path), self.dialect)

    def place(
        self, path: tuple[FieldInfo, ...]
    ) -> tuple[sa.ColumnElement[Any], sa.ColumnElement[Any]]:
        """There are no places."""
        raise NotImplementedError

    def blank(self, path: tuple[FieldInfo, ...]) -> sa.ColumnElement[bool]:
        """No value."""
        return self.column(path).is_(None)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def connection(request: pytest.FixtureRequest) -> Iterator[sa.Connection]:
    """A database with the rows."""
    url = "sqlite://" if request.param == "sqlite" else request.getfixturevalue("pg_url")
    engine = sa.create_engine(url)
    if request.param == "sqlite":
        sa.event.listen(engine, "connect", lambda driver, _: install(driver))
    with engine.connect() as connection:
        if request.param == "postgresql":
            for text in helper_texts():
                connection.exec_driver_sql(text)
        DEAL.create(connection)
        connection.execute(sa.insert(DEAL), list(ROWS))
        yield connection
        connection.rollback()
    engine.dispose()


def _found(connection: sa.Connection, text: str) -> set[int]:
    checked = check(text, Names())
    where = compile_filter(checked, Columns(connection.dialect.name), Surroundings(MOMENT))
    return set(connection.execute(sa.select(DEAL.c.id).where(where)).scalars())


def _in_days(value: date | None, first: str, end: str) -> bool:
    return value is not None and date.fromisoformat(first) <= value < date.fromisoformat(end)


def _local(row: Mapping[str, Any]) -> date | None:
    seen = row["seen_at"]
    return None if seen is None else seen.astimezone(MOMENT.zone).date()


def _n(test: Callable[[Any], bool], value: Any) -> bool:
    return value is not None and test(value)


MEANINGS: Mapping[str, Callable[[Mapping[str, Any]], bool]] = {
    'name = "A"': lambda r: r["name"] == "A",
    'name = "a"': lambda r: False,
    'name <> "A"': lambda r: r["name"] != "A",
    'name = ""': lambda r: r["name"] is None,
    'name <> ""': lambda r: r["name"] is not None,
    'name < "a"': lambda r: _n(lambda v: v < "a", r["name"]),
    'CONTAINS(name, "强")': lambda r: "强" in (r["name"] or ""),
    'CONTAINS(name, "%")': lambda r: "%" in (r["name"] or ""),
    'CONTAINS(name, "b")': lambda r: False,
    'BEGINS(name, "a%")': lambda r: (r["name"] or "").startswith("a%"),
    'ENDS(name, "_B")': lambda r: (r["name"] or "").endswith("_B"),
    'ENDS(name, "很长很长很长很长")': lambda r: False,
    'stage = "won"': lambda r: r["stage"] == "won",
    'stage <> "won"': lambda r: r["stage"] != "won",
    'NOT(stage = "won")': lambda r: r["stage"] != "won",
    'NOT("won" = stage)': lambda r: r["stage"] != "won",
    'NOT(NOT(stage = "won"))': lambda r: r["stage"] == "won",
    'NOT(name = stage)': lambda r: (r["name"] or "") != (r["stage"] or ""),
    'stage IN ("won", "lost")': lambda r: r["stage"] in ("won", "lost"),
    "amount > 0": lambda r: _n(lambda v: v > 0, r["amount"]),
    "amount <> 10": lambda r: _n(lambda v: v != 10, r["amount"]),
    "amount > -0.015": lambda r: _n(lambda v: v > Decimal("-0.015"), r["amount"]),
    "amount >= -0.005": lambda r: _n(lambda v: v >= Decimal("-0.005"), r["amount"]),
    "amount < 9.999": lambda r: _n(lambda v: v < Decimal("9.999"), r["amount"]),
    "amount <= 10.001": lambda r: _n(lambda v: v <= Decimal("10.001"), r["amount"]),
    "amount = 10.001": lambda r: False,
    "amount <> 10.001": lambda r: r["amount"] is not None,
    "5 < amount": lambda r: _n(lambda v: v > 5, r["amount"]),
    "BETWEEN(amount, 0, 10)": lambda r: _n(lambda v: 0 <= v <= 10, r["amount"]),
    "ABS(amount) < 1": lambda r: _n(lambda v: abs(v) < 1, r["amount"]),
    "rate = 25%": lambda r: r["rate"] == 25,
    "rate >= 0.255": lambda r: _n(lambda v: v >= Decimal("25.5"), r["rate"]),
    "rate < amount": lambda r: _n(lambda v: _n(lambda a: v / 100 < a, r["amount"]), r["rate"]),
    **dict.fromkeys(
        ("NULL", "NOT(NULL)", "IF(urgent, NULL, NULL)", "COALESCE(NULL)", "NULLIF(NULL, NULL)", "IFERROR(NULL, NULL)",
         "BLANKVALUE(NULL, NULL)", "CASE(urgent, TRUE, NULL, NULL)", "NOT(IF(urgent, NULL, NULL))",
         "close_date = IF(urgent, NULL, NULL)", "THIS_MONTH = NULL"),
        lambda r: False,
    ),
    "NULL <> THIS_MONTH": lambda r: True,
    "ISBLANK(amount)": lambda r: r["amount"] is None,
    "amount = NULL": lambda r: r["amount"] is None,
    "amount <> NULL": lambda r: r["amount"] is not None,
    "urgent": lambda r: r["urgent"] is True,
    "urgent = FALSE": lambda r: not r["urgent"],
    "urgent <> TRUE": lambda r: not r["urgent"],
    "urgent = (amount > 0)": lambda r: _n(lambda v: bool(r["urgent"]) == (v > 0), r["amount"]),
    "NOT(urgent)": lambda r: not r["urgent"],
    'NOT(IN(stage, "won", "lost"))': lambda r: r["stage"] not in ("won", "lost"),
    "NOT(amount > 0)": lambda r: _n(lambda v: not v > 0, r["amount"]),
    "NOT(urgent && amount > 0)": lambda r: not (r["urgent"] is True and _n(lambda v: v > 0, r["amount"])),
    "NOT(urgent || amount > 0)": lambda r: not (r["urgent"] is True or _n(lambda v: v > 0, r["amount"])),
    'urgent && stage = "won" || amount < 0': lambda r: (
        r["urgent"] is True and r["stage"] == "won" or _n(lambda v: v < 0, r["amount"])),
    "close_date = #2026-11-23#": lambda r: r["close_date"] == date(2026, 11, 23),
    "close_date < #2026-11-23#": lambda r: _n(lambda v: v < date(2026, 11, 23), r["close_date"]),
    "close_date = THIS_QUARTER": lambda r: _in_days(r["close_date"], "2026-10-01", "2027-01-01"),
    "close_date <> THIS_QUARTER": lambda r: _n(
        lambda v: not _in_days(v, "2026-10-01", "2027-01-01"), r["close_date"]),
    "close_date < THIS_QUARTER": lambda r: _n(lambda v: v < date(2026, 10, 1), r["close_date"]),
    "close_date <= TODAY()": lambda r: _n(lambda v: v <= date(2026, 11, 23), r["close_date"]),
    "close_date > LAST_N_DAYS(30)": lambda r: _n(lambda v: v >= date(2026, 11, 24), r["close_date"]),
    "seen_at = #2026-11-24#": lambda r: _local(r) == date(2026, 11, 24),
    "seen_at = TODAY()": lambda r: _local(r) == date(2026, 11, 23),
    "seen_at > #2026-11-23#": lambda r: _n(lambda v: v > date(2026, 11, 23), _local(r)),
    "seen_at <= #2026-11-23T17:30:00Z#": lambda r: _n(
        lambda v: v <= datetime(2026, 11, 23, 17, 30, tzinfo=UTC), r["seen_at"]),
    "seen_at < NOW()": lambda r: _n(lambda v: v < MOMENT.now, r["seen_at"]),
    "YEAR(close_date) = 2026 && MONTH(close_date) = 9": lambda r: _n(lambda v: v.month == 9, r["close_date"]),
    "YEAR(close_date) = YEAR(TODAY())": lambda r: r["close_date"] is not None,
    'INCLUDES(tags, "x")': lambda r: "x" in (r["tags"] or ()),
    'INCLUDES(tags, "x", "y")': lambda r: bool(r["tags"]),
    'INCLUDES_ALL(tags, "x", "y")': lambda r: {"x", "y"} <= set(r["tags"] or ()),
    'NOT(INCLUDES(tags, "x"))': lambda r: "x" not in (r["tags"] or ()),
    "ISBLANK(tags)": lambda r: r["tags"] is None,
    "LEN(name) > 1": lambda r: len(r["name"] or "") > 1,
    "amount + 1 > 2": lambda r: _n(lambda v: v + 1 > 2, r["amount"]),
    "ABS(-amount) > 1": lambda r: _n(lambda v: abs(v) > 1, r["amount"]),
    'name & "x" = "Ax"': lambda r: r["name"] == "A",
    "100 / amount > 9 && urgent": lambda r: r["urgent"] is True and _n(lambda v: 100 / v > 9, r["amount"]),
    "1 / (amount - 10) < 0": lambda r: _n(lambda v: v != 10 and 1 / (v - 10) < 0, r["amount"]),
    "NOT(1 / (amount - 10) < 0)": lambda r: _n(lambda v: v != 10 and not 1 / (v - 10) < 0, r["amount"]),
    'IF(urgent, INCLUDES(tags, "x"), PICKLISTCOUNT(tags) = 1)': lambda r: (
        "x" in (r["tags"] or ()) if r["urgent"] else len(r["tags"] or ()) == 1),
    "NOW() > seen_at": lambda r: _n(lambda v: v < MOMENT.now, r["seen_at"]),
    "seen_at = close_date": lambda r: _local(r) is not None and _local(r) == r["close_date"],
    "amount < 99999999999999999999": lambda r: r["amount"] is not None,
    "NOT(amount = 0.001)": lambda r: r["amount"] is not None,
    "NOT(amount <> 0.001)": lambda r: False,
    "amount <> 0.001": lambda r: r["amount"] is not None,
    "amount = 0.001": lambda r: False,
    "IN(name, name)": lambda r: r["name"] is not None,
    "NOT(IN(name, stage, name))": lambda r: r["name"] is None,
    # Long rows of operators: what stands in SQL as one part within the other is refused from two hundred on.
    " - ".join(["amount"] * 300) + " < 0": lambda r: _n(lambda v: v > 0, r["amount"]),
    "amount + 1 - rate" + " + amount - 1" * 200 + " > 100": lambda r: (
        None not in (r["amount"], r["rate"]) and r["amount"] * 201 - 199 - r["rate"] / 100 > 100),
    f"LEN({' & '.join(['name'] * 300)}) > 1000": lambda r: len(r["name"] or "") * 300 > 1000,
    " || ".join(f"amount = {number}" for number in range(300)): lambda r: r["amount"] == 10,
    " && ".join(f"1 / amount <> {number}" for number in range(1, 121)): lambda r: _n(lambda v: True, r["amount"]),
    " || ".join(f"1 / (amount - 10) = {number}" for number in range(120)): lambda r: False,
    "TRUE": lambda r: True,
    "FALSE": lambda r: False,
}  # fmt: skip


@pytest.mark.parametrize("text", MEANINGS)
def test_a_condition_finds_what_its_words_say(connection: sa.Connection, text: str) -> None:
    assert _found(connection, text) == {row["id"] for row in ROWS if MEANINGS[text](row)}


def test_constants_are_bound_never_written_into_the_statement(connection: sa.Connection) -> None:
    checked = check('name = "x\'; DROP TABLE deal"', Names())
    where = compile_filter(checked, Columns(connection.dialect.name), Surroundings(MOMENT))
    assert "DROP" not in str(where.compile(connection))


@pytest.mark.parametrize(
    ("text", "fine"),
    [
        ("amount + 1 > 2", True),
        ("YEAR(close_date) = YEAR(TODAY())", True),
        ('PINYIN(name) = "huaqiang"', False),
        ('urgent || REGEX_EXTRACT(name, "a") = "a"', False),
    ],
)
def test_whether_a_database_can_judge_a_condition_is_known_without_a_table(
    text: str, fine: bool
) -> None:
    checked = check(text, Names())
    if fine:
        refuse_unpushable(checked)
    else:
        with pytest.raises(FormulaError) as caught:
            refuse_unpushable(checked)
        assert caught.value.problems[0].message.code == "formula_not_in_filter"
