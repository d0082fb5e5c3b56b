"""Commands on formulas: formula check, formula eval."""

import argparse
import io
import sys
from collections.abc import Mapping
from types import MappingProxyType

from objectry.formula.functions.declare import Profile, Use
from objectry.formula.lines.chunks import Chunks
from objectry.formula.lines.evaluator import Evaluator
from objectry.formula.messages import Language, Message, with_hint
from objectry.formula.problems import FormulaError, FormulaProblem
from objectry.formula.types import TYPE_NAMES
from objectry.runtime.api import formulas
from objectry.runtime.cli import messages
from objectry.runtime.cli import usage_messages as usage
from objectry.runtime.cli.output import say, tell
from objectry.runtime.cli.usage import Commands, path
from objectry.runtime.errors import BadRequest
from objectry.runtime.settings import Settings

_JUDGED: Mapping[Use, Message] = MappingProxyType(
    {
        Use.RULE: messages.FORMULA_RULE,
        Use.DEFAULT: messages.FORMULA_DEFAULT,
        Use.DISPLAY: messages.FORMULA_DISPLAY,
    }
)
"""When a formula is computed that is no field and no filter."""
PIECE = 1 << 16
"""Bytes that are read at once at most: what a pipe holds. What is there is answered before more is waited for."""


def add_commands(commands: Commands) -> None:
    """Add the commands of this module."""
    parts = commands.add("formula", usage.FORMULA).parts("check | eval")
    checking = parts.add("check", usage.FORMULA_CHECK)
    checking.add("text", nargs="?", meaning=usage.FORMULA_TEXT)
    checking.add("--object", required=True, metavar="NAME", meaning=usage.FORMULA_OBJECT)
    checking.add(
        "--pack",
        action="append",
        default=[],
        kind=path,
        metavar="PATH",
        meaning=usage.FORMULA_PACK,
    )
    checking.add("--returns", choices=formulas.RETURNS, meaning=usage.FORMULA_RETURNS)
    uses = tuple(one.value for one in Use)
    checking.add("--use", choices=uses, default=Use.FIELD.value, meaning=usage.FORMULA_USE)
    profiles = tuple(one.value for one in Profile)
    checking.add("--profile", choices=profiles, default=Profile.OBJECTRY.value,
                 meaning=usage.FORMULA_PROFILE)  # fmt: skip
    checking.runs(run_check)
    evaluating = parts.add("eval", usage.FORMULA_EVAL)
    evaluating.flag("--lines", usage.FORMULA_LINES)
    evaluating.runs(run_eval)


def run_check(given: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Check one formula."""
    text = _standard_input() if given.text is None else given.text
    catalog = formulas.catalog_for_formulas(settings, given.pack)
    try:
        found = formulas.examined(
            text, catalog, given.object, given.returns, Use(given.use), Profile(given.profile)
        )
    except FormulaError as error:
        for problem in error.problems:
            _tell_problem(problem, language)
        return 1
    _tell(found, Use(given.use), language)
    return 0


def _standard_input() -> str:
    try:
        return sys.stdin.read().rstrip("\n")
    except UnicodeDecodeError:
        raise BadRequest(usage.TEXT_UNREADABLE) from None


def _tell_problem(problem: FormulaProblem, language: Language) -> None:
    reason = with_hint(problem.message.text(language, problem.params), problem.hint, language)
    where = f"{problem.line}:{problem.column}"
    say(f"{where}: {problem.message.code}: {reason}", error=True)


def _tell(found: formulas.Examined, use: Use, language: Language) -> None:
    zh, en = TYPE_NAMES[found.type]
    tell(language, messages.FORMULA_RESULT, kind_zh=zh, kind_en=en)
    named: tuple[tuple[Message, tuple[str, ...]], ...] = (
        (messages.FORMULA_READS, found.fields),
        (messages.FORMULA_CALLS, found.functions),
    )
    for message, names in named:
        tell(language, message, names=", ".join(names) or "-")
    tell(language, messages.FORMULA_COST, cost=found.cost, limit=formulas.MAX_COST)
    if use is not Use.FIELD:
        moment = messages.FORMULA_FLEETING_FILTER if found.volatile else messages.FORMULA_FILTER
        tell(language, _JUDGED.get(use, moment))
        return
    tell(language, messages.FORMULA_VOLATILE if found.volatile else messages.FORMULA_STEADY)
    if found.unsupported is None:
        tell(language, messages.FORMULA_PUSHED)
    else:
        tell(language, messages.FORMULA_NOT_PUSHED, name=found.unsupported)


def run_eval(given: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Answer lines until there are no more. A line that cannot be answered is no failure of the command."""
    if not given.lines:
        given.refuse(usage.LINES_NEEDED.text(language))
    chunks, stream = Chunks(), sys.stdin.buffer
    assert isinstance(stream, io.BufferedIOBase)
    with formulas.line_evaluator(settings, language) as evaluator:
        while piece := stream.read1(PIECE):
            _answer(evaluator, chunks.lines(piece))
        _answer(evaluator, chunks.last())
    return 0


def _answer(evaluator: Evaluator, lines: list[bytes]) -> None:
    if not lines:
        return
    answers = evaluator.answers(lines)
    # JSON is UTF-8 whatever the terminal speaks. Halves of pairs in an ID are written as JSON escapes.
    sys.stdout.buffer.write(
        "".join(f"{one}\n" for one in answers).encode("utf-8", "backslashreplace")
    )
    sys.stdout.buffer.flush()
