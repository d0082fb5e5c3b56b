"""Fields with values become inputs. What they need of the database is asked for once for a whole form."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from objectry.metadata.catalog import Field, Object
from objectry.metadata.field_types.anylookup import RecordRef
from objectry.metadata.field_types.choices import listed_values
from objectry.metadata.field_types.currency import CurrencyDef
from objectry.metadata.field_types.files import FileDef, ImageDef
from objectry.metadata.field_types.lookup import LookupDef
from objectry.metadata.field_types.percent import PercentDef
from objectry.metadata.field_types.region import RegionDef
from objectry.metadata.field_types.regions import REGIONS, children, parent_code
from objectry.metadata.field_types.richtext import SAFE_TAGS, RichTextDef
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.records.drafts import Draft
from objectry.runtime.records.faults import explained
from objectry.runtime.records.paths import is_readable
from objectry.runtime.shown.inputs import (
    Address,
    Area,
    Check,
    Divider,
    Files,
    HeldFile,
    Input,
    Line,
    List,
    Option,
    Output,
    Pick,
    Place,
    Records,
    Region,
    RichText,
    Tags,
    Target,
)
from objectry.runtime.shown.offered_values import offered_values
from objectry.runtime.store import read
from objectry.runtime.store.file_rights import openable
from objectry.runtime.store.files import StoredFile
from objectry.runtime.store.reach import names
from objectry.runtime.texts.values import MASKED, NOTHING, Shown, shown_column

LONG = 12
"""Values of a list from which on people search it."""
LINE_TYPES: Mapping[str, str] = MappingProxyType(
    {"email": "email", "phone": "tel", "url": "url", "time": "time"}
)
"""Texts of one line by how they are entered, as browsers name them."""
KILO = 1024
FINEST = 3
"""The level of counties."""


@dataclass(frozen=True, slots=True)
class Filling:
    """A form that is being filled in, with all that its inputs show beside the draft."""

    context: Context
    access: Access
    thing: Object
    draft: Draft
    names: Mapping[str, Mapping[str, object]]
    """The names of the records that are pointed to and may be read, by object and ID."""
    files: Mapping[str, StoredFile]
    """The files that are held and may be opened."""
    shown: Mapping[str, Shown]
    """What nobody enters, of a record that exists."""

    def input(self, field: Field) -> Input:
        """How a field is entered, with what stands in it."""
        if not is_entered(self.access, self.thing, field):
            return _divider_or_output(self, field)
        return MAKERS[field.type.widget](self, field, self.draft.value(field.name))

    def name(self, thing: str, record: str) -> str:
        """What a record is called."""
        found = self.names.get(thing, {}).get(record)
        return MASKED if found is None else str(found)


def is_entered(access: Access, thing: Object, field: Field) -> bool:
    """Tell whether the user ever gives the field a value."""
    return field.type.widget in MAKERS and field.name in access.on(thing).editable


def filling(
    context: Context, access: Access, thing: Object, draft: Draft, fields: Sequence[Field]
) -> Filling:
    """A form with some fields, with all that they show."""
    (found,) = fillings(context, access, thing, [draft], fields)
    return found


def fillings(
    context: Context, access: Access, thing: Object, drafts: Sequence[Draft], fields: Sequence[Field]
) -> list[Filling]:  # fmt: skip
    """Several records with the same fields, with all that they show, asked for together."""
    shown = [field for field in fields if not is_entered(access, thing, field)]
    pointed: dict[str, dict[str, None]] = defaultdict(dict)
    held: dict[str, None] = {}
    for field in fields:
        for value in (draft.value(field.name) for draft in drafts):
            for target, record in _pointed(field, value):
                pointed[target][record] = None
            if field.type.holds_files:
                held |= dict.fromkeys(value or ())
    named = {
        target: names(context, access, context.catalog.objects[target], list(ids))
        for target, ids in pointed.items()
    }
    files = openable(context, access, list(held)) if held else {}
    read_only = _shown(context, access, thing, drafts, shown)
    return [
        Filling(context, access, thing, one, named, files, read_only.get(one.id, {}))
        for one in drafts
    ]


def _pointed(field: Field, value: Any) -> Iterator[tuple[str, str]]:
    """The records that a value points to."""
    if field.relation is None or value is None:
        return
    for one in listed_values(value) if not isinstance(value, RecordRef) else (value,):
        if isinstance(one, RecordRef):
            yield one.object, one.id
        else:
            yield field.relation.targets[0], one


def _shown(
    context: Context, access: Access, thing: Object, drafts: Sequence[Draft], fields: Sequence[Field]
) -> Mapping[str, Mapping[str, Shown]]:  # fmt: skip
    """What the user reads of records that exist, by ID and field, computed as of now."""
    paths = tuple((field,) for field in fields if is_readable(context, access, (field,)))
    stored = [draft.id for draft in drafts if draft.before is not None]
    if not stored or not paths:
        return {}
    page = explained(context, access, thing, read.some(context, access, thing, stored, paths))
    columns = {one.name: shown_column(context, one) for one in page.series}
    return {
        record: {name: values[at] for name, values in columns.items()}
        for at, record in enumerate(page.ids)
    }


# Each kind of input --------------------------------------------------------------------------------------------------


def _divider_or_output(form: Filling, field: Field) -> Input:
    return Divider() if field.type.widget == "line" else Output(_output(form, field))


def _output(form: Filling, field: Field) -> Shown:
    """What a field shows that nobody enters; of a new record what is known before it is saved."""
    value = form.draft.value(field.name)
    if value is None or (form.draft.before is not None and not form.draft.changed(field.name)):
        return form.shown.get(field.name, NOTHING)
    if field.relation is not None:
        return Shown(", ".join(form.name(*one) for one in _pointed(field, value)))
    return Shown(field.type.to_display(value, field.definition, form.context.style))


def _text(form: Filling, field: Field, value: Any) -> str:
    return "" if value is None else field.type.to_text(value, field.definition, form.context.style)


def _line(form: Filling, field: Field, value: Any) -> Input:
    return Line(_text(form, field, value), LINE_TYPES.get(field.type.widget, "text"))


def _area(form: Filling, field: Field, value: Any) -> Input:
    return Area(_text(form, field, value))


def _digits(field: Field, value: Any) -> str:
    """Digits alone are edited more easily than ¥1,234.50."""
    return "" if value is None else str(field.type.to_json(value, field.definition))


def _number(form: Filling, field: Field, value: Any) -> Input:
    return Line(_digits(field, value), mode="numeric" if field.type.whole else "decimal")


def _currency(form: Filling, field: Field, value: Any) -> Input:
    definition = field.definition
    symbol = str(getattr(definition, "symbol", ""))
    signs = definition.signs if isinstance(definition, CurrencyDef) else (symbol,)
    return Line(_digits(field, value), mode="decimal", before=symbol, signs=signs)


def _percent(form: Filling, field: Field, value: Any) -> Input:
    """Points with their sign behind them. Where people write 0.4 for 40 %, the sign stands in the text: digits alone would
    mean something else."""
    if isinstance(field.definition, PercentDef) and field.definition.entered_as == "ratio":
        return Line(_text(form, field, value), mode="decimal")
    return Line(_digits(field, value), mode="decimal", after="%", signs=("%",))


def _date(form: Filling, field: Field, value: Any) -> Input:
    step = getattr(field.definition, "format", "day")
    if step not in ("day", "month"):
        return Line(_text(form, field, value))
    text = "" if value is None else value.isoformat()
    return Line(text, "date") if step == "day" else Line(text[:7], "month")


def _moment(form: Filling, field: Field, value: Any) -> Input:
    """A moment in the zone of the user, to the second where there are any."""
    if value is None:
        return Line("", "datetime-local")
    local: datetime = value.astimezone(form.context.zone).replace(tzinfo=None)
    exact = "seconds" if local.second else "minutes"
    return Line(local.isoformat(timespec=exact), "datetime-local")


def _check(form: Filling, field: Field, value: Any) -> Input:
    return Check(bool(value))


def _list(form: Filling, field: Field, value: Any) -> Input:
    chosen = listed_values(value)
    options = tuple(
        Option(one.value, one.label.text(form.context.language), one.color or "", one.value in chosen)
        for one in offered_values(form.access, form.thing, field, form.draft)
    )  # fmt: skip
    return List(options, field.type.widget == "multiselect", len(options) > LONG)


def _records(form: Filling, field: Field, value: Any) -> Input:
    """The records that a field points to. As everywhere, the only one stays there without its name where the user may not
    read it, and of several it is left out."""
    assert field.relation
    many, mixed = field.relation.many, len(field.columns) > 1
    found = list(_pointed(field, value))
    if many:
        found = [one for one in found if one[1] in form.names.get(one[0], {})]
    picks = tuple(Pick(record, form.name(target, record)) for target, record in found)
    if many:
        text = _json([record for _, record in found])
    elif mixed:
        text = _json({"object": found[0][0], "id": found[0][1]}) if found else ""
    else:
        text = found[0][1] if found else ""
    objects = form.context.catalog.objects
    targets = tuple(
        _target(form, field, objects[name])
        for name in field.relation.targets
        if "read" in form.access.on(objects[name]).actions
    )
    first = found[0][0] if found else targets[0].object if targets else ""
    return Records(targets, first, picks, many, mixed, text)


def _target(form: Filling, field: Field, thing: Object) -> Target:
    inline = isinstance(field.definition, LookupDef) and field.definition.inline_create
    creatable = inline and "create" in form.access.on(thing).actions
    return Target(thing.name, thing.label.text(form.context.language), creatable)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if value else ""


def _tags(form: Filling, field: Field, value: Any) -> Input:
    picks = tuple(Pick(one, one) for one in value or ())
    return Tags(picks, not field.type.choices(field.definition), _json(list(value or ())))


def _files(form: Filling, field: Field, value: Any) -> Input:
    definition = field.definition
    assert isinstance(definition, ImageDef | FileDef)
    settings, limits = form.context.settings, field.type.file_limits(definition)
    assert limits
    size = min(limits.size, settings.upload_limit)
    taken = limits.extensions or settings.upload_extensions
    held = [form.files[one] for one in value or () if one in form.files]
    return Files(
        tuple(HeldFile(one.id, one.name, size_text(one.size)) for one in held),
        field.type.widget == "images", definition.count, size, size_text(size),
        tuple(one for one in taken if one in settings.upload_extensions),
        _json([one.id for one in held]),
    )  # fmt: skip


def size_text(size: int) -> str:
    """Bytes as people read them: `47 KB`, `1.5 MB`."""
    if size < KILO * KILO:
        return f"{max(1, round(size / KILO))} KB"
    return f"{round(size / KILO / KILO, 1):g} MB"


def _region(form: Filling, field: Field, value: Any) -> Input:
    definition = field.definition
    return region_input(value, definition.depth if isinstance(definition, RegionDef) else FINEST)


def region_input(code: str | None, depth: int) -> Region:
    """The levels of a region, the ones below it empty."""
    way = [code] if code in REGIONS else []
    while way and (above := parent_code(str(way[0]))):
        way.insert(0, above)
    levels: list[tuple[Option, ...]] = []
    inside: str | None = None
    for level in range(depth):
        chosen = way[level] if level < len(way) else None
        levels.append(region_options(inside, chosen) if level <= len(way) else ())
        inside = chosen
    return Region(code or "", tuple(levels))


def region_options(inside: str | None, chosen: str | None = None) -> tuple[Option, ...]:
    """The regions directly inside another one, or all provinces."""
    return tuple(
        Option(one.code, one.names[-1], "", one.code == chosen) for one in children(inside)
    )


def _address(form: Filling, field: Field, value: Any) -> Input:
    region = region_input(value.region if value else None, FINEST)
    parts = {name: str((value and getattr(value, name)) or "") for name in ("detail", "postcode")}
    return Address(region, parts)


def _place(form: Filling, field: Field, value: Any) -> Input:
    held: Any = field.type.to_json(value, field.definition) if value else {}
    return Place({name: held.get(name) or "" for name in ("lat", "lng", "label", "provider")})


def _rich_text(form: Filling, field: Field, value: Any) -> Input:
    definition = field.definition
    given = definition.tags if isinstance(definition, RichTextDef) else None
    return RichText(value or "", " ".join(sorted(SAFE_TAGS if given is None else given)))


MAKERS: Mapping[str, Callable[[Filling, Field, Any], Input]] = MappingProxyType(
    {
        "text": _line,
        "email": _line,
        "phone": _line,
        "url": _line,
        "time": _line,
        "textarea": _area,
        "number": _number,
        "currency": _currency,
        "percent": _percent,
        "date": _date,
        "datetime": _moment,
        "checkbox": _check,
        "select": _list,
        "multiselect": _list,
        "lookup": _records,
        "user": _records,
        "department": _records,
        "multilookup": _records,
        "anylookup": _records,
        "tags": _tags,
        "files": _files,
        "images": _files,
        "region": _region,
        "address": _address,
        "geolocation": _place,
        "richtext": _rich_text,
    }
)
"""How values are entered, by what their types ask for. What is not here is only shown."""
