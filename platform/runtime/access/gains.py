"""What a change of metadata would give people that its author does not have himself.

Whoever may change metadata is not an administrator by that alone: no profile may come to grant what the author lacks,
no record may open that he cannot reach, no reference may show a field that he cannot read, and nothing that the platform
judges for everybody (conditions, unique values, trees) may answer him for what he cannot read.
"""

from collections.abc import Collection, Iterator, Mapping

from objectry.formula.checking.checker import check
from objectry.formula.checking.look_ups import looked_up_in
from objectry.formula.checking.typed import fields_in
from objectry.formula.functions.declare import Use
from objectry.formula.messages import Message
from objectry.metadata.actions import AddIndex, BuildTree
from objectry.metadata.catalog import Catalog, Field, FieldPath, Object
from objectry.metadata.computing import start
from objectry.metadata.documents import Label
from objectry.metadata.field_types.rollup import RollupDef
from objectry.metadata.formula_scope import CatalogScope
from objectry.metadata.kinds.interface import FormulaUse
from objectry.metadata.kinds.layout import LAYOUT
from objectry.metadata.kinds.object import formulas_of_field
from objectry.metadata.kinds.profile import PROFILE, ObjectAction
from objectry.metadata.object_definitions import Sharing
from objectry.metadata.plan import Proposal
from objectry.metadata.problems import Path, Place, Problem
from objectry.metadata.whereabouts import Whereabouts
from objectry.runtime.access import messages
from objectry.runtime.access.rights import ObjectRights, Rights, add_up

OPENNESS: Mapping[Sharing, tuple[ObjectAction, ...]] = {
    "private": (),
    "controlled_by_parent": (),
    "public_read": ("view_all",),
    "public_read_write": ("view_all", "edit_all"),
}
"""The rights of somebody to whom sharing an object in this way gives nothing."""


def gains(proposal: Proposal, profiles: Collection[str]) -> Iterator[Problem]:
    """Everything that a proposal grants beyond the rights of an author with these profiles.

    A renaming gives nobody anything: what is compared has the new names already, in the packs of others too.
    """
    before, after, places = proposal.before, proposal.catalog, proposal.places
    known = PROFILE.of(before)
    held = [known[name] for name in sorted(profiles) if name in known]
    own = add_up(after, held)
    for name, profile in PROFILE.of(after).items():
        was = add_up(after, [known[name]] if name in known else [])
        yield from _of_profile(name, was, add_up(after, [profile]), own, places)
    for thing in after.objects.values():
        earlier = before.objects.get(thing.name)
        yield from _of_object(earlier, thing, own, places)
        for name, field in _changed_fields(earlier, thing):
            yield from _of_reference(thing, name, field, own, after, places)
            yield from _of_computed(thing, field, earlier is None, own, after, places)
        yield from _of_conditions(earlier, thing, own, after, places)
    yield from _of_layouts(before, after, own, places)
    yield from _of_judgements(proposal, own)


def _of_profile(
    name: str, was: Rights, now: Rights, own: Rights, places: Whereabouts
) -> Iterator[Problem]:
    for part in sorted(now.setup - was.setup - own.setup):
        place = places.of("profile", name, ("setup",))
        yield _refusal(messages.GAIN_PROFILE, place, messages.SETUP_RIGHTS[part], profile=name)
    for object_name, rights in now.objects.items():
        at: Path = ("objects", object_name)
        for right in _more(object_name, rights, was.on(object_name), own.on(object_name)):
            place = places.of("profile", name, at)
            yield _refusal(messages.GAIN_PROFILE, place, right, profile=name)


def _more(
    object_name: str, now: ObjectRights, was: ObjectRights, own: ObjectRights
) -> list[Label]:
    """What is granted anew and not held: actions, or fields where the actions are no news."""
    actions = sorted(now.actions - was.actions - own.actions)
    if actions:
        return [_right(messages.ON_OBJECT, action, object=object_name) for action in actions]
    readable = now.readable - was.readable - own.readable
    editable = now.editable - was.editable - own.editable - readable
    fields: list[tuple[ObjectAction, str]] = [
        *(("read", field) for field in sorted(readable)),
        *(("edit", field) for field in sorted(editable)),
    ]
    return [
        _right(messages.ON_FIELD, action, object=object_name, field=field)
        for action, field in fields
    ]


def _right(form: Label, action: ObjectAction, **names: str) -> Label:
    """What a right is called."""
    called = messages.ACTIONS[action]
    return Label(
        zh=form.zh.format(action=called.zh, **names), en=form.en.format(action=called.en, **names)
    )


def _of_object(
    before: Object | None, after: Object, own: Rights, places: Whereabouts
) -> Iterator[Problem]:
    """Records that open to everybody."""
    if before is None:
        return
    guard = before.definition.setup
    if guard and guard != after.definition.setup and guard not in own.setup:
        place = places.of("object", after.name, ("setup",))
        right = messages.SETUP_RIGHTS[guard]
        yield _refusal(messages.GAIN_SHARING, place, right, object=after.name)
    needed = set(OPENNESS[after.sharing]) - set(OPENNESS[before.sharing])
    for action in sorted(needed - own.on(after.name).actions):
        place = places.of("object", after.name, ("sharing",))
        right = _right(messages.ON_OBJECT, action, object=after.name)
        yield _refusal(messages.GAIN_SHARING, place, right, object=after.name)


def _changed_fields(before: Object | None, after: Object) -> Iterator[tuple[str, Field]]:
    """Fields that are new or have other options than before."""
    for name, field in after.fields.items():
        known = before.fields.get(name) if before else None
        if known is None or known.written != field.written:
            yield name, field


def _of_reference(
    thing: Object, name: str, field: Field, own: Rights, catalog: Catalog, places: Whereabouts
) -> Iterator[Problem]:
    """Fields of other objects that are shown here."""
    for step in _shown(catalog, field):
        if step.name not in own.on(step.object).readable:
            params = {"field": name, "shown": f"{step.object}.{step.name}"}
            place = places.field(thing.name, name, "path")
            yield Problem(messages.GAIN_REFERENCE, place, params)


def _of_computed(
    thing: Object, field: Field, fresh: bool, own: Rights, catalog: Catalog, places: Whereabouts
) -> Iterator[Problem]:
    """Fields that a computed one tells of, whoever may read those. Of a `fresh` object there are no records yet."""
    if field.computation is None:
        return
    others = isinstance(field.written, RollupDef)
    asked: set[str] = set()
    for text in field.computation.reads:
        path = catalog.path(start(field), text) or ()
        asked.update(_hidden(catalog, path, own, fresh and not others, others))
    for name in sorted(asked):
        place = places.field(thing.name, field.name)
        yield Problem(messages.GAIN_COMPUTED, place, {"field": field.name, "asked": name})


def _hidden(
    catalog: Catalog, path: FieldPath, own: Rights, fresh: bool, elsewhere: bool
) -> Iterator[str]:
    """The fields on a path that somebody with certain rights cannot read, in all records where it leaves the record.

    `elsewhere` says that it begins at other records; a `fresh` object has none yet.
    """
    for number, step in enumerate(path):
        if fresh and not number:
            continue
        far = (elsewhere or number) and not _sees_all(catalog, step.object, own)
        if far or step.name not in own.on(step.object).readable:
            yield f"{step.object}.{step.name}"


def _shown(catalog: Catalog, field: Field) -> FieldPath:
    """The way to the field that a reference shows; nothing for other fields."""
    shown = field.type.shows(field.definition)
    return () if shown is None else catalog.path(field.object, shown) or ()


def _of_conditions(
    before: Object | None, after: Object, own: Rights, catalog: Catalog, places: Whereabouts
) -> Iterator[Problem]:
    """Conditions that the platform judges without regard to who asks: those of fields, and validation rules."""
    for use in (*_of_fields(before, after), *_of_rules(before, after)):
        fresh = before is None and use.object == after.name and use.purpose is not Use.FILTER
        for asked in sorted({*_unseen(catalog, use, own, fresh)}):
            place = places.of("object", after.name, use.at)
            yield Problem(messages.GAIN_CONDITION, place, {"asked": asked})


def _of_fields(before: Object | None, after: Object) -> Iterator[FormulaUse]:
    for name, field in _changed_fields(before, after):
        known = before.fields.get(name) if before else None
        at: Path = ("fields", name)
        for use in () if field.system else formulas_of_field(after.name, field.written, at):
            option = str(use.at[-1])
            if use.purpose is Use.FILTER:
                told = option == "filter"  # others say that people are at work, or of which type
            else:
                was = getattr(known.written, option, None) if known else None
                told = use.purpose is not Use.FIELD and use.text != was
            if told:
                yield use


def _of_rules(before: Object | None, after: Object) -> Iterator[FormulaUse]:
    known = before.validation_rules if before else ()
    for rule in after.validation_rules:
        if rule not in known:
            at: Path = ("validation_rules", rule.name, "when")
            yield FormulaUse(
                rule.when, after.name, Use.RULE, at, profile=rule.language, zero=rule.zero
            )


def _of_layouts(
    before: Catalog, after: Catalog, own: Rights, places: Whereabouts
) -> Iterator[Problem]:
    """Conditions of layouts: a form shows, demands and locks by them whatever its user may read."""
    known = {(use.object, use.text) for _, use in _shown_when(before)}
    for name, use in _shown_when(after):
        if (use.object, use.text) not in known:
            for asked in sorted({*_unseen(after, use, own, use.object not in before.objects)}):
                place = places.of("layout", name, use.at)
                yield Problem(messages.GAIN_CONDITION, place, {"asked": asked})


def _shown_when(catalog: Catalog) -> Iterator[tuple[str, FormulaUse]]:
    """The conditions of all layouts, with the names of those."""
    for name, layout in LAYOUT.of(catalog).items():
        for use in LAYOUT.formulas(layout, lambda *_: None):
            yield name, use


def _unseen(catalog: Catalog, use: FormulaUse, own: Rights, fresh: bool) -> Iterator[str]:
    """The fields of a condition that somebody with certain rights cannot read in all the records that it comes to.

    A `fresh` object has no records yet: of its own fields, a rule tells whoever saves one what he has just written.
    """
    scope = CatalogScope(use.object, catalog.objects)
    checked = check(
        use.text, scope, use.wanted, use=use.purpose, profile=use.profile, zero=use.zero
    )
    for reference in fields_in(checked.root):
        path = catalog.path(use.object, ".".join(one.name for one in reference.path)) or ()
        whole = (*path, *(_shown(catalog, path[-1]) if path else ()))
        yield from _hidden(catalog, whole, own, fresh, False)
    for object_name, field_name in looked_up_in(checked.root):
        path = catalog.path(object_name, field_name) or ()
        whole = (*path, *(_shown(catalog, path[-1]) if path else ()))
        yield from _hidden(catalog, whole, own, False, True)


def _sees_all(catalog: Catalog, object_name: str, own: Rights) -> bool:
    """Tell whether somebody with certain rights can read all records of an object."""
    actions = own.on(object_name).actions
    opened = "view_all" in OPENNESS[catalog.objects[object_name].sharing]
    return "read" in actions and (opened or "view_all" in actions)


def _of_judgements(proposal: Proposal, own: Rights) -> Iterator[Problem]:
    """Fields whose values must all be different, or make a tree: a refusal tells which values there are."""
    before = proposal.before
    for action in proposal.plan.actions:
        match action:
            case AddIndex(object=name, field=field_name, unique=True):
                option = "unique"
            case BuildTree(object=name, field=field_name):
                option = "hierarchy"
            case _:
                continue
        kept = before.objects[name].kept if name in before.objects else ()
        known = next((one for one in kept if one.name == field_name), None)
        if known is None or (option == "unique" and known.definition.unique):
            continue  # there are no values, or they are all different already
        if field_name not in own.on(name).readable or not _sees_all(before, name, own):
            place = proposal.places.field(name, field_name, option)
            params = {"object": name, "field": field_name}
            yield Problem(messages.GAIN_JUDGEMENT, place, params)


def _refusal(message: Message, place: Place, right: Label, **params: object) -> Problem:
    return Problem(message, place, {**params, "right_zh": right.zh, "right_en": right.en})
