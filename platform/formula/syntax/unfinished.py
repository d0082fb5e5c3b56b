"""A formula that is being written, up to the place where its writer is: what he has begun, and what that belongs to.

Nothing here judges: whatever stands before that place, the time that it takes grows with its length and no faster.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import islice
from typing import NamedTuple

from objectry.formula.syntax.characters import plain

MOST_PIECES = 6_000
"""Names, signs, values and blanks that are looked at: no formula that can be used has more."""
COMPARING = frozenset({"=", "==", "<>", "!=", "≠", "<", "<=", "≤", ">", ">=", "≥"})
"""Signs between a field and what it is compared with."""
Way = tuple[str, ...]
"""The names on a path, as they are written, without braces."""

_TOKEN = re.compile(
    r"""
    (?P<comment>/\*(?:[^*]|\*(?!/))*(?:\*/)?|//[^\n]*)
    |(?P<text>"(?:[^"\\]|\\.)*(?:"|\\?\Z)|'(?:[^'\\]|\\.)*(?:'|\\?\Z))
    |(?P<date>\#[^#\n]{0,40}\#?)
    |(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)%?)
    |(?P<braced>\{[^{}\n]{0,200}\}?)
    |(?P<name>\$?[^\W\d][\w\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20ff]*|\$)
    |(?P<blank>\s+)
    |(?P<sign>&&|\|\||<>|<=|>=|==|!=|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_OPERANDS = frozenset({"text", "date", "number", "braced", "name"})
_JOINING = frozenset({"and", "or", "not"})
"""Words behind which a value is awaited."""


class Begun(Enum):
    """What has been begun."""

    NAME = "name"
    """A name, or nothing yet where one may stand."""
    TEXT = "text"
    """A text in quotes."""
    NOTHING = "nothing"
    """What nobody can complete: a number, a date, a comment."""


@dataclass(frozen=True, slots=True)
class Within:
    """The innermost brackets around a place."""

    function: str = ""
    """The function whose arguments they hold, in capitals; empty for brackets alone."""
    argument: int = 0
    """Arguments before that place."""
    subject: Way = ()
    """The field that is the first argument; of `x in (…)`, which counts as one, what stands before it."""


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Where the writer of a formula is."""

    begun: Begun
    written: str = ""
    """What he has begun, with its quote or brace."""
    way: Way = ()
    """The names before it, on the same path."""
    compared: Way = ()
    """The field with which it is compared."""
    awaited: bool = True
    """Whether a value is awaited; if not, one stands before that place already."""
    within: Within = field(default_factory=Within)


class _Piece(NamedTuple):
    kind: str
    text: str
    start: int


def unfinished(before: str) -> Unfinished:
    """Where the writer of a formula is who has written `before`."""
    found = islice(_TOKEN.finditer(plain(before)), MOST_PIECES + 1)
    pieces = [_Piece(str(one.lastgroup), one[0], one.start()) for one in found]
    if len(pieces) > MOST_PIECES:
        return Unfinished(Begun.NOTHING)
    last = pieces[-1] if pieces else None
    open_text = last is not None and last.kind == "text" and not _closed(last.text)
    if last is None or last.kind == "blank":
        last, kind = None, Begun.NAME
    elif open_text:
        kind = Begun.TEXT
    elif _is_name(last):
        kind = Begun.NAME
    elif last.kind == "sign":
        last, kind = None, Begun.NAME
    elif last.kind == "comment" and last.text.startswith("/*") and last.text.endswith("*/"):
        last, kind = None, Begun.NAME
    else:
        return Unfinished(Begun.NOTHING)
    said = [one for one in pieces if one is not last and one.kind not in ("blank", "comment")]
    written = "" if last is None else before[last.start :]
    way, end = _way_before(said, len(said))
    compared = _path_before(said, end - 1) if end and said[end - 1].text in COMPARING else ()
    return Unfinished(kind, written, way, compared, _awaits(said, end), _within(said[:end]))


def _closed(text: str) -> bool:
    """Tell whether a text in quotes has its closing one."""
    return len(text) > 1 and text[-1] == text[0] and not _escaped(text[1:-1])


def _escaped(inner: str) -> bool:
    return (len(inner) - len(inner.rstrip("\\"))) % 2 == 1


def _is_name(piece: _Piece) -> bool:
    """Tell whether a piece is a name, in braces that are open or without any."""
    return piece.kind == "name" or piece.kind == "braced" and not piece.text.endswith("}")


def _way_before(said: Sequence[_Piece], end: int) -> tuple[Way, int]:
    """The names that lead on to what stands at a place among the pieces, and where they begin."""
    names: list[str] = []
    while end >= 2 and said[end - 1].text == "." and said[end - 2].kind in ("name", "braced"):
        names.append(_bare(said[end - 2].text))
        end -= 2
    return tuple(reversed(names)), end


def _path_before(said: Sequence[_Piece], end: int) -> Way:
    """The path right before a place; empty where something else stands there."""
    if end < 1 or said[end - 1].kind not in ("name", "braced"):
        return ()
    return (*_way_before(said, end - 1)[0], _bare(said[end - 1].text))


def _bare(name: str) -> str:
    return name[1:].removesuffix("}").strip() if name.startswith("{") else name


def _awaits(said: Sequence[_Piece], end: int) -> bool:
    """Tell whether a value is awaited at a place."""
    if not end:
        return True
    last = said[end - 1]
    if last.kind == "name" and last.text.casefold() in _JOINING:
        return True
    return last.kind not in _OPERANDS and last.text != ")"


def _within(said: Sequence[_Piece]) -> Within:
    """The innermost brackets that are open behind some pieces."""
    around: list[tuple[Within, int]] = []
    for at, piece in enumerate(said):
        sign = piece.text if piece.kind == "sign" else ""
        if sign == "(":
            around.append((_opened(said, at), at))
        elif sign == ")" and around:
            around.pop()
        elif sign == "," and around:
            inner, begin = around[-1]
            first = _only_path(said, begin + 1, at) if inner.argument == 0 else inner.subject
            around[-1] = (Within(inner.function, inner.argument + 1, first), begin)
    return around[-1][0] if around else Within()


def _opened(said: Sequence[_Piece], at: int) -> Within:
    """Brackets that open at a place."""
    if not at or said[at - 1].kind != "name":
        return Within()
    name = said[at - 1].text.upper()
    if name in ("AND", "OR") and not _awaits(said, at - 1):
        return Within()  # an operator before brackets
    subject = _path_before(said, at - 1) if name == "IN" else ()
    return Within(name, 1 if subject else 0, subject)


def _only_path(said: Sequence[_Piece], begin: int, end: int) -> Way:
    """The path that stands between two places; empty where anything else stands there."""
    path = _path_before(said, end)
    return path if end - begin == 2 * len(path) - 1 else ()
