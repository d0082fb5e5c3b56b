"""Values as the hand-written application keeps and shows them: IDs, moments, money, words."""

import re
import secrets
import time
import unicodedata
from datetime import UTC, datetime
from decimal import Decimal

_CJK = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_SINGLE = re.compile(f"([{_CJK}])")
_OTHER = re.compile(r"[\W_]+")


def id_of(millisecond: int, tail: int) -> str:
    """The UUID of version 7 with a moment (milliseconds since 1970) and 74 bits of `tail`."""
    number = millisecond << 80 | 0x7 << 76 | (tail >> 62 & 0xFFF) << 64 | 0x2 << 62
    text = f"{number | (tail & (1 << 62) - 1):032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def new_id() -> str:
    """The ID of a record that is made now."""
    return id_of(time.time_ns() // 1_000_000, secrets.randbits(74))


def moment_text(millisecond: int) -> str:
    """A moment (milliseconds since 1970) as `2026-11-23T08:30:00.000Z`."""
    moment = datetime.fromtimestamp(millisecond // 1000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{millisecond % 1000:03}Z"


def now() -> str:
    """This moment as text."""
    return moment_text(time.time_ns() // 1_000_000)


def money_text(cents: int | None) -> str | None:
    """Cents as a decimal text: `-1234` is `-12.34`."""
    if cents is None:
        return None
    whole, part = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}.{part:02}"


def cents(amount: Decimal) -> int:
    """A decimal with at most two places as cents. Raises ValueError for more places."""
    scaled = amount.scaleb(2)
    if scaled != scaled.to_integral_value():
        raise ValueError("more than two decimal places")
    return int(scaled)


def words(text: str | None) -> str:
    """The tokens of a text, one a Chinese character, with one blank between them."""
    if not text:
        return ""
    folded = unicodedata.normalize("NFKC", text).lower()
    return " ".join(_SINGLE.sub(r" \1 ", _OTHER.sub(" ", folded)).split())


def phrase(text: str) -> str:
    """The full-text query for a phrase whose last word may go on; empty when there is no word."""
    tokens = words(text)
    if not tokens:
        return ""
    # A Chinese character is a whole token: asking for its continuations costs ten times as much.
    return f'"{tokens}"' if _SINGLE.fullmatch(tokens[-1]) else f'"{tokens}" *'
