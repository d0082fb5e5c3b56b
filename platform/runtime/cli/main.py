"""The command line (architecture 8): one parser, one function for each command.

Exit codes: 0 done, 1 refused (problems are printed with their places), 2 wrong usage.
"""

import argparse
import sys
from collections.abc import Sequence

from objectry.formula.messages import Language
from objectry.metadata.problems import MetadataError
from objectry.runtime.cli import accounts, data, jobs, packs, service
from objectry.runtime.cli.output import language_of_terminal, say
from objectry.runtime.errors import Refused
from objectry.runtime.settings import read_settings

REFUSED = 1
COMMANDS = (service, packs, data, jobs, accounts)
"""The modules that add commands, in the order of the help text."""


def parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    top = argparse.ArgumentParser(
        prog="objectry", description="A metadata-driven CRM platform.", allow_abbrev=False
    )
    top.add_argument(
        "--database",
        metavar="URL",
        help="where the organisation lives (default: sqlite:///var/objectry.db)",
    )
    top.add_argument("--lang", choices=("zh", "en"), help="the language of messages")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in COMMANDS:
        module.add_commands(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out a command line and answer the exit code."""
    given = parser().parse_args(arguments)
    language: Language = given.lang or language_of_terminal()
    try:
        settings = read_settings(database_url=given.database)
        code: int = given.run(given, settings, language)
        return code
    except MetadataError as error:
        for problem in error.problems:
            say(problem.text(language), error=True)
    except Refused as refused:
        say(refused.text(language), error=True)
        for one in refused.errors:
            say(f"  {one.field}: {one.text(language)}", error=True)
    except BrokenPipeError:
        sys.stderr.close()
    return REFUSED
