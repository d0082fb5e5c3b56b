"""Where the fields of a formula are in the database."""

from collections.abc import Sequence
from typing import Any, Protocol

import sqlalchemy as sa

from objectry.formula.types import FieldInfo

Path = tuple[FieldInfo, ...]
Condition = sa.ColumnElement[bool]


class Columns(Protocol):
    """Where the fields of a formula are in the database."""

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""

    def column(self, path: Path) -> sa.ColumnElement[Any]:
        """The column of a field."""

    def place(self, path: Path) -> tuple[sa.ColumnElement[Any], sa.ColumnElement[Any]]:
        """The latitude and the longitude of a place."""

    def includes(self, path: Path, values: Sequence[str], every: bool) -> Condition:
        """Whether a field with several values holds some, or all, of `values`."""

    def count(self, path: Path) -> sa.ColumnElement[int]:
        """How many values a field with several of them holds."""

    def blank(self, path: Path) -> Condition:
        """Whether a field has no value."""
