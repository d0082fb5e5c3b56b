"""What is exported comes back to no change, whatever columns it has: every object, every field, every path, both formats."""

from collections.abc import Iterator

import pytest

from objectry.metadata.catalog import Object, path_name
from objectry.runtime.access.grants import access_of
from objectry.runtime.api import transfer
from objectry.runtime.api.maintenance import make_demo
from objectry.runtime.api.organization import Organization, Principal
from objectry.runtime.api.records import ListRequest
from objectry.runtime.api.transfer import MappingDef, Report
from objectry.runtime.context import Context
from objectry.runtime.records.paths import readable
from objectry.runtime.settings import read_settings

AT_ONCE = 40
"""Columns of one file: a statement follows 50 look-ups at most."""


@pytest.fixture
def demo(database_url: str) -> Iterator[Organization]:
    """The demo organisation."""
    found = Organization(read_settings({}, database_url=database_url))
    assert make_demo(found, lambda done, total: None)
    yield found
    found.close()


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


@pytest.mark.parametrize("account", ["admin", "dora"])
def test_an_export_with_every_field_and_path_comes_back_to_no_change(
    demo: Organization, account: str
) -> None:
    user = demo.principal(account)
    with demo.read(user) as context:
        files = [
            (thing.name, ListRequest(fields=",".join(["id", *names[start : start + AT_ONCE]])))
            for thing in context.catalog.objects.values()
            if _travels(context, thing)
            for names in [_columns(context, thing)]
            for start in range(0, len(names), AT_ONCE)
        ]
    compared = 0
    for number, (name, asked) in enumerate(files):
        content = _export(demo, user, name, asked, ("csv", "xlsx")[number % 2])
        report = _import(demo, user, name, content)
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
