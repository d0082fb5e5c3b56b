"""Commands on metadata: check, plan, apply, export, schema."""

import argparse
import json
from contextlib import closing

from objectry.formula.messages import LANGUAGES, Language
from objectry.metadata.actions import LimitValues, RemoveHeld, RequireValue
from objectry.metadata.kinds.pack import PACK
from objectry.runtime.api.metadata import export_folders
from objectry.runtime.api.organization import all_schemas, check, for_command, open_organization
from objectry.runtime.api.transfer import mapping_schema
from objectry.runtime.cli import messages
from objectry.runtime.cli import usage_messages as usage
from objectry.runtime.cli.jobs import tell_waiting
from objectry.runtime.cli.output import progress, say, tell
from objectry.runtime.cli.usage import Command, Commands, path, zone
from objectry.runtime.settings import Settings


def add_commands(commands: Commands) -> None:
    """Add the commands of this module."""
    checking = commands.add("check", usage.CHECK)
    checking.add("paths", nargs="+", kind=path, metavar="PATH", meaning=usage.PACK_PATHS)
    checking.runs(run_check)
    planning = commands.add("plan", usage.PLAN)
    planning.add("paths", nargs="+", kind=path, metavar="PATH", meaning=usage.PACK_PATHS)
    planning.runs(run_plan)
    applying = commands.add("apply", usage.APPLY)
    applying.add("paths", nargs="+", kind=path, metavar="PATH", meaning=usage.PACK_PATHS)
    add_locale(applying)
    applying.runs(run_apply)
    exporting = commands.add("export", usage.EXPORT_PACKS)
    exporting.add("folder", kind=path, metavar="DIR", meaning=usage.EXPORT_FOLDER)
    exporting.runs(run_export)
    schemas = commands.add("schema", usage.SCHEMA)
    schemas.add("folder", kind=path, meaning=usage.SCHEMA_FOLDER)
    schemas.runs(run_schema)


def add_locale(command: Command) -> None:
    """Let a command say in which language and time zone the organisation works."""
    command.add("--language", choices=LANGUAGES, meaning=usage.LANGUAGE)
    command.add("--zone", kind=zone, metavar="ZONE", meaning=usage.ZONE)


def run_check(given: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Check packs without a database."""
    catalog = check(given.paths)
    fields = sum(len(thing.fields) for thing in catalog.objects.values())
    tell(
        language,
        messages.CHECKED,
        packs=len(PACK.of(catalog)),
        objects=len(catalog.objects),
        fields=fields,
    )
    return 0


def run_plan(given: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Print what applying packs would do, an action a line."""
    with closing(for_command(settings)) as organization:
        plan = organization.plan(given.paths)
    for action in plan.actions:
        say(action.text(language))
    if not plan.actions:
        tell(language, messages.NOTHING_TO_APPLY)
    return 0


def run_apply(given: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Install packs."""
    with closing(for_command(settings)) as organization:
        plan = organization.apply(given.paths, given.language, given.zone, progress("apply"))
        tell_waiting(organization, language)
    if plan.actions:
        tell(language, messages.APPLIED, actions=len(plan.actions))
        for action in plan.actions:
            if isinstance(action, RequireValue | LimitValues | RemoveHeld):
                say(action.text(language))
    else:
        tell(language, messages.NOTHING_TO_APPLY)
    return 0


def run_export(given: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Write the installed packs."""
    with open_organization(settings) as organization:
        count = export_folders(organization, given.folder)
    tell(language, messages.PACKS_WRITTEN, count=count, folder=given.folder)
    return 0


def run_schema(given: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Write one file for each kind of definition, and one for mapping files."""
    given.folder.mkdir(parents=True, exist_ok=True)
    schemas = {**all_schemas(), "mapping": mapping_schema()}
    for name, schema in schemas.items():
        text = json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
        (given.folder / f"{name}.schema.json").write_text(text, encoding="utf-8")
    tell(language, messages.SCHEMAS_WRITTEN, count=len(schemas), folder=given.folder)
    return 0
