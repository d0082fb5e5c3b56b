"""A field with several values, as the SQL forms of functions see it."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from objectry.formula.sql.columns import Columns, Condition, Path


@dataclass(frozen=True, slots=True)
class Listed:
    """The values of one field."""

    columns: Columns
    path: Path

    def includes(self, values: Sequence[str], every: bool) -> Condition:
        """Whether it holds some, or all, of `values`."""
        return self.columns.includes(self.path, values, every)

    def count(self) -> sa.ColumnElement[int]:
        """How many there are."""
        return self.columns.count(self.path)

    def blank(self) -> Condition:
        """Whether there are none."""
        return self.columns.blank(self.path)
