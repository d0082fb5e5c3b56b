"""Formulas with their rows as lines of JSON, and the answers as lines of JSON in the same order. No input, no output.

    {"id": 1, "formula": "amount * 2", "fields": {"amount": {"type": "number"}}, "row": {"amount": "21"}}
    {"id": 1, "value": "42"}

`docs/formula-lines.md` describes the entries of a line. What many lines share is worked out once and kept for the next ones.
"""

import json
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, NoReturn, Protocol
from zoneinfo import ZoneInfo

from objectry.formula.arithmetic import arithmetic
from objectry.formula.faults import EvaluationError, Fault
from objectry.formula.functions.declare import Profile
from objectry.formula.lines import messages
from objectry.formula.lines.plans import LINE, Mistake, Plan, Reader, Refused, entry_wrong, planned
from objectry.formula.lines.values import Unreadable, moment
from objectry.formula.messages import LANGUAGES, Language
from objectry.formula.moments import Moment
from objectry.formula.surroundings import Row, Surroundings

MOST_BYTES = 4_000_000
"""Bytes of a line."""
KEPT_PLANS = 4_096
"""Formulas that are kept for further lines; each takes some 10 kB."""
PYTHON = "python"
ENGINES = (PYTHON, "sqlite", "postgresql")
_BLANKS: Mapping[str, bool] = {"zero": True, "blank": False}
_PROFILES: Mapping[str, Profile] = {one.value: one for one in Profile}


@dataclass(frozen=True, slots=True)
class Case:
    """One row that a formula is evaluated for."""

    row: Row
    around: Surroundings


class Engine(Protocol):
    """A database that evaluates formulas."""

    def outcomes(self, plan: Plan, cases: Sequence[Case]) -> Sequence[Any]:
        """The value of each case, or a Mistake. All cases have the same surroundings."""


Opener = Callable[[], AbstractContextManager[Engine]]
"""Opens a database for one batch of answers."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that was read: what it asks, or why it cannot be answered."""

    id: Any
    language: Language
    engine: str = PYTHON
    plan: Plan | None = None
    case: Case | None = None
    mistake: Mistake | None = None


class Evaluator:
    """Answers lines. `engines` open the databases that lines may name."""

    def __init__(
        self, language: Language = "en", engines: Mapping[str, Opener] | None = None
    ) -> None:
        self._language = language
        self._openers = engines or {}
        self._plans: OrderedDict[tuple[Any, ...], Plan | Mistake] = OrderedDict()
        self._around = _surroundings(datetime.now(UTC).isoformat(), "UTC", "zh")

    def answers(self, lines: Sequence[bytes]) -> list[str]:
        """The answers to lines, in their order. Lines that ask a database are put to it together, formula by formula."""
        with arithmetic(), ExitStack() as batch:
            asked = [self._read(one) for one in lines]
            found: list[Any] = [None] * len(asked)
            waiting: dict[tuple[str, int, int], list[int]] = {}
            for at, line in enumerate(asked):
                if line.mistake is not None:
                    found[at] = line.mistake
                elif line.engine == PYTHON and line.plan is not None and line.case is not None:
                    found[at] = outcome(line.plan, line.case)
                else:
                    key = (line.engine, id(line.plan), id(line.case and line.case.around))
                    waiting.setdefault(key, []).append(at)
            engines: dict[str, Engine] = {}
            for (name, _, _), places in waiting.items():
                if name in self._openers and name not in engines:
                    engines[name] = batch.enter_context(self._openers[name]())
                answered = _in_database(name, engines.get(name), [asked[at] for at in places])
                for at, one in zip(places, answered, strict=True):
                    found[at] = one
            return [_written(line, one) for line, one in zip(asked, found, strict=True)]

    # Reading ------------------------------------------------------------------------------------

    def _read(self, line: bytes) -> _Line:
        """What a line asks."""
        given: Any = None
        try:
            given = _object(line)
            return self._asked(given)
        except Refused as refused:
            mistake = refused.mistake
        except RecursionError:
            mistake = Mistake(LINE, messages.NOT_JSON)
        except Exception as error:  # noqa: BLE001  (a mistake of the engine's own must not cost the other lines their answers)
            mistake = internal(error)
        known = given if isinstance(given, dict) else {}
        return _Line(_id(known), self._said_in(known), mistake=mistake)

    def _asked(self, given: dict[str, Any]) -> _Line:
        engine = _choice(given, "engine", {one: one for one in ENGINES}, PYTHON)
        plan = self._plan(given)
        row = _row(given, "row", plan.present) or {}
        around = self._surroundings(given, plan)
        return _Line(_id(given), self._said_in(given), engine, plan, Case(row, around))

    def _plan(self, given: dict[str, Any]) -> Plan:
        text, fields, returns = given.get("formula"), given.get("fields"), given.get("returns")
        if not isinstance(text, str):
            raise entry_wrong("formula", text)
        zero = _choice(given, "blanks", _BLANKS, False)
        profile = _choice(given, "profile", _PROFILES, Profile.OBJECTRY)
        key = (text, repr(fields), repr(returns), zero, profile)
        found = self._plans.get(key)
        if found is None:
            try:
                found = planned(text, fields, returns, zero, profile)
            except Refused as refused:
                found = refused.mistake
            self._plans[key] = found
            if len(self._plans) > KEPT_PLANS:
                self._plans.popitem(last=False)
        else:
            self._plans.move_to_end(key)
        if isinstance(found, Mistake):
            raise Refused(found)
        return found

    def _surroundings(self, given: dict[str, Any], plan: Plan) -> Surroundings:
        named = [given.get(name) for name in ("now", "zone", "language")]
        old = given.get("old")
        if named == [None, None, None] and old is None:
            return self._around
        for name, one in zip(("now", "zone", "language"), named, strict=True):
            if not isinstance(one, str | None):
                raise entry_wrong(name, one)
        now, zone, language = named
        around = _surroundings(
            now or self._around.moment.now.isoformat(), zone or "UTC", _spoken(language)
        )
        if old is None:
            return around
        return Surroundings(around.moment, around.language, old=_row(given, "old", plan.before))

    def _said_in(self, given: dict[str, Any]) -> Language:
        return next((one for one in LANGUAGES if one == given.get("language")), self._language)


def _in_database(name: str, engine: Engine | None, asked: Sequence[_Line]) -> Sequence[Any]:
    """The outcomes of lines with one formula."""
    if engine is None:
        return [Mistake(LINE, messages.ENGINE_CLOSED, {"name": name})] * len(asked)
    plan = asked[0].plan
    assert plan is not None
    cases = [one.case for one in asked if one.case is not None]
    try:
        return engine.outcomes(plan, cases)
    except Exception as error:  # noqa: BLE001  (a mistake of the engine's own must not cost the other lines their answers)
        return [internal(error)] * len(cases)


def outcome(plan: Plan, case: Case) -> Any:
    """The value of a case in the compiled program, in the present decimal context, or a Mistake."""
    try:
        return plan.program.bind(case.around)(case.row)
    except EvaluationError as error:
        return faulty(error.fault)
    except Exception as error:  # noqa: BLE001  (a mistake of the engine's own must not cost the other lines their answers)
        return internal(error)


def faulty(fault: Fault) -> Mistake:
    """A row without a value as a mistake."""
    return Mistake(fault.kind.value, fault.message, line=fault.line, column=fault.column)


def internal(error: Exception) -> Mistake:
    """A mistake of the formula engine itself."""
    return Mistake("internal", messages.INTERNAL, {"reason": type(error).__name__})


def _object(line: bytes) -> dict[str, Any]:
    if len(line) > MOST_BYTES:
        raise Refused(Mistake(LINE, messages.LINE_TOO_LONG, {"limit": MOST_BYTES}))
    try:
        found = json.loads(line, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, ArithmeticError):
        raise Refused(Mistake(LINE, messages.NOT_JSON)) from None
    if not isinstance(found, dict):
        raise Refused(Mistake(LINE, messages.NOT_JSON))
    return found


def _id(given: dict[str, Any]) -> Any:
    """What the answer repeats: a text or a number."""
    found = given.get("id")
    if isinstance(found, Decimal):
        return str(found)
    return found if isinstance(found, str | int) else None


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def _row(given: dict[str, Any], entry: str, readers: Sequence[Reader]) -> dict[str, Any] | None:
    """The values of a row that a formula asks for."""
    row = given.get(entry)
    if row is None:
        row = {}
    if not isinstance(row, dict):
        raise entry_wrong(entry, row)
    folded: dict[str, Any] = {}
    if any(one.name not in row for one in readers):
        folded = {name.casefold(): value for name, value in row.items()}
    return {one.name: one.value(row, folded) for one in readers}


def _choice(given: dict[str, Any], name: str, known: Mapping[str, Any], otherwise: Any) -> Any:
    """What one of a few words means, in whatever case it is written."""
    word = given.get(name)
    if word is None:
        return otherwise
    found = known.get(word.casefold()) if isinstance(word, str) else None
    if found is None:
        raise entry_wrong(name, word)
    return found


def _spoken(given: str | None) -> Language:
    for one in LANGUAGES:
        if given in (None, one):
            return one
    raise entry_wrong("language", given)


@lru_cache(maxsize=256)
def _surroundings(now: str, zone: str, language: str) -> Surroundings:
    """When and where a line is evaluated."""
    try:
        there = ZoneInfo(zone)
    except (ValueError, OSError, KeyError):
        raise entry_wrong("zone", zone) from None
    try:
        when = moment(now)
    except Unreadable:
        when = None
    if when is None:
        raise entry_wrong("now", now)
    return Surroundings(Moment(when, there), language)


_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _written(line: _Line, found: Any) -> str:
    """An answer as a line of JSON."""
    if isinstance(found, Mistake):
        return _ENCODE({"id": line.id, "error": found.data(line.language)})
    assert line.plan is not None
    return _ENCODE({"id": line.id, "value": line.plan.answer(found)})
