"""Whatever happens to records and to formulas, every stored value is the one that plain Python computes of all records."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from objectry.metadata.problems import MetadataError
from objectry.runtime.api import records, transfer
from objectry.runtime.api.organization import Organization
from objectry.runtime.context import Context
from objectry.runtime.errors import Refused
from objectry.runtime.settings import Settings
from tests.examples import FUZZED, few
from tests.runtime.computing.conftest import work
from tests.runtime.computing.fresh import assert_fresh
from tests.runtime.computing.random_graphs import (
    OBJECTS,
    Deed,
    Document,
    Link,
    Shape,
    another_formula,
    shapes,
    works,
)
from tests.runtime.conftest import TestClock, copied
from tests.runtime.records.repairs import write_pack

LENGTH = 20
"""Deeds of one example, at most."""
PHASES = tuple(Phase) if FUZZED else (Phase.generate,)
"""To look for the smallest example that fails takes minutes: only `make fuzz` does."""
LIMITS = st.sampled_from([1_000, 2])
"""How many records a save follows itself: the others are left to jobs."""


@pytest.mark.hypothesis
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_every_stored_value_is_fresh(
    request: pytest.FixtureRequest, database: str, tmp_path_factory: pytest.TempPathFactory
) -> None:  # fmt: skip
    @settings(
        max_examples=few(4), deadline=None, database=None, phases=PHASES,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    )  # fmt: skip
    @given(shape=shapes(), deeds=works(LENGTH), limit=LIMITS, data=st.data())
    def hold(shape: Shape, deeds: list[Deed], limit: int, data: st.DataObject) -> None:
        folder = tmp_path_factory.mktemp("fresh")
        with copied(request, database, folder) as found:
            organization = Organization(_small(found, limit), TestClock())
            try:
                _run(organization, shape, deeds, data, folder / "pack")
            finally:
                organization.close()

    hold()


def _small(settings: Settings, limit: int) -> Settings:
    return settings.model_copy(update={"inline_dependants": limit, "job_pause_ms": 0})


def _run(
    organization: Organization, shape: Shape, deeds: list[Deed], data: st.DataObject, folder: Path
) -> None:
    organization.apply(write_pack(folder, "random", *shape.pack()))
    for deed in deeds:
        if deed[0] == "change":
            shape = _change(organization, shape, data, folder)
        else:
            note(f"{deed[0]} {deed[1]}: {_do(organization, shape, deed)}")
        work(organization)
        assert_fresh(organization, *OBJECTS)


def _change(organization: Organization, shape: Shape, data: st.DataObject, folder: Path) -> Shape:
    """Another formula, unless it is one that the platform refuses."""
    changed = data.draw(another_formula(shape))
    try:
        organization.apply(write_pack(folder, "random", *changed.pack()))
    except MetadataError:
        return shape
    return changed


def _do(organization: Organization, shape: Shape, deed: Deed) -> str:
    """Do something to records as a user does, and tell what came of it. What is refused leaves nothing behind."""
    try:
        with organization.write(organization.principal("admin")) as context:
            return str(_done(context, shape, deed))
    except Refused as refused:
        return refused.message.code


def _done(context: Context, shape: Shape, deed: Deed) -> Any:
    what, name, wanted = deed
    found = _Present(context, shape, name)
    live, gone = found.ids(name, False), found.ids(name, True)
    given = [found.values(own) for _, own in wanted]
    of_live = [_at(live, place) for place, _ in wanted]
    match what:
        case "create":
            return records.create_record(context, name, {"title": "new", **given[0]}).record
        case "update":
            return records.update_record(
                context, name, of_live[0], given[0], records.ANY_VERSION
            ).record
        case "delete":
            return records.delete_record(context, name, of_live[0], records.ANY_VERSION)
        case "restore":
            return records.restore_record(context, name, _at(gone, wanted[0][0])).record
        case "purge":
            return records.purge_record(context, name, _at(gone, wanted[0][0]))
        case "bulk create":
            new = [{"title": "new", **values} for values in given]
            return records.bulk(context, name, "create", new, "id", False)
        case "bulk update":
            changed = [{**values, "id": one} for one, values in zip(of_live, given, strict=True)]
            return records.bulk(context, name, "update", changed, "id", False)
        case "bulk delete":
            return records.bulk(
                context, name, "delete", [{"id": one} for one in of_live], "id", False
            )
        case "upsert":
            coded = [
                {"title": "new", **values, "code": f"c{place % 4}"}
                for values, (place, _) in zip(given, wanted, strict=True)
            ]
            return records.bulk(context, name, "upsert", coded, "code", False)
        case _:
            return _import(context, name, given)


def _import(context: Context, name: str, given: list[Document]) -> Any:
    """Import what fits into a cell: what points to several records, or to one of several objects, stands in none."""
    wide = {
        name
        for values in given
        for name, value in values.items()
        if isinstance(value, (list, dict))
    }
    fields = sorted({one for values in given for one in values} - wide | {"title"})
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(fields)
    writer.writerows([[{"title": "new", **values}.get(one) for one in fields] for values in given])
    wanted = transfer.MappingDef(object=name)
    upload = transfer.read_upload(context, wanted, text.getvalue().encode())
    return transfer.import_here(context, upload, dry_run=False)


class _Present:
    """The records that there are, to be meant by their places."""

    def __init__(self, context: Context, shape: Shape, name: str) -> None:
        self._context = context
        self._links = shape.links_of(name)

    def ids(self, name: str, deleted: bool) -> list[str]:
        """The IDs of live records, or of those in the recycle bin."""
        table = self._context.state.tables.objects[name]
        meant = table.c.deleted_at.is_not(None) if deleted else table.c.deleted_at.is_(None)
        statement = sa.select(table.c.id).where(meant).order_by(table.c.id)
        return list(self._context.connection.execute(statement).scalars())

    def values(self, given: Mapping[str, Any]) -> Document:
        """Values with the IDs of those records to which the links shall lead."""
        plain = {name: value for name, value in given.items() if not name.startswith("link_")}
        for at, link in enumerate(self._links):
            place = given.get(f"link_{at}", "")
            if place != "":
                plain[link.name] = None if place is None else self._pointing(link, place)
        return plain

    def _pointing(self, link: Link, place: int) -> Any:
        """The value of a link that leads to the record in a place; one to several leads to the next ones, too."""
        target = link.targets[place % len(link.targets)]
        ids = self.ids(target, False)
        match link.type:
            case "multilookup":
                return sorted({_at(ids, place + more) for more in range(1 + place % 3)})
            case "anylookup":
                return {"object": target, "id": _at(ids, place)}
        return _at(ids, place)


NOBODY = "00000000-0000-7000-8000-000000000000"


def _at(ids: list[str], place: int) -> str:
    return ids[place % len(ids)] if ids else NOBODY
