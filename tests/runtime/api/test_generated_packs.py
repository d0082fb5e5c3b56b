"""What holds for any pack: once applied there is nothing left to do, and its export makes the same organisation again."""

import json
import uuid
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import hypothesis
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st

from objectry.metadata.field_types.base import Example, FieldType
from objectry.metadata.field_types.listing import FIELD_TYPES
from objectry.runtime.api import metadata
from objectry.runtime.api.organization import Organization
from objectry.runtime.settings import Settings, read_settings
from tests.examples import few
from tests.runtime.conftest import TestClock

Json = dict[str, Any]

OBJECTS = ("boat", "crew", "harbour")
ALONE = frozenset({"master_detail", "formula", "rollup"})
"""Types of fields that an object has one of, or that are computed of others."""
KINDS = tuple(kind for kind in FIELD_TYPES.values() if kind.name not in ALONE)
"""Types that an object may have many fields of, whatever else it has."""
MASTER = {
    "name": "master",
    "type": "master_detail",
    "to": "boat",
    "label": {"zh": "主", "en": "Master"},
}
LABELS = st.sampled_from(
    ["甲", "名称：第一", "a # b", "it's", "- x", "yes", "1.0", "{b}", "é\u3000"]
)
ACTIONS = st.lists(st.sampled_from(["edit", "delete", "export", "view_all"]), unique=True).map(
    lambda some: ["read", *some]
)
NAME = {"name": "name", "type": "text", "required": True, "label": {"zh": "名称", "en": "Name"}}
REMARKS = st.sampled_from(["", "# why\n", "\n# 说明 — —\n\n"])
INDENTS = st.sampled_from([None, 1, 2])


def _plain(value: Any) -> Any:
    """A copy that JSON can write."""
    return json.loads(
        json.dumps(value, default=lambda one: dict(one) if hasattr(one, "keys") else str(one))
    )


@st.composite
def labels(draw: st.DrawFn) -> Json:
    """A label in both languages."""
    return {"zh": draw(LABELS), "en": draw(LABELS)}


@st.composite
def fields(draw: st.DrawFn, name: str) -> Json:
    """A field of any type, with options of one of its examples."""
    kind: FieldType[Any, Any] = draw(st.sampled_from(KINDS))
    example: Example = draw(st.sampled_from([*kind.examples, Example("", None, "")]))
    options = _plain({**kind.options, **example.options})
    if "to" in options:
        options["to"] = draw(st.sampled_from(OBJECTS))
        options["to"] = [options["to"]] if kind.name == "anylookup" else options["to"]
    if kind.name == "reference":
        options["path"] = "created_by.name"
    made = {"name": name, "type": kind.name, "label": draw(labels()), **options}
    if draw(st.booleans()):
        made["history"] = draw(st.booleans())
    return made


@st.composite
def objects(draw: st.DrawFn, name: str) -> list[Json]:
    """An object with views, and a layout for it."""
    made = [draw(fields(f"f{number}")) for number in range(draw(st.integers(1, 6)))]
    shown = ["name", *(one["name"] for one in made)]
    retired = {**draw(fields("old")), "active": False}
    some = st.lists(st.sampled_from(shown), min_size=1, unique=True)
    views = [
        {
            "name": f"view{number}",
            "label": draw(labels()),
            "columns": ["name", "created_at", *draw(some)][draw(st.integers(0, 2)) :],
            "filter": draw(
                st.sampled_from(['name <> ""', "created_at = THIS_YEAR", 'BEGINS(name, "甲")'])
            ),
            "sort": draw(st.sampled_from([["name"], ["-created_at", "name"]])),
        }
        for number in range(draw(st.integers(0, 2)))
    ]
    part = name == "crew" and draw(st.booleans())
    thing = {
        "object": name,
        "label": draw(labels()),
        "plural": draw(labels()),
        "sharing": "controlled_by_parent"
        if part
        else draw(st.sampled_from(["private", "public_read"])),
        "fields": [
            NAME,
            *([MASTER] if part else []),
            *made,
            *draw(st.sampled_from([[], [retired]])),
        ],
        "list_views": views,
    }
    layout = {
        "layout": f"{name}.default",
        "object": name,
        "label": draw(labels()),
        "highlights": draw(some)[:8],
        "sections": [
            {"label": draw(labels()), "columns": draw(st.integers(1, 4)), "fields": shown},
            {
                "label": draw(labels()),
                "collapsed": True,
                "fields": ["created_at", {"field": "created_by", "read_only": True}],
            },
        ],
        "quick_create": ["name"],
    }
    return [thing, layout]


@st.composite
def profiles(draw: st.DrawFn, name: str) -> Json:
    """A profile with rights on the objects."""
    rights = st.fixed_dictionaries(
        {
            "allow": ACTIONS,
            "fields": st.dictionaries(st.just("f0"), st.sampled_from(["hidden", "read", "edit"])),
        }
    )
    return {
        "profile": name,
        "label": draw(labels()),
        "objects": draw(st.dictionaries(st.sampled_from(OBJECTS), rights)),
        "setup": draw(st.sampled_from([[], ["users"], ["jobs", "metadata"]])),
    }


@st.composite
def packs(draw: st.DrawFn) -> dict[str, str]:
    """The files of a pack, each in a spelling of its own."""
    documents = {"pack": {"pack": "fleet", "version": "1.0.0", "label": draw(labels())}}
    for name in OBJECTS:
        thing, layout = draw(objects(name))
        documents |= {f"objects/{name}": thing, f"layouts/{name}": layout}
    for number in range(draw(st.integers(0, 2))):
        documents[f"profiles/p{number}"] = draw(profiles(f"p{number}"))
    return {
        f"{file}.yaml": draw(REMARKS)
        + json.dumps(document, ensure_ascii=False, indent=draw(INDENTS))
        + draw(st.sampled_from(["", "\n"]))
        for file, document in documents.items()
    }


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Settings]:
    """Makes settings that lead to a database of their own, with nothing in it."""
    if request.param == "sqlite":
        return lambda: read_settings(
            {}, database_url=f"sqlite:///{tmp_path}/{uuid.uuid4().hex}.db"
        )
    server: str = request.getfixturevalue("pg_url")

    def make() -> Settings:
        name = f"g_{uuid.uuid4().hex[:12]}"
        engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(sa.schema.CreateSchema(name))
        engine.dispose()
        return read_settings({}, database_url=server, database_schema=name)

    return make


def _write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return folder


def _export(organization: Organization, folder: Path) -> dict[str, bytes]:
    """The files of all packs, which are written into a folder too."""
    metadata.export_folders(organization, folder)
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*.yaml")}


def test_what_is_applied_or_exported_needs_no_further_change(
    fresh: Callable[[], Settings],
) -> None:
    @hypothesis.settings(
        max_examples=few(8), suppress_health_check=list(HealthCheck), phases=[Phase.generate]
    )
    @given(packs())
    def check(files: dict[str, str]) -> None:
        with (
            TemporaryDirectory() as place,
            closing(Organization(fresh(), TestClock())) as first,
            closing(Organization(fresh(), TestClock())) as second,
        ):
            folder = _write(Path(place, "fleet"), files)
            first.apply([folder])
            assert first.plan([folder]).actions == ()
            exported = _export(first, Path(place, "once"))
            given_back = [*Path(place, "once").iterdir()]
            assert first.plan(given_back).actions == ()
            second.apply(given_back)
            assert _export(second, Path(place, "twice")) == exported
            assert second.plan([folder]).actions == ()

    check()
