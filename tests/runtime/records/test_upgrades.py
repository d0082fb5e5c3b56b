"""Additive upgrades while the organisation is in use: every field type, old records, overlapping and interrupted changes."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from objectry.metadata.actions import AddField, AddIndex
from objectry.metadata.field_types.listing import FIELD_TYPES
from objectry.metadata.problems import MetadataError
from objectry.runtime.api import maintenance, records
from objectry.runtime.api.organization import Organization
from objectry.runtime.errors import Invalid, Unavailable
from objectry.runtime.settings import Settings
from tests.runtime.conftest import PACKS
from tests.runtime.records.repairs import field, get, make, repair, write_pack

MASTERLESS = {"master_detail"}
"""A record that exists has no master to be given."""


def test_a_field_of_every_type_joins_a_table_with_records(
    organization: Organization, settings: Settings, tmp_path: Path
) -> None:
    links = field("lookup", "customer"), field("lookup", "above", to="repair")
    organization.apply(write_pack(tmp_path / "p", "p", repair(*links)))
    other = Organization(settings)  # another process, in effect
    old = make(other, name="旧")
    added = [field(kind) for kind in FIELD_TYPES if kind not in MASTERLESS]
    plan = organization.apply(write_pack(tmp_path / "p", "p", repair(*links, *added)))
    assert [a.field for a in plan.actions if isinstance(a, AddField)] == [f["name"] for f in added]
    read = get(other, old["id"])
    filled = {f["name"]: read.get(f["name"]) for f in added if f["type"] != "line"}
    given = {name: value for name, value in filled.items() if value is not None}
    assert given == {"f_formula": 2, "f_rollup": 0}  # what is computed is there at once
    for kind, value in (
        ("f_integer", 7),
        ("f_text", "新"),
        ("f_select", "a"),
        ("f_currency", "1.50"),
    ):
        with other.write(other.principal("admin")) as context:
            version = records.get_record(context, "repair", old["id"], "").version
            changed = records.update_record(context, "repair", old["id"], {kind: value}, version)
            assert changed.record[kind] == value
    assert all(finding.fine for finding in maintenance.examine(other))
    assert not organization.apply([tmp_path / "p"]).actions
    other.close()


def test_old_records_stay_empty_where_a_new_field_has_a_default(
    organization: Organization, tmp_path: Path
) -> None:
    organization.apply(write_pack(tmp_path / "p", "p", repair()))
    old = make(organization, name="旧")
    urgency = field("integer", "urgency", default=3)
    organization.apply(write_pack(tmp_path / "p", "p", repair(urgency)))
    read = get(organization, old["id"])
    assert read["urgency"] is None and read["version"] == old["version"]
    assert make(organization, name="新")["urgency"] == 3


def test_a_new_required_field_binds_the_next_write_of_an_old_record(
    organization: Organization, tmp_path: Path
) -> None:
    organization.apply(write_pack(tmp_path / "p", "p", repair()))
    old = make(organization, name="旧")
    organization.apply(
        write_pack(tmp_path / "p", "p", repair(field("integer", "urgency", required=True)))
    )
    user = organization.principal("admin")
    assert get(organization, old["id"])["urgency"] is None
    with pytest.raises(Invalid), organization.write(user) as context:
        records.update_record(context, "repair", old["id"], {"name": "改"}, 1)
    with organization.write(user) as context:
        records.update_record(context, "repair", old["id"], {"name": "改", "urgency": 1}, 1)


def test_everything_else_that_can_be_added(organization: Organization, tmp_path: Path) -> None:
    label = {"zh": "甲", "en": "A"}
    organization.apply(write_pack(tmp_path / "p", "p", repair(field("text", "code"))))
    make(organization, name="旧", code="1")
    thing = repair(
        field("text", "code", unique=True),
        features=["activities", "approval", "recycle_bin"],
        list_views=[{"name": "all", "label": label, "columns": ["name", "code"]}],
        business_types=[{"name": "big", "label": label}],
    )
    plan = organization.apply(write_pack(
        tmp_path / "p", "p", thing,
        {"layout": "repair.default", "object": "repair", "label": label,
         "sections": [{"label": label, "fields": ["name", "code"]}]},
        {"list_view": "repair.coded", "label": label, "columns": ["code"], "filter": 'code <> ""'},
        {"value_set": "levels", "label": label, "values": [{"value": "a", "label": label}]},
        {"profile": "mender", "label": label, "objects": {"repair": {"allow": ["read"]}}},
        {"role": "mender", "label": label, "parent": "sales_director"},
        {"menu": "workshop", "label": label, "groups": [{"label": label, "items": ["repair"]}]},
        {"extend": "customer", "fields": [field("boolean", "repairs")]},
    ))  # fmt: skip
    names = [action.text("en") for action in plan.actions]
    for expected in (
        "add the field repairs to the object customer",
        "add the field business_type to the object repair",
        "add the field approval_status to the object repair",
        "make an index for the field repair.code",
        "add the list view repair.all",
        "add the list view repair.coded",
        "add the layout repair.default",
        "add the value set levels",
        "add the profile mender",
        "add the role mender",
        "add the menu workshop",
    ):
        assert expected in names
    assert all(finding.fine for finding in maintenance.examine(organization))
    with organization.read(organization.principal("admin")) as context:
        found = records.list_records(
            context, "role", records.ListRequest(filter='code = "mender"', fields="parent")
        )
    assert found["records"][0]["parent"]


def test_two_packs_extend_one_object_in_an_order_of_their_own(
    organization: Organization, tmp_path: Path
) -> None:
    one = write_pack(
        tmp_path / "one", "one", {"extend": "customer", "fields": [field("text", "x_one")]}
    )
    two = write_pack(
        tmp_path / "two", "two", {"extend": "customer", "fields": [field("text", "x_two")]}
    )
    organization.apply(two)
    organization.apply(one)
    assert not organization.apply([*two, *one]).actions
    clash = write_pack(
        tmp_path / "two", "two", {"extend": "customer", "fields": [field("text", "x_one")]}
    )
    with pytest.raises(MetadataError) as caught:
        organization.apply(clash)
    assert "part_known" in {p.code for p in caught.value.problems}
    assert all(p.place.line for p in caught.value.problems)


def test_a_write_that_began_before_a_change_ends_well_in_its_own_columns(
    organization: Organization, settings: Settings, tmp_path: Path
) -> None:
    organization.apply(write_pack(tmp_path / "p", "p", repair(field("text", "b"))))
    other = Organization(settings)
    grown = write_pack(tmp_path / "p", "p", repair(field("text", "a"), field("text", "b")))
    started, outcome = threading.Event(), list[object]()

    def change() -> None:
        started.set()
        try:
            outcome.append(organization.apply(grown).actions)
        except Unavailable as refused:
            outcome.append(refused)

    thread = threading.Thread(target=change)
    with other.write(other.principal("admin")) as context:
        thread.start()
        started.wait()
        time.sleep(0.3)
        made = records.create_record(context, "repair", {"name": "名", "b": "乙"}).record
    thread.join()
    if isinstance(outcome[0], Unavailable):  # it had to wait too long: nothing of it has happened
        organization.apply(grown)
    read = get(other, made["id"])
    assert (read["name"], read["a"], read["b"]) == ("名", None, "乙")
    other.close()


def test_of_two_changes_at_once_each_happens_as_a_whole_or_not_at_all(
    organization: Organization, settings: Settings, tmp_path: Path
) -> None:
    others = [Organization(settings) for _ in range(3)]
    outcome: dict[int, object] = {}
    barrier = threading.Barrier(3)

    def change(number: int) -> None:
        fields = [field("text", f"x{number}_{n}") for n in range(5)]
        folder = write_pack(
            tmp_path / f"p{number}", f"p{number}", {"extend": "customer", "fields": fields}
        )
        barrier.wait()
        try:
            outcome[number] = others[number].apply(folder)
        except Unavailable as refused:
            outcome[number] = refused

    threads = [threading.Thread(target=change, args=(n,)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcome) == 3
    with organization.read() as context:
        fields = context.catalog.objects["customer"].fields
    done = [n for n in range(3) if not isinstance(outcome[n], Unavailable)]
    assert done
    for number in range(3):
        assert {f"x{number}_{n}" in fields for n in range(5)} == {number in done}
    assert all(finding.fine for finding in maintenance.examine(organization))
    for other in others:
        other.close()


def test_in_a_schema_of_its_own_an_organisation_grows_too(pg_url: str, tmp_path: Path) -> None:
    schema = f"o_{os.getpid()}_{random.randrange(10**9)}"
    engine = sa.create_engine(pg_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.schema.CreateSchema(schema))
    organization = Organization(Settings(database_url=pg_url, database_schema=schema))
    try:
        organization.apply(PACKS)
        organization.apply(write_pack(tmp_path / "p", "p", repair()))
        links = [field(kind) for kind in ("lookup", "multilookup", "user", "text")]
        organization.apply(write_pack(tmp_path / "p", "p", repair(*links)))
        assert all(finding.fine for finding in maintenance.examine(organization))
    finally:
        organization.close()
        with engine.connect() as connection:
            connection.execute(sa.schema.DropSchema(schema, cascade=True))
        engine.dispose()


def test_a_change_that_is_killed_leaves_the_old_state(
    organization: Organization, settings: Settings, tmp_path: Path
) -> None:
    documents = []
    for number in range(12):
        thing = repair(*[field("text", f"t{n}", indexed=True) for n in range(8)])
        documents.append({**thing, "object": f"made_{number}"})
    extension = {"extend": "customer", "fields": [field("lookup", "made", to="made_0")]}
    folder = write_pack(tmp_path / "p", "p", *documents, extension)
    with organization.read() as context:
        epoch, objects = context.state.epoch, set(context.catalog.objects)
    begun = time.monotonic()
    subprocess.run([*_command(settings), "plan", str(folder[0])], check=True, capture_output=True)
    usual = time.monotonic() - begun
    for moment in (0.9, 1.0, 1.05, 1.1, 1.2):
        process = subprocess.Popen([*_command(settings), "apply", str(folder[0])],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
        time.sleep(usual * moment)
        process.send_signal(signal.SIGKILL)
        process.wait()
        _wait_until_unlocked(organization)
        with organization.read() as context:
            whole = context.state.epoch == epoch + 1
            assert whole or context.state.epoch == epoch
            made = {f"made_{number}" for number in range(12)}
            assert set(context.catalog.objects) == (objects | made if whole else objects)
        assert all(finding.fine for finding in maintenance.examine(organization))
        with organization.write() as context:
            tables = set(sa.inspect(context.connection).get_table_names())
        assert {f"made_{number}" in tables for number in range(12)} == {whole}
        if whole:
            break
    organization.apply(folder)
    assert all(finding.fine for finding in maintenance.examine(organization))


def _command(settings: Settings) -> list[str]:
    return [sys.executable, "-m", "objectry", "--database", settings.database_url]


def _wait_until_unlocked(organization: Organization) -> None:
    """PostgreSQL notices the end of a client when it next writes to it."""
    for _ in range(100):
        try:
            organization.apply(PACKS)
            return
        except Unavailable:
            time.sleep(0.1)
    raise AssertionError("the killed change still holds its lock")


def test_indexes_over_several_fields_come_and_go_with_the_metadata(
    organization: Organization, tmp_path: Path
) -> None:
    kind = field("select", "kind")
    amount = field("currency", "amount")
    folder = tmp_path / "repairs"
    organization.apply(write_pack(folder, "repairs", repair(kind, amount)))
    make(organization, name="x", kind="a", amount="5")
    index = [{"fields": ["kind", "owner", "amount"]}]
    added = organization.apply(write_pack(folder, "repairs", repair(kind, amount, indexes=index)))
    assert AddIndex("repair", "kind+owner+amount", False) in added.actions
    with organization.read() as context:
        known = sa.inspect(context.connection).get_indexes("repair")
        condition = ["deleted_at"] if context.connection.dialect.name == "sqlite" else []
    columns = {one["name"]: one["column_names"] for one in known}
    assert columns["ix_repair_kind+owner+amount"] == ["kind", "owner", "amount", *condition]
    assert not organization.apply(
        write_pack(folder, "repairs", repair(kind, amount, indexes=index))
    ).actions
    organization.apply(write_pack(folder, "repairs", repair(kind, amount)))
    with organization.read() as context:
        known = sa.inspect(context.connection).get_indexes("repair")
    assert "ix_repair_kind+owner+amount" not in {one["name"] for one in known}


@pytest.mark.parametrize("names", [["kind", "kind"], ["kind", "helpers"], ["kind", "gone"]])
def test_an_index_needs_fields_with_columns_of_their_own(
    organization: Organization, tmp_path: Path, names: list[str]
) -> None:
    helpers = field("multilookup", "helpers")
    broken = repair(field("select", "kind"), helpers, indexes=[{"fields": names}])
    with pytest.raises(MetadataError):
        organization.apply(write_pack(tmp_path / "repairs", "repairs", broken))
