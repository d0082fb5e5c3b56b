"""What a change of the metadata gives to the records that there are: search words, places in trees."""

import threading
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from objectry.metadata.actions import BuildSearch, BuildTree, ClearSearch, ClearTree
from objectry.metadata.problems import MetadataError
from objectry.runtime.api import maintenance, records
from objectry.runtime.api.organization import Organization
from objectry.runtime.database.system_tables import search, tree
from objectry.runtime.errors import Refused, Unavailable
from objectry.runtime.settings import Settings
from objectry.runtime.store import search_building
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
