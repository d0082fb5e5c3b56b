"""What the lines of one formula have in common: its checked tree, its program, and how its rows are read."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from objectry.formula.checking.checker import Checked, Wanted, check
from objectry.formula.checking.paths import OLD
from objectry.formula.checking.selects import shown_by
from objectry.formula.checking.typed import fields_in
from objectry.formula.functions.declare import Profile, Use
from objectry.formula.lines import messages
from objectry.formula.lines.values import (
    KINDS,
    READERS,
    WRITERS,
    Convert,
    Kind,
    Unreadable,
    number,
)
from objectry.formula.messages import Language, Message, excerpt, with_hint
from objectry.formula.problem_kinds import kind_of
from objectry.formula.problems import FormulaError, FormulaProblem
from objectry.formula.python.program import Program, compiled
from objectry.formula.types import FieldInfo, Inlined, Supply, Type

THEIR_SCALE = 32
"""Decimals of a number in the Salesforce profile when a line does not say how many."""
UNSAID_SCALE = 18
"""Decimals of a formula field of which nobody says how many."""
MOST_SCALE = 64
_ALSO_GIVEN: Mapping[Type, Type] = MappingProxyType(
    {Type.TEXT: Type.LOOKUP, Type.LOOKUP: Type.TEXT, Type.PICKLIST: Type.TEXT}
)
"""What a formula may give beside the type that is asked for, as JSON has one form for both."""
LINE, VALUE = "line", "value"
"""Kinds of mistakes that are none of the formula's."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """Why a line has no value."""

    kind: str
    message: Message
    params: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    line: int = 1
    column: int = 1
    hint: str = ""

    def data(self, language: Language) -> dict[str, Any]:
        """The mistake as JSON has it."""
        said = with_hint(self.message.text(language, self.params), self.hint, language)
        return {"kind": self.kind, "line": self.line, "column": self.column, "message": said}


class Refused(Exception):
    """A line that has no value."""

    def __init__(self, mistake: Mistake) -> None:
        self.mistake = mistake
        super().__init__(mistake.message.code)


def entry_wrong(name: str, value: object) -> Refused:
    """The refusal of a line of which one entry cannot be."""
    return Refused(Mistake(LINE, messages.ENTRY_WRONG, {"name": name, "value": excerpt(value)}))


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the value of one field."""

    name: str
    folded: str
    convert: Convert
    nullable: bool

    def value(self, row: Mapping[str, Any], folded: Mapping[str, Any]) -> Any:
        """The value in a row; `folded` is the row with the names in small letters. Raises Refused."""
        given = row.get(self.name)
        if given is None:
            given = folded.get(self.folded)
        try:
            found = None if given is None else self.convert(given)
        except Unreadable:
            wrong = {"name": self.name, "value": excerpt(given)}
            raise Refused(Mistake(VALUE, messages.VALUE_WRONG, wrong)) from None
        if found is None and not self.nullable:
            raise Refused(Mistake(VALUE, messages.VALUE_MISSING, {"name": self.name}))
        return found


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Plan:
    """A formula that lines are answered with."""

    checked: Checked
    program: Program
    present: tuple[Reader, ...]
    """The fields that the formula names, whether or not their values can make a difference."""
    before: tuple[Reader, ...]
    """The fields whose values before the change are asked for."""
    write: Convert
    blank: Any
    """The answer where there is nothing."""

    def answer(self, value: Any) -> Any:
        """A value as JSON has it."""
        return self.blank if value is None else self.write(value)


@dataclass(frozen=True, slots=True)
class Named:
    """The fields that a line names. Each name is a whole path, and there are no objects to go to."""

    by_name: Mapping[str, tuple[FieldInfo, ...]]
    object: str = ""

    def fields(self, object_name: str, name: str) -> tuple[FieldInfo, ...]:
        """The fields of a name, whose case does not count. Names that differ in their case only must be written exactly."""
        found = self.by_name.get(name.casefold(), ()) if object_name == self.object else ()
        return tuple(one for one in found if one.name == name) or found

    def names(self, object_name: str) -> tuple[FieldInfo, ...]:
        """All fields."""
        return tuple(one for same in self.by_name.values() for one in same)

    def objects_called(self) -> Mapping[str, tuple[str, str]]:
        """No objects."""
        return {}

    def lacks(self) -> frozenset[Supply]:
        """Nothing: rows say what there is."""
        return frozenset()


def planned(text: str, fields: Any, returns: Any, zero: bool, profile: Profile) -> Plan:
    """The plan for a formula. Raises Refused."""
    scope = _scope(fields, zero, profile)
    wanted = _wanted(returns, profile)
    try:
        checked = check(text, scope, wanted, use=Use.RULE, profile=profile, zero=zero)
        refs = tuple(fields_in(checked.root))
        program = compiled(checked)
    except FormulaError as error:
        raise Refused(problem_told(error.problems[0])) from None
    infos = {one.key: one.path[-1] for one in refs}
    present, before = (
        tuple(dict.fromkeys(one.key for one in refs if (one.root == OLD) is old))
        for old in (False, True)
    )
    given = returns is not None and wanted.types <= {Type.BOOLEAN}
    return Plan(
        checked,
        program,
        tuple(_reader(infos[name]) for name in present),
        tuple(replace(_reader(infos[name]), nullable=True) for name in before),
        WRITERS[checked.root.type],
        False if given else None,
    )


def _reader(info: FieldInfo) -> Reader:
    return Reader(info.name, info.name.casefold(), READERS[info.type], info.nullable)


def problem_told(problem: FormulaProblem) -> Mistake:
    """What is wrong with a formula as lines tell it."""
    return Mistake(
        kind_of(problem),
        problem.message,
        problem.params,
        problem.line,
        problem.column,
        problem.hint,
    )


def _scope(fields: Any, zero: bool, profile: Profile) -> Named:
    if fields is None:
        return Named(MappingProxyType({}))
    if not isinstance(fields, dict):
        raise entry_wrong("fields", fields)
    found: dict[str, tuple[FieldInfo, ...]] = {}
    for name, given in fields.items():
        info = _field(name, {"type": given} if isinstance(given, str) else given, zero, profile)
        found[name.casefold()] = (*found.get(name.casefold(), ()), info)
    return Named(found)


def _field(name: str, given: Any, zero: bool, profile: Profile) -> FieldInfo:
    if not isinstance(given, dict):
        raise entry_wrong(name, given)
    kind = _named_kind(given.get("type", "text"))
    if profile is Profile.SALESFORCE and kind.type is Type.LOOKUP:
        kind = replace(kind, type=Type.TEXT)
    scale = _scale(given.get("scale"), kind)
    choices, nullable = _choices(given.get("choices")), given.get("nullable")
    if not isinstance(nullable, bool | None):
        raise entry_wrong("nullable", nullable)
    formula = given.get("formula")
    if not isinstance(formula, str | None):
        raise entry_wrong("formula", formula)
    return FieldInfo(
        name=name,
        label_zh=name,
        label_en=name,
        type=kind.type,
        nullable=nullable is not False,
        choices=tuple(value for value, _ in choices),
        choice_labels=tuple(labels for _, labels in choices),
        scale=UNSAID_SCALE if scale is None else scale,
        percent=kind.percent,
        formula=None if formula is None else Inlined(formula, "", zero),
    )


def _choices(given: Any) -> list[tuple[str, tuple[str, str]]]:
    """Values with their labels in Chinese and English, as packs write them. A value alone is its own label."""
    if not isinstance(given, list | None):
        raise entry_wrong("choices", given)
    found = []
    for one in given or ():
        match {"value": one, "label": {"zh": one, "en": one}} if isinstance(one, str) else one:
            case {"value": str(value), "label": {"zh": str(zh), "en": str(en)}}:
                found.append((value, (zh, en)))
            case _:
                raise entry_wrong("choices", one)
    return found


def _wanted(returns: Any, profile: Profile) -> Wanted:
    """What a formula has to give; anything when nobody says."""
    theirs = THEIR_SCALE if profile is Profile.SALESFORCE else None
    if returns is None:
        return Wanted(scale=theirs)
    given = {"type": returns} if isinstance(returns, str) else returns
    if not isinstance(given, dict):
        raise entry_wrong("returns", returns)
    kind = _named_kind(given.get("type"))
    types = {kind.type, _ALSO_GIVEN.get(kind.type, kind.type)}
    if profile is Profile.OBJECTRY:  # a text of Salesforce shows no select: TEXT makes one of it
        types |= shown_by(kind.type)
    scale = _scale(given.get("scale"), kind)
    return Wanted(frozenset(types), theirs if scale is None else scale, kind.percent)


def _named_kind(given: Any) -> Kind:
    kind = KINDS.get(given.casefold()) if isinstance(given, str) else None
    if kind is None:
        raise Refused(Mistake(LINE, messages.TYPE_UNKNOWN, {"value": excerpt(given)}))
    return kind


def _scale(given: Any, kind: Kind) -> int | None:
    if given is None:
        return kind.scale
    try:
        found = number(given)
    except Unreadable:
        raise entry_wrong("scale", given) from None
    if found not in range(MOST_SCALE + 1):
        raise entry_wrong("scale", given)
    return int(found)
