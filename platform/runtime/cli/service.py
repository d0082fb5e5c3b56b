"""Commands on the service: serve, demo, doctor, sweep, backup, restore."""

import argparse
import os
import socket
import sys
from contextlib import closing

import uvicorn
from uvicorn.supervisors import Multiprocess

from objectry.formula.messages import Language
from objectry.runtime.api import backup, files, first_steps, maintenance
from objectry.runtime.api.organization import for_command, open_organization
from objectry.runtime.cli import messages
from objectry.runtime.cli import usage_messages as usage
from objectry.runtime.cli.output import demand_writable, progress, say, tell
from objectry.runtime.cli.packs import add_locale
from objectry.runtime.cli.usage import Commands, number, path
from objectry.runtime.errors import BadRequest, Conflict
from objectry.runtime.settings import PREFIX, Settings

BACKLOG = 2_048
"""Connections that wait until they are taken."""
START_SECONDS = 60
"""How long a process may take to answer its parent: on a busy machine it takes seconds to load the metadata."""
STOP_SECONDS = 10
"""How long a stopping server waits for requests that are under way."""


MOST_WORKERS = 64
"""Processes of one server."""


def add_commands(commands: Commands) -> None:
    """Add the commands of this module."""
    serving = commands.add("serve", usage.SERVE)
    serving.add("--host", meaning=usage.SERVE_HOST)
    serving.add("--port", kind=number(0, 65_535), meaning=usage.SERVE_PORT)
    serving.add("--workers", kind=number(1, MOST_WORKERS), default=1, meaning=usage.SERVE_WORKERS)
    serving.runs(run_serve)
    demo = commands.add("demo", usage.DEMO)
    add_locale(demo)
    demo.runs(run_demo)
    commands.add("doctor", usage.DOCTOR).runs(run_doctor)
    commands.add("sweep", usage.SWEEP).runs(run_sweep)
    backing = commands.add("backup", usage.BACKUP)
    backing.add("file", kind=path, meaning=usage.BACKUP_FILE)
    backing.runs(run_backup)
    restoring = commands.add("restore", usage.RESTORE)
    restoring.add("file", kind=path, meaning=usage.RESTORE_FILE)
    restoring.runs(run_restore)


def run_serve(given: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Serve until stopped. The workers read the same settings from the environment."""
    with open_organization(settings) as organization:
        code = first_steps.new_code(organization)
    host, port = given.host or settings.host, settings.port if given.port is None else given.port
    os.environ[PREFIX + "DATABASE_URL"] = settings.database_url
    config = uvicorn.Config(
        "objectry.runtime.web.app:app_from_environment",
        factory=True,
        workers=given.workers,
        http="httptools",
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=STOP_SECONDS,
        timeout_worker_healthcheck=START_SECONDS,
    )
    with _listener(host, port) as listener:
        shown = f"[{host}]" if ":" in host else host
        port = listener.getsockname()[1]
        os.environ |= {PREFIX + "HOST": shown, PREFIX + "PORT": str(port)}  # links lead there
        address = f"http://{shown}:{port}/"
        tell(language, messages.SERVING, address=address)
        if code is not None:
            found = settings.public_address or address.rstrip("/")
            tell(language, messages.FIRST_STEPS, address=f"{found}/welcome#{code}", code=code)
        sys.stdout.flush()
        if given.workers == 1:
            uvicorn.Server(config).run(sockets=[listener])
        else:
            Multiprocess(config, sockets=[listener]).run()
    return 0


def _listener(host: str, port: int) -> socket.socket:
    """The socket to serve on. Raises Conflict when it cannot be had, before anybody is told that it can."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
        # Connections inherit it. Without it the body of an answer waits for the other side to confirm its head: 40 ms.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError:
        raise Conflict(messages.ADDRESS_TAKEN, {"host": host, "port": port}) from None
    listener.set_inheritable(True)
    return listener


def run_demo(given: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Make the demo organisation."""
    with closing(for_command(settings)) as organization:
        made = maintenance.make_demo(organization, progress("demo"), given.language, given.zone)
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
    with open_organization(settings) as organization:
        findings = maintenance.examine(organization, language)
    for finding in findings:
        message = messages.DOCTOR_FINE if finding.fine else messages.DOCTOR_WRONG
        tell(language, message, what=finding.text(language))
    return 0 if all(finding.fine for finding in findings) else 1


def run_sweep(given: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Remove what nobody needs."""
    with open_organization(settings) as organization:
        swept = files.sweep(organization)
    tell(language, messages.SWEPT, files=swept.files, bytes=swept.bytes)
    return 0


def run_backup(given: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Write a backup."""
    if given.file.exists():
        raise BadRequest(messages.FILE_EXISTS, {"file": given.file})
    demand_writable(given.file)
    made = backup.backup(settings, given.file, progress("backup"))
    tell(language, messages.BACKED_UP, file=given.file, files=made.files)
    return 0


def run_restore(given: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Restore a backup."""
    if not given.file.is_file():
        raise BadRequest(messages.FILE_MISSING, {"file": given.file})
    kept = backup.restore(settings, given.file, progress("restore"))
    tell(language, messages.RESTORED, file=given.file)
    if kept:
        tell(language, messages.KEPT, kept=kept)
    return 0
