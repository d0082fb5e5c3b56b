"""Looking after an organisation: the demo data and the doctor."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from objectry.formula.messages import Language, Message
from objectry.metadata.parse import Reading
from objectry.metadata.problems import MetadataError
from objectry.metadata.resolve import resolve
from objectry.runtime.access import reasons
from objectry.runtime.access.grants import Access
from objectry.runtime.api import accounts, jobs, messages
from objectry.runtime.api.organization import Organization
from objectry.runtime.computing import drift
from objectry.runtime.context import Context
from objectry.runtime.database import definitions, health
from objectry.runtime.files import storage
from objectry.runtime.progress import Progress
from objectry.runtime.records import save
from objectry.runtime.records.drafts import Given, demand_saved
from objectry.runtime.records.reading import JSON
from objectry.runtime.store import files, search_building, tree_building, trees

DEMO_PASSWORD = "objectry-demo"  # noqa: S105 - printed for everybody who makes a demo organisation
DEMO_BATCH = 50


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo organisation that was made."""

    records: int
    accounts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What the doctor found out about one thing."""

    message: Message
    fine: bool
    details: str = ""

    def text(self, language: Language) -> str:
        """The sentence with its details."""
        sentence = self.message.text(language)
        return f"{sentence}: {self.details}" if self.details else sentence


def packaged(name: str) -> Path:
    """A folder that comes with the product: beside `platform/` in a checkout, inside the package when installed."""
    inside = Path(__file__).resolve().parents[2] / "packs" / name
    return inside if inside.is_dir() else Path(__file__).resolve().parents[3] / name


def make_demo(
    organization: Organization, progress: Progress, language: Language | None = None,
    zone: ZoneInfo | None = None,
) -> Demo | None:  # fmt: skip
    """Make the demo organisation; None when the database holds an organisation already."""
    if organization.exists:
        return None
    organization.apply([packaged("objects"), packaged("layouts")], language, zone)
    folder = packaged("demo")
    steps: Sequence[dict[str, Any]] = json.loads((folder / "demo.json").read_text("utf-8"))
    total = sum(map(_size, steps))
    done = 0
    people: list[tuple[str, str]] = []
    with organization.write(request="demo") as context:
        for step in steps:
            _add_step(context, step)
            done += _size(step)
            progress(done, total)
            for record in step["records"]:
                if "account" in record:
                    people.append((record["account"], record["name"]))
        for account, _ in people:
            accounts.set_password(context, account, DEMO_PASSWORD)
    return Demo(total, tuple(people))


def _size(step: Mapping[str, Any]) -> int:
    """How many records a step makes."""
    parts = step.get("parts", {})
    return len(step["records"]) + sum(len(own) for lists in parts.values() for own in lists)


def _add_step(context: Context, step: Mapping[str, Any]) -> None:
    """Make the records of a step and then their parts, of which it has a list for each record."""
    masters = _add(context, step["object"], step["records"])
    for object_name, lists in step.get("parts", {}).items():
        field = context.catalog.objects[object_name].master
        assert field is not None, "only details are parts"
        parts = [
            {**part, field.name: master}
            for master, own in zip(masters, lists, strict=True)
            for part in own
        ]
        _add(context, object_name, parts)


def _add(context: Context, object_name: str, records: Sequence[Mapping[str, Any]]) -> list[str]:
    """Make records, and answer their IDs."""
    thing = context.catalog.objects[object_name]
    access = Access.system(reasons.DEMO_DATA)
    made: list[str] = []
    for start in range(0, len(records), DEMO_BATCH):
        given = [
            Given(index, one) for index, one in enumerate(records[start : start + DEMO_BATCH])
        ]
        outcomes = save.create(context, access, thing, given, JSON)
        demand_saved(outcomes)
        made += [outcome.id for outcome in outcomes if outcome.id is not None]
    return made


def _damaged_files(context: Context) -> list[str]:
    """Uploaded files whose content is missing or has changed."""
    folder = files.folder(context)
    wrong = (
        f"{one.name} ({one.id})"
        for one in files.contents(context)
        if not storage.sound(folder, one.sha256, one.size)
    )
    return list(islice(wrong, health.SHOWN))


def wrong_metadata(context: Context, language: Language) -> list[str]:
    """What is wrong with the installed metadata, which is not checked again when an organisation is opened: they were
    sound for the version of the product that installed them."""
    try:
        resolve(Reading(definitions.documents(context.connection)))
    except MetadataError as error:
        return [one.text(language) for one in error.problems[: health.SHOWN]]
    return []


def left_jobs(context: Context) -> list[str]:
    """Jobs that have waited for longer than any server looks for them: until they are done, some values are former ones.
    None while a server is at work, which comes to all of them."""
    if jobs.at_work(context):
        return []
    patience = timedelta(seconds=context.settings.job_lease_seconds)
    late = (one for one in jobs.waiting(context) if one.created_at + patience < context.now)
    return [f"{one.kind} {one.subject} ({one.id})" for one in islice(late, health.SHOWN)]


def wrong_words(context: Context) -> list[str]:
    """Objects whose records are not found by the words that they have, with the number of such words."""
    counted = (
        (name, search_building.differences(context, thing))
        for name, thing in context.catalog.objects.items()
    )
    return list(islice((f"{name} {count}" for name, count in counted if count), health.SHOWN))


def wrong_trees(context: Context) -> list[str]:
    """Trees that are not what their look-ups say, with the number of ties that are too many or too few."""
    fields = [one for thing in context.catalog.objects.values() for one in thing.kept if one.tree]
    wrong = [
        f"{trees.tree_name(field)} {count}"
        for field in fields
        if (count := tree_building.differences(context, field))
    ]
    return [*wrong, *tree_building.strangers(context, fields)][: health.SHOWN]


def wrong_values(context: Context) -> list[str]:
    """Computed fields whose values are not what they would be if they were computed now, with the number of records."""
    found: Counter[str] = Counter()
    for name in drift.compared(context.state):
        found += drift.drifted(context, name)
    return [f"{name} {count}" for name, count in found.most_common(health.SHOWN)]


def examine(organization: Organization, language: Language = "zh") -> list[Finding]:
    """Look for damage: the file, its references, tables, the metadata, search index and trees, a sample of the computed
    values, and uploaded files to the last byte. What is wrong with the metadata is told in `language`."""
    with organization.read() as context:
        found = (
            (messages.HEALTH_FILE, health.damage(context.connection)),
            (messages.HEALTH_REFERENCES, health.broken_references(context.connection)),
            (
                messages.HEALTH_TABLES,
                health.missing_columns(context.connection, context.state.tables),
            ),
            (
                messages.HEALTH_SEARCH,
                [
                    *health.lost_search_rows(context.connection, context.state.tables),
                    *wrong_words(context),
                ],
            ),
            (messages.HEALTH_METADATA, wrong_metadata(context, language)),
            (messages.HEALTH_TREES, wrong_trees(context)),
            (messages.HEALTH_COMPUTED, wrong_values(context)),
            (messages.HEALTH_JOBS, left_jobs(context)),
            (messages.HEALTH_CONTENT, _damaged_files(context)),
            (
                messages.HEALTH_FILE_USES,
                health.wrong_file_uses(context.connection, context.state.tables, context.catalog),
            ),
        )
    return [Finding(message, not details, "; ".join(details)) for message, details in found]
