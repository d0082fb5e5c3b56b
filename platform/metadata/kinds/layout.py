"""The `layout` kind: the arrangement of a record page, its form, its related lists and its quick-create form."""

from collections.abc import Iterator

from objectry.formula.functions.declare import Use as Purpose
from objectry.metadata import layout_messages, messages
from objectry.metadata.catalog import Catalog
from objectry.metadata.documents import Label
from objectry.metadata.kinds.conditions import OF_PLACED_FIELDS, pointless_of_placed
from objectry.metadata.kinds.interface import Fault, Fields, FormulaUse, Kind, Use
from objectry.metadata.layout_definitions import LayoutDef, PlacedFieldDef
from objectry.metadata.problems import Path


def _uses(definition: LayoutDef, fields: Fields) -> Iterator[Use]:
    own = definition.object
    yield Use("object", own, ("object",))
    for index, name in enumerate(definition.business_types):
        yield Use("business_type", f"{own}.{name}", ("business_types", index))
    for index, name in enumerate(definition.profiles):
        yield Use("profile", name, ("profiles", index))
    for index, name in enumerate(definition.highlights):
        yield Use("field", f"{own}.{name}", ("highlights", index))
    if definition.status_path:
        yield Use("field", f"{own}.{definition.status_path}", ("status_path",))
    for number, section in enumerate(definition.sections):
        for index, placed in enumerate(section.fields):
            at: Path = ("sections", number, "fields", index)
            if isinstance(placed, str):
                yield Use("field", f"{own}.{placed}", at)
            else:
                yield Use("field", f"{own}.{placed.field}", (*at, "field"))
    for number, related in enumerate(definition.related_lists):
        at = ("related_lists", number)
        yield Use("object", related.object, (*at, "object"))
        yield Use("field", f"{related.object}.{related.through}", (*at, "through"))
        for index, column in enumerate(related.columns):
            yield Use("field", f"{related.object}.{column}", (*at, "columns", index))
        for index, order in enumerate(related.sort):
            yield Use("field", f"{related.object}.{order.lstrip('-')}", (*at, "sort", index))
    for number, lines in enumerate(definition.lines):
        at = ("lines", number)
        yield Use("object", lines.object, (*at, "object"))
        for index, name in enumerate(lines.columns):
            yield Use("field", f"{lines.object}.{name}", (*at, "columns", index))
        if lines.position:
            yield Use("field", f"{lines.object}.{lines.position}", (*at, "position"))
    for index, name in enumerate(definition.quick_create):
        yield Use("field", f"{own}.{name}", ("quick_create", index))


def _formulas(definition: LayoutDef, fields: Fields) -> Iterator[FormulaUse]:
    for number, section in enumerate(definition.sections):
        if section.when:
            at: Path = ("sections", number, "when")
            yield FormulaUse(section.when, definition.object, Purpose.DISPLAY, at)
        for index, placed in enumerate(section.fields):
            for option in OF_PLACED_FIELDS if isinstance(placed, PlacedFieldDef) else ():
                if text := getattr(placed, option):
                    at = ("sections", number, "fields", index, option)
                    yield FormulaUse(text, definition.object, Purpose.DISPLAY, at)


def _check(definition: LayoutDef, catalog: Catalog) -> Iterator[Fault]:
    """A layout is named after its object, shows no field twice, asks what can be answered, and its lists lead back to it."""
    own = definition.object
    if definition.layout.split(".")[0] != own:
        params = {"layout": definition.layout, "object": own}
        yield Fault(("layout",), messages.LAYOUT_OBJECT, params)
    if own in catalog.objects and definition.status_path:
        status = catalog.objects[own].fields.get(definition.status_path)
        if status is not None and not status.type.controlling:
            params = {"field": definition.status_path}
            yield Fault(("status_path",), messages.NOT_A_SELECT, params)
    yield from _doubles(definition)
    yield from _unfit_lines(definition, catalog)
    yield from _pointless(definition, catalog)
    for number, related in enumerate(definition.related_lists):
        through = catalog.path(related.object, related.through)
        if through is None:
            continue  # reported with all other unknown names, as a target that does not exist is
        relation = through[-1].relation
        targets = relation.targets if relation else ()
        if own not in targets and catalog.objects.keys() >= set(targets):
            params = {"field": f"{related.object}.{related.through}", "object": own}
            yield Fault(("related_lists", number, "through"), messages.RELATED_THROUGH, params)


def _unfit_lines(definition: LayoutDef, catalog: Catalog) -> Iterator[Fault]:
    """Lines of objects that are no details of this one, and columns that say nothing."""
    for number, lines in enumerate(definition.lines):
        at: Path = ("lines", number)
        detail = catalog.objects.get(lines.object)
        if detail is None:
            continue  # reported with all other unknown names
        master = detail.master
        if (
            master is None
            or master.relation is None
            or definition.object not in master.relation.targets
        ):
            params = {"name": lines.object, "object": definition.object}
            yield Fault((*at, "object"), layout_messages.NO_DETAIL, params)
            continue
        if master.name in lines.columns:
            column = (*at, "columns", lines.columns.index(master.name))
            yield Fault(column, layout_messages.MASTER_COLUMN, {"field": master.name})
        position = detail.fields.get(lines.position or "")
        if position is not None and not (position.type.whole and position.writable):
            params = {"field": f"{lines.object}.{lines.position}"}
            yield Fault((*at, "position"), layout_messages.POSITION_TYPE, params)


def _pointless(definition: LayoutDef, catalog: Catalog) -> Iterator[Fault]:
    """What is asked of fields that nobody can answer, or twice over."""
    thing = catalog.objects.get(definition.object)
    for number, section in enumerate(definition.sections):
        for index, placed in enumerate(section.fields):
            if thing and isinstance(placed, PlacedFieldDef) and placed.field in thing.fields:
                at: Path = ("sections", number, "fields", index)
                yield from pointless_of_placed(placed, thing.fields[placed.field], at)


def _doubles(definition: LayoutDef) -> Iterator[Fault]:
    """Fields that stand twice where they are always shown. Which of two conditions holds, only a record can tell."""
    parts: dict[Path, tuple[str, ...]] = {
        ("highlights",): definition.highlights,
        ("quick_create",): definition.quick_create,
        **{("lines", n, "columns"): one.columns for n, one in enumerate(definition.lines)},
    }
    for part, names in parts.items():
        for index, name in enumerate(names):
            if name in names[:index]:
                yield Fault((*part, index), messages.PART_TWICE, {"name": name})
    tables = [one.object for one in definition.lines]
    for index, name in enumerate(tables):
        if name in tables[:index]:
            yield Fault(("lines", index, "object"), messages.PART_TWICE, {"name": name})
    placed: dict[str, bool] = {}
    for number, section in enumerate(definition.sections):
        for index, one in enumerate(section.fields):
            name, when = (one, None) if isinstance(one, str) else (one.field, one.when)
            at_times = bool(when or section.when)
            if name in placed and not (at_times and placed[name]):
                at: Path = ("sections", number, "fields", index)
                yield Fault(at, messages.PART_TWICE, {"name": name})
            placed[name] = placed.get(name, True) and at_times


LAYOUT = Kind(
    name="layout",
    title=Label(zh="页面布局", en="Layout"),
    model=LayoutDef,
    identity=lambda definition: definition.layout,
    uses=_uses,
    check=_check,
    formulas=_formulas,
    setup_page="/setup/layouts",
)
