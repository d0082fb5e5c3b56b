"""What is demanded and locked at times: of fields at every door, and of a layout where a record comes from a form on it."""

import difflib
import logging
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from functools import partial
from typing import Any

from objectry.formula.faults import Fault
from objectry.formula.functions.declare import Use
from objectry.formula.messages import Message, excerpt
from objectry.metadata.catalog import Field, Layout, Object
from objectry.metadata.form_layouts import layout_for
from objectry.metadata.form_states import Form, FormState, at_every_door, form_of, state_of
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.errors import FieldError, Invalid
from objectry.runtime.formulas.formulas import Formula, formula
from objectry.runtime.formulas.rows import Known, Values, answers, known
from objectry.runtime.records import beginning, computing, filling, messages
from objectry.runtime.records.drafts import Draft, Given, as_it_will_be
from objectry.runtime.records.paths import LONGEST_NAME, is_placed

log = logging.getLogger("objectry.formulas")

BEGINNING = (filling.fill_in, beginning.begin, computing.foresee)
"""What the platform adds to a new record before anything is asked of it."""
Answers = Mapping[str, Sequence[bool]]
"""What conditions say of some records, by their texts. One that cannot be computed counts as true."""


def check_forms(context: Context, access: Access, thing: Object, drafts: Sequence[Draft]) -> None:
    """Refuse drafts that lack what is demanded of them now, or change what is locked. Who changes nothing is not judged."""
    for layout in dict.fromkeys(draft.given.layout for draft in drafts):
        forms = [form for form in _forms(context, access, thing, layout) if form.fields]
        judged = [
            draft
            for draft in (drafts if forms else ())
            if draft.given.layout is layout
            and (draft.new or any(map(draft.changed, draft.values)))
        ]
        if judged:
            _check(context, access, thing, forms, judged)


def _forms(
    context: Context, access: Access, thing: Object, layout: Layout | None
) -> Sequence[Form]:
    """What holds at every door, and what holds on a layout."""
    conditional = context.state.memo.get(("conditional", thing.name), lambda: at_every_door(thing))
    return (conditional, form_for(context, access, thing, layout)) if layout else (conditional,)


def layout_named(context: Context, thing: Object, name: str) -> Layout:
    """The layout of an object with that name: `opportunity.default`. Raises Invalid for one of another object too."""
    known = {one.definition.layout: one for one in context.catalog.layouts[thing.name]}
    if name not in known:
        near = difflib.get_close_matches(name[:LONGEST_NAME], known, 1, 0.6)
        params = {
            "layout": excerpt(name), "object_zh": thing.label.zh, "object_en": thing.label.en,
        }  # fmt: skip
        raise Invalid(messages.LAYOUT_UNKNOWN, params, hint="".join(near))
    return known[name]


def layout_meant(context: Context, thing: Object, business_type: str | None) -> Layout | None:
    """The layout of an object that is meant for the user and a business type."""
    profiles = context.user.profiles if context.user else ()
    return layout_for(context.catalog, thing, business_type, profiles)


def form_for(context: Context, access: Access, thing: Object, layout: Layout | None) -> Form:
    """The form of an object on a layout, or with all its fields, as far as the user may see them."""
    name = layout.definition.layout if layout else ""
    return context.state.memo.get(
        ("form", thing.name, name, access.key),
        lambda: form_of(thing, layout, partial(is_placed, context, access)),
    )


def _check(
    context: Context, access: Access, thing: Object, forms: Sequence[Form], drafts: Sequence[Draft]
) -> None:
    """Put what the forms say to drafts. What the platform itself changes is never locked."""
    editable = access.on(thing).editable
    lockable = frozenset[str]() if access.rights is None else editable
    before = as_begun(context, access, thing, drafts) if any(one.locks for one in forms) else ()
    found = [
        states(context, access, thing, form, editable, drafts, before, unknown=False)
        for form in forms
    ]
    known: dict[tuple[FormState, ...], list[_Demand]] = {}
    for at, draft in enumerate(drafts):
        said = tuple(one[at] for one in found)
        if said not in known:
            known[said] = list(_demands(thing, said))
        wrong = {error.field for error in draft.errors}
        for field, locked, required in known[said]:
            if field.name in wrong:
                continue
            if locked and field.name in lockable and _is_changed(draft, field, before[at]):
                draft.errors.append(_refusal(messages.FIELD_LOCKED, field))
            elif required and draft.value(field.name) is None:
                draft.errors.append(_refusal(messages.REQUIRED, field))


_Demand = tuple[Field, bool, bool]
"""A field, whether it is locked, and whether it is required."""


def _demands(thing: Object, said: Sequence[FormState]) -> Iterator[_Demand]:
    """What several forms demand together, in the order of the fields. None of them opens what another one locks."""
    for field in thing.fields.values():
        own = [one.fields[field.name] for one in said if field.name in one.fields]
        locked = any(one.read_only for one in own)
        required = any(one.required for one in own)
        if locked or required:
            yield field, locked, required


def _refusal(message: Message, field: Field) -> FieldError:
    params = {"field_zh": field.label.zh, "field_en": field.label.en}
    return FieldError(field.name, message, params)


def _is_changed(draft: Draft, field: Field, before: Values) -> bool:
    """Tell whether the user gives a field another value than it had. What is filled in where he gives none is not his."""
    if field.name not in draft.given.values:
        return False
    raw = draft.given.values[field.name]
    filled = draft.new and field.definition.required and raw in (None, "")
    return not filled and bool(draft.value(field.name) != before(field.name))


def as_begun(
    context: Context, access: Access, thing: Object, drafts: Sequence[Draft]
) -> list[Values]:
    """The values of records as they were before a change.

    A new record begins with its business type, as a part of its master, and with what the platform fills in then.
    """
    own = ["business_type", *([thing.master.name] if thing.master else [])]
    blanks: dict[tuple[Any, ...], Draft] = {}
    for draft in drafts:
        if draft.new:
            values = {name: draft.values.get(name) for name in own}
            given = {name: value for name, value in values.items() if value is not None}
            blanks.setdefault(tuple(values.values()), Draft(Given(0, {}), draft.id, None, given))
    for step in BEGINNING:
        step(context, access, thing, list(blanks.values()))
    return [
        as_it_will_be(context, access, blanks[tuple(draft.values.get(name) for name in own)])
        if draft.before is None
        else draft.before.values.get
        for draft in drafts
    ]


def states(
    context: Context, access: Access, thing: Object, form: Form, writable: Collection[str],
    drafts: Sequence[Draft], before: Sequence[Values], unknown: bool,
) -> list[FormState]:  # fmt: skip
    """What holds for the fields of a form, for each of some drafts and what they were `before`.

    `unknown` is what counts as the answer of a condition that reads a value which is wrong itself. Records of which the
    conditions say the same share one state.
    """
    wrong = [{error.field for error in draft.errors} for draft in drafts]
    values = [as_it_will_be(context, access, draft) for draft in drafts]
    after = _answers(context, access, thing, form.after, values, wrong, unknown)
    was = _were(context, access, thing, form, before, drafts, unknown)
    cases = list(zip(*after.values(), *was.values(), strict=True)) or [()] * len(drafts)
    known = {
        case: state_of(
            form,
            writable,
            dict(zip(after, case[: len(after)], strict=True)),
            dict(zip(was, case[len(after) :], strict=True)),
        )
        for case in set(cases)
    }
    return [known[case] for case in cases]


def _were(
    context: Context, access: Access, thing: Object, form: Form, before: Sequence[Values],
    drafts: Sequence[Draft], unknown: bool,
) -> Answers:  # fmt: skip
    """What conditions say of records as they were: where others have changed with them meanwhile, what they said then."""
    said = _answers(context, access, thing, form.before, before, [set()] * len(before), unknown)
    then = [draft.given.locked or {} for draft in drafts] if form.before else []
    return {
        text: [one.get(text, now) for one, now in zip(then, answers, strict=True)]
        for text, answers in said.items()
    }


def locks(
    context: Context, access: Access, thing: Object, drafts: Sequence[Draft]
) -> list[Mapping[str, bool]]:
    """What the conditions that lock fields at every door say of some drafts, before what they read changes."""
    form = at_every_door(thing)
    before = as_begun(context, access, thing, drafts) if form.before else []
    said = _answers(context, access, thing, form.before, before, [set()] * len(before), False)
    return [{text: answers[at] for text, answers in said.items()} for at in range(len(drafts))]


def _answers(
    context: Context, access: Access, thing: Object, conditions: Collection[str],
    records: Sequence[Values], wrong: Sequence[Set[str]], unknown: bool,
) -> Answers:  # fmt: skip
    """What conditions say of records, all of them together."""
    if not conditions:
        return {}
    made = {text: formula(context, thing.name, text, Use.DISPLAY) for text in conditions}
    found = known(context, access, thing, made.values(), records)
    return {
        text: [
            unknown if one.own & lacking else said
            for said, lacking in zip(_said(one, found), wrong, strict=True)
        ]
        for text, one in made.items()
    }


def _said(one: Formula, found: Known) -> list[bool]:
    said = answers(one, found)
    fault = next((answer for answer in said if isinstance(answer, Fault)), None)
    if fault is not None:
        log.info("a condition counts as true: %s: %s", one.program.text, fault.message.text("en"))
    return [answer is not False for answer in said]
