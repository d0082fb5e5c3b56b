"""Commands on metadata: check, apply, schema."""

import argparse
import json
from pathlib import Path
from typing import Any

from objectry.formula.messages import Language
from objectry.runtime.api.organization import Organization, all_schemas, check
from objectry.runtime.cli import messages
from objectry.runtime.cli.output import tell
from objectry.runtime.settings import Settings


def add_commands(commands: Any) -> None:
    """Add the commands of this module."""
    checking = commands.add_parser("check", help="find everything that is wrong with packs")
    checking.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help="folders of packs, in order"
    )
    checking.set_defaults(run=run_check)
    applying = commands.add_parser("apply", help="install packs, or newer versions of them")
    applying.add_argument(
        "paths", nargs="+", type=Path, metavar="PATH", help="folders of packs, in order"
    )
    applying.set_defaults(run=run_apply)
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


def run_schema(given: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Write one file for each kind."""
    given.folder.mkdir(parents=True, exist_ok=True)
    schemas = all_schemas()
    for name, schema in schemas.items():
        text = json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
        (given.folder / f"{name}.schema.json").write_text(text, encoding="utf-8")
    tell(language, messages.SCHEMAS_WRITTEN, count=len(schemas), folder=given.folder)
    return 0
