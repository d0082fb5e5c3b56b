"""What tells two definitions of one kind apart, value by value."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from objectry.metadata.documents import Definition
from objectry.metadata.problems import Path


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that is another one in the second definition. None stands for what one of them does not have.

    Entries that have a name are found by it, not by their place: `("fields", "amount", "min")`.
    """

    at: Path
    before: object
    after: object


def differences(before: object, after: object, at: Path = ()) -> Iterator[Difference]:
    """All differences, in the order of the keys; none if both are equal."""
    if before == after:
        return
    ours, theirs = _entries(before), _entries(after)
    if type(before) is not type(after) or ours is None or theirs is None:
        yield Difference(at, before, after)
        return
    shared = [name for name in ours if name in theirs]
    for name in (*ours, *(name for name in theirs if name not in ours)):
        yield from differences(ours.get(name), theirs.get(name), (*at, name))
    if isinstance(before, tuple) and shared != [name for name in theirs if name in ours]:
        yield Difference(at, tuple(ours), tuple(theirs))


def _entries(value: object) -> Mapping[str, object] | None:
    """The parts of a value by name; None for a value that is one whole."""
    if isinstance(value, Definition):
        return {name: getattr(value, name) for name in type(value).model_fields}
    if isinstance(value, Mapping):
        return value
    if not isinstance(value, tuple):
        return None
    named = {
        str(getattr(entry, entry.known_by)): entry
        for entry in value
        if isinstance(entry, Definition) and entry.known_by
    }
    return named if len(named) == len(value) else None
