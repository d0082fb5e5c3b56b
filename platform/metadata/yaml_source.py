"""Strict YAML 1.2: plain data with the place of every value, and nothing that could surprise or exhaust the reader.

Built from the events of PyYAML's C parser with a stack of our own, so no depth of nesting recurses. Refused are aliases,
tags, merge keys, doubled keys and several documents. Plain scalars follow the YAML 1.2 core schema: `no`, `on`, `1:30`
and dates are texts, numbers with a point are Decimals.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import Any

import yaml

from objectry.formula.messages import Message
from objectry.formula.places import Span
from objectry.metadata import source_messages as messages
from objectry.metadata.problems import MetadataError, Path, Place, Problem
from objectry.metadata.syntax_reasons import yaml_reason


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may have."""

    size: int = 1_000_000
    """Bytes."""
    depth: int = 40
    """Levels of nesting."""
    nodes: int = 50_000
    """Values, keys included."""
    digits: int = 18
    """Digits of a whole number."""


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML document as data. `places` knows where each value stands; an entry of a mapping stands at its key."""

    file: str
    text: str
    data: Any
    places: Mapping[Path, Place]

    def place(self, path: Path) -> Place:
        """Where a value stands, or the nearest value around it that was written."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, Place(self.file))


@dataclass(frozen=True)
class StoredDocument:
    """A document that was read when it was installed. Its text is read again only to say where something stands."""

    file: str
    text: str

    def place(self, path: Path) -> Place:
        """Where a value stands, or the nearest value around it that was written."""
        return self._places(path)

    @cached_property
    def _places(self) -> Callable[[Path], Place]:
        try:
            return read(self.text, self.file).place
        except MetadataError:  # written under rules that have become stricter since
            return lambda path: Place(self.file)


@dataclass(slots=True)
class _Open:
    """A mapping or sequence whose end has not come yet."""

    value: dict[str, Any] | list[Any]
    path: Path
    key: str | None = None
    """The key whose value comes next."""
    refused: bool = False
    """True while the value of a refused key is read over."""
    braced: bool = False
    """True within braces, where a comma ends a value that has no quotes."""
    cut: yaml.ScalarEvent | None = None
    """The last value if more brackets begin in it than end: it may be a formula that was cut at a comma."""


def read(content: bytes | str, file: str, limits: Limits = LIMITS) -> Document:
    """The document in `content`. Raises MetadataError with everything that is wrong."""
    raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    if len(raw) > limits.size:
        raise MetadataError(
            [
                Problem(
                    messages.FILE_TOO_LARGE, Place(file), {"limit": limits.size, "size": len(raw)}
                )
            ]
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        place = Place(file, before.count(b"\n") + 1, 1)
        raise MetadataError([Problem(messages.FILE_NOT_UTF8, place)]) from None
    reader = _Reader(file, limits)
    _read_events(reader, text)
    if not text.endswith("\n"):
        text += "\n"  # so that files can be written one behind the other
    return Document(file, text, reader.root, MappingProxyType(reader.places))


@dataclass(frozen=True, slots=True)
class Scalar:
    """A key or a value that is no mapping or list, as it is written."""

    value: str
    """The text that it stands for."""
    style: str
    """What it is written in: `'`, `"`, `|`, `>`, or nothing."""
    span: Span
    """Its place in the text of the document, quotes included."""


ScalarPlace = tuple[Path, bool]
"""Which scalar of a document: its path, and whether it is the last key of that or the value behind it."""


def scalars(text: str) -> Mapping[ScalarPlace, Scalar]:
    """Where each scalar of a document stands. Raises MetadataError for texts that `read` would refuse."""
    reader = _ScalarReader("", LIMITS)
    _read_events(reader, text)
    return MappingProxyType(reader.written)


def _read_events(reader: "_Reader", text: str) -> None:
    """Let a reader take all events of a text. Raises MetadataError with everything that is wrong."""
    file = reader.file
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            reader.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
        reason = yaml_reason(error.problem or error.context or "")
        reader.problems.append(Problem(messages.YAML_SYNTAX, place, reason))
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        reader.problems.append(Problem(messages.YAML_CHARACTER, Place(file, line, 1)))
    except _Enough:
        pass
    if not reader.problems and not reader.begun:
        reader.problems.append(Problem(messages.FILE_EMPTY, Place(file)))
    if reader.problems:
        raise MetadataError(reader.problems)


class _Enough(Exception):
    """A limit was passed: the rest of the file is not read."""


class _Reader:
    """Builds the data of one document from its events."""

    def __init__(self, file: str, limits: Limits) -> None:
        self.file = file
        self.limits = limits
        self.root: Any = None
        self.begun = False
        self.places: dict[Path, Place] = {}
        self.problems: list[Problem] = []
        self._stack: list[_Open] = []
        self._nodes = 0
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        """Take the next event."""
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._start(event)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._stack.pop()
        elif isinstance(event, yaml.AliasEvent):
            self._refuse(messages.YAML_ALIAS, event)
            self._put("", event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                self._refuse(messages.SEVERAL_DOCUMENTS, event)
                raise _Enough

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        self._count(event)
        if event.anchor:
            self._refuse(messages.YAML_ALIAS, event)
        if event.tag and not event.implicit[0] and not event.implicit[1]:
            self._refuse(messages.YAML_TAG, event, tag=event.tag)
        top = self._stack[-1] if self._stack else None
        if top is not None and isinstance(top.value, dict) and top.key is None:
            self._key(top, top.value, event)
            return
        plain = not event.style
        if top is not None and top.braced:
            top.cut = event if plain and _opens(event.value) > 0 else None
        self._put(self._core(event) if plain and event.implicit[0] else event.value, event)

    def _key(self, top: _Open, mapping: dict[str, Any], event: yaml.ScalarEvent) -> None:
        key = event.value
        top.key = key
        top.refused = False
        if top.cut is not None and (_opens(key) < 0 or not means_text(key)):
            self._refuse(messages.YAML_COMMA, top.cut, value=top.cut.value)
            raise _Enough
        if not event.style and event.implicit[0] and not means_text(key):
            self._refuse(messages.YAML_KEY, event, key=key)
            top.refused = True
        elif key == "<<" and not event.style:
            self._refuse(messages.YAML_MERGE, event)
            top.refused = True
        elif key in mapping:
            self._refuse(messages.YAML_KEY_TWICE, event, key=key)
            top.refused = True
        else:
            mapping[key] = None
            self.places[(*top.path, key)] = self._place(event)

    def _start(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        self._count(event)
        if event.anchor:
            self._refuse(messages.YAML_ALIAS, event)
        if event.tag and not event.implicit:
            self._refuse(messages.YAML_TAG, event, tag=event.tag)
        if len(self._stack) >= self.limits.depth:
            self._refuse(messages.YAML_DEPTH, event, limit=self.limits.depth)
            raise _Enough
        value: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        top = self._stack[-1] if self._stack else None
        if top is not None and isinstance(top.value, dict) and top.key is None:
            self._refuse(messages.YAML_KEY, event, key="?")
            raise _Enough
        path = self._put(value, event)
        braced = isinstance(event, yaml.MappingStartEvent) and bool(event.flow_style)
        self._stack.append(_Open(value, path, braced=braced))

    def _put(self, value: Any, event: yaml.Event) -> Path:
        """Put a value where it belongs, and answer its path."""
        if not self._stack:
            self.begun = True
            self.root = value
            self.places[()] = self._place(event)
            return ()
        top = self._stack[-1]
        if isinstance(top.value, list):
            path = (*top.path, len(top.value))
            top.value.append(value)
            self.places[path] = self._place(event)
            return path
        if top.key is None:  # an alias as a key
            top.key = ""
            top.refused = True
            return top.path
        path = (*top.path, top.key)
        if not top.refused:
            top.value[top.key] = value
        top.key = None
        return path

    def _core(self, event: yaml.ScalarEvent) -> Any:
        """A plain scalar by the core schema."""
        value = _plain(event.value)
        if (
            isinstance(value, int)
            and not isinstance(value, bool)
            and len(str(abs(value))) > self.limits.digits
        ):
            self._refuse(messages.YAML_NUMBER, event, limit=self.limits.digits)
            return 0
        if value is _NOT_FINITE:
            self._refuse(messages.YAML_NOT_FINITE, event, value=event.value)
            return 0
        return value

    def _count(self, event: yaml.Event) -> None:
        self._nodes += 1
        if self._nodes > self.limits.nodes:
            self._refuse(messages.YAML_NODES, event, limit=self.limits.nodes)
            raise _Enough

    def _place(self, event: yaml.Event) -> Place:
        mark = event.start_mark
        assert mark is not None, "the parser marks every event"
        return Place(self.file, mark.line + 1, mark.column + 1)

    def _refuse(self, message: Message, event: yaml.Event, **params: object) -> None:
        self.problems.append(Problem(message, self._place(event), params))


class _ScalarReader(_Reader):
    """Keeps what only renaming asks for."""

    def __init__(self, file: str, limits: Limits) -> None:
        super().__init__(file, limits)
        self.written: dict[ScalarPlace, Scalar] = {}

    def _key(self, top: _Open, mapping: dict[str, Any], event: yaml.ScalarEvent) -> None:
        super()._key(top, mapping, event)
        self._note((*top.path, event.value), True, event)

    def _put(self, value: Any, event: yaml.Event) -> Path:
        path = super()._put(value, event)
        if isinstance(event, yaml.ScalarEvent):
            self._note(path, False, event)
        return path

    def _note(self, path: Path, key: bool, event: yaml.ScalarEvent) -> None:
        start, end = event.start_mark, event.end_mark
        assert start and end, "the parser marks every event"
        span = Span(start.index, end.index)
        self.written[path, key] = Scalar(event.value, event.style or "", span)


_NOT_FINITE = object()
_INTEGER = re.compile(r"[-+]?[0-9]{1,40}")
_OCTAL = re.compile(r"0o[0-7]{1,40}")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]{1,40}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]{1,40}|[0-9]{1,40}(\.[0-9]{0,40})?)([eE][-+]?[0-9]{1,3})?")
_WORDS: Mapping[str, Any] = MappingProxyType(
    {
        "": None, "~": None, "null": None, "Null": None, "NULL": None,
        "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
        **{sign + word: _NOT_FINITE for sign in ("", "+", "-") for word in (".inf", ".Inf", ".INF")},
        **dict.fromkeys((".nan", ".NaN", ".NAN"), _NOT_FINITE),
    }
)  # fmt: skip


def means_text(plain: str) -> bool:
    """Tell whether a plain scalar is a text in the core schema, and no number, truth value or nothing."""
    return isinstance(_plain(plain), str)


def in_quotes(text: str) -> str:
    """A text as a scalar in quotes."""
    doubled = text.replace("'", "''")
    return f"'{doubled}'"


def _opens(text: str) -> int:
    """How many more round brackets a text begins than it ends."""
    return text.count("(") - text.count(")")


def _plain(text: str) -> Any:
    """What a plain scalar means in the core schema."""
    if text in _WORDS:
        return _WORDS[text]
    if text[:1] not in "-+.0123456789":
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    if _OCTAL.fullmatch(text):
        return int(text[2:], 8)
    if _HEXADECIMAL.fullmatch(text):
        return int(text[2:], 16)
    if _FLOAT.fullmatch(text):
        return Decimal(text)
    return text
