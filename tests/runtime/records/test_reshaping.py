"""Fields with records that get another name or more room, and what would lose something."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from objectry.metadata.actions import AddField, RenameField, WidenField
from objectry.metadata.problems import MetadataError
from objectry.runtime.api import maintenance, records
from objectry.runtime.api.organization import Organization
from objectry.runtime.database.system_tables import identity
from objectry.runtime.errors import Refused
from objectry.runtime.settings import Settings
from tests.runtime.conftest import Desk
from tests.runtime.records.repairs import field, get, make, repair, write_pack


def _apply(organization: Organization, folder: Path, *fields: dict[str, Any]) -> Any:
    return organization.apply(write_pack(folder, "p", repair(*fields))).actions


def _problem(organization: Organization, folder: Path, *fields: dict[str, Any]) -> Any:
    with pytest.raises(MetadataError) as caught:
        _apply(organization, folder, *fields)
    (problem,) = caught.value.problems
    return problem


def _change(organization: Organization, record: str, **values: Any) -> None:
    with organization.write(organization.principal("admin")) as context:
        version = records.get_record(context, "repair", record, "").version
        records.update_record(context, "repair", record, values, version)


def _customer(organization: Organization, name: str) -> str:
    with organization.write(organization.principal("admin")) as context:
        return str(records.create_record(context, "customer", {"name": name}).record["id"])


def _listed(organization: Organization, **asked: Any) -> list[str]:
    with organization.read(organization.principal("admin")) as context:
        found: Any = records.list_records(context, "repair", records.ListRequest(**asked))
        return [one["name"] for one in found["records"]]


def _all_fine(organization: Organization) -> bool:
    return all(finding.fine for finding in maintenance.examine(organization))


# More room ------------------------------------------------------------------------------------------------------------


def test_a_text_becomes_longer(
    organization: Organization, settings: Settings, tmp_path: Path
) -> None:
    short, long = (field("text", "code", length=n, indexed=True) for n in (5, 40))
    _apply(organization, tmp_path / "p", short)
    old = make(organization, name="旧", code="12345")["id"]
    other = Organization(settings)  # another process, which has its statements prepared
    for _ in range(8):
        get(other, old)
    assert WidenField("repair", "code", 0) in _apply(organization, tmp_path / "p", long)
    assert get(other, old)["code"] == "12345"
    make(other, name="新", code="x" * 40)
    assert _listed(other, filter='code > "2"', sort="code") == ["新"]
    assert _all_fine(organization)
    assert not _apply(organization, tmp_path / "p", long)
    other.close()


def test_who_has_asked_in_the_old_shape_may_ask_again(
    organization: Organization, settings: Settings, tmp_path: Path, desk: Callable[[str], Desk]
) -> None:
    admin = desk("admin")
    for _ in range(12):  # the statement that finds out who is asking is prepared by now
        admin.get("/role")
    other = Organization(settings)  # another process
    longer = {"extend": "user", "change_fields": {"account": {"length": 300}}}
    plan = other.apply(write_pack(tmp_path / "p", "p", longer))
    assert WidenField("user", "account", 0) in plan.actions
    first, second = (admin.call("GET", "/role") for _ in range(2))
    assert first.status_code == 200 or first.json()["code"] == "metadata_changed"
    assert second.status_code == 200
    other.close()


@pytest.mark.parametrize("kind", ["decimal", "currency", "percent"])
def test_a_number_gets_more_decimal_places(
    organization: Organization, tmp_path: Path, kind: str
) -> None:
    coarse = field(kind, "cost", scale=2, indexed=True, searchable=True)
    fine = field(kind, "cost", scale=4, indexed=True, searchable=True)
    _apply(organization, tmp_path / "p", coarse)
    old = make(organization, name="旧", cost="-12345.67")["id"]
    make(organization, name="空")
    assert WidenField("repair", "cost", 2) in _apply(organization, tmp_path / "p", fine)
    assert Decimal(get(organization, old)["cost"]) == Decimal("-12345.67")
    make(organization, name="新", cost="0.0001")
    assert _listed(organization, filter="cost < 0.0002", sort="cost") == ["旧", "新"]
    assert _all_fine(organization)


def test_numbers_that_would_have_too_many_digits_refuse_more_places(
    organization: Organization, tmp_path: Path
) -> None:
    coarse, fine = (field("decimal", "cost", scale=scale) for scale in (0, 4))
    _apply(organization, tmp_path / "p", coarse)
    fits = make(organization, name="容", cost="99999999999999")["id"]
    large = make(organization, name="大", cost="-100000000000000")["id"]
    problem = _problem(organization, tmp_path / "p", fine)
    assert (problem.code, problem.params["count"]) == ("numbers_too_large", 1)
    assert problem.place.line > 1
    _change(organization, large, cost="1")
    _apply(organization, tmp_path / "p", fine)
    assert get(organization, fits)["cost"] == "99999999999999.0000"


def test_what_keeps_the_stored_form_is_no_change_of_it(
    organization: Organization, tmp_path: Path
) -> None:
    one = field("anylookup", "about", to=["customer"])
    several = field("anylookup", "about", to=["customer", "contact"])
    money = field("currency", "cost", precision=10, min="0")
    more = field("currency", "cost", precision=18, max="99")
    _apply(organization, tmp_path / "p", one, money)
    target = _customer(organization, "华强")
    old = make(organization, name="旧", about={"object": "customer", "id": target})["id"]
    _apply(organization, tmp_path / "p", several, more)
    assert get(organization, old)["about"]["id"] == target
    assert _problem(organization, tmp_path / "p", one, more).code == "target_gone"


@pytest.mark.parametrize(
    ("before", "after", "code", "said"),
    [
        (field("text", "x", length=40), field("text", "x", length=20), "length_narrowed", "40"),
        (field("decimal", "x", scale=4), field("decimal", "x", scale=2), "scale_narrowed", "4"),
        (field("text", "x"), field("integer", "x"), "storage_changed", "integer"),
        (field("user", "x"), field("user", "x", many=True), "many_changed", "many"),
        (field("lookup", "x"), field("lookup", "x", to="contact"), "target_gone", "customer"),
        (field("multilookup", "x"), field("multilookup", "x", to="contact"), "target_gone", "to"),
    ],
)
def test_what_could_lose_values_is_refused_with_its_reason(
    organization: Organization, tmp_path: Path, before: Any, after: Any, code: str, said: str
) -> None:
    _apply(organization, tmp_path / "p", before)
    problem = _problem(organization, tmp_path / "p", after)
    assert (problem.code, said in problem.text("en")) == (code, True)
    assert problem.place.file.endswith("d0.yaml") and problem.place.line > 1


def test_a_value_that_leaves_its_value_set_is_told_where_the_set_is_written(
    organization: Organization, tmp_path: Path
) -> None:
    def documents(*values: str) -> list[Path]:
        label = {"zh": "级", "en": "Levels"}
        offered = [{"value": one, "label": {"zh": one, "en": one}} for one in values]
        levels = {"value_set": "levels", "label": label, "values": offered}
        kind = {"name": "level", "type": "select", "label": label, "value_set": "levels"}
        return write_pack(tmp_path / "p", "p", repair(kind), levels)

    organization.apply(documents("low", "high"))
    with pytest.raises(MetadataError) as caught:
        organization.apply(documents("low"))
    (problem,) = caught.value.problems
    assert problem.code == "value_removed" and problem.place.file.endswith("d1.yaml")
    assert problem.place.line > 1


# Another name ---------------------------------------------------------------------------------------------------------

OLD: tuple[dict[str, Any], ...] = (
    field("text", "code", unique=True, searchable=True),
    field("select", "kind", indexed=True),
    field("lookup", "above", to="repair", hierarchy=True),
    field("lookup", "customer"),
    field("multilookup", "guests"),
    field("anylookup", "about"),
    field("address", "place"),
    field("autonumber", "number", unique=True),
)
NEW = tuple({**one, "name": f"{one['name']}_new", "renamed_from": one["name"]} for one in OLD)
INDEX = {"fields": ["kind", "customer"]}
INDEX_NEW = {"fields": ["kind_new", "customer_new"]}


def _pack(folder: Path, fields: tuple[dict[str, Any], ...], index: dict[str, Any]) -> list[Path]:
    return write_pack(folder, "p", repair(*fields, indexes=[index], features=["recycle_bin"]))


def test_a_renamed_field_keeps_all_that_belongs_to_it(
    organization: Organization, settings: Settings, tmp_path: Path
) -> None:
    organization.apply(_pack(tmp_path / "p", OLD, INDEX))
    target = _customer(organization, "华强")
    place = {"region": "440300", "detail": "深南大道 1 号"}
    top = make(organization, name="顶")["id"]
    low = make(
        organization, name="底", code="漏油", kind="a", above=top, customer=target, guests=[target],
        about={"object": "customer", "id": target}, place=place,
    )["id"]  # fmt: skip
    _change(organization, low, code="漏水", kind=None)
    before = get(organization, low)
    other = Organization(settings)
    get(other, low)
    plan = organization.apply(_pack(tmp_path / "p", NEW, INDEX_NEW))
    assert RenameField("repair", "code", "code_new") in plan.actions
    assert not any(isinstance(action, AddField) for action in plan.actions)
    assert not organization.apply(_pack(tmp_path / "p", NEW, INDEX_NEW)).actions
    names = {one["name"] for one in OLD}
    renamed = {f"{k}_new" if k in names else k: v for k, v in before.items()}
    assert get(other, low) == renamed
    assert _all_fine(organization)

    with other.read(other.principal("admin")) as context:
        found: Any = records.search(context, "漏水", "repair", 10)["records"]
        assert [one["name"] for one in found] == ["底"]
        events: Any = records.history(context, "repair", low)["events"]
        assert events[0]["changes"] == {"code_new": ["漏油", "漏水"], "kind_new": ["a", None]}
    assert make(other, name="三")["number_new"] == "R-0003"
    with pytest.raises(Refused) as caught:
        _change(other, top, above_new=low)
    assert caught.value.errors[0].message.code == "tree_circle"
    with pytest.raises(Refused):
        make(other, name="重", code_new="漏水")
    with other.read() as context:
        inspector = sa.inspect(context.connection)
        known = {one["name"] for one in inspector.get_indexes("repair")}
        assert {"uq_repair_code_new", "ix_repair_kind_new", "ix_repair_customer_new"} <= known
        assert not known & {"uq_repair_code", "ix_repair_kind", "ix_repair_customer"}
    with organization.write(organization.principal("admin")) as context:
        records.delete_record(context, "customer", target, 1)
    assert get(organization, low)["customer_new"] is None
    with organization.write(organization.principal("admin")) as context:
        records.restore_record(context, "customer", target)
    assert get(organization, low)["customer_new"]["id"] == target
    other.close()


def test_a_renamed_field_leaves_the_identity_of_a_namesake_alone(
    organization: Organization, tmp_path: Path
) -> None:
    view = {"name": "kind", "label": {"zh": "按类", "en": "By kind"}, "columns": ["name"]}
    layout = {"layout": "repair.kind", "object": "repair", "label": view["label"],
              "sections": [{"label": view["label"], "fields": ["name"]}]}  # fmt: skip

    def write(*fields: dict[str, Any]) -> list[Path]:
        return write_pack(tmp_path / "p", "p", repair(*fields, list_views=[view]), layout)

    def identities() -> dict[tuple[str, str], str]:
        about = sa.select(identity).where(identity.c.path.startswith("repair.kind"))
        with organization.read() as context:
            return {(one.kind, one.path): one.id for one in context.connection.execute(about)}

    organization.apply(write(OLD[1]))
    before = identities()
    organization.apply(write(NEW[1]))
    assert identities() == {
        ("list_view", "repair.kind"): before["list_view", "repair.kind"],
        ("layout", "repair.kind"): before["layout", "repair.kind"],
        ("field", "repair.kind_new"): before["field", "repair.kind"],
        ("value", "repair.kind_new.a"): before["value", "repair.kind.a"],
    }


def test_the_old_name_is_free_for_another_field(
    organization: Organization, tmp_path: Path
) -> None:
    organization.apply(_pack(tmp_path / "p", OLD, INDEX))
    organization.apply(_pack(tmp_path / "p", NEW, INDEX_NEW))
    plan = organization.apply(_pack(tmp_path / "p", (*NEW, *OLD), INDEX_NEW))
    assert sum(isinstance(action, AddField) for action in plan.actions) == len(OLD)
    make(organization, name="新", code="1", code_new="2")
    assert _all_fine(organization)


def test_a_field_is_renamed_and_changed_at_once(
    organization: Organization, tmp_path: Path
) -> None:
    _apply(organization, tmp_path / "p", field("text", "code", length=5, indexed=True))
    old = make(organization, name="旧", code="12345")["id"]
    renamed = field("text", "mark", length=9, unique=True, searchable=True, renamed_from="code")
    _apply(organization, tmp_path / "p", renamed)
    assert get(organization, old)["mark"] == "12345"
    assert _all_fine(organization)
    plain = {key: value for key, value in renamed.items() if key != "renamed_from"}
    _apply(organization, tmp_path / "p", plain)
    assert get(organization, old)["mark"] == "12345"


def test_a_renaming_that_cannot_be_is_refused_at_its_place(
    organization: Organization, tmp_path: Path
) -> None:
    code, mark = field("text", "code"), field("text", "mark", renamed_from="code")
    _apply(organization, tmp_path / "p", code)
    stays = _problem(organization, tmp_path / "p", code, mark)
    assert (stays.code, stays.place.line > 1) == ("renamed_stays", True)
    twice = _problem(
        organization, tmp_path / "p", mark, field("text", "sign", renamed_from="code")
    )
    assert (twice.code, twice.params["other"]) == ("renamed_twice", "mark")
    changed = field("integer", "mark", renamed_from="code")
    assert _problem(organization, tmp_path / "p", changed).code == "storage_changed"
    never = field("text", "other", renamed_from="unheard_of")
    assert AddField("repair", "other", "unheard_of") in _apply(
        organization, tmp_path / "p", code, never
    )
