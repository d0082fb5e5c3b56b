"""What travels through the stops of a save: what was asked, the draft that becomes a record, and what came of it."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from objectry.metadata.catalog import Field, FieldPath, Layout
from objectry.runtime.access import messages as access_messages
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.errors import FieldError, Invalid
from objectry.runtime.formulas.rows import Values
from objectry.runtime.records import messages
from objectry.runtime.store.write import Stored

Status = Literal["created", "updated", "unchanged", "deleted", "failed", "not_saved"]
"""What came of a record. `not_saved`: it was sound, but others of its batch were not, and all were to be saved or none."""


@dataclass(frozen=True, slots=True)
class Reader:
    """How values come in at one door: as JSON, or as text."""

    read: Callable[[Field, Any], Any]
    """Makes a field's Python value of what came in. Raises ValueRefused."""
    is_shown: Callable[[Field, Any, Any], bool]
    """Tells whether what came in is just what the door shows for a value of the field."""


@dataclass(frozen=True, slots=True)
class Given:
    """One record as it came in."""

    index: int
    """Its place in the batch, from 0."""
    values: Mapping[str, Any]
    id: str | None = None
    """None for a new record."""
    versions: Collection[int] | None = None
    """The version that the user changed, or several, any of which will do; None changes whatever is there."""
    echoes: Mapping[FieldPath, str] = field(default_factory=dict)
    """Texts of fields that are only read, as an export wrote them: the record must hold just these already."""
    as_read: bool = False
    """True for a record that comes back as it was read, or as a file has it: its computed values are those of then."""
    layout: Layout | None = None
    """The layout of the form in which the values were entered; what it demands holds too."""
    locked: Mapping[str, bool] | None = None
    """What the conditions that lock fields said, by their texts, before a record was changed that is saved with this one;
    None where they can be asked still."""


def stale(given: Given, found: int) -> FieldError | None:
    """What is wrong when the record has another version by now than the user changed."""
    if given.versions is None or found in given.versions:
        return None
    expected = ", ".join(map(str, sorted(given.versions)))
    return FieldError("version", messages.RECORD_STALE, {"found": found, "expected": expected})


def obstacle(
    given: Given, stored: Mapping[str, Stored], taken: Collection[str]
) -> FieldError | None:
    """Why nothing can be done to a record at all. `taken` are those to which something is done already."""
    if given.id is None:
        return FieldError("id", messages.ID_MISSING)
    if given.id in taken:
        return FieldError("id", messages.RECORD_TWICE)
    found = stored.get(given.id)
    if found is None:
        return FieldError("id", access_messages.RECORD_UNKNOWN)
    if not found.allowed:
        return FieldError("id", access_messages.RECORD_READ_ONLY)
    return stale(given, found.version)


@dataclass(slots=True)
class Draft:
    """A record on its way through a save. Each stop adds values or errors; a draft with errors is not written."""

    given: Given
    id: str
    before: Stored | None
    values: dict[str, Any] = field(default_factory=dict)
    """New values by field name: all that were given, and what the platform adds."""
    errors: list[FieldError] = field(default_factory=list)
    left_out: dict[str, FieldError] = field(default_factory=dict)
    """Why fields do not begin with what their formulas give, which matters where they have to be filled in."""

    @property
    def new(self) -> bool:
        """Tell whether the record is being created."""
        return self.before is None

    def value(self, name: str) -> Any:
        """The value that the record will have."""
        if name in self.values:
            return self.values[name]
        return self.before.values.get(name) if self.before else None

    def changed(self, name: str) -> bool:
        """Tell whether the save gives the field another value."""
        if name not in self.values:
            return False
        old = self.before.values.get(name) if self.before else None
        return bool(self.values[name] != old)


def as_it_will_be(context: Context, access: Access, draft: Draft) -> Values:
    """The values of a draft's record once it is saved, with what the platform stamps on it then."""
    stamps: dict[str, Any] = {
        "id": draft.id,
        "version": 1 if draft.before is None else draft.before.version + 1,
        "updated_at": context.now,
        "updated_by": access.user,
    }
    if draft.new:
        stamps |= {"created_at": context.now, "created_by": access.user}
    return lambda name: stamps[name] if name in stamps else draft.value(name)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one record of a batch."""

    index: int
    status: Status
    id: str | None = None
    version: int | None = None
    errors: tuple[FieldError, ...] = ()


def demand_saved(outcomes: Iterable[Outcome]) -> None:
    """Raise Invalid with everything that is wrong, unless all was saved."""
    errors = [error for outcome in outcomes for error in outcome.errors]
    if errors:
        raise Invalid(messages.RECORD_INVALID, {"count": len(errors)}, errors)
