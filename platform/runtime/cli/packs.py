"""Commands on metadata: check, plan, apply, export, schema."""

import argparse
import json
from pathlib import Path
from typing import Any

from objectry.formula.messages import Language
from objectry.runtime.api.metadata import export_folders
from objectry.runtime.api.organization import (
    Organization,
    all_schemas,
    check,
    demand_organization,
)
from objectry.runtime.cli import messages
from objectry.runtime.cli.output import say, tell
from objectry.runtime.settings import Settings


def add_commands(commands: Any) -> None:
    """Add the commands of this module."""
    checking = commands.add_parser("check", help="find everything that is wrong with packs")
    checking.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help="folders of packs, in order"
    )
    checking.set_defaults(run=run_check)
    planning = commands.add_parser("plan", help="say what applying packs would do; change nothing")
    planning.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help="folders of packs, in order"
    )
    planning.set_defaults(run=run_plan)
    applying = commands.add_parser("apply", help="install packs, or newer versions of them")
    applying.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help="folders of packs, in order"
    )
    applying.set_defaults(run=run_apply)
    exporting = commands.add_parser("export", help="write the installed packs, each into a folder")
    exporting.add_argument("folder", type=Path, metavar="DIR", help="an empty or a new folder")
    exporting.set_defaults(run=run_export)
    schemas = commands.add_parser("schema", help="write the JSON Schemas of all kinds of metadata")
    schemas.add_argument("folder", type=Path, help="where to write them")
    schemas.set_defaults(run=run_schema)


def run_check(given: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Check packs without a database."""
    catalog = check(given.paths)
    fields = sum(len(thing.fields) for thing in catalog.objects.values())
    tell(
        language,
        messages.CHECKED,
        packs=len(catalog.packs),
        objects=len(catalog.objects),
        fields=fields,
    )
    return 0


def run_plan(given: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Print what applying packs would do, an action a line."""
    organization = Organization(settings)
    try:
        plan = organization.plan(given.paths)
    finally:
        organization.close()
    for action in plan.actions:
        say(action.text(language))
    if not plan.actions:
        tell(language, messages.NOTHING_TO_APPLY)
    return 0


def run_apply(given: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Install packs."""
    organization = Organization(settings)
    try:
        plan = organization.apply(given.paths)
    finally:
        organization.close()
    if plan.actions:
        tell(language, messages.APPLIED, actions=len(plan.actions))
    else:
        tell(language, messages.NOTHING_TO_APPLY)
    return 0


def run_export(given: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Write the installed packs."""
    organization = Organization(settings)
    try:
        demand_organization(organization)
        count = export_folders(organization, given.folder)
    finally:
        organization.close()
    tell(language, messages.PACKS_WRITTEN, count=count, folder=given.folder)
    return 0


def run_schema(given: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Write one file for each kind."""
    given.folder.mkdir(parents=True, exist_ok=True)
    schemas = all_schemas()
    for name, schema in schemas.items():
        text = json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
        (given.folder / f"{name}.schema.json").write_text(text, encoding="utf-8")
    tell(language, messages.SCHEMAS_WRITTEN, count=len(schemas), folder=given.folder)
    return 0
