"""Which values of a list a form offers, by what has been entered so far."""

from objectry.metadata.catalog import Field, Object
from objectry.metadata.field_types.choice import ChoiceDef
from objectry.metadata.field_types.choices import ChoicesDef, ChoicesType, listed_values
from objectry.runtime.access.grants import Access
from objectry.runtime.records.drafts import Draft


def offered_values(
    access: Access, thing: Object, field: Field, draft: Draft
) -> tuple[ChoiceDef, ...]:
    """The values that a save would take, in the order of the list; none for a field without a list.

    A value that the record has, and on which nothing that was entered bears, is one of them, whatever has become of it. A
    controlling field that the user may not read decides nothing here: what is offered would tell its value.
    """
    kind, definition = field.type, field.definition
    if not isinstance(kind, ChoicesType) or not isinstance(definition, ChoicesDef):
        return ()
    control = kind.depends_on(definition)
    business_type = thing.business_types.get(draft.value("business_type") or "")
    subset = business_type.values.get(field.name) if business_type else None
    if control is None or control in access.on(thing).readable:
        offered = kind.offered(definition, draft.value(control) if control else None, subset)
    else:
        offered = tuple(
            one
            for one in definition.values
            if one.active and (subset is None or one.value in subset)
        )
    kept = _kept(field, draft, control)
    return tuple(one for one in definition.values if one in offered or one.value in kept)


def _kept(field: Field, draft: Draft, control: str | None) -> tuple[str, ...]:
    """The values of a record that a save leaves alone."""
    bearing = {field.name, "business_type", *([control] if control else [])}
    if draft.before is None or any(map(draft.changed, bearing)):
        return ()
    return listed_values(draft.value(field.name))


def controlled(field: Field) -> bool:
    """Tell whether another field decides which values are offered."""
    return field.type.depends_on(field.definition) is not None
