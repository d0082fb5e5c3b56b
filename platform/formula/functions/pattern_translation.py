"""Regular expressions of RE2 as PostgreSQL writes them, to ask whether a whole text matches.

Whether it does depends only on the texts that an expression stands for, not on the way in which it is looked for. So it is
read into a tree of sets of characters, and written anew with as few signs as possible: all of them are known to PostgreSQL,
and none of them depends on an option, a language or an order of letters. What is not surely read as RE2 reads it has no
translation: flags, classes of Unicode, edges of words, and anchors in the middle.
"""

import re
from bisect import bisect, bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

_MOST_COPIES = 255
"""What PostgreSQL repeats at most."""
_MOST_LEVELS = 50
"""Brackets within each other."""
_MOST_ARCS = 3_000
"""Steps from one character to the next that PostgreSQL prepares for an expression. So many of them take about ten
milliseconds; where much may be left out they grow with the square of the pattern."""
_FIRST, _LAST = 1, 0x10FFFF
"""The code points that texts of PostgreSQL have; the first one of Unicode is not among them."""
_SURROGATES = range(0xD800, 0xE000)
_CONTROLS = {"a": 7, "t": 9, "n": 10, "v": 11, "f": 12, "r": 13}
_HEX = re.compile(r"x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]{1,6})\})")
_COUNT = re.compile(r"\{(0|[1-9][0-9]{0,3})(?:(,)(0|[1-9][0-9]{0,3})?)?\}")
_GROUP = re.compile(r"\((?:\?:|\?P?<[A-Za-z_][A-Za-z0-9_]*>|(?!\?))")
_REPEATS = {"*": (0, None), "+": (1, None), "?": (0, 1)}
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Set:
    """One character out of some ranges, which are in order and apart from each other."""

    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Anchor:
    """The beginning or the end of the text."""

    at_end: bool


@dataclass(frozen=True, slots=True)
class _Sequence:
    """Parts behind each other."""

    parts: "tuple[_Node, ...]"


@dataclass(frozen=True, slots=True)
class _Choice:
    """One of some."""

    options: "tuple[_Node, ...]"


@dataclass(frozen=True, slots=True)
class _Repeat:
    """A part several times; `most` is None for any number of times."""

    part: "_Node"
    least: int
    most: int | None


_Node = _Set | _Anchor | _Sequence | _Choice | _Repeat


class _Beyond(Exception):
    """There is something that has no translation."""


@lru_cache(maxsize=64)
def translated(pattern: str) -> str | None:
    """What a whole text has to match in PostgreSQL, for a pattern that RE2 has taken; None where there is no such thing."""
    try:
        reader = _Reader(pattern)
        node = _freed(reader.choice(), True, True)
        if reader.rest:
            return None
        if _measured(node, sorted(_edges(node))).arcs > _MOST_ARCS:
            return None
        return f"^(?:{_written(node)})$"
    except _Beyond:
        return None


class _Reader:
    """Reads a pattern from left to right. RE2 has read it before: what it refuses need not be found here."""

    def __init__(self, pattern: str) -> None:
        self.rest = pattern
        self._levels = 0

    def choice(self) -> _Node:
        """Parts between bars."""
        options = [self._sequence()]
        while self._takes("|"):
            options.append(self._sequence())
        return options[0] if len(options) == 1 else _Choice(tuple(options))

    def _sequence(self) -> _Node:
        parts: list[_Node] = []
        while self.rest and self.rest[0] not in "|)":
            parts.append(self._repeated(self._atom()))
        return parts[0] if len(parts) == 1 else _Sequence(tuple(parts))

    def _repeated(self, node: _Node) -> _Node:
        if self.rest[:1] in _REPEATS:
            least, most = _REPEATS[self._next()]
        elif found := _COUNT.match(self.rest):
            self.rest = self.rest[found.end() :]
            least = int(found[1])
            most = int(found[3]) if found[3] else None if found[2] else least
        else:
            return node
        self._takes("?")  # the shortest match is a match
        if isinstance(node, _Anchor) or max(least, most or 0) > _MOST_COPIES:
            raise _Beyond
        return _Repeat(node, least, most)

    def _atom(self) -> _Node:
        match self.rest[0]:
            case "(":
                return self._group()
            case "[":
                return self._class()
            case "\\":
                return self._escape()
            case "{":
                raise _Beyond
        match self._next():
            case ".":
                return _set([(10, 10)], negated=True)
            case "^":
                return _Anchor(at_end=False)
            case "$":
                return _Anchor(at_end=True)
            case one:
                return _single(ord(one))

    def _group(self) -> _Node:
        opening = _GROUP.match(self.rest)
        if opening is None or self._levels == _MOST_LEVELS:
            raise _Beyond
        self.rest = self.rest[opening.end() :]
        self._levels += 1
        node = self.choice()
        self._levels -= 1
        if not self._takes(")"):
            raise _Beyond
        return node

    def _escape(self) -> _Node:
        sign = self.rest[1:2]
        if sign in ("A", "z"):
            self.rest = self.rest[2:]
            return _Anchor(at_end=sign == "z")
        spans = self._named()
        return _single(self._code()) if spans is None else _set(spans)

    def _class(self) -> _Node:
        self._next()
        negated = self._takes("^")
        spans: list[Span] = []
        while not (spans and self._takes("]")):
            if self.rest.startswith("[:"):
                raise _Beyond
            spans += self._named() or [self._span()]
        return _set(spans, negated)

    def _span(self) -> Span:
        """One character of a class, or a range of them."""
        low = self._code()
        if self.rest[:1] == "-" and self.rest[1:2] not in ("]", ""):
            self._next()
            return low, self._code()
        return low, low

    def _named(self) -> list[Span] | None:
        """A class that has a letter for its name; None where there stands something else."""
        if self.rest[:1] != "\\" or self.rest[1:2].lower() not in _CLASSES:
            return None
        letter = self.rest[1]
        self.rest = self.rest[2:]
        spans = _CLASSES[letter.lower()]
        return spans if letter.islower() else _without(spans)

    def _code(self) -> int:
        """The code point of a character, which may be written with a backslash."""
        code = self._escaped() if self._takes("\\") else ord(self._next())
        if code in _SURROGATES:
            raise _Beyond
        return code

    def _escaped(self) -> int:
        if found := _HEX.match(self.rest):
            self.rest = self.rest[found.end() :]
            return int(found[1] or found[2], 16)
        sign = self._next()
        if sign in _CONTROLS:
            return _CONTROLS[sign]
        if sign.isascii() and not sign.isalnum():
            return ord(sign)
        raise _Beyond

    def _takes(self, sign: str) -> bool:
        if not self.rest.startswith(sign):
            return False
        self.rest = self.rest[len(sign) :]
        return True

    def _next(self) -> str:
        if not self.rest:
            raise _Beyond
        sign, self.rest = self.rest[0], self.rest[1:]
        return sign


# Sets of characters ---------------------------------------------------------------------------------

_CLASSES: dict[str, list[Span]] = {
    "d": [(0x30, 0x39)],
    "s": [(9, 10), (12, 13), (0x20, 0x20)],
    "w": [(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)],
}


def _without(spans: Iterable[Span]) -> list[Span]:
    """All characters that are in none of these ranges."""
    made: list[Span] = []
    start = _FIRST
    for low, high in sorted(spans):
        if low > start:
            made.append((start, low - 1))
        start = max(start, high + 1)
    return [*made, (start, _LAST)] if start <= _LAST else made


def _set(spans: Iterable[Span], negated: bool = False) -> _Set:
    gaps = _without(spans)
    chosen = gaps if negated else _without(gaps)
    if not chosen:
        raise _Beyond
    return _Set(tuple(chosen))


def _single(code: int) -> _Set:
    return _set([(code, code)])


# Anchors --------------------------------------------------------------------------------------------


def _freed(node: _Node, first: bool, last: bool) -> _Node:
    """The same without anchors: where everything begins and ends they are true, as the whole text has to match. `first` and
    `last` are true where nothing stands before and behind."""
    match node:
        case _Anchor(at_end):
            if not (last if at_end else first):
                raise _Beyond
            return _Sequence(())
        case _Choice(options):
            return _Choice(tuple(_freed(one, first, last) for one in options))
        case _Repeat(part):
            once = node.most == 1
            return _Repeat(_freed(part, first and once, last and once), node.least, node.most)
        case _Sequence(parts):
            starts = next((at for at, one in enumerate(parts) if not _is(one, False)), len(parts))
            ends = next((at for at in range(len(parts), starts, -1) if not _is(parts[at - 1], True)), starts)  # fmt: skip
            kept = parts[starts:ends]
            if (starts and not first) or (ends < len(parts) and not last):
                raise _Beyond
            return _Sequence(
                tuple(
                    _freed(one, first and at == 0, last and at == len(kept) - 1)
                    for at, one in enumerate(kept)
                )
            )
    return node


def _is(node: _Node, at_end: bool) -> bool:
    return isinstance(node, _Anchor) and node.at_end is at_end


# What it costs --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Cost:
    """How large the automaton is that PostgreSQL makes. Characters that no part tells apart are one kind of them."""

    arcs: int
    """Its parts that are one character, and the steps from each to one kind of what may follow it."""
    first: int = 0
    """Kinds of characters that may begin it."""
    last: int = 0
    """Parts that may end it."""
    empty: bool = True
    """Whether it may be nothing."""


def _edges(node: _Node) -> frozenset[int]:
    """Where kinds of characters begin."""
    match node:
        case _Set(spans):
            return frozenset(edge for low, high in spans for edge in (low, high + 1))
        case _Sequence(parts) | _Choice(parts):
            return frozenset().union(*map(_edges, parts))
        case _Repeat(part):
            return _edges(part)
    return frozenset()


def _measured(node: _Node, edges: Sequence[int]) -> _Cost:
    match node:
        case _Set(spans):
            kinds = sum(bisect(edges, high) - bisect_left(edges, low) for low, high in spans)
            return _Cost(1, kinds, 1, empty=False)
        case _Sequence(parts):
            made = _Cost(0)
            for one in parts:
                made = _followed(made, _measured(one, edges))
            return made
        case _Choice(options):
            costs = [_measured(one, edges) for one in options]
            return _Cost(sum(one.arcs for one in costs), sum(one.first for one in costs),
                         sum(one.last for one in costs), any(one.empty for one in costs))  # fmt: skip
        case _Repeat(part, least, most):
            return _repeated(_measured(part, edges), least, most)
    return _Cost(0)


def _followed(left: _Cost, right: _Cost) -> _Cost:
    arcs = left.arcs + right.arcs + left.last * right.first
    if arcs > _MOST_ARCS:
        raise _Beyond
    first = left.first + right.first if left.empty else left.first
    last = left.last + right.last if right.empty else right.last
    return _Cost(arcs, first, last, left.empty and right.empty)


def _repeated(once: _Cost, least: int, most: int | None) -> _Cost:
    """Copies behind each other, of which each that may be left out is in the one before it."""
    if most is None:
        tail = _Cost(once.arcs + once.last * once.first, once.first, once.last, once.empty)
        copies = max(least - 1, 0)
        made = tail if least else _optional(tail)
    else:
        made, copies = _Cost(0), least
        for _ in range(most - least):
            made = _optional(_followed(once, made))
    for _ in range(copies):
        made = _followed(once, made)
    return made


def _optional(cost: _Cost) -> _Cost:
    return _Cost(cost.arcs, cost.first, cost.last)


# Writing --------------------------------------------------------------------------------------------


def _written(node: _Node) -> str:
    match node:
        case _Set(spans):
            return _set_written(spans)
        case _Sequence(parts):
            return "".join(map(_enclosed, parts))
        case _Choice(options):
            return "|".join(map(_written, options))
        case _Repeat(part, least, most):
            whole = _written(part) if isinstance(part, _Set) else f"(?:{_written(part)})"
            return f"{whole}{{{least},{'' if most is None else most}}}"
    return ""


def _enclosed(node: _Node) -> str:
    return f"(?:{_written(node)})" if isinstance(node, _Choice) else _written(node)


def _set_written(spans: tuple[Span, ...]) -> str:
    if len(spans) == 1 and spans[0][0] == spans[0][1]:
        return _code_written(spans[0][0])
    negated = spans[-1][1] == _LAST
    shown = _without(spans) if negated else spans
    if not shown:
        shown, negated = [(_FIRST, _LAST)], False
    ranges = (
        _code_written(low) if low == high else f"{_code_written(low)}-{_code_written(high)}"
        for low, high in shown
    )
    return f"[{'^' if negated else ''}{''.join(ranges)}]"


def _code_written(code: int) -> str:
    sign = chr(code)
    if sign.isascii() and sign.isalnum():
        return sign
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
