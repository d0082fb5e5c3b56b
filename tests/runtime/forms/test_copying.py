"""A copy begins with what its original has, save what must be its own, and what its maker may not see or enter."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from objectry.metadata.catalog import Object
from objectry.runtime.access.grants import Access, access_of
from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import thing_for
from objectry.runtime.errors import Refused
from objectry.runtime.records.copying import copied_values
from objectry.runtime.records.entering import copied
from objectry.runtime.shown.forms import COPY, ShownForm, form_with_lines
from objectry.runtime.shown.inputs import Output
from tests.runtime.conftest import ONE_DATABASE, Desk

Sit = Callable[[str], Desk]


def _form(organization: Organization, account: str, bill: str, **values: str) -> ShownForm:
    with organization.read(organization.principal(account)) as context:
        return form_with_lines(context, "bill", None, {COPY: bill, **values})


def _values(form: ShownForm) -> dict[str, Any]:
    found = (field for section in form.sections for field in section.fields)
    return {one.name: getattr(one.input, "text", None) for one in found}


def _bill(desk: Desk) -> str:
    lines = [
        {"text": "a", "price": "10", "hint": "geheim"},
        {"text": "b", "price": "20", "pieces": 3},
    ]
    bill = desk.create(
        "bill",
        name="一月",
        state="closed",
        secret="geheim",
        note="n",
        rate="0.10",
        _lines={"bill_line": lines},
    )
    return str(bill["id"])


def test_of_more_lines_than_a_form_takes_none_is_copied(
    organization: Organization, desk: Sit
) -> None:
    """Else somebody would save a part of them and take it for all."""
    bill = _bill(desk("admin"))
    for limit, more, count in ((2, False, 2), (1, True, 0)):
        organization.settings = organization.settings.model_copy(update={"lines_limit": limit})
        (table,) = _form(organization, "admin", bill).lines
        assert (table.more, len(table.lines)) == (more, count)


def test_a_copy_has_the_values_and_lines_of_its_original(
    organization: Organization, desk: Sit
) -> None:
    form = _form(organization, "admin", bill := _bill(desk("admin")))
    values = _values(form)
    assert (values["name"], values["note"], values["rate"], values["secret"]) == (
        "",
        "n",
        "0.10",
        "geheim",
    )
    state = next(one for section in form.sections for one in section.fields if one.name == "state")
    assert [one.value for one in state.input.options if one.chosen] == ["open"]  # type: ignore[union-attr]
    (table,) = form.lines
    told = [[getattr(cell.input, "text", None) for cell in line.cells] for line in table.lines]
    assert [line[:3] for line in told] == [["a", "10.00", "1"], ["b", "20.00", "3"]]
    assert [line.id for line in table.lines] == ["", ""]
    assert form.id == "" and form.copy == bill
    computed = {
        one.name: one.input.shown.text
        for section in form.sections
        for one in section.fields
        if isinstance(one.input, Output)
    }
    assert (computed["total"], computed["gross"]) == ("70.00", "77.00"), "what the copies come to"
    assert _values(_form(organization, "admin", bill, note="anders"))["note"] == "anders"


def test_a_copy_tells_what_is_wrong_with_what_its_address_gives(
    organization: Organization, desk: Sit
) -> None:
    bill = _bill(desk("admin"))
    with organization.read(organization.principal("admin")) as context:
        access, thing = thing_for(context, "bill")
        draft = copied(context, access, thing, bill, {"rate": "viel"})
    assert [one.field for one in draft.errors] == ["rate"]


def test_nothing_that_is_hidden_is_copied(
    organization: Organization, desk: Sit, biller: Desk
) -> None:
    form = _form(organization, "bill", _bill(desk("admin")))
    assert "geheim" not in repr(form)
    assert _values(form)["note"] == "n"
    assert [cell.name for cell in form.lines[0].lines[0].cells] == [
        "text", "price", "pieces", "amount", "title", "reason",
    ]  # fmt: skip


@ONE_DATABASE
def test_a_copy_never_has_what_must_be_its_own(
    organization: Organization, desk: Sit, biller: Desk
) -> None:
    for account in ("admin", "bill", "rob"):
        with organization.read(organization.principal(account)) as context:
            access = access_of(context)
            for thing in context.catalog.objects.values():
                _holds(access, thing)


def _holds(access: Access, thing: Object) -> None:
    """Whatever values a record has."""
    rights = access.on(thing)
    seen = rights.readable & rights.editable

    @settings(max_examples=10, deadline=None)
    @given(st.fixed_dictionaries({name: st.none() | st.just(name) for name in thing.fields}))
    def hold(values: dict[str, str | None]) -> None:
        found = copied_values(access, thing, values)
        for name, value in values.items():
            field = thing.fields[name]
            definition = field.definition
            own = (
                definition.unique or field.computed or not definition.copied or not field.writable
            )
            assert (name in found) == (not own and name in seen and value is not None)

    hold()


def test_who_may_not_see_a_record_cannot_copy_it(organization: Organization, desk: Sit) -> None:
    bill = _bill(desk("admin"))
    with pytest.raises(Refused):
        _form(organization, "rob", bill)
    lines = desk("admin").get("/metadata/objects/bill")["layouts"][0]["lines"]
    assert [(one["object"], one["position"], one["copied"]) for one in lines] == [
        ("bill_line", "place", True)
    ]
