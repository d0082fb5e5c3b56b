"""What can be wrong with what an object says of its records as activities, tasks or events."""

from collections.abc import Iterator

from objectry.formula.types import Type
from objectry.metadata import messages
from objectry.metadata.catalog import Field, Object
from objectry.metadata.kinds.interface import Fault
from objectry.metadata.object_definitions import ObjectDef
from objectry.metadata.problems import Path

WANTED = {
    "about": ("指向其他对象记录的关联字段", "a look-up to records of other objects"),
    "at": ("日期或日期时间字段", "a date, or a date and time"),
    "status": ("单选字段", "a select"),
    "previous": ("指向同一对象的关联字段", "a look-up to the same object"),
}
"""What each part takes, in both languages."""


def named_by_work(definition: ObjectDef) -> Iterator[tuple[Path, str]]:
    """The fields that are named, with their places."""
    work = definition.work
    if work is None:
        return
    for part in WANTED:
        if name := getattr(work, part):
            yield (part,), name
    for index, name in enumerate(work.entry):
        yield ("entry", index), name


def faults_of_work(thing: Object) -> Iterator[Fault]:
    """Fields that cannot be what they are named as, values that there are not, and tasks that nobody could complete."""
    work = thing.definition.work
    if work is None:
        return
    for part, (zh, en) in WANTED.items():
        field = thing.fields.get(getattr(work, part) or "")
        if field is not None and not _fits(part, field):
            params = {"field": field.name, "part": part, "wanted_zh": zh, "wanted_en": en}
            yield Fault(("work", part), messages.WORK_FIELD, params)
    status = thing.fields.get(work.status or "")
    if status is not None and status.type.controlling:
        known = status.type.choices(status.definition)
        named = [
            (("done",), work.done),
            *((("closed", at), one) for at, one in enumerate(work.closed)),
        ]
        for at, value in named:
            if value is not None and known and value not in known:
                told = {"field": status.name, "value": value, "part": str(at[0])}
                yield Fault(("work", *at), messages.WORK_VALUE, told)
    if work.kind == "todo" and not (work.status and work.done):
        yield Fault(("work",), messages.WORK_STATUS_MISSING)


def _fits(part: str, field: Field) -> bool:
    relation = field.relation
    if part == "about":
        return relation is not None and not relation.many and not field.system
    if part == "at":
        return field.info.type in (Type.DATE, Type.DATETIME) and field.writable
    if part == "status":
        return field.type.controlling
    return relation is not None and not relation.many and relation.targets == (field.object,)
