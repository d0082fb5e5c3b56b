"""What a change of the metadata gives to the records that there are: values, search words, places in trees."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from objectry.metadata.actions import BuildSearch, BuildTree, ClearSearch, ClearTree, FillField
from objectry.metadata.problems import MetadataError
from objectry.runtime.access import reasons
from objectry.runtime.access.grants import Access
from objectry.runtime.api import accounts, maintenance, records
from objectry.runtime.api.organization import Organization
from objectry.runtime.database.system_tables import search, tree
from objectry.runtime.errors import Refused, Unavailable
from objectry.runtime.records import save
from objectry.runtime.records.drafts import Given
from objectry.runtime.records.reading import JSON
from objectry.runtime.settings import Settings
from objectry.runtime.store import search_building
from tests.runtime.conftest import Desk
from tests.runtime.records.repairs import field, make, repair, write_pack


def _apply(organization: Organization, folder: Path, *fields: dict[str, Any]) -> Any:
    thing = repair(*fields, features=["recycle_bin"])
    return organization.apply(write_pack(folder, "p", thing)).actions


def _found(organization: Organization, text: str) -> list[str]:
    with organization.read(organization.principal("admin")) as context:
        found: Any = records.search(context, text, "repair", 50)["records"]
        return [one["name"] for one in found]


def _change(organization: Organization, record: str, **values: Any) -> None:
    with organization.write(organization.principal("admin")) as context:
        version = records.get_record(context, "repair", record, "").version
        records.update_record(context, "repair", record, values, version)


def _delete(organization: Organization, record: str) -> None:
    with organization.write(organization.principal("admin")) as context:
        records.delete_record(context, "repair", record, 1)


def _ties(organization: Organization) -> set[tuple[str, str, int]]:
    with organization.read() as context:
        rows = context.connection.execute(
            sa.select(tree.c.ancestor, tree.c.descendant, tree.c.depth).where(
                tree.c.field == "repair.part_of"
            )
        )
        return {tuple(row) for row in rows}


def _all_fine(organization: Organization) -> bool:
    return all(finding.fine for finding in maintenance.examine(organization))


PART_OF = field("lookup", "part_of", to="repair")
TREE = field("lookup", "part_of", to="repair", hierarchy=True)
FAULT, FOUND = field("text", "fault"), field("text", "fault", searchable=True)


# Search ---------------------------------------------------------------------------------------------------------------


def test_search_finds_old_records_by_a_field_that_became_searchable(
    organization: Organization, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_building, "PAGE", 2)  # more records than are read at once
    _apply(organization, tmp_path / "p", FAULT)
    for number in range(5):
        make(organization, name=f"维修 {number}", fault="漏油 leaking")
    make(organization, name="空")
    gone = make(organization, name="删", fault="漏油")
    _delete(organization, gone["id"])
    assert _found(organization, "漏油") == []
    assert BuildSearch("repair", "fault") in _apply(organization, tmp_path / "p", FOUND)
    assert sorted(_found(organization, "漏油")) == [f"维修 {number}" for number in range(5)]
    assert len(_found(organization, "leaking")) == 5
    assert _all_fine(organization)
    assert not _apply(organization, tmp_path / "p", FOUND)


def test_words_leave_the_index_with_the_option_and_with_the_field(
    organization: Organization, tmp_path: Path
) -> None:
    _apply(organization, tmp_path / "p", FOUND)
    make(organization, name="甲", fault="漏油")
    assert ClearSearch("repair", "fault") in _apply(organization, tmp_path / "p", FAULT)
    assert _found(organization, "漏油") == []
    with organization.read() as context:
        rows = sa.select(search).where(search.c.object == "repair", search.c.field == "fault")
        assert not context.connection.execute(rows).all()
    assert _all_fine(organization)
    _apply(organization, tmp_path / "p", FOUND)
    retired = field("text", "fault", searchable=True, active=False)
    assert ClearSearch("repair", "fault") in _apply(organization, tmp_path / "p", retired)
    assert BuildSearch("repair", "fault") in _apply(organization, tmp_path / "p", FOUND)
    assert _found(organization, "漏油") == ["甲"]


def test_records_are_found_by_the_new_label_of_a_value(
    organization: Organization, tmp_path: Path
) -> None:
    def kind(label: str) -> dict[str, Any]:
        value = {"value": "a", "label": {"zh": label, "en": "A"}}
        return field("select", "kind", searchable=True, values=[value])

    _apply(organization, tmp_path / "p", kind("保修"))
    make(organization, name="甲", kind="a")
    assert _found(organization, "保修") == ["甲"]
    _apply(organization, tmp_path / "p", kind("质保"))
    assert (_found(organization, "保修"), _found(organization, "质保")) == ([], ["甲"])


def test_the_doctor_misses_words_and_finds_those_that_are_wrong(
    organization: Organization, tmp_path: Path
) -> None:
    _apply(organization, tmp_path / "p", FOUND)
    for name in ("甲", "乙", "丙"):
        make(organization, name=name, fault=f"漏{name}")
    with organization.write() as context:
        of_field = sa.and_(search.c.object == "repair", search.c.field == "fault")
        one, two, _ = context.connection.execute(
            sa.select(search.c.number).where(of_field)
        ).scalars()
        context.connection.execute(sa.delete(search).where(search.c.number == one))
        context.connection.execute(
            sa.update(search).where(search.c.number == two).values(words="别 的")
        )
    wrong = [one for one in maintenance.examine(organization) if not one.fine]
    assert [(one.message.code, one.details) for one in wrong] == [("health_search", "repair 2")]


def test_a_record_that_is_made_while_the_index_is_built_is_found_too(
    organization: Organization, settings: Settings, tmp_path: Path
) -> None:
    _apply(organization, tmp_path / "p", FAULT)
    other = Organization(settings)  # another process, in effect
    outcome: list[object] = []

    def change() -> None:
        try:
            outcome.append(_apply(organization, tmp_path / "p", FOUND))
        except Unavailable as refused:
            outcome.append(refused)

    thread = threading.Thread(target=change)
    with other.write(other.principal("admin")) as context:  # it knows of no words for the field
        thread.start()
        thread.join(1)
        records.create_record(context, "repair", {"name": "甲", "fault": "漏油"})
    thread.join()
    if isinstance(outcome[0], Unavailable):  # it had to wait too long: nothing of it has happened
        _apply(organization, tmp_path / "p", FOUND)
    assert _found(organization, "漏油") == ["甲"]
    assert _all_fine(organization)
    other.close()


# Trees ----------------------------------------------------------------------------------------------------------------


def test_old_records_stand_in_a_tree_that_was_made_later(
    organization: Organization, tmp_path: Path
) -> None:
    _apply(organization, tmp_path / "p", PART_OF)
    top = make(organization, name="顶")["id"]
    middle = make(organization, name="中", part_of=top)["id"]
    low = make(organization, name="底", part_of=middle)["id"]
    gone = make(organization, name="删", part_of=low)["id"]
    _delete(organization, gone)  # it may be restored, so it keeps its place
    assert BuildTree("repair", "part_of") in _apply(organization, tmp_path / "p", TREE)
    line = [top, middle, low, gone]
    assert _ties(organization) == {
        (line[above], line[below], below - above)
        for below in range(4)
        for above in range(below + 1)
    }
    with pytest.raises(Refused) as caught:
        _change(organization, top, part_of=low)
    assert caught.value.errors[0].message.code == "tree_circle"
    assert _all_fine(organization)
    assert ClearTree("repair", "part_of") in _apply(organization, tmp_path / "p", PART_OF)
    assert _ties(organization) == set()
    assert _all_fine(organization)


def test_old_records_can_be_moved_in_a_tree_that_came_with_a_new_field(
    organization: Organization, tmp_path: Path
) -> None:
    _apply(organization, tmp_path / "p")
    one, two = (make(organization, name=name)["id"] for name in ("甲", "乙"))
    _apply(organization, tmp_path / "p", TREE)
    _change(organization, one, part_of=two)
    with pytest.raises(Refused) as caught:
        _change(organization, two, part_of=one)
    assert caught.value.errors[0].message.code == "tree_circle"
    assert _all_fine(organization)


@pytest.mark.parametrize("length", [1, 2, 4])
def test_a_circle_among_old_records_refuses_the_tree_and_is_named(
    organization: Organization, tmp_path: Path, length: int
) -> None:
    _apply(organization, tmp_path / "p", PART_OF)
    ids = [make(organization, name=f"零件{number}")["id"] for number in range(length)]
    hanging = make(organization, name="挂", part_of=ids[0])["id"]
    make(organization, name="悬", part_of=hanging)
    for number, record in enumerate(ids):
        _change(organization, record, part_of=ids[(number + 1) % length])
    with pytest.raises(MetadataError) as caught:
        _apply(organization, tmp_path / "p", TREE)
    (problem,) = caught.value.problems
    assert problem.code == "tree_in_circle"
    assert (problem.place.file, problem.place.line > 1) == (str(tmp_path / "p" / "d0.yaml"), True)
    named = problem.text("zh")
    assert all(f"零件{number}" in named for number in range(length)) and "挂" not in named
    assert _ties(organization) == set()
    assert PART_OF["name"] in _get_fields(organization)
    assert _all_fine(organization)


def _get_fields(organization: Organization) -> set[str]:
    with organization.read() as context:
        tree_field = context.catalog.objects["repair"].fields["part_of"]
        assert not tree_field.tree
        return set(context.catalog.objects["repair"].fields)


def test_the_doctor_finds_ties_that_are_lost_wrong_or_nobodys(
    organization: Organization, tmp_path: Path
) -> None:
    _apply(organization, tmp_path / "p", TREE)
    top = make(organization, name="顶")["id"]
    middle = make(organization, name="中", part_of=top)["id"]
    low = make(organization, name="底", part_of=middle)["id"]
    own = tree.c.field == "repair.part_of"
    for damage in (
        sa.delete(tree).where(own, tree.c.descendant == low, tree.c.depth == 2),
        sa.delete(tree).where(own, tree.c.descendant == low, tree.c.depth == 0),
        sa.update(tree)
        .where(own, tree.c.descendant == low, tree.c.depth == 1)
        .values(ancestor=top),
        sa.insert(tree).values(field="repair.part_of", ancestor=low, descendant=top, depth=1),
        sa.insert(tree).values(field="repair.gone", ancestor=low, descendant=low, depth=0),
    ):
        with organization.rehearsal() as context:
            if damage.is_update:
                far = sa.delete(tree).where(own, tree.c.descendant == low, tree.c.depth == 2)
                context.connection.execute(far)
            context.connection.execute(damage)
            assert maintenance.wrong_trees(context), damage
        assert _all_fine(organization)


# Values ---------------------------------------------------------------------------------------------------------------


def _read(organization: Organization, account: str, condition: str = "") -> dict[str, Any]:
    """The repairs that a user sees, by name."""
    with organization.read(organization.principal(account)) as context:
        wanted = records.ListRequest(filter=condition)
        found: Any = records.list_records(context, "repair", wanted)["records"]
        return {one["name"]: one for one in found}


def _make_as(organization: Organization, account: str | None, name: str) -> None:
    """Make a repair as a user, or as the platform itself."""
    user = organization.principal(account) if account else None
    access = Access.system(reasons.DEMO_DATA)
    with organization.write(user) as context:
        if user is not None:
            records.create_record(context, "repair", {"name": name})
            return
        thing = context.catalog.objects["repair"]
        (outcome,) = save.create(context, access, thing, [Given(0, {"name": name})], JSON)
        assert not outcome.errors


MENDER = {
    "profile": "mender", "label": {"zh": "修", "en": "Mender"},
    "objects": {"repair": {"allow": ["read", "create", "edit"]}},
}  # fmt: skip


def _ownable(organization: Organization, folder: Path, owned: bool) -> Any:
    sharing = {} if owned else {"owned": False, "sharing": "public_read_write"}
    return organization.apply(write_pack(folder, "p", repair(**sharing), MENDER)).actions


def _menders(organization: Organization) -> None:
    """Two people who may make repairs, and see those of nobody else; the first one has a department."""
    with organization.write(organization.principal("admin")) as context:
        workshop = records.create_record(context, "department", {"name": "车间"}).record["id"]
    with organization.write() as context:
        for account in ("one", "two"):
            accounts.add_user(context, account, account, ["mender"], None)
        user = accounts.user_id(context, "one")
        table = context.state.tables.objects["user"]
        context.connection.execute(
            sa.update(table).where(table.c.id == user).values(department=workshop)
        )


def test_records_of_an_object_that_gets_owners_belong_to_their_makers(
    organization: Organization, tmp_path: Path
) -> None:
    _ownable(organization, tmp_path / "p", owned=False)
    _menders(organization)
    for account in ("one", "two", None):
        _make_as(organization, account, f"由 {account}")
    actions = _ownable(organization, tmp_path / "p", owned=True)
    assert FillField("repair", "owner") in actions and FillField("repair", "department") in actions
    assert list(_read(organization, "one")) == ["由 one"]
    assert list(_read(organization, "two")) == ["由 two"]
    seen = _read(organization, "admin")
    owners = {name: one["owner"]["name"] for name, one in seen.items()}
    assert owners == {"由 one": "one", "由 two": "two", "由 None": "管理员"}
    departments = {
        name: one["department"] and one["department"]["name"] for name, one in seen.items()
    }
    assert departments == {"由 one": "车间", "由 two": None, "由 None": None}
    assert {one["version"] for one in seen.values()} == {1}
    assert not _ownable(organization, tmp_path / "p", owned=True)


def test_whoever_applies_becomes_the_owner_of_what_nobody_made(
    organization: Organization, tmp_path: Path, desk: Callable[[str], Desk]
) -> None:
    _ownable(organization, tmp_path / "p", owned=False)
    _make_as(organization, None, "甲")
    with organization.write() as context:
        accounts.add_user(context, "second", "第二位", ["administrator"], None)
    write_pack(tmp_path / "p", "p", repair(), MENDER)
    stream = "\n---\n".join(file.read_text("utf-8") for file in sorted(
        (tmp_path / "p").iterdir(), key=lambda one: one.name != "pack.yaml"))  # fmt: skip
    second = desk("second")
    answer = second.client.post("/api/v1/metadata/apply", content=stream, headers={
        "authorization": f"Bearer {second.token}", "content-type": "application/yaml"})  # fmt: skip
    assert answer.status_code == 200, answer.text
    assert _read(organization, "admin")["甲"]["owner"]["name"] == "第二位"


def test_records_that_nobody_made_need_somebody_to_own_them(
    organization: Organization, tmp_path: Path
) -> None:
    _ownable(organization, tmp_path / "p", owned=False)
    for number in range(2):
        _make_as(organization, None, f"无主 {number}")
    with organization.write() as context:
        table = context.state.tables.objects["user"]
        gone = sa.update(table).where(table.c.account == "admin").values(status="inactive")
        context.connection.execute(gone)
    with pytest.raises(MetadataError) as caught:
        _ownable(organization, tmp_path / "p", owned=True)
    (problem,) = caught.value.problems
    assert (problem.code, problem.params["count"]) == ("owner_nobody", 2)
    assert problem.place.file.endswith("d0.yaml")


def test_old_records_begin_where_new_ones_do_when_features_are_added(
    organization: Organization, tmp_path: Path
) -> None:
    small, big = {"zh": "小", "en": "Small"}, {"zh": "大", "en": "Big"}
    organization.apply(write_pack(tmp_path / "p", "p", repair()))
    make(organization, name="旧")
    kinds = [{"name": "small", "label": small}, {"name": "big", "label": big, "default": True}]
    features = ["activities", "approval", "duplicates", "recycle_bin"]
    thing = repair(features=features, business_types=kinds)
    organization.apply(write_pack(tmp_path / "p", "p", thing))
    make(organization, name="新")
    seen = _read(
        organization, "admin", 'approval_status = "not_submitted" && business_type = "big"'
    )
    assert set(seen) == {"旧", "新"}
    made = {"id", "name", "created_at", "updated_at"}
    assert {k: v for k, v in seen["旧"].items() if k not in made} == {
        k: v for k, v in seen["新"].items() if k not in made
    }


def test_a_required_field_with_a_default_is_filled_in_and_another_is_not(
    organization: Organization, tmp_path: Path
) -> None:
    small, big = {"zh": "小", "en": "Small"}, {"zh": "大", "en": "Big"}
    kinds: list[dict[str, Any]] = [
        {"name": "small", "label": small, "default": True},
        {"name": "big", "label": big},
    ]
    levels = [{"value": one, "label": {"zh": one, "en": one}} for one in ("low", "high")]
    level = field("select", "level", required=True, default="low", values=levels)
    organization.apply(write_pack(tmp_path / "p", "p", repair(business_types=kinds)))
    old = make(organization, name="小")["id"]
    make(organization, name="大", business_type="big")
    kinds[1]["defaults"] = {"level": "high"}
    added = [
        level,
        field("text", "fault", required=True, default="未知 unknown", searchable=True),
        field("date", "due", required=True, default="today"),
        field("currency", "cost", required=True, default="1.50"),
        field("integer", "urgency", default=3),
        field("boolean", "paid", required=True),
    ]
    actions = organization.apply(
        write_pack(tmp_path / "p", "p", repair(*added, business_types=kinds))
    ).actions
    filled = [action.field for action in actions if isinstance(action, FillField)]
    assert filled == ["level", "fault", "due", "cost"]
    seen = _read(organization, "admin")
    assert {name: one["level"] for name, one in seen.items()} == {"小": "low", "大": "high"}
    one = seen["小"]
    assert (one["fault"], one["due"], one["cost"]) == ("未知 unknown", "2026-11-23", "1.50")
    assert (one["urgency"], one["paid"], one["version"]) == (None, None, 1)
    assert len(_found(organization, "unknown")) == 2
    _change(organization, old, name="改", paid=True)
    assert _all_fine(organization)


def test_a_field_that_becomes_required_is_filled_in_where_it_is_empty(
    organization: Organization, tmp_path: Path
) -> None:
    _apply(organization, tmp_path / "p", field("text", "fault", default="未知"))
    make(organization, name="满", fault="漏油")
    empty = make(organization, name="空")["id"]
    _change(organization, empty, fault=None)
    required = field("text", "fault", default="未知", required=True)
    assert FillField("repair", "fault") in _apply(organization, tmp_path / "p", required)
    seen = _read(organization, "admin")
    assert {name: one["fault"] for name, one in seen.items()} == {"满": "漏油", "空": "未知"}


def test_records_without_a_master_refuse_a_master_detail_field(
    organization: Organization, tmp_path: Path
) -> None:
    def thing(*fields: dict[str, Any], sharing: str) -> list[Path]:
        return write_pack(tmp_path / "p", "p", repair(*fields, owned=False, sharing=sharing))

    part = field("master_detail", "customer", to="customer")
    organization.apply(thing(sharing="public_read"))
    make(organization, name="旧")
    with pytest.raises(MetadataError) as caught:
        organization.apply(thing(part, sharing="controlled_by_parent"))
    (problem,) = caught.value.problems
    assert (problem.code, problem.place.line > 1) == ("master_for_records", True)
    with organization.write() as context:
        context.connection.execute(sa.delete(context.state.tables.objects["repair"]))
    organization.apply(thing(part, sharing="controlled_by_parent"))
