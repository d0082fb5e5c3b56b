"""Functions that look for one text in another. Positions are in characters, from 1; 0 means that there is none."""

from decimal import Decimal

import sqlalchemy as sa

from objectry.formula.functions.declare import NUMBER, OURS, TEXT, Nulls, function
from objectry.formula.functions.lengths import Sql, as_number, as_text
from objectry.formula.types import Type

_ZERO = Decimal(0)
_ONE = Decimal(1)


def _position(what: str | None, text: str | None, start: Decimal | None) -> Decimal:
    if not what or not text or start is None or start < 1:
        return _ZERO
    return Decimal(text.find(what, int(start) - 1) + 1)


def _find_sql(what: Sql, text: Sql, start: Sql | None = None) -> Sql:
    where = () if start is None else (as_number(start),)
    return sa.func.fx.find(as_text(what), as_text(text), *where, type_=sa.Numeric())


@function(
    "FIND", (TEXT, TEXT, NUMBER), Type.NUMBER, nulls=Nulls.TOTAL, observes=True, cost=2,
    zh="第一个文本在第二个文本里的位置（从 1 起），找不到为 0；可从第几个字符找起。区分大小写。",
    examples=(('FIND("科", "华强科技")', "3"), ('FIND("a", "banana", 3)', "4"), ('FIND("x", "abc")', "0")),
    sql=_find_sql,
)  # fmt: skip
def find(what: str | None, text: str | None, start: Decimal | None = _ONE) -> Decimal:
    """Where a text first stands in another one, from a position on; 0 when it does not. Capitals differ from small
    letters."""
    return _position(what, text, start)


def _alike(text: str) -> str:
    """The text without the difference of capital and small letters, character by character."""
    return text.replace("İ", "i").lower().replace("ς", "σ")


def _search_sql(what: Sql, text: Sql, start: Sql | None = None) -> Sql:
    alike = [sa.func.fx.alike(as_text(one), type_=sa.Text()) for one in (what, text)]
    return _find_sql(alike[0], alike[1], start)


@function(
    "SEARCH", (TEXT, TEXT, NUMBER), Type.NUMBER, nulls=Nulls.TOTAL, observes=True, cost=4, profiles=OURS,
    zh="同 FIND，但不区分大小写。",
    examples=(('SEARCH("VIP", "our vip client")', "5"), ('SEARCH("a", "BANANA", 3)', "4"), ('SEARCH("x", "abc")', "0")),
    sql=_search_sql,
)  # fmt: skip
def search(what: str | None, text: str | None, start: Decimal | None = _ONE) -> Decimal:
    """Like FIND, but capital and small letters are alike."""
    return _position(_alike(what or ""), _alike(text or ""), start)


@function(
    "CONTAINS", (TEXT, TEXT), Type.BOOLEAN, inline=True,
    zh="第一个文本是否包含第二个文本。",
    examples=(('CONTAINS("华强科技", "科技")', "TRUE"), ('CONTAINS("abc", "B")', "FALSE")),
    sql=lambda text, what: sa.func.strpos(as_text(text), as_text(what)) > 0,
)  # fmt: skip
def contains(text: str, what: str) -> bool:
    """Whether the first text has the second one in it."""
    return what in text


@function(
    "BEGINS", (TEXT, TEXT), Type.BOOLEAN, inline=True,
    zh="第一个文本是否以第二个文本开头。",
    examples=(('BEGINS("华强科技", "华强")', "TRUE"), ('BEGINS("abc", "A")', "FALSE")),
    sql=lambda text, what: sa.func.starts_with(as_text(text), as_text(what), type_=sa.Boolean()),
)  # fmt: skip
def begins(text: str, what: str) -> bool:
    """Whether the first text begins with the second one."""
    return text.startswith(what)


@function(
    "ENDS", (TEXT, TEXT), Type.BOOLEAN, inline=True, profiles=OURS,
    zh="第一个文本是否以第二个文本结尾。",
    examples=(('ENDS("华强科技", "科技")', "TRUE"), ('ENDS("abc", "C")', "FALSE")),
    sql=lambda text, what: sa.func.fx.ends(as_text(text), as_text(what), type_=sa.Boolean()),
)  # fmt: skip
def ends(text: str, what: str) -> bool:
    """Whether the first text ends with the second one."""
    return text.endswith(what)
