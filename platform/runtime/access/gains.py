"""What a change of metadata would give people that its author does not have himself.

Whoever may change metadata is not an administrator by that alone: no profile may come to grant what the author lacks,
no record may open that he cannot reach, and no reference may show a field that he cannot read.
"""

from collections.abc import Collection, Iterator, Mapping

from objectry.metadata.catalog import Catalog, Object
from objectry.metadata.kinds.profile import PROFILE
from objectry.metadata.object_definitions import Sharing
from objectry.metadata.plan import Proposal
from objectry.metadata.problems import Path, Place, Problem
from objectry.metadata.whereabouts import Whereabouts
from objectry.runtime.access import messages
from objectry.runtime.access.rights import ObjectRights, Rights, add_up

OPENNESS: Mapping[Sharing, tuple[str, ...]] = {
    "private": (),
    "controlled_by_parent": (),
    "public_read": ("view_all",),
    "public_read_write": ("view_all", "edit_all"),
}
"""The rights of somebody to whom sharing an object in this way gives nothing."""


def gains(before: Catalog, proposal: Proposal, profiles: Collection[str]) -> Iterator[Problem]:
    """Everything that a proposal grants beyond the rights of an author with these profiles."""
    after, places = proposal.catalog, proposal.places
    known = PROFILE.of(before)
    held = [known[name] for name in sorted(profiles) if name in known]
    own = add_up(after, held)
    for name, profile in PROFILE.of(after).items():
        was = add_up(after, [known[name]] if name in known else [])
        yield from _of_profile(name, was, add_up(after, [profile]), own, places)
    for thing in after.objects.values():
        earlier = before.objects.get(thing.name)
        yield from _of_object(earlier, thing, own, after, places)


def _of_profile(
    name: str, was: Rights, now: Rights, own: Rights, places: Whereabouts
) -> Iterator[Problem]:
    for part in sorted(now.setup - was.setup - own.setup):
        yield _refusal(places.of("profile", name, ("setup",)), right=part, profile=name)
    for object_name, rights in now.objects.items():
        at: Path = ("objects", object_name)
        for right in _more(rights, was.on(object_name), own.on(object_name)):
            place = places.of("profile", name, at)
            yield _refusal(place, right=f"{object_name}: {right}", profile=name)


def _more(now: ObjectRights, was: ObjectRights, own: ObjectRights) -> list[str]:
    """What is granted anew and not held: actions, or fields where the actions are no news."""
    actions = sorted(now.actions - was.actions - own.actions)
    if actions:
        return [str(action) for action in actions]
    readable = now.readable - was.readable - own.readable
    editable = now.editable - was.editable - own.editable - readable
    return [
        *(f"{field} (read)" for field in sorted(readable)),
        *(f"{field} (edit)" for field in sorted(editable)),
    ]


def _of_object(
    before: Object | None, after: Object, own: Rights, catalog: Catalog, places: Whereabouts
) -> Iterator[Problem]:
    """Records that open to everybody, and fields of other objects that are shown here."""
    if before is not None:
        guard = before.definition.setup
        if guard and guard != after.definition.setup and guard not in own.setup:
            place = places.of("object", after.name, ("setup",))
            yield Problem(messages.GAIN_SHARING, place, {"object": after.name, "right": guard})
        needed = set(OPENNESS[after.sharing]) - set(OPENNESS[before.sharing])
        for right in sorted(needed - own.on(after.name).actions):
            place = places.of("object", after.name, ("sharing",))
            yield Problem(messages.GAIN_SHARING, place, {"object": after.name, "right": right})
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


def _refusal(place: Place, **params: object) -> Problem:
    return Problem(messages.GAIN_PROFILE, place, params)
