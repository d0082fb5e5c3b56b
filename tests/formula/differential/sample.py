"""The fields and rows on which random formulas are tried, in all three engines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from hypothesis import strategies as st

from objectry.formula.moments import Moment
from objectry.formula.surroundings import Surroundings
from objectry.formula.types import FieldInfo, Supply, Type
from objectry.metadata.column_types import ExactDecimal, RecordId, TextList, UtcDateTime
from objectry.runtime.store import lists

AROUND = Surroundings(
    Moment(datetime(2026, 11, 23, 8, 0, tzinfo=UTC), ZoneInfo("America/New_York")),
    globals=MappingProxyType({"$User": {"email": "li@example.cn", "limit": Decimal(500)}}),
)
CHOICES = ("open", "won", "lost")
FIELDS: tuple[FieldInfo, ...] = (
    FieldInfo("n1", "数一", "N1", Type.NUMBER, scale=2),
    FieldInfo("n2", "数二", "N2", Type.NUMBER, scale=6),
    FieldInfo("n3", "数三", "N3", Type.NUMBER, scale=10),
    FieldInfo("w1", "整数", "W1", Type.NUMBER, whole=True),
    FieldInfo("p1", "率", "P1", Type.NUMBER, scale=1, percent=True),
    FieldInfo("t1", "文一", "T1", Type.TEXT),
    FieldInfo("t2", "文二", "T2", Type.TEXT),
    FieldInfo("d1", "日一", "D1", Type.DATE),
    FieldInfo("d2", "日二", "D2", Type.DATE),
    FieldInfo("m1", "时刻", "M1", Type.DATETIME),
    FieldInfo("m2", "时刻二", "M2", Type.DATETIME),
    FieldInfo("h1", "时间", "H1", Type.TIME),
    FieldInfo("b1", "是一", "B1", Type.BOOLEAN),
    FieldInfo("b2", "是二", "B2", Type.BOOLEAN),
    FieldInfo("s1", "阶段", "S1", Type.PICKLIST, choices=CHOICES),
    FieldInfo("tags", "标签", "Tags", Type.MULTIPICKLIST),
    FieldInfo("boss", "上级", "Boss", Type.LOOKUP, target="person"),
    FieldInfo("g1", "地点", "G1", Type.GEOLOCATION),
)
PERSON: tuple[FieldInfo, ...] = (
    FieldInfo("name", "姓名", "Name", Type.TEXT),
    FieldInfo("limit", "限额", "Limit", Type.NUMBER, scale=2),
)
OBJECTS: Mapping[str, tuple[FieldInfo, ...]] = MappingProxyType(
    {"deal": FIELDS, "person": PERSON, "$User": (*PERSON, FieldInfo("email", "邮箱", "Email", Type.TEXT))}
)  # fmt: skip

DEAL = sa.Table(
    "deal", sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("n1", ExactDecimal(2)), sa.Column("n2", ExactDecimal(6)), sa.Column("n3", ExactDecimal(10)),
    sa.Column("w1", sa.BigInteger),
    sa.Column("p1", ExactDecimal(1)),
    *(sa.Column(name, sa.Text().with_variant(sa.Text(collation="C"), "postgresql")) for name in ("t1", "t2", "s1")),
    sa.Column("d1", sa.Date), sa.Column("d2", sa.Date), sa.Column("m1", UtcDateTime()), sa.Column("m2", UtcDateTime()),
    sa.Column("h1", sa.Time), sa.Column("b1", sa.Boolean), sa.Column("b2", sa.Boolean), sa.Column("tags", TextList()),
    sa.Column("boss", RecordId),
    sa.Column("boss_name", sa.Text().with_variant(sa.Text(collation="C"), "postgresql")),
    sa.Column("boss_limit", ExactDecimal(2)),
    sa.Column("g1_lat", ExactDecimal(2)), sa.Column("g1_lng", ExactDecimal(2)),
)  # fmt: skip


@dataclass(frozen=True)
class Names:
    """A scope over the objects above."""

    object: str = "deal"

    def fields(self, object_name: str, name: str) -> tuple[FieldInfo, ...]:
        """By API name or label."""
        known = OBJECTS.get(object_name, ())
        folded = name.casefold()
        return tuple(one for one in known if one.name == folded) or tuple(
            one for one in known if name in (one.label_zh, one.label_en)
        )

    def names(self, object_name: str) -> tuple[FieldInfo, ...]:
        """All of them."""
        return OBJECTS.get(object_name, ())

    def objects_called(self) -> Mapping[str, tuple[str, str]]:
        """The objects, without labels."""
        return dict.fromkeys(OBJECTS, ("", ""))

    def lacks(self) -> frozenset[Supply]:
        """Nothing: rows say what there is."""
        return frozenset()


@dataclass(frozen=True)
class Stored:
    """The columns of the table above; what look-ups lead to stands in columns of its own."""

    dialect: str
    table: sa.FromClause = field(default=DEAL)

    def column(self, path: tuple[FieldInfo, ...]) -> sa.ColumnElement[Any]:
        """The column of a field."""
        return self.table.c["_".join(one.name for one in path)]

    def place(
        self, path: tuple[FieldInfo, ...]
    ) -> tuple[sa.ColumnElement[Any], sa.ColumnElement[Any]]:
        """The two columns of a place."""
        latitude, longitude = (self.table.c[f"{path[-1].name}_{end}"] for end in ("lat", "lng"))
        return latitude, longitude

    def includes(
        self, path: tuple[FieldInfo, ...], values: Sequence[str], every: bool
    ) -> sa.ColumnElement[bool]:
        """Membership in a text list."""
        return lists.contains(self.column(path), values, every, self.dialect)

    def count(self, path: tuple[FieldInfo, ...]) -> sa.ColumnElement[int]:
        """The length of a text list."""
        return lists.count(self.column(path), self.dialect)

    def blank(self, path: tuple[FieldInfo, ...]) -> sa.ColumnElement[bool]:
        """Whether there is no value."""
        column = self.place(path)[0] if path[-1].type is Type.GEOLOCATION else self.column(path)
        return column.is_(None)


TEXTS = (
    st.sampled_from(
        ("a", "A", "abc", "ABC abc", "销售机会", "北京市朝阳区", "😀👍", "a%_b", "it's", 'say "hi"',
         "back\\slash", "\t x ", "  ",
         "2026-11-23", "2024-02-29 23:59:59", "12.50", "-7", "1e3", "straße", "Éa", "x" * 60, "a,b,c", "http://a.cn/?q=1&r=二"))
    | st.text(max_size=12)
).filter(lambda text: text != "" and "\0" not in text and not any("\ud800" <= c <= "\udfff" for c in text))  # fmt: skip
KEPT_TEXTS = st.one_of(*[TEXTS] * 15, st.just("长a" * 20_000))
"""What fields have: rich texts may be longer than any text that a formula makes."""
DAYS = st.sampled_from(
    [date(2024, 2, 29), date(2023, 2, 28), date(2026, 11, 23), date(2026, 12, 31), date(2027, 1, 1), date(2026, 3, 8),
     date(2026, 11, 1), date(1970, 1, 1), date(1900, 1, 1), date(2400, 2, 29)]
) | st.dates(date(1800, 1, 1), date(2300, 12, 31))  # fmt: skip
MOMENTS = st.sampled_from(
    [datetime(2026, 3, 8, 6, 59, 59), datetime(2026, 3, 8, 7), datetime(2026, 11, 1, 5, 30), datetime(2026, 11, 1, 6, 30),
     datetime(2026, 11, 23, 23, 59, 59, 999000), datetime(2024, 2, 29, 0, 0)]
) | st.datetimes(datetime(1902, 1, 1), datetime(2300, 12, 31)).map(
    lambda one: one.replace(microsecond=one.microsecond // 1000 * 1000)
)  # fmt: skip
TIMES = st.integers(0, 86_399_999).map(
    lambda ms: (datetime.min + timedelta(milliseconds=ms)).time()
) | st.just(time(0))


def _decimals(places: int, digits: int) -> st.SearchStrategy[Decimal]:
    small = st.integers(-1000, 1000).map(lambda units: Decimal(units).scaleb(-places))
    wide = st.integers(-(10**digits), 10**digits).map(lambda units: Decimal(units).scaleb(-places))
    return (
        small
        | st.sampled_from(
            [Decimal(0), Decimal(1), Decimal("0.5").quantize(Decimal(1).scaleb(-places))]
        )
        | wide
    )


VALUES: Mapping[str, st.SearchStrategy[Any]] = MappingProxyType(
    {
        "n1": _decimals(2, 15), "n2": _decimals(6, 12), "n3": _decimals(10, 17),
        "w1": st.integers(-1000, 1000), "p1": _decimals(1, 4),
        "t1": KEPT_TEXTS, "t2": KEPT_TEXTS, "d1": DAYS, "d2": DAYS,
        "m1": MOMENTS.map(lambda one: one.replace(tzinfo=UTC)), "m2": MOMENTS.map(lambda one: one.replace(tzinfo=UTC)),
        "h1": TIMES, "b1": st.booleans(), "b2": st.booleans(), "s1": st.sampled_from(CHOICES),
        "tags": st.lists(st.sampled_from(("VIP", "展会", "x")), min_size=1, max_size=3, unique=True).map(tuple),
        "boss": st.uuids().map(str), "boss_name": TEXTS, "boss_limit": _decimals(2, 8),
    }
)  # fmt: skip
_PLAIN: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {name: st.none() | values for name, values in VALUES.items()}
)
_PLACES = st.none() | st.tuples(*(st.integers(-most, most).map(Decimal) for most in (90, 180)))
ROWS: st.SearchStrategy[dict[str, Any]] = st.tuples(_PLAIN, _PLACES).map(
    lambda row: row[0] | dict(zip(("g1_lat", "g1_lng"), row[1] or (None, None), strict=True))
)


def as_formulas_see(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with the names that formulas have for what look-ups lead to."""
    renamed = {"boss_name": "boss.name", "boss_limit": "boss.limit"}
    seen = {renamed.get(name, name): value for name, value in row.items()}
    latitude, longitude = (seen.pop(one, None) for one in ("g1_lat", "g1_lng"))
    return seen | {"g1": None if latitude is None else (latitude, longitude)}
