"""Column types with one meaning on SQLite and PostgreSQL: exact decimals, UTC moments, record IDs,
lists of texts.

SQLite has neither decimals nor time zones nor lists. A plain `Numeric` is a binary float there
(9007199254740993.17 came back as …994.00), so decimals are whole numbers of the smallest unit;
moments are ISO texts in UTC that sort by time.
"""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

from objectry.formula.types import Type

MAX_DIGITS = 18
"""Digits of the largest number that a column keeps: 18 fit a signed 64-bit integer whatever the
scale.
"""

INDEX_BYTES = 2_600
"""Bytes of the values that an index holds of one record. PostgreSQL takes up to 2,704 with what it adds itself, and refuses
the record beyond."""


def widest(kind: TypeEngine[Any]) -> int | None:
    """Bytes that a value of a column takes at most; None where there is no such number."""
    plain = kind.impl if isinstance(kind, TypeDecorator) else kind
    if not isinstance(plain, sa.String):
        return 32  # numbers, moments and the like take less than that
    return None if plain.length is None else 4 * plain.length


def kept(kind: Type, scale: int) -> TypeEngine[Any]:
    """The type of a column that keeps values of a formula's type; `scale` are the decimal places of a number."""
    match kind:
        case Type.NUMBER:
            return ExactDecimal(scale)
        case Type.BOOLEAN:
            return sa.Boolean()
        case Type.DATE:
            return sa.Date()
        case Type.DATETIME:
            return UtcDateTime()
        case Type.TIME:
            return sa.Time()
        case Type.LOOKUP:
            return RecordId()
    return sa.Text()


class RecordId(TypeDecorator[str]):
    """A record ID: a UUID of 36 characters. Native `uuid` on PostgreSQL, text on SQLite."""

    impl = sa.String(36)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The storage type of `dialect`."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.UUID(as_uuid=False))
        return dialect.type_descriptor(sa.String(36))


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal number with a fixed scale: NUMERIC on PostgreSQL, a whole number of 10^-scale
    units on SQLite.
    """

    impl = sa.BigInteger
    cache_ok = True

    def __init__(self, scale: int, digits: int = MAX_DIGITS) -> None:
        super().__init__()
        self.scale = scale
        self.digits = digits

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The storage type of `dialect`."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(sa.Numeric(self.digits, self.scale))
        return dialect.type_descriptor(sa.BigInteger())

    def process_bind_param(
        self, value: Decimal | int | None, dialect: Dialect
    ) -> Decimal | int | None:
        """The stored form of a number."""
        if value is None or dialect.name == "postgresql":
            return value
        scaled = Decimal(value).scaleb(self.scale)
        whole = int(scaled)
        # A filter may compare with more digits than the column keeps (amount > 0.005). The query
        # compiler binds such operands itself; what arrives here is to be stored.
        if whole != scaled:
            raise ValueError(f"{value} has more than {self.scale} decimal places")
        return whole

    def process_result_value(
        self, value: Decimal | int | None, dialect: Dialect
    ) -> Decimal | None:
        """The number that was stored."""
        if value is None:
            return None
        if dialect.name == "postgresql":
            return Decimal(value)
        return Decimal(value).scaleb(-self.scale)


class ExactText(TypeDecorator[Decimal]):
    """A number as text: what is computed may have more digits than any column keeps."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        """The digits."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        """The number."""
        return None if value is None else Decimal(value)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC with milliseconds: `timestamptz` on PostgreSQL, the text
    `2026-11-23T08:30:00.000Z` on SQLite.
    """

    impl = sa.String(24)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The storage type of `dialect`."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.TIMESTAMP(timezone=True))
        return dialect.type_descriptor(sa.String(24))

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | str | None:
        """The stored form of an aware moment. A naive one is a programming error."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        moment = value.astimezone(UTC)
        if dialect.name == "postgresql":
            return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
        return utc_text(moment)

    def process_result_value(
        self, value: datetime | str | None, dialect: Dialect
    ) -> datetime | None:
        """The stored moment, aware, in UTC."""
        if value is None:
            return None
        if isinstance(value, str):
            return datetime.fromisoformat(value)
        return value.astimezone(UTC)


class TextList(TypeDecorator[tuple[str, ...]]):
    """A list of texts in their order: `text[]` on PostgreSQL, a JSON array on SQLite. An empty
    list is stored as null.
    """

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The storage type of `dialect`."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.ARRAY(sa.Text()))
        return dialect.type_descriptor(sa.Text())

    def process_bind_param(
        self, value: Sequence[str] | None, dialect: Dialect
    ) -> list[str] | str | None:
        """The stored form of a list."""
        if not value:
            return None
        if dialect.name == "postgresql":
            return list(value)
        return json.dumps(list(value), ensure_ascii=False, separators=(",", ":"))

    def process_result_value(
        self, value: Sequence[str] | str | None, dialect: Dialect
    ) -> tuple[str, ...] | None:
        """The stored list, or None."""
        if value is None:
            return None
        if isinstance(value, str):
            return tuple(json.loads(value))
        return tuple(value)


class _Written(TypeDecorator[str]):
    """Reads a column as the text that JSON has for its value, without making the value first."""

    impl = sa.String
    cache_ok = True

    def written(self, stored: Any) -> str:
        """The JSON text of what a driver answers."""
        raise NotImplementedError

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """What SQLAlchemy applies to each value; None where the stored text is the JSON text."""
        if dialect.name == "sqlite" and isinstance(self.load_dialect_impl(dialect), sa.String):
            return None
        written = self.written
        return lambda stored: None if stored is None else written(stored)


class MomentText(_Written):
    """A `UtcDateTime` as text: `2026-11-23T08:30:00.000Z`."""

    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The storage type of `dialect`."""
        return UtcDateTime().load_dialect_impl(dialect)

    def written(self, stored: datetime) -> str:
        """A moment of PostgreSQL."""
        return utc_text(stored)


class DayText(_Written):
    """A date as text: `2026-11-23`."""

    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The storage type of `dialect`: SQLite keeps the text."""
        return dialect.type_descriptor(
            sa.Date() if dialect.name == "postgresql" else sa.String(10)
        )

    def written(self, stored: date) -> str:
        """A date of PostgreSQL."""
        return stored.isoformat()


class DecimalText(_Written):
    """An `ExactDecimal` as text with all its places: `12.50`."""

    cache_ok = True

    def __init__(self, scale: int, digits: int = MAX_DIGITS) -> None:
        super().__init__()
        self.scale = scale
        self.digits = digits

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The storage type of `dialect`."""
        return ExactDecimal(self.scale, self.digits).load_dialect_impl(dialect)

    def written(self, stored: Decimal | int) -> str:
        """A number of PostgreSQL, or the smallest units of SQLite."""
        if isinstance(stored, Decimal):
            return format(stored, "f")
        if not self.scale:
            return str(stored)
        digits = str(stored) if stored >= 0 else str(-stored)
        digits = digits.rjust(self.scale + 1, "0")
        sign = "" if stored >= 0 else "-"
        return f"{sign}{digits[: -self.scale]}.{digits[-self.scale :]}"


@lru_cache(maxsize=64)  # the rows of one transaction all have its moment
def utc_text(moment: datetime) -> str:
    """An aware moment as the API and SQLite write it: `2026-11-23T08:30:00.000Z`, cut to
    milliseconds.
    """
    # isoformat, unlike strftime, writes four digits for every year, without which texts would not
    # sort.
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"
