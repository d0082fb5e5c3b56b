"""Commands on the service: serve, demo, doctor, sweep, backup, restore."""

import argparse
import os
from pathlib import Path
from typing import Any

import uvicorn

from objectry.formula.messages import Language
from objectry.runtime.api import backup, files, maintenance
from objectry.runtime.api.organization import Organization, demand_organization
from objectry.runtime.cli import messages
from objectry.runtime.cli.output import progress, say, tell
from objectry.runtime.errors import BadRequest
from objectry.runtime.settings import PREFIX, Settings

STOP_SECONDS = 10
"""How long a stopping server waits for requests that are under way."""


def add_commands(commands: Any) -> None:
    """Add the commands of this module."""
    serving = commands.add_parser("serve", help="serve the organisation over HTTP")
    serving.add_argument("--host", help="the address to listen on (default: 127.0.0.1)")
    serving.add_argument("--port", type=int, help="the port to listen on (default: 8000)")
    serving.add_argument("--workers", type=int, default=1, help="processes (default: 1)")
    serving.set_defaults(run=run_serve)
    demo = commands.add_parser(
        "demo", help="set up a demo organisation, unless there is one already"
    )
    demo.set_defaults(run=run_demo)
    doctor = commands.add_parser("doctor", help="look for damage in the database and the files")
    doctor.set_defaults(run=run_doctor)
    sweep = commands.add_parser("sweep", help="remove uploaded files that no record holds")
    sweep.set_defaults(run=run_sweep)
    backing = commands.add_parser(
        "backup", help="write a backup of the organisation and its files, while it runs"
    )
    backing.add_argument("file", type=Path, help="the file to write; it must not exist")
    backing.set_defaults(run=run_backup)
    restore = commands.add_parser(
        "restore",
        help="put a backup, which must be one you trust, in the place of the organisation",
    )
    restore.add_argument("file", type=Path, help="the backup")
    restore.set_defaults(run=run_restore)


def run_serve(given: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Serve until stopped. The workers read the same settings from the environment."""
    organization = Organization(settings)
    try:
        demand_organization(organization)
        organization.upgrade()
    finally:
        organization.close()
    host, port = given.host or settings.host, settings.port if given.port is None else given.port
    os.environ[PREFIX + "DATABASE_URL"] = settings.database_url
    tell(language, messages.SERVING, address=f"http://{host}:{port}/")
    uvicorn.run(
        "objectry.runtime.web.app:app_from_environment",
        factory=True,
        host=host,
        port=port,
        workers=given.workers,
        http="httptools",
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    return 0


def run_demo(given: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Make the demo organisation."""
    organization = Organization(settings)
    try:
        made = maintenance.make_demo(organization, progress("demo"))
    finally:
        organization.close()
    if made is None:
        tell(language, messages.DEMO_EXISTS)
        return 0
    tell(language, messages.DEMO_MADE, records=made.records)
    for account, name in made.accounts:
        say(f"  {account:<10} {name}")
    tell(language, messages.DEMO_PASSWORD, password=maintenance.DEMO_PASSWORD)
    return 0


def run_doctor(given: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Check everything; one line each."""
    organization = Organization(settings)
    try:
        findings = maintenance.examine(organization)
    finally:
        organization.close()
    for finding in findings:
        message = messages.DOCTOR_FINE if finding.fine else messages.DOCTOR_WRONG
        tell(language, message, what=finding.text(language))
    return 0 if all(finding.fine for finding in findings) else 1


def run_sweep(given: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Remove what nobody needs."""
    organization = Organization(settings)
    try:
        demand_organization(organization)
        swept = files.sweep(organization)
    finally:
        organization.close()
    tell(language, messages.SWEPT, files=swept.files, bytes=swept.bytes)
    return 0


def run_backup(given: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Write a backup."""
    if given.file.exists():
        raise BadRequest(messages.FILE_EXISTS, {"file": given.file})
    made = backup.backup(settings, given.file)
    tell(language, messages.BACKED_UP, file=given.file, files=made.files)
    return 0


def run_restore(given: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Restore a backup."""
    if not given.file.is_file():
        raise BadRequest(messages.FILE_MISSING, {"file": given.file})
    kept = backup.restore(settings, given.file)
    tell(language, messages.RESTORED, file=given.file)
    if kept:
        tell(language, messages.KEPT, kept=kept)
    return 0
