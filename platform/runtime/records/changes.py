"""What is handed to writing: one record with the values that it gets. All decisions have been made before."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from objectry.metadata.catalog import Object
from objectry.runtime.store.write import Stored

Action = Literal["create", "update", "delete", "restore", "purge"]
"""`delete` moves to the recycle bin, `restore` takes out of it, `purge` removes for good."""


@dataclass(frozen=True, slots=True)
class Change:
    """One record as it is to be written. Stamps and the version are added by writing itself."""

    thing: Object
    action: Action
    id: str
    before: Stored | None
    """None for a record that is created."""
    values: Mapping[str, Any]
    """All values of a new record; of others those that change."""
    settled: bool = False
    """Whether the formulas of the record have been computed with them."""

    @property
    def version(self) -> int:
        """The version that the record has afterwards. What is purged keeps its last one."""
        if self.before is None:
            return 1
        return self.before.version + (self.action != "purge")
