"""One case: a formula, a row, and what comes out, checked by hand.

What comes out is written as text: a value as in the examples of the reference (`2.35`, `TRUE`, `NULL`, `2026-11-23`),
`!division 1:5` for a formula without a value for the row, with the place in its text, and `?types_differ 1:1` for a formula
that is refused when it is saved. Several refusals stand behind each other: `?field_unknown 1:1 ?field_unknown 1:5`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from objectry.formula.checking.checker import Wanted
from objectry.formula.functions.declare import Profile, Use
from objectry.formula.moments import Moment
from objectry.formula.surroundings import Surroundings
from objectry.formula.types import Type
from tests.formula.cases.world import GLOBALS, ROW

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
ANYTHING = Wanted()


@dataclass(frozen=True)
class Case:
    """One formula in one situation. `row` says what differs from the row of the world."""

    text: str
    expected: str
    row: Mapping[str, Any] = field(default_factory=dict)
    profile: Profile = Profile.OBJECTRY
    zero: bool = False
    use: Use = Use.RULE
    wanted: Wanted = ANYTHING
    zone: str = "Asia/Shanghai"
    now: datetime = NOW
    old: Mapping[str, Any] | None = None
    is_clone: bool = False
    language: str = "zh"
    hint: str | None = None
    """The hint of the first problem, where it matters."""

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def values(self) -> dict[str, Any]:
        """The whole row."""
        return {**ROW, **self.row}

    @property
    def around(self) -> Surroundings:
        """When, where and for whom it is evaluated."""
        return Surroundings(
            Moment(self.now, ZoneInfo(self.zone)),
            language=self.language,
            globals=MappingProxyType(dict(GLOBALS)),
            old=None if self.old is None else {**ROW, **self.old},
            is_clone=self.is_clone,
        )


def number(scale: int, percent: bool = False) -> Wanted:
    """A number field of so many decimals."""
    return Wanted(frozenset({Type.NUMBER}), scale, percent)


def only(*kinds: Type) -> Wanted:
    """Some types, and no others."""
    return Wanted(frozenset(kinds))
