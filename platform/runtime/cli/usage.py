"""Commands and their arguments in the language of their reader: help, complaints and kinds of values.

argparse speaks English only. Its headings are replaced, and the few complaints that it makes are recognised and said
in our words.
"""

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from objectry.formula.messages import LANGUAGES, Language, Message
from objectry.metadata.time_zones import time_zones
from objectry.runtime.cli import usage_messages as messages
from objectry.runtime.cli.output import language_of_terminal

COMPLAINTS = (
    (r"the following arguments are required: (?P<names>.*)", messages.ARGUMENTS_MISSING),
    (r"unrecognized arguments: (?P<names>.*)", messages.ARGUMENTS_UNKNOWN),
    (
        r"argument (?P<name>.+?): invalid choice: (?P<value>.+?) \(choose from (?P<choices>.*)\)",
        messages.CHOICE_WRONG,
    ),
    (r"argument (?P<name>.+?): expected (?:one|at least one) argument", messages.VALUE_MISSING),
    (r"argument (?P<name>.+?): (?P<reason>.*)", messages.ARGUMENT_WRONG),
    (r"(?P<reason>.*)", messages.USAGE_WRONG),
)
"""What argparse says, by its form, and what we say instead."""

DASHED = ("--sort",)
"""Options whose values may begin with a dash."""

Kind = Callable[[str, Language], Any]
"""Reads the value of an argument. Raises ArgumentTypeError with a sentence."""


def text(given: str, language: Language) -> str:
    """Text. What was typed in another encoding is refused: no database keeps it."""
    if any("\ud800" <= character <= "\udfff" for character in given):
        raise argparse.ArgumentTypeError(messages.TEXT_UNREADABLE.text(language))
    return given


def path(given: str, language: Language) -> Path:
    """A file or a folder, in whatever encoding the machine keeps its name."""
    return Path(given)


def number(low: int, high: int) -> Kind:
    """A whole number from `low` to `high`."""

    def read(given: str, language: Language) -> int:
        digits = given.isascii() and given.isdigit() and len(given) <= len(str(high))
        if not digits or not low <= int(given) <= high:
            sentence = messages.NUMBER_WRONG.text(language, {"low": low, "high": high})
            raise argparse.ArgumentTypeError(sentence)
        return int(given)

    return read


def zone(given: str, language: Language) -> ZoneInfo:
    """A time zone."""
    if given not in time_zones():
        raise argparse.ArgumentTypeError(messages.ZONE_UNKNOWN.text(language))
    return ZoneInfo(given)


class _Formatter(argparse.HelpFormatter):
    """Help whose first word is in the language of the reader."""

    def __init__(self, prog: str, language: Language) -> None:
        super().__init__(prog)
        self._language = language

    def add_usage(
        self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None
    ) -> None:
        """Begin with "usage:"."""
        shown = messages.USAGE.text(self._language) if prefix is None else prefix
        super().add_usage(usage, actions, groups, shown)


class Parser(argparse.ArgumentParser):
    """A parser that speaks one of our languages."""

    def __init__(self, language: Language, **options: Any) -> None:
        formatter = partial(_Formatter, language=language)
        super().__init__(add_help=False, formatter_class=formatter, **options)
        self.language = language
        self._positionals.title = messages.ARGUMENTS.text(language)
        self._optionals.title = messages.OPTIONS.text(language)
        self.add_argument("-h", "--help", action="help", help=messages.HELP.text(language))

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the command line, and end."""
        for form, wanted in COMPLAINTS:
            if found := re.fullmatch(form, message, re.DOTALL):
                self.print_usage(sys.stderr)
                self.exit(2, f"{self.prog}: {wanted.text(self.language, found.groupdict())}\n")
        raise AssertionError(message)


class Command:
    """One command: its arguments, and what carries it out."""

    def __init__(self, parser: Parser) -> None:
        self._parser = parser

    def add(self, *names: str, meaning: Message, kind: Kind = text, **options: Any) -> None:
        """Add an argument that has a value."""
        language = self._parser.language
        self._parser.add_argument(
            *names,
            help=meaning.text(language),
            type=lambda given: kind(given, language),
            **options,
        )

    def flag(self, name: str, meaning: Message) -> None:
        """Add an argument that is there or not."""
        self._parser.add_argument(
            name, action="store_true", help=meaning.text(self._parser.language)
        )

    def version(self, product: str) -> None:
        """Add the argument that answers the version of an installed package."""
        language = self._parser.language
        self._parser.add_argument(
            "--version",
            action="version",
            version=f"{product} {version(product)}",
            help=messages.VERSION.text(language),
        )

    def parts(self, metavar: str) -> "Commands":
        """The commands below this one."""
        return Commands(self._parser, "part", metavar)

    def runs(self, run: Callable[..., int]) -> None:
        """Say which function carries the command out. It can refuse a combination with `given.refuse`."""
        self._parser.set_defaults(run=run, refuse=self._parser.error)


class Commands:
    """Commands that stand beside each other."""

    def __init__(self, parser: Parser, dest: str, metavar: str) -> None:
        self._language = parser.language
        self._all: Any = parser.add_subparsers(
            dest=dest, required=True, metavar=metavar, title=messages.COMMANDS.text(self._language)
        )

    def add(self, name: str, meaning: Message) -> Command:
        """Add a command."""
        told = meaning.text(self._language)
        return Command(
            self._all.add_parser(name, help=told, description=told, language=self._language)
        )


def joined(arguments: Sequence[str]) -> list[str]:
    """The command line with `--sort -price` as `--sort=-price`: argparse takes words with a dash for options."""
    found: list[str] = []
    for argument in arguments:
        dashed = argument.startswith("-") and not argument.startswith("--") and argument != "-h"
        if dashed and found and found[-1] in DASHED:
            found[-1] += f"={argument}"
        else:
            found.append(argument)
    return found


def language_of(arguments: Sequence[str]) -> Language:
    """The language of a command line, which is needed before it is read: that of `--lang`, or of the terminal."""
    for place, argument in enumerate(arguments):
        name, _, given = argument.partition("=")
        if name == "--lang":
            wanted = given or next(iter(arguments[place + 1 : place + 2]), "")
            return next((one for one in LANGUAGES if one == wanted), language_of_terminal())
    return language_of_terminal()
