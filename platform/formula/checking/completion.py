"""What the writer of a formula may go on with: the fields, values, functions and words that fit where he is.

What he may not name is not in the scope, and so is never proposed.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from objectry.formula.checking.checker import BARE
from objectry.formula.checking.described import Described, described
from objectry.formula.checking.hints import CALLED, ELSEWHERE
from objectry.formula.checking.paths import MAX_HOPS, OLD, ROOTS
from objectry.formula.functions.chinese import pinyin
from objectry.formula.functions.declare import Use
from objectry.formula.messages import Language
from objectry.formula.moments import COUNTED, FIXED
from objectry.formula.syntax.parser import WORDS
from objectry.formula.syntax.unfinished import Begun, Unfinished, Way, unfinished
from objectry.formula.types import SEVERAL, TYPE_NAMES, FieldInfo, Scope, Type

MOST = 100
"""Suggestions that are made at once."""
_LONGEST_SOUNDED = 60
"""Characters of a label whose sound is known."""
_LEAST_WITHIN = 2
"""Letters by which something is found in the middle of a name."""
_NAME = re.compile(r"[^\W\d][\w\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff]*")
_REST = re.compile(r"[\w\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff]*")
"""What is left of a word behind the place where its writer is."""
_UNBRACED = re.compile(r"[{}\n]|^\s|\s$|^$")
"""What no name in braces can have."""
_CLOSING: Mapping[str, str] = MappingProxyType({"“": "”", "‘": "’", "「": "」", "{": "}"})
_DAYS = frozenset({Type.DATE, Type.DATETIME})
_DAYS_IN_ORDER = (*FIXED, "NOW", *COUNTED)
_SUBJECT_FIRST = frozenset({"IN", "ISPICKVAL", "INCLUDES", "INCLUDES_ALL", "BETWEEN"})
"""Functions whose further arguments are compared with the first one."""
_BY_PAIRS = frozenset({"CASE", "SWITCH"})
"""The same of every second argument."""
_LOOKING_UP = "VLOOKUP"
_SAID: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "and": ("两边都成立", "both sides hold"),
        "or": ("至少一边成立", "one side holds at least"),
        "in": ("等于其中之一", "equal to one of these"),
        "not": ("不成立", "does not hold"),
        "true": ("真", "true"),
        "false": ("假", "false"),
        "null": ("空值", "nothing"),
        "$User": ("当前用户", "the user who asks or saves"),
        "$Org": ("组织", "the organisation"),
        "$Record": ("记录本身", "the record itself"),
        "$Old": ("修改之前的记录", "the record before the change"),
    }
)
"""What words of the language mean, in Chinese and English."""

Sort = Literal["value", "field", "days", "function", "word"]
_ORDER: tuple[Sort, ...] = ("value", "field", "days", "function", "word")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to go on with, in the words of a reader."""

    sort: Sort
    label: str
    """What people call it."""
    insert: str
    """What is written."""
    then: str = ""
    """What is written behind the place where the writer goes on."""
    detail: str = ""
    help: str = ""
    examples: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Completion:
    """All that somebody may go on with."""

    before: str
    """What a suggestion stands instead of, right before the place where the writer is."""
    after: str
    """The same, right behind it."""
    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class _Writer:
    """Somebody who writes a formula."""

    at: Unfinished
    scope: Scope
    use: Use
    language: Language

    @property
    def word(self) -> str:
        """What he has begun, without quote or brace, in small letters."""
        written = self.at.written
        quoted = self.at.begun is Begun.TEXT or written.startswith("{")
        return (written[1:] if quoted else written).casefold()


def completed(
    before: str, after: str, scope: Scope, use: Use, language: Language, asked: bool
) -> Completion:
    """What somebody may go on with who has written `before`, and behind that place `after`. Where he has not `asked`, what
    has not been begun is proposed only where few things fit."""
    writer = _Writer(unfinished(before), scope, use, language)
    found = _ranked(writer, _proposed(writer, asked))
    return Completion(writer.at.written, _rest(writer.at, after), found)


def _proposed(writer: _Writer, asked: bool) -> Iterator[Suggestion]:
    at = writer.at
    if at.begun is Begun.NOTHING:
        return
    compared = _meant(writer, _compared(at))
    if at.begun is Begun.TEXT:
        yield from _values(writer, compared)
    elif at.way:
        yield from _behind(writer)
    elif not at.awaited:
        yield from (_word(writer, one) for one in ("and", "or", "in") if writer.word or asked)
    else:
        yield from _values(writer, compared)
        yield from _fitting(writer, compared)
        if writer.word or at.written or asked:
            yield from _anything(writer)


def _compared(at: Unfinished) -> Way:
    """The field with which what is written is compared."""
    name, argument = at.within.function, at.within.argument
    if at.compared or argument == 0:
        return at.compared
    beside = name in _SUBJECT_FIRST or name in _BY_PAIRS and argument % 2 == 1
    return at.within.subject if beside else ()


# Names ---------------------------------------------------------------------------------------------------------------


def _object_of(writer: _Writer, way: Way) -> str | None:
    """The object whose fields stand behind some names; None where no such path leads on."""
    at: str | None = writer.scope.object
    names = way
    root = ROOTS.get(way[0].casefold()) if way else None
    if root is not None:
        if root == OLD and writer.use is not Use.RULE:
            return None
        at, names = (root if root not in ("", OLD) else at), way[1:]
    elif _names_object(writer, way):
        return way[0].casefold()
    if len(names) > MAX_HOPS:
        return None
    for name in names:
        found = writer.scope.fields(at, name) if at is not None else ()
        at = found[0].target if len(found) == 1 else None
    return at


def _names_object(writer: _Writer, way: Way) -> bool:
    """Tell whether a path begins with an object, as the arguments do by which records are looked up."""
    inside = writer.at.within
    looking = inside.function == _LOOKING_UP and inside.argument < 2 and len(way) == 1
    return looking and way[0].casefold() in writer.scope.objects_called()


def _meant(writer: _Writer, way: Way) -> FieldInfo | None:
    """The field that a path means."""
    at = _object_of(writer, way[:-1]) if way else None
    found = writer.scope.fields(at, way[-1]) if at is not None else ()
    return found[0] if len(found) == 1 else None


def _behind(writer: _Writer) -> Iterator[Suggestion]:
    """The fields behind the names of a path."""
    at = _object_of(writer, writer.at.way)
    if at is None:
        return
    root = ROOTS.get(writer.at.way[0].casefold())
    for info in writer.scope.names(at):
        listed = root == "$User" and info.type in SEVERAL
        if not listed and (root != OLD or info.kept):
            yield _field(writer, at, info)


def _field(writer: _Writer, at: str, info: FieldInfo) -> Suggestion:
    zh, en = TYPE_NAMES[info.type]
    chinese = writer.language == "zh"
    label = (info.label_zh if chinese else info.label_en) or info.name
    detail = f"{info.name} · {zh if chinese else en}"
    return Suggestion("field", label, _spelled(writer, at, info), detail=detail)


def _spelled(writer: _Writer, at: str, info: FieldInfo) -> str:
    """How a field is written: by its API name, or by the label that somebody has begun, if it means no other field."""
    begun = writer.at.written
    if begun.isascii() and not begun.startswith("{"):
        return info.name
    labels = (info.label_zh, info.label_en)
    own = labels if writer.language == "zh" else labels[::-1]
    for label in sorted(own, key=lambda one: not one.casefold().startswith(writer.word)):
        if not _UNBRACED.search(label) and writer.scope.fields(at, label) == (info,):
            plain = _NAME.fullmatch(label) and label.casefold() not in WORDS
            return label if plain and not begun.startswith("{") else f"{{{label}}}"
    return info.name


# What stands by itself -----------------------------------------------------------------------------------------------


def _anything(writer: _Writer) -> Iterator[Suggestion]:
    """Whatever may stand where a value is awaited."""
    own = writer.scope.object
    yield from (_field(writer, own, info) for info in writer.scope.names(own))
    if writer.at.written.startswith("{"):
        return
    if _LOOKING_UP == writer.at.within.function:
        yield from (_thing(writer, name) for name in writer.scope.objects_called())
    known = _functions(writer)
    yield from (_function(writer, one, known[one]) for one in _DAYS_IN_ORDER if one in known)
    yield from (_function(writer, one, forms) for one, forms in known.items())
    yield from (_word(writer, one) for one in ("not", "true", "false", "null"))
    yield from (_word(writer, one) for one in ("$User", "$Org", "$Record"))
    if writer.use is Use.RULE:
        yield _word(writer, OLD)


def _functions(writer: _Writer) -> Mapping[str, tuple[Described, ...]]:
    return described(writer.use, writer.scope.lacks())


def _function(writer: _Writer, name: str, forms: Sequence[Described]) -> Suggestion:
    helps = "\n".join(dict.fromkeys(one.help(writer.language) for one in forms))
    examples = tuple(dict.fromkeys(example for one in forms for example in one.examples))
    if name in BARE:
        return Suggestion("days", name, name, "", helps.partition("\n")[0], helps, examples)
    sort: Sort = "days" if name in _DAYS_IN_ORDER else "function"
    detail = forms[0].written.removeprefix(name)
    return Suggestion(sort, name, f"{name}(", ")", detail, helps, examples)


def _word(writer: _Writer, word: str) -> Suggestion:
    """A word of the language itself."""
    zh, en = _SAID[word]
    dotted, listed = word.startswith("$"), word == "in"
    written = f"{word}." if dotted else "in (" if listed else word
    return Suggestion("word", word, written, ")" if listed else "", zh if writer.language == "zh" else en)  # fmt: skip


def _thing(writer: _Writer, name: str) -> Suggestion:
    """An object in which records are looked up."""
    zh, en = writer.scope.objects_called()[name]
    return Suggestion("field", zh if writer.language == "zh" else en, f"{name}.", detail=name)


# What something is compared with -------------------------------------------------------------------------------------


def _values(writer: _Writer, compared: FieldInfo | None) -> Iterator[Suggestion]:
    """The values that a select has."""
    if compared is None or not compared.choices:
        return
    opening = writer.at.written[:1] if writer.at.begun is Begun.TEXT else '"'
    closing = _CLOSING.get(opening, opening)
    labels = dict(zip(compared.choices, compared.choice_labels, strict=False))
    for value in compared.choices:
        zh, en = labels.get(value, (value, value))
        inner = "".join(f"\\{c}" if c in ("\\", opening, closing) else c for c in value)
        label = zh if writer.language == "zh" else en
        yield Suggestion("value", label, f"{opening}{inner}{closing}", detail=value)


def _fitting(writer: _Writer, compared: FieldInfo | None) -> Iterator[Suggestion]:
    """What is likely to be compared with a field that has no values of its own to choose from."""
    if compared is None:
        return
    first: Iterable[Suggestion] = ()
    if compared.type is Type.BOOLEAN:
        first = (_word(writer, one) for one in ("true", "false"))
    elif compared.type in _DAYS:
        known = _functions(writer)
        first = (_function(writer, one, known[one]) for one in _DAYS_IN_ORDER if one in known)
    elif compared.type is Type.LOOKUP:
        first = _of_user(writer, compared)
    yield from (replace(one, sort="value") for one in first)


def _of_user(writer: _Writer, compared: FieldInfo) -> Iterator[Suggestion]:
    """What the user has to do with records of the kind that a look-up points to."""
    infos = [info for info in writer.scope.names("$User") if info.type is Type.LOOKUP]
    if "user" in compared.objects and any(info.name == "id" for info in infos):
        yield replace(_word(writer, "$User"), label="$User.id", insert="$User.id")
    for info in infos:
        if info.target in compared.objects:
            one = _field(writer, "$User", info)
            yield replace(one, insert=f"$User.{info.name}", detail=f"$User.{info.name}")


# Which of it is meant ------------------------------------------------------------------------------------------------


def _ranked(writer: _Writer, proposed: Iterable[Suggestion]) -> tuple[Suggestion, ...]:
    """What is like the word that has been begun, the likeliest first, each once."""
    found: dict[str, tuple[int, int, Suggestion]] = {}
    for one in proposed:
        likeness = _likeness(writer.word, one)
        if likeness is not None and one.insert not in found:
            found[one.insert] = (likeness, _ORDER.index(one.sort), one)
    ordered = sorted(found.values(), key=lambda ranked: ranked[:2])
    return tuple(one for _, _, one in ordered[:MOST])


def _likeness(word: str, one: Suggestion) -> int | None:
    """How far something is from what has been begun; None where it is something else."""
    if not word:
        return 0
    name = one.insert.strip("{}\"'“”‘’「」( .").casefold()
    named = (name, one.label.casefold(), one.detail.partition(" · ")[0].casefold())
    if any(text.startswith(word) for text in named if text[:1] != "("):
        return 0
    sounds = _sounds(one.label) if word.isascii() else ()
    if any(text.startswith(word) for text in (*sounds, *_ELSEWHERE.get(one.label, ()))):
        return 1
    if len(word) >= _LEAST_WITHIN and any(word in text for text in named[:2]):
        return 2
    return None


@lru_cache(maxsize=10_000)
def _sounds(label: str) -> tuple[str, ...]:
    """The pinyin of a Chinese label, whole and its initials."""
    if label.isascii() or len(label) > _LONGEST_SOUNDED:
        return ()
    return pinyin.code(label).replace(" ", "").casefold(), pinyin.code(label, True).casefold()


def _elsewhere() -> Mapping[str, tuple[str, ...]]:
    """What functions and words are called elsewhere, by what they are called here."""
    found: dict[str, tuple[str, ...]] = {}
    for called, name in (*ELSEWHERE.items(), *CALLED.items()):
        meant = name.lower() if name.lower() in WORDS else name.partition(".")[0]
        found[meant] = (*found.get(meant, ()), called.casefold())
    return MappingProxyType(found)


_ELSEWHERE = _elsewhere()


def _rest(at: Unfinished, after: str) -> str:
    """What stands behind the place where the writer is, and belongs to what he has begun."""
    if at.begun is Begun.NOTHING:
        return ""
    opening = at.written[:1]
    if at.begun is Begun.TEXT or opening == "{":
        closing = _CLOSING.get(opening, opening)
        inner, found, _ = after.partition("\n")[0].partition(closing)
        return inner + found if found else ""
    rest = _REST.match(after)
    return rest[0] if rest else ""
