"""What a change of metadata would give people that its author does not have himself.

Whoever may change metadata is not an administrator by that alone: no profile may come to grant what the author lacks,
no record may open that he cannot reach, and no reference may show a field that he cannot read.
"""

from collections.abc import Collection, Iterator, Mapping

from objectry.formula.messages import Message
from objectry.metadata.actions import RenameField
from objectry.metadata.catalog import Catalog, Object
from objectry.metadata.documents import Label
from objectry.metadata.kinds.profile import PROFILE, ObjectAction, ProfileDef
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


def gains(before: Catalog, proposal: Proposal, profiles: Collection[str]) -> Iterator[Problem]:
    """Everything that a proposal grants beyond the rights of an author with these profiles."""
    after, places = proposal.catalog, proposal.places
    renamed = {
        (action.object, action.before): action.field
        for action in proposal.plan.actions
        if isinstance(action, RenameField)
    }
    known = {name: _now(profile, renamed) for name, profile in PROFILE.of(before).items()}
    held = [known[name] for name in sorted(profiles) if name in known]
    own = add_up(after, held)
    for name, profile in PROFILE.of(after).items():
        was = add_up(after, [known[name]] if name in known else [])
        yield from _of_profile(name, was, add_up(after, [profile]), own, places)
    for thing in after.objects.values():
        earlier = before.objects.get(thing.name)
        yield from _of_object(earlier, thing, own, after, places)


def _now(profile: ProfileDef, renamed: Mapping[tuple[str, str], str]) -> ProfileDef:
    """A profile from before with the names that fields have now: a hidden one must not come to light by another name."""
    objects = {
        name: rights.model_copy(
            update={
                "fields": {renamed.get((name, f), f): right for f, right in rights.fields.items()}
            }
        )
        for name, rights in profile.objects.items()
    }
    return profile.model_copy(update={"objects": objects})


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
    before: Object | None, after: Object, own: Rights, catalog: Catalog, places: Whereabouts
) -> Iterator[Problem]:
    """Records that open to everybody, and fields of other objects that are shown here."""
    if before is not None:
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
    for name, field in after.fields.items():
        shown = field.type.shows(field.definition)
        if shown is None:
            continue
        known = before.fields.get(name) if before else None
        if known is not None and known.definition == field.definition:
            continue
        for step in catalog.path(after.name, shown) or ():
            if step.name not in own.on(step.object).readable:
                params = {"field": name, "shown": f"{step.object}.{step.name}"}
                place = places.field(after.name, name, "path")
                yield Problem(messages.GAIN_REFERENCE, place, params)


def _refusal(message: Message, place: Place, right: Label, **params: object) -> Problem:
    return Problem(message, place, {**params, "right_zh": right.zh, "right_en": right.en})
