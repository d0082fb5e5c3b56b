"""What is exported comes back to no change, whatever columns it has: every object, every field, every path, both formats.

And whatever has become of the records since they were saved: people leave, products are given up, rules grow stricter.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from objectry.metadata.catalog import Object, path_name
from objectry.runtime.access.grants import access_of
from objectry.runtime.api import records, transfer
from objectry.runtime.api.maintenance import make_demo
from objectry.runtime.api.organization import Organization, Principal
from objectry.runtime.api.records import ListRequest
from objectry.runtime.api.transfer import MappingDef, Report
from objectry.runtime.context import Context
from objectry.runtime.records.paths import readable
from objectry.runtime.settings import read_settings
from tests.conftest import empty_database

AT_ONCE = 40
"""Columns of one file: a statement follows 50 look-ups at most."""


PACK = "pack: past\nversion: 1.0.0\nlabel: {zh: 往事, en: Past}\nrequires: [{pack: base}]\n"
TRACE = """
object: trace
label: {zh: 痕迹, en: Trace}
plural: {zh: 痕迹, en: Traces}
sharing: public_read_write
features: [import, export]
fields:
  - {name: name, type: text, required: true, label: {zh: 名称, en: Name}, %(name)s}
  - {name: code, type: text, unique: true, label: {zh: 编号, en: Code}, %(code)s}
  - {name: note, type: textarea, label: {zh: 备注, en: Note}, %(note)s}
  - {name: mail, type: email, label: {zh: 邮件, en: Mail}}
  - {name: pieces, type: integer, label: {zh: 数目, en: Pieces}, %(pieces)s}
  - {name: price, type: decimal, label: {zh: 价格, en: Price}, %(price)s}
  - {name: place, type: geolocation, label: {zh: 地点, en: Place}, %(place)s}
  - {name: due, type: date, label: {zh: 到期, en: Due}, %(due)s}
  - {name: since, type: date, label: {zh: 始于, en: Since}, %(since)s}
  - {name: partner, type: lookup, to: customer, label: {zh: 伙伴, en: Partner}, %(partner)s}
  - {name: guests, type: multilookup, to: customer, label: {zh: 来宾, en: Guests}, %(guests)s}
  - {name: about, type: anylookup, to: [customer, contact], label: {zh: 关于, en: About}}
  - {name: helpers, type: user, many: true, label: {zh: 帮手, en: Helpers}}
"""
LOOSE = {
    "name": "length: 100", "code": "length: 50", "note": "length: 500", "pieces": "required: false",
    "price": "scale: 2", "place": "precision: 6", "due": "format: day", "since": "format: day",
    "partner": "required: false", "guests": "max: 100",
}  # fmt: skip
STRICT = {
    "name": "length: 100, pattern: '[0-9]+'", "code": "length: 50, pattern: '[0-9]+'", "note": "length: 5",
    "pieces": "max: 5",
    "price": "scale: 2, min: 5", "place": "precision: 1", "due": "format: month",
    "since": "format: day, max: 2020-01-01", "partner": "filter: 'name = \"nobody\"'",
    "guests": "max: 100, filter: 'name = \"nobody\"'",
}  # fmt: skip


def _trace(folder: Path, rules: dict[str, str]) -> Path:
    """A pack with an object of certain rules."""
    folder.mkdir(exist_ok=True)
    (folder / "pack.yaml").write_text(PACK, "utf-8")
    (folder / "trace.yaml").write_text(TRACE % rules, "utf-8")
    return folder


def _lead_a_life(organization: Organization, folder: Path) -> None:
    """What time does to an organisation: records keep values that nobody could give them today."""
    organization.apply([_trace(folder, LOOSE)])
    admin = organization.principal("admin")
    with organization.write(admin) as context:
        customers = [
            one["id"]
            for one in records.list_records(context, "customer", ListRequest(limit=3))["records"]
        ]
        values: dict[str, Any] = {
            "name": "A name that is long", "code": "ABC", "note": "Two lines\nof a note",
            "mail": "a@example.com", "pieces": 7, "price": "1.50", "due": "2026-11-23",
            "place": {"lat": "22.543", "lng": "114.057", "label": "市民中心", "provider": "amap"},
            "since": "2026-11-23", "partner": customers[0], "guests": customers,
            "about": {"object": "customer", "id": customers[1]}, "helpers": [{"account": "tom"}],
            "owner": {"account": "tom"},
        }  # fmt: skip
        records.create_record(context, "trace", values)
        for name, condition, change in (
            ("user", 'account = "tom"', {"status": "departed"}),
            ("product", 'code = "PS-100"', {"status": "inactive"}),
        ):
            found = records.list_records(context, name, ListRequest(filter=condition))
            (one,) = found["records"]
            records.update_record(context, name, one["id"], change, records.ANY_VERSION)
    organization.apply([_trace(folder, STRICT)])


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def demo(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Organization]:
    """The demo organisation, some time later: one for all tests, as what goes out and comes back changes nothing."""
    folder = tmp_path_factory.mktemp("demo")
    with empty_database(request, request.param, folder) as url:
        found = Organization(read_settings({}, database_url=url))
        assert make_demo(found, lambda done, total: None)
        _lead_a_life(found, folder / "past")
        yield found
        found.close()


@pytest.fixture
def everything(demo: Organization) -> Principal | None:
    """Who takes out all there is: one who may see all of it, and on the other database one who may not."""
    return demo.principal("admin" if demo.dialect == "sqlite" else "dora")


def _travels(context: Context, thing: Object) -> bool:
    """Tell whether the user may take records out and bring them back."""
    needed = {"import", "export"}
    return {*needed, "edit"} <= access_of(context).on(thing).actions and needed <= {
        *thing.features
    }


def _columns(context: Context, thing: Object) -> list[str]:
    """Every field of an object and every path of two, as far as the user may read them."""
    names = [
        *thing.fields,
        *(
            f"{field.name}.{behind}"
            for field in thing.fields.values()
            if field.target
            for behind in context.catalog.objects[field.target].fields
        ),
    ]
    paths = (readable(context, access_of(context), thing, name) for name in names)
    return [path_name(path) for path in paths if path is not None]


def _export(
    organization: Organization, user: Principal | None, thing: str, asked: ListRequest, kind: str
) -> bytes:
    with organization.read(user) as context:
        with transfer.export_file(context, thing, asked, kind) as content:
            return content.read()


def _import(
    organization: Organization, user: Principal | None, thing: str, content: bytes
) -> Report:
    wanted = MappingDef(object=thing, operation="update", key="id")
    with organization.write(user) as context:
        return transfer.import_here(context, transfer.read_upload(context, wanted, content), False)


def test_an_export_with_every_field_and_path_comes_back_to_no_change(
    demo: Organization, everything: Principal | None
) -> None:
    with demo.read(everything) as context:
        files = [
            (thing.name, ListRequest(fields=",".join(["id", *names[start : start + AT_ONCE]])))
            for thing in context.catalog.objects.values()
            if _travels(context, thing)
            for names in [_columns(context, thing)]
            for start in range(0, len(names), AT_ONCE)
        ]
    compared = 0
    for number, (name, asked) in enumerate(files):
        content = _export(demo, everything, name, asked, ("csv", "xlsx")[number % 2])
        report = _import(demo, everything, name, content)
        told = [(name, one.column, one.error.text("en"), one.error.value) for one in report.errors]
        assert not told[:5] and report.unchanged == report.rows, (name, asked.fields)
        compared += report.rows
    assert compared > 1_000


def test_every_list_view_comes_back_to_no_change(demo: Organization) -> None:
    user = demo.principal("admin")
    with demo.read(user) as context:
        views = [
            (thing.name, view)
            for thing in context.catalog.objects.values()
            if _travels(context, thing)
            for view in context.catalog.list_views[thing.name]
        ]
    assert views
    for name, view in views:
        for kind in ("csv", "xlsx"):
            content = _export(demo, user, name, ListRequest(view=view), kind)
            report = _import(demo, user, name, content)
            assert not report.errors and report.unchanged == report.rows, (name, view)


def test_a_cell_that_was_changed_is_judged(demo: Organization) -> None:
    """What was kept from before opens no door to another value of its kind."""
    user = demo.principal("admin")
    content = _export(demo, user, "trace", ListRequest(), "csv").decode("utf-8-sig")
    for before, after, code in (
        ("A name", "Another name", "text_pattern"),
        ("Two lines", "More lines", "text_too_long"),
        (",ABC,", ",ABD,", "text_pattern"),
        (",7,", ",8,", "number_above"),
    ):
        assert content.count(before) == 1, before
        report = _import(demo, user, "trace", content.replace(before, after).encode())
        assert [one.error.message.code for one in report.errors] == [code]
    report = _import(demo, user, "trace", content.replace("2026-11,", "2026-12,").encode())
    assert (report.updated, report.failed) == (1, 0)


@pytest.mark.parametrize("account", ["admin", "dora"])
def test_a_record_sent_back_as_it_was_read_stays_as_it_is(
    demo: Organization, account: str
) -> None:
    user = demo.principal(account)
    compared = 0
    with demo.write(user) as context:
        for thing in context.catalog.objects.values():
            if not {"read", "edit"} <= access_of(context).on(thing).actions:
                continue
            page = records.list_records(context, thing.name, ListRequest(limit=100))
            for one in page["records"]:
                if not records.why(context, thing.name, one["id"])["edit"]:
                    continue
                kept = records.update_record(
                    context, thing.name, one["id"], one, records.ANY_VERSION
                )
                assert kept.version == one["version"], (thing.name, one)
                compared += 1
    assert compared > 100
