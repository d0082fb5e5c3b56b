"""Records as they come in: each with what names it, its version, and the lines that are saved with it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from objectry.formula.messages import excerpt
from objectry.metadata.catalog import Object
from objectry.metadata.field_types.record_key import as_id
from objectry.runtime.access.demands import object_named
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.errors import BadRequest, Invalid, TooLarge
from objectry.runtime.records import messages
from objectry.runtime.records.drafts import Given
from objectry.runtime.records.lines import Lines
from objectry.runtime.records.present import LINES, REMOVED


def mapping(values: Any) -> Mapping[str, Any]:
    """The values of one record by field. Raises BadRequest for anything else."""
    if not isinstance(values, Mapping):
        raise BadRequest(messages.RECORD_NOT_OBJECT)
    return values


def named(index: int, values: Mapping[str, Any]) -> Given:
    """A record among several that names itself and, if it likes, its version. One without an ID is new."""
    own, version = values.get("id"), checked_version(index, values)
    found = as_id(own) if isinstance(own, str) else None
    rest = {name: value for name, value in values.items() if name not in ("id", "version")}
    if version is None:
        return Given(index, rest, found)
    return Given(index, rest, found, (version,), as_read=True)


def checked_version(index: int, values: Mapping[str, Any]) -> int | None:
    """The version that a record among several names. Raises Invalid for what is none."""
    version = values.get("version")
    if version is not None and (type(version) is not int or version < 1):
        raise Invalid(messages.VERSION_WRONG, {"index": index})
    return version


def without_lines(values: Any) -> tuple[Mapping[str, Any], Any]:
    """The values of a record, and the lines that come with it, if any do. Raises BadRequest for anything else."""
    found = mapping(values)
    rest = {name: value for name, value in found.items() if name != LINES}
    return rest, found.get(LINES)


def given_lines(context: Context, access: Access, thing: Object, given: Any) -> tuple[Lines, ...]:
    """The lines that come with a record: `{"order_line": [{"id", "version", "_delete", …}]}`.

    Raises BadRequest for another shape, Invalid for an object that is no detail of this one, and TooLarge.
    """
    if given is None:
        return ()
    if not isinstance(given, Mapping) or not all(isinstance(one, list) for one in given.values()):
        raise BadRequest(messages.LINES_SHAPE, {"key": LINES})
    limit, count = context.settings.lines_limit, sum(map(len, given.values()))
    if count > limit:
        raise TooLarge(messages.LINES_TOO_MANY, {"limit": limit, "count": count})
    return tuple(_lines(context, access, thing, name, rows) for name, rows in given.items())


def _lines(context: Context, access: Access, thing: Object, name: str, rows: list[Any]) -> Lines:
    detail = object_named(context, access, name)
    relation = detail.master.relation if detail.master else None
    if relation is None or thing.name not in relation.targets:
        params = {
            "name": excerpt(name), "object_zh": thing.label.zh, "object_en": thing.label.en,
        }  # fmt: skip
        raise Invalid(messages.LINES_OF_OTHERS, params)
    found = [_line(index, mapping(row)) for index, row in enumerate(rows)]
    return Lines(
        detail,
        tuple(one for one, removed in found if not removed),
        tuple(one for one, removed in found if removed),
    )


def _line(index: int, values: Mapping[str, Any]) -> tuple[Given, bool]:
    """A line, and whether it shall be deleted: then it names itself."""
    removed = values.get(REMOVED, False)
    given = named(index, {name: value for name, value in values.items() if name != REMOVED})
    if given.id is None and (values.get("id") is not None or removed):
        raise BadRequest(messages.LINES_SHAPE, {"key": "id"})
    if not isinstance(removed, bool):
        raise BadRequest(messages.LINES_SHAPE, {"key": REMOVED})
    return (replace(given, values={}) if removed else given), removed


def lines_json(lines: Mapping[str, Any]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """What came of lines, in the order in which they were given: `{"order_line": [{"id", "version", "status"}]}`."""
    for name, outcomes in lines.items():
        ordered = sorted(outcomes, key=lambda one: one.index)
        yield (
            name,
            [{"id": one.id, "version": one.version, "status": one.status} for one in ordered],
        )
