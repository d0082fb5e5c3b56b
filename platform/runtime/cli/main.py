"""The command line: one parser, one function for each command.

Exit codes: 0 done, 1 refused (problems are printed with their places), 2 wrong usage.
"""

import sys
from collections.abc import Sequence

from objectry.formula.messages import LANGUAGES, Language
from objectry.metadata.problems import MetadataError
from objectry.runtime.cli import (
    accounts,
    bench,
    data,
    formulas,
    jobs,
    messages,
    packs,
    service,
    usage_messages,
)
from objectry.runtime.cli.output import say
from objectry.runtime.cli.usage import Command, Commands, Parser, joined, language_of
from objectry.runtime.errors import Refused, Unavailable
from objectry.runtime.settings import read_settings

REFUSED = 1
INTERRUPTED = 130
"""What shells expect of a program that was ended by Ctrl+C."""
COMMANDS = (service, packs, data, formulas, jobs, accounts, bench)
"""The modules that add commands, in the order of the help text."""


def parser(language: Language) -> Parser:
    """The parser of all commands."""
    top = Parser(
        language, prog="objectry", description=usage_messages.PRODUCT.text(language), allow_abbrev=False
    )  # fmt: skip
    options = Command(top)
    options.add("--database", metavar="URL", meaning=usage_messages.DATABASE)
    options.add("--lang", choices=LANGUAGES, meaning=usage_messages.LANG)
    options.version("objectry")
    commands = Commands(top, "command", "COMMAND")
    for module in COMMANDS:
        module.add_commands(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out a command line and answer the exit code."""
    line = sys.argv[1:] if arguments is None else arguments
    language = language_of(line)
    given = parser(language).parse_args(joined(line))
    try:
        settings = read_settings(database_url=given.database)
        code: int = given.run(given, settings, language)
        return code
    except MetadataError as error:
        for problem in error.problems:
            say(problem.text(language), error=True)
    except Refused as refused:
        _tell_refusal(refused, language)
    except BrokenPipeError:
        sys.stderr.close()
    except OSError as error:
        if error.filename:
            say(messages.FILE_UNUSABLE.text(language, {"file": error.filename}), error=True)
        else:
            say(messages.SYSTEM_REFUSED.text(language, {"reason": error.strerror}), error=True)
    except KeyboardInterrupt:
        return INTERRUPTED
    return REFUSED


def _tell_refusal(refused: Refused, language: Language) -> None:
    told = refused.text(language)
    say(told, error=True)
    for one in refused.errors:
        if one.text(language) != told:
            say(f"  {one.field}: {one.text(language)}", error=True)
    if isinstance(refused, Unavailable) and refused.__cause__ is not None:
        # What the database itself says helps an operator, in whatever language it says it.
        cause = getattr(refused.__cause__, "orig", refused.__cause__)
        say(f"  {str(cause).strip().splitlines()[0]}", error=True)
