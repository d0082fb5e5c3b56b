"""Functions that cut, join and change texts. Positions and lengths are in characters (code points), from 1."""

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from objectry.formula.faults import Failed, Kind
from objectry.formula.functions.converting import to_text, to_text_sql
from objectry.formula.functions.declare import (
    BOOLEAN,
    BOTH,
    NUMBER,
    OURS,
    SCALAR,
    TEXT,
    Function,
    Nulls,
    Profile,
    function,
)  # fmt: skip
from objectry.formula.functions.lengths import (
    Sql,
    as_number,
    as_text,
    check_length,
    count_of,
    refused,
    refused_strictly,
)  # fmt: skip
from objectry.formula.types import Type


@function(
    "LEN", (TEXT,), Type.NUMBER, nulls=Nulls.TOTAL, inline=True,
    zh="文本的字符数；没有文本时为 0。汉字和表情符号都算一个字符。",
    examples=(('LEN("华强科技")', "4"), ("LEN(NULL)", "0"), ('LEN("a😀")', "2")),
    sql=lambda text: as_number(sa.func.char_length(sa.func.coalesce(as_text(text), ""))),
)  # fmt: skip
def length(text: str | None) -> Decimal:
    """The number of characters of a text, 0 for none."""
    return Decimal(len(text or ""))


@function(
    "LEFT", (TEXT, NUMBER), Type.TEXT, blank=True, observes=True, inline=True,
    zh="文本开头的若干个字符。",
    examples=(('LEFT("华强科技", 2)', "华强"), ('LEFT("abc", 9)', "abc"), ('LEFT("abc", 0)', "NULL")),
    sql=lambda text, count: sa.func.left(as_text(text), count_of(count), type_=sa.Text()),
)  # fmt: skip
def left(text: str, count: Decimal) -> str:
    """The first characters of a text."""
    return text[: max(int(count), 0)]


@function(
    "RIGHT", (TEXT, NUMBER), Type.TEXT, blank=True, observes=True, inline=True,
    zh="文本末尾的若干个字符。",
    examples=(('RIGHT("华强科技", 2)', "科技"), ('RIGHT("abc", 9)', "abc"), ('RIGHT("abc", 0)', "NULL")),
    sql=lambda text, count: sa.func.right(as_text(text), count_of(count), type_=sa.Text()),
)  # fmt: skip
def right(text: str, count: Decimal) -> str:
    """The last characters of a text."""
    return text[max(len(text) - int(count), 0) :]


@function(
    "MID", (TEXT, NUMBER, NUMBER), Type.TEXT, blank=True, observes=True,
    zh="从第几个字符起取若干个字符；起点小于 1 时从头取。",
    examples=(('MID("华强科技", 2, 2)', "强科"), ('MID("abc", 0, 2)', "ab"), ('MID("abc", 4, 2)', "NULL")),
    sql=lambda text, start, count: sa.func.fx.mid(
        as_text(text), as_number(start), as_number(count), type_=sa.Text()),
)  # fmt: skip
def mid(text: str, start: Decimal, count: Decimal) -> str:
    """Characters from a position on. A position below 1 is the first character."""
    first = max(int(start) - 1, 0)
    return text[first : first + max(int(count), 0)]


@function(
    "SUBSTR", (TEXT, NUMBER, NUMBER), Type.TEXT, blank=True, observes=True,
    zh="从某个位置起的文本，可限定字符数；0 等于 1，负数从末尾数起，超出开头时没有结果。",
    examples=(('SUBSTR("华强科技", 3)', "科技"), ('SUBSTR("abcdef", -3, 2)', "de"), ('SUBSTR("abc", -4)', "NULL")),
    sql=lambda text, start, count=None: sa.func.fx.substr(
        as_text(text), as_number(start), *(() if count is None else (as_number(count),)), type_=sa.Text()),
)  # fmt: skip
def substr(text: str, start: Decimal, count: Decimal | None = None) -> str:
    """The text from a position on. 0 is the first character; a negative position counts from the end, and there is
    nothing before the beginning."""
    position = int(start)
    first = position + len(text) if position < 0 else max(position - 1, 0)
    if first < 0:
        return ""
    return text[first:] if count is None else text[first : first + max(int(count), 0)]


@function(
    "TRIM", (TEXT,), Type.TEXT, blank=True, inline=True, profiles=OURS,
    zh="去掉两端的空格，包括全角空格（只去空格，不去制表符和换行）。",
    examples=(('TRIM("  a b ")', "a b"), ('TRIM("   ")', "NULL")),
    sql=lambda text: sa.func.btrim(as_text(text), " \u3000", type_=sa.Text()),
)  # fmt: skip
def trim(text: str) -> str:
    """The text without blanks at both ends, wide ones among them. Tabs and line breaks stay."""
    return text.strip(" \u3000")


@function(
    "LTRIM", (TEXT,), Type.TEXT, blank=True, inline=True, profiles=OURS,
    zh="去掉开头的空格，包括全角空格。",
    examples=(('LTRIM("  ab ") & "|"', "ab |"), ('LTRIM("   ")', "NULL")),
    sql=lambda text: sa.func.ltrim(as_text(text), " \u3000", type_=sa.Text()),
)  # fmt: skip
def ltrim(text: str) -> str:
    """The text without blanks at its beginning, wide ones among them."""
    return text.lstrip(" \u3000")


@function(
    "RTRIM", (TEXT,), Type.TEXT, blank=True, inline=True, profiles=OURS,
    zh="去掉末尾的空格，包括全角空格。",
    examples=(('RTRIM(" ab  ") & "|"', " ab|"), ('RTRIM("   ")', "NULL")),
    sql=lambda text: sa.func.rtrim(as_text(text), " \u3000", type_=sa.Text()),
)  # fmt: skip
def rtrim(text: str) -> str:
    """The text without blanks at its end, wide ones among them."""
    return text.rstrip(" \u3000")


def _joined_sql(separator: Sql, skips: Sql, texts: list[Any]) -> Sql:
    pieces: Sql = postgresql.array(texts, type_=sa.Text())
    return sa.func.fx.textjoin(
        as_text(separator), sa.cast(skips, sa.Boolean()), pieces, type_=sa.Text()
    )


def _concat_sql(*values: Sql) -> Sql:
    return _joined_sql(sa.literal(""), sa.true(), [to_text_sql(one) for one in values])


@function(
    "CONCAT", (SCALAR,), Type.TEXT, nulls=Nulls.TOTAL, blank=True, fails=True, observes=True, cost=3, profiles=OURS,
    zh="把多个值连接成一段文本；空值略过，数字和日期按 TEXT 转换。",
    examples=(('CONCAT("A-", 12.50, "/", DATE(2026, 11, 23))', "A-12.5/2026-11-23"), ("CONCAT(NULL, 1)", "1")),
    sql=_concat_sql, guard=refused(_concat_sql), limits=True,
)  # fmt: skip
def concat(*values: object) -> str:
    """All values one after the other as one text. Nothing counts as nothing; numbers and dates are written as by TEXT."""
    return _join("", [to_text(one) or "" for one in values])


def _join(separator: str, texts: list[str]) -> str:
    check_length(sum(map(len, texts)) + len(separator) * max(len(texts) - 1, 0))
    return separator.join(texts)


def _textjoin_sql(separator: Sql, skip: Sql, *texts: Sql) -> Sql:
    return _joined_sql(separator, skip, [as_text(one) for one in texts])


@function(
    "TEXTJOIN", (TEXT, BOOLEAN, TEXT), Type.TEXT, nulls=Nulls.TOTAL, blank=True, fails=True, cost=3, profiles=OURS,
    zh="用分隔符连接多段文本；第二个参数为 TRUE 时略过空文本。",
    examples=(('TEXTJOIN("、", TRUE, "甲", NULL, "乙")', "甲、乙"), ('TEXTJOIN(",", FALSE, "a", NULL, "b")', "a,,b")),
    sql=_textjoin_sql, guard=refused(_textjoin_sql), limits=True,
)  # fmt: skip
def textjoin(separator: str | None, skip: bool | None, *texts: str | None) -> str:
    """The texts with a separator between them. TRUE as second argument leaves out those that are nothing."""
    kept = [one for one in texts if one] if skip else [one or "" for one in texts]
    return _join(separator or "", kept)


def _rept_sql(text: Sql, count: Sql) -> Sql:
    return sa.func.fx.rept(as_text(text), as_number(count), type_=sa.Text())


@function(
    "REPT", (TEXT, NUMBER), Type.TEXT, blank=True, fails=True, observes=True, cost=10, profiles=OURS,
    zh="把文本重复若干次，结果最多 32000 个字符。",
    examples=(('REPT("★", 3)', "★★★"), ('REPT("ab", 0)', "NULL")),
    sql=_rept_sql, guard=refused_strictly(_rept_sql), limits=True,
)  # fmt: skip
def rept(text: str, count: Decimal) -> str:
    """A text several times over."""
    times = max(int(count), 0)
    check_length(times * len(text))
    return text * times


def _substitute_sql(text: Sql, old: Sql, new: Sql, nth: Sql | None = None) -> Sql:
    which = () if nth is None else (as_number(nth),)
    return sa.func.fx.substitute(
        as_text(text), as_text(old), as_text(new), *which, type_=sa.Text()
    )


def _substitute_guard(text: Sql, old: Sql, new: Sql, nth: Sql | None = None) -> Sql:
    return sa.and_(_substitute_sql(text, old, new, nth).is_(None), text.is_not(None))


@function(
    "SUBSTITUTE", (TEXT, TEXT, TEXT, NUMBER), Type.TEXT,
    nulls=Nulls.TOTAL, blank=True, fails=True, observes=True, cost=5,
    zh="把文本里的某一段都换成另一段；第四个参数只换第几处。新文本为空时删除。",
    examples=(('SUBSTITUTE("138-0000-0000", "-", NULL)', "13800000000"), ('SUBSTITUTE("aXbXc", "X", "+", 2)', "aXb+c")),
    sql=_substitute_sql, guard=_substitute_guard, limits=True,
)  # fmt: skip
def substitute(
    text: str | None, old: str | None, new: str | None, nth: Decimal | None = None
) -> str | None:
    """The text with one part replaced wherever it occurs, or only where it occurs for the nth time. Nothing as the new
    part removes it."""
    if not text or not old:
        return text
    new = new or ""
    if nth is not None:
        return _substitute_nth(text, old, new, int(nth))
    if len(new) > len(old):
        check_length(len(text) + text.count(old) * (len(new) - len(old)))
    return text.replace(old, new)


def _substitute_nth(text: str, old: str, new: str, nth: int) -> str:
    if not 0 < nth <= len(text):
        return text
    parts = text.split(old, nth)
    if len(parts) <= nth:
        return text
    if len(new) > len(old):
        check_length(len(text) + len(new) - len(old))
    return old.join(parts[:nth]) + new + parts[nth]


def _replace_sql(text: Sql, start: Sql, count: Sql, new: Sql) -> Sql:
    return sa.func.fx.replace_at(
        as_text(text), as_number(start), as_number(count), as_text(new), type_=sa.Text()
    )


def _replace_guard(text: Sql, start: Sql, count: Sql, new: Sql) -> Sql:
    there = (one.is_not(None) for one in (text, start, count))
    return sa.and_(_replace_sql(text, start, count, new).is_(None), *there)


@function(
    "REPLACE", (TEXT, NUMBER, NUMBER, TEXT), Type.TEXT,
    nulls=Nulls.TOTAL, blank=True, fails=True, observes=True, cost=3, profiles=OURS,
    zh="从第几个字符起，把若干个字符换成另一段文本。",
    examples=(('REPLACE("13800001234", 4, 4, "****")', "138****1234"), ('REPLACE("abc", 2, 0, "-")', "a-bc")),
    sql=_replace_sql, guard=_replace_guard, limits=True,
)  # fmt: skip
def replace(
    text: str | None, start: Decimal | None, count: Decimal | None, new: str | None
) -> str | None:
    """The text with a number of characters, from a position on, replaced by another text."""
    if text is None or start is None or count is None:
        return None
    first = max(int(start) - 1, 0)
    head, tail = text[:first], text[first + max(int(count), 0) :]
    check_length(len(head) + len(new or "") + len(tail))
    return f"{head}{new or ''}{tail}"


def _split_sql(text: Sql, separator: Sql, nth: Sql) -> Sql:
    return sa.func.fx.split(as_text(text), as_text(separator), as_number(nth), type_=sa.Text())


@function(
    "SPLIT", (TEXT, TEXT, NUMBER), Type.TEXT, blank=True, observes=True, cost=5, profiles=OURS,
    zh="用分隔符切开文本，取第几段；负数从末尾数起，没有这一段时为空。",
    examples=(('SPLIT("华东/上海/浦东", "/", 2)', "上海"), ('SPLIT("a,b,c", ",", -1)', "c"), ('SPLIT("a", ",", 2)', "NULL")),
    sql=_split_sql,
)  # fmt: skip
def split(text: str, separator: str, nth: Decimal) -> str:
    """One of the parts of a text between separators: from 1 on, or from -1 backwards from the end."""
    parts, index = text.split(separator), int(nth)
    if index == 0 or abs(index) > len(parts):
        return ""
    return parts[index - 1 if index > 0 else index]


def _filling(text: str, count: Decimal, pad: str) -> str | None:
    """What lacks of a length; None when there is no result."""
    if count < 1 or not pad:
        return None
    missing = int(count) - len(text)
    check_length(int(count))
    return (pad * (missing // len(pad) + 1))[:missing] if missing > 0 else ""


def _lpad_sql(text: Sql, count: Sql, pad: Sql | None = None) -> Sql:
    filling = sa.literal(" ") if pad is None else pad
    return sa.func.fx.lpad(as_text(text), as_number(count), as_text(filling), type_=sa.Text())


@function(
    "LPAD", (TEXT, NUMBER, TEXT), Type.TEXT, blank=True, fails=True, observes=True, cost=5,
    zh="在左边补足到若干个字符，太长时截断；默认补空格。",
    examples=(('LPAD("42", 5, "0")', "00042"), ('LPAD("abcdef", 3)', "abc"), ('LPAD("a", 0)', "NULL")),
    sql=_lpad_sql, guard=refused_strictly(_lpad_sql), limits=True,
)  # fmt: skip
def lpad(text: str, count: Decimal, pad: str = " ") -> str:
    """The text filled up on its left to a number of characters, or cut after them."""
    filling = _filling(text, count, pad)
    return "" if filling is None else filling + text[: int(count)]


def _rpad_sql(text: Sql, count: Sql, pad: Sql | None = None) -> Sql:
    filling = sa.literal(" ") if pad is None else pad
    return sa.func.fx.rpad(as_text(text), as_number(count), as_text(filling), type_=sa.Text())


@function(
    "RPAD", (TEXT, NUMBER, TEXT), Type.TEXT, blank=True, fails=True, observes=True, cost=5,
    zh="在右边补足到若干个字符，太长时截断；默认补空格。",
    examples=(('RPAD("42", 5, "-")', "42---"), ('RPAD("abcdef", 3)', "abc"), ('RPAD("a", 0)', "NULL")),
    sql=_rpad_sql, guard=refused_strictly(_rpad_sql), limits=True,
)  # fmt: skip
def rpad(text: str, count: Decimal, pad: str = " ") -> str:
    """The text filled up on its right to a number of characters, or cut after them."""
    filling = _filling(text, count, pad)
    return "" if filling is None else text[: int(count)] + filling


@function(
    "REVERSE", (TEXT,), Type.TEXT, inline=True,
    zh="把字符顺序倒过来。",
    examples=(('REVERSE("abc")', "cba"), ('REVERSE("华强")', "强华")),
    sql=lambda text: sa.func.reverse(as_text(text), type_=sa.Text()),
)  # fmt: skip
def reverse(text: str) -> str:
    """The characters of a text in reverse order."""
    return text[::-1]


@function(
    "CHR", (NUMBER,), Type.TEXT, fails=True, observes=True,
    zh="Unicode 编码对应的字符；编码超出范围时出错。",
    examples=(("CHR(65)", "A"), ("CHR(21326)", "华")),
    sql=lambda number: sa.func.fx.chr(as_number(number), type_=sa.Text()),
)  # fmt: skip
def character(number: Decimal) -> str:
    """The character with a Unicode number."""
    code = int(number)
    # 0 cannot stand in a text of PostgreSQL, and the numbers from D800 to DFFF are no characters.
    if not 0 < code <= 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise Failed(Kind.OUT_OF_RANGE)
    return chr(code)


def _declare_ascii(name: str, profiles: frozenset[Profile]) -> Function:
    @function(
        name, (TEXT,), Type.NUMBER, blank=True, profiles=profiles,
        zh="第一个字符的 Unicode 编码。",
        examples=((f'{name}("A")', "65"), (f'{name}("华强")', "21326")),
        sql=lambda text: as_number(sa.func.nullif(sa.func.ascii(as_text(text)), 0)),
    )  # fmt: skip
    def code_of_first(text: str) -> Decimal | None:
        """The Unicode number of the first character."""
        return Decimal(ord(text[0])) if text else None

    return code_of_first


ASCII = _declare_ascii("ASCII", BOTH)
CODE = _declare_ascii("CODE", OURS)


@function(
    "MASK", (TEXT, NUMBER, NUMBER), Type.TEXT, observes=True, cost=3, profiles=OURS,
    zh="只留开头和末尾若干个字符，其余用 * 代替；文本太短时全部代替。",
    examples=(('MASK("13800001234", 3, 4)', "138****1234"), ('MASK("张三", 1, 0)', "张*"), ('MASK("abc", 2, 2)', "***")),
    sql=lambda text, keep_start, keep_end: sa.func.fx.mask(
        as_text(text), as_number(keep_start), as_number(keep_end), type_=sa.Text()),
)  # fmt: skip
def mask(text: str, keep_start: Decimal, keep_end: Decimal) -> str:
    """The text with all but some characters at its ends replaced by `*`. What is too short to hide anything is hidden
    as a whole."""
    first, last = max(int(keep_start), 0), max(int(keep_end), 0)
    hidden = len(text) - first - last
    if hidden <= 0:
        return "*" * len(text)
    return text[:first] + "*" * hidden + text[first + hidden :]
