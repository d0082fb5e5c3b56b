"""Functions that change letters into capital and small ones."""

import re
from itertools import groupby

import sqlalchemy as sa

from objectry.formula.functions.declare import (
    BOTH,
    OURS,
    TEXT,
    Function,
    Nulls,
    Profile,
    function,
)  # fmt: skip
from objectry.formula.functions.lengths import as_text
from objectry.formula.types import Type

_ICU = "und-x-icu"
"""The collation whose capitals are those of Unicode, as Python's are. The language is left open in it."""


@function(
    "UPPER", (TEXT,), Type.TEXT, inline=True,
    zh="把字母变成大写。",
    examples=(('UPPER("groß é")', "GROSS É"), ('UPPER("vip 客户")', "VIP 客户")),
    sql=lambda text: sa.func.upper(as_text(text).collate(_ICU), type_=sa.Text()).collate("C"),
)  # fmt: skip
def upper(text: str) -> str:
    """The text in capital letters."""
    return text.upper()


@function(
    "LOWER", (TEXT,), Type.TEXT, inline=True,
    zh="把字母变成小写。",
    examples=(('LOWER("GROSS É")', "gross é"), ('LOWER("VIP 客户")', "vip 客户")),
    sql=lambda text: sa.func.lower(as_text(text).collate(_ICU), type_=sa.Text()).collate("C"),
)  # fmt: skip
def lower(text: str) -> str:
    """The text in small letters."""
    return text.lower()


_TURKISH_UPPER = str.maketrans({"i": "İ"})
_TURKISH_LOWER = str.maketrans({"I": "ı", "İ": "i"})
_LITHUANIAN_DOT = re.compile("(?<=[iIjJįĮ])\u0307")
_LITHUANIAN_ACCENTS = str.maketrans(
    {"\u00cc": "i\u0307\u0300", "\u00cd": "i\u0307\u0301", "\u0128": "i\u0307\u0303"}
)
_LITHUANIAN_STACK = re.compile("(?<=[IJĮ])(?=[\u0300\u0301\u0303])")


def _language(locale: str | None) -> str:
    return (locale or "").replace("-", "_").partition("_")[0].lower()


@function(
    "UPPER", (TEXT, TEXT), Type.TEXT, nulls=Nulls.TOTAL, blank=True, cost=200,
    zh="按语言规则变成大写，例如土耳其语 tr 把 i 变成 İ。",
    examples=(('UPPER("istanbul", "tr")', "İSTANBUL"), ('UPPER("istanbul", "en_US")', "ISTANBUL")),
    sql=lambda text, locale: sa.func.fx.upper_in(as_text(text), as_text(locale), type_=sa.Text()),
)  # fmt: skip
def upper_in(text: str | None, locale: str | None) -> str | None:
    """The text in capital letters by the rules of a language: `tr`, `az` and `lt` differ from the others."""
    if text is None:
        return None
    match _language(locale):
        case "tr" | "az":
            return text.translate(_TURKISH_UPPER).upper()
        case "lt":
            return _LITHUANIAN_DOT.sub("", text).upper()
        case _:
            return text.upper()


@function(
    "LOWER", (TEXT, TEXT), Type.TEXT, nulls=Nulls.TOTAL, blank=True, cost=200,
    zh="按语言规则变成小写，例如土耳其语 tr 把 I 变成 ı。",
    examples=(('LOWER("IĞDIR", "tr")', "ığdır"), ('LOWER("IDAHO", "en_US")', "idaho")),
    sql=lambda text, locale: sa.func.fx.lower_in(as_text(text), as_text(locale), type_=sa.Text()),
)  # fmt: skip
def lower_in(text: str | None, locale: str | None) -> str | None:
    """The text in small letters by the rules of a language: `tr`, `az` and `lt` differ from the others."""
    if text is None:
        return None
    match _language(locale):
        case "tr" | "az":
            return text.replace("I\u0307", "i").translate(_TURKISH_LOWER).lower()
        case "lt":
            return _LITHUANIAN_STACK.sub("\u0307", text).translate(_LITHUANIAN_ACCENTS).lower()
        case _:
            return text.lower()


def _in_word(character: str) -> bool:
    """Letters and digits make words; accents that stand apart from their letter do not end one."""
    return character.isalpha() or character.isdecimal() or "\u0300" <= character <= "\u0344"


def _capitalized(word: str) -> str:
    """Small letters of the whole word come first, so that a Greek final sigma knows what stands before it."""
    return word[0].title() + word.lower()[len(word[0].lower()) :]


def _initcap(text: str) -> str:
    return "".join(_capitalized("".join(run)) for _, run in groupby(text, _in_word))


def _declare_initcap(name: str, profiles: frozenset[Profile]) -> Function:
    @function(
        name, (TEXT,), Type.TEXT, cost=800, profiles=profiles,
        zh="每个单词首字母大写，其余小写；单词是连续的字母和数字。",
        examples=((f'{name}("hello wORLD")', "Hello World"), (f'{name}("o\'neil 2ND-hand")', "O'Neil 2nd-Hand")),
        sql=lambda text: sa.func.fx.initcap(as_text(text), type_=sa.Text()),
    )  # fmt: skip
    def initcap(text: str) -> str:
        """Every word with a capital first letter and small ones after it. A word is made of letters and digits."""
        return _initcap(text)

    return initcap


INITCAP = _declare_initcap("INITCAP", BOTH)
PROPER = _declare_initcap("PROPER", OURS)
