"""Functions that only formulas of Salesforce name, so that those can be imported as they are."""

import re

import sqlalchemy as sa

from objectry.formula.functions.declare import TEXT, THEIRS, Nulls, function
from objectry.formula.functions.lengths import as_text
from objectry.formula.types import Type

_SHORT_ID = re.compile("[0-9A-Za-z]{15}")
_PART = 5
"""Characters of an ID of which one more tells which are capital letters."""
_SUFFIXES = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
"""The characters that tell it. `fx.safe_id` has the same."""


@function("BR", (), Type.TEXT, nulls=Nulls.TOTAL, profiles=THEIRS, zh="换行",
          examples=(('LEN("a" & BR() & "b")', "3"),), sql=lambda: sa.literal("\n", sa.Text()))  # fmt: skip
def line_break() -> str:
    """A line break."""
    return "\n"


@function("TRIM", (TEXT,), Type.TEXT, blank=True, inline=True, profiles=THEIRS, zh="去掉两端的半角空格",
          examples=(('TRIM("  a b ")', "a b"), ('TRIM("   ")', "NULL")),
          sql=lambda text: sa.func.btrim(as_text(text), " ", type_=sa.Text()))  # fmt: skip
def trim(text: str) -> str:
    """The text without narrow blanks at both ends."""
    return text.strip(" ")


@function("CASESAFEID", (TEXT,), Type.TEXT, cost=5, profiles=THEIRS,
          zh="把 15 位的编号变成不区分大小写的 18 位编号；其他编号不变",
          examples=(('CASESAFEID("001300000012aBC")', "001300000012aBCAAY"),
                    ('CASESAFEID("0190a5c0-0000-7000")', "0190a5c0-0000-7000")),
          sql=lambda record: sa.func.fx.safe_id(as_text(record), type_=sa.Text()))  # fmt: skip
def safe_id(record: str) -> str:
    """The ID with 15 characters as the one with 18, which is read whatever the case of its letters is. Other IDs stay."""
    if not _SHORT_ID.fullmatch(record):
        return record
    parts = (record[at : at + _PART] for at in range(0, len(record), _PART))
    capitals = (sum(one.isupper() << at for at, one in enumerate(part)) for part in parts)
    return record + "".join(_SUFFIXES[bits] for bits in capitals)
