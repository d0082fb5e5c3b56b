"""What must hold before a draft is written: required fields, offered values, unique values, masters, trees."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from objectry.formula.messages import excerpt
from objectry.metadata.catalog import Field, Object
from objectry.metadata.field_types.base import ValueRefused
from objectry.runtime.access import reasons
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.errors import FieldError
from objectry.runtime.records import delegation, messages
from objectry.runtime.records.drafts import Draft
from objectry.runtime.store import find, reach, trees


def check(context: Context, access: Access, thing: Object, drafts: Sequence[Draft]) -> None:
    """Note everything that is wrong with the drafts. The order of the errors is that of the fields."""
    required = [f for f in thing.fields.values() if f.definition.required and not f.computed]
    limited = [(field, _Offers(thing, field)) for field in _limited(thing)]
    for draft in drafts:
        wrong = {error.field for error in draft.errors}
        # A field may have become required behind the record: whoever leaves all as it is need not fill it in.
        asked = draft.new or wrong or any(map(draft.changed, draft.values))
        for field in required if asked else ():
            if draft.value(field.name) is None and field.name not in wrong:
                draft.errors.append(draft.left_out.get(field.name) or _missing(field))
        for field, offers in limited:
            if field.name not in wrong:
                _check_offered(offers, field, draft)
    _check_masters(context, access, thing, drafts)
    delegation.check_given(context, access, thing, drafts)
    judges = [*_uniqueness(context, thing, drafts), *_trees(context, thing, drafts)]
    while any(judge() for judge in judges):
        pass  # a draft that was refused keeps its old values, on whose change others may have counted


def _missing(field: Field) -> FieldError:
    params = {"field_zh": field.label.zh, "field_en": field.label.en}
    return FieldError(field.name, messages.REQUIRED, params)


def _limited(thing: Object) -> list[Field]:
    """Fields with a list of values, some of which may not be offered."""
    return [f for f in thing.fields.values() if f.type.choices(f.definition)]


class _Offers:
    """What a field offers, asked once for each case of a batch."""

    def __init__(self, thing: Object, field: Field) -> None:
        self.control: str | None = field.type.depends_on(field.definition)
        self._thing = thing
        self._field = field
        self._judged: dict[Hashable, ValueRefused | None] = {}

    def refusal(self, value: Any, controlling: Any, business_type: Any) -> ValueRefused | None:
        """Why a value is not offered."""
        case = (value, controlling, business_type)
        if case not in self._judged:
            self._judged[case] = self._judge(*case)
        return self._judged[case]

    def _judge(self, value: Any, controlling: Any, business_type: Any) -> ValueRefused | None:
        kind = self._thing.business_types.get(business_type or "")
        subset = kind.values.get(self._field.name) if kind else None
        try:
            self._field.type.refuse_unoffered(value, self._field.definition, controlling, subset)
        except ValueRefused as refused:
            return refused
        return None


def _check_offered(offers: _Offers, field: Field, draft: Draft) -> None:
    """Refuse values that are newly chosen though they are not offered. Values kept from before stay."""
    control = offers.control
    value = draft.value(field.name)
    if value is None or not (
        draft.changed(field.name)
        or draft.changed("business_type")
        or (control is not None and draft.changed(control))
    ):
        return
    controlling = draft.value(control) if control else None
    refused = offers.refusal(value, controlling, draft.value("business_type"))
    if refused is not None:
        draft.errors.append(
            FieldError(field.name, refused.message, refused.params, refused.hint, excerpt(value))
        )


Judge = Callable[[], bool]
"""Refuses drafts that contradict each other or what is stored, and tells whether there were any."""


def _uniqueness(context: Context, thing: Object, drafts: Sequence[Draft]) -> Iterator[Judge]:
    """No two live records may share a unique value, whoever may see them."""
    everyone = Access.system(reasons.UNIQUENESS)
    for field in thing.unique_fields:
        wanted = {
            draft.values[field.name]
            for draft in drafts
            if not draft.errors
            and draft.changed(field.name)
            and draft.values[field.name] is not None
        }
        if wanted:
            taken = find.by_value(context, everyone, thing, field, wanted)
            yield partial(_refuse_taken, field, taken, drafts)


def _refuse_taken(
    field: Field, taken: Mapping[Any, Sequence[str]], drafts: Sequence[Draft]
) -> bool:
    """Refuse drafts whose value stays with another record, and all but the first that want the same."""
    moving = [draft for draft in drafts if not draft.errors and draft.changed(field.name)]
    leaving = {draft.id for draft in moving}
    claims: dict[Any, list[Draft]] = defaultdict(list)
    for draft in moving:
        if draft.values[field.name] is not None:
            claims[draft.values[field.name]].append(draft)
    refused = [
        (value, draft)
        for value, claimants in claims.items()
        for draft in claimants[0 if set(taken.get(value, ())) - leaving else 1 :]
    ]
    for value, draft in refused:
        draft.errors.append(not_unique(field, value, field.name))
    return bool(refused)


def not_unique(field: Field, value: object, at: str) -> FieldError:
    """The error that another record has the value already. `at` is the field that it is shown at."""
    params = {
        "field_zh": field.label.zh, "field_en": field.label.en, "value": excerpt(value),
    }  # fmt: skip
    return FieldError(at, messages.NOT_UNIQUE, params, value=excerpt(value))


def _check_masters(
    context: Context, access: Access, thing: Object, drafts: Sequence[Draft]
) -> None:
    """A detail may be made or changed by those who may edit its master."""
    field = thing.master
    if field is None or field.target is None:
        return
    fixed = field.type.fixed(field.definition)
    master = context.catalog.objects[field.target]
    wanted = sorted({str(draft.value(field.name)) for draft in drafts if draft.value(field.name)})
    allowed = reach.reachable(context, access, master, "edit", wanted, held=True)
    for draft in drafts:
        if draft.errors or draft.value(field.name) is None:
            continue
        if not draft.new and fixed and draft.changed(field.name):
            draft.errors.append(FieldError(field.name, messages.MASTER_FIXED))
        elif draft.value(field.name) not in allowed:
            draft.errors.append(FieldError(field.name, messages.MASTER_FORBIDDEN))


def _trees(context: Context, thing: Object, drafts: Sequence[Draft]) -> Iterator[Judge]:
    """No record may stand below itself, by way of stored records or of others in the batch."""
    for field in trees.fields_of(context, thing):
        moved = [draft for draft in drafts if draft.changed(field.name) and not draft.errors]
        wanted = [draft.values[field.name] for draft in moved]
        if any(wanted) and not all(draft.new for draft in moved):
            trees.lock(context, field, moving=True)
            stored = trees.parents(context, field, [parent for parent in wanted if parent])
            yield partial(_refuse_circles, field, stored, moved)


def _refuse_circles(
    field: Field, stored: Mapping[str, str | None], moved: Sequence[Draft]
) -> bool:
    sound = [draft for draft in moved if not draft.errors]
    parents = {**stored, **{draft.id: draft.values[field.name] for draft in sound}}
    refused = [draft for draft in sound if trees.leads_back(parents, draft.id)]
    for draft in refused:
        draft.errors.append(FieldError(field.name, messages.TREE_CIRCLE))
    return bool(refused)
