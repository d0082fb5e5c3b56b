"""Functions with patterns: LIKE, and regular expressions in the syntax of RE2, whose time grows with the text only."""

from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple

import re2
import sqlalchemy as sa

from objectry.formula import sayings
from objectry.formula.faults import Failed, Kind
from objectry.formula.functions.declare import OURS, TEXT, InSql, Nulls, Unfit, function
from objectry.formula.functions.lengths import Sql, as_text, check_length
from objectry.formula.functions.pattern_reasons import (
    NO_PATTERN,
    PATTERN_LARGE,
    pattern_reason,
)
from objectry.formula.functions.pattern_translation import translated
from objectry.formula.messages import Message, excerpt
from objectry.formula.types import Type

LONGEST_PATTERN = 500
"""Characters of a pattern."""
MOST_STEPS = 20_000_000
"""What matching one regular expression may cost, in steps of two nanoseconds: characters times what has to be kept in mind
at each of them."""
_STEPS_OF_A_MATCH = 2_000
"""What telling a match costs besides."""
_SIMPLE = 10
"""Instructions of a pattern whose states are so few that RE2 keeps all of them: each character is then one step."""
MOST_PLACES = 1_000_000
"""Characters of a text times the `_` of a pattern that LIKE compares: each of them is kept in mind at each character."""
_MEMORY = 1 << 20
"""Bytes that a compiled regular expression may take."""
_LIKE_MEMORY = 4 << 20
"""The same for a pattern of LIKE: so much lets RE2 keep what it has found out about the longest ones. With less it would
begin anew at each character, which takes seconds."""
KEPT_MEMORY = 64 << 20
"""Bytes that all compiled patterns of one kind may take together: no more of them are kept than that lets."""


def _options(memory: int) -> Any:
    made = re2.Options()
    made.max_mem = memory
    made.log_errors = False
    return made


class _Pattern(NamedTuple):
    """A compiled regular expression, and the steps that it takes a character in the worst case."""

    compiled: Any
    steps: int

    @property
    def longest(self) -> int:
        """Characters that a text may have in which one match is looked for."""
        return (MOST_STEPS - _STEPS_OF_A_MATCH) // self.steps

    def spend(self, characters: int, spent: int = 0) -> int:
        """The steps after going through so many characters for one more match. Raises Failed when they are too many: RE2
        takes no exponential time, but as long as the text times the pattern, and that again for each match."""
        total = spent + characters * self.steps + _STEPS_OF_A_MATCH
        if total > MOST_STEPS:
            raise Failed(Kind.BAD_REGEX)
        return total


@lru_cache(maxsize=KEPT_MEMORY // _MEMORY)
def _read(pattern: str) -> _Pattern | Message:
    """The compiled pattern, or why it is none."""
    if len(pattern) > LONGEST_PATTERN:
        return PATTERN_LARGE
    try:
        made = re2.compile(pattern, _options(_MEMORY))
    except re2.error as error:
        return pattern_reason(error.args[0])
    except UnicodeEncodeError:
        return NO_PATTERN
    return _Pattern(made, 1 if made.programsize <= _SIMPLE else 2 * made.programsize)


def _compiled(pattern: str) -> _Pattern:
    made = _read(pattern)
    if isinstance(made, Message):
        raise Failed(Kind.BAD_REGEX)
    return made


def _judge(pattern: str) -> Unfit | None:
    """Refuse a regular expression that is written out and is none."""
    made = _read(pattern)
    if isinstance(made, _Pattern):
        return None
    params = {"value": excerpt(pattern), "reason_zh": made.zh, "reason_en": made.en}
    return Unfit(sayings.PATTERN_WRONG, params)


_JUDGES = MappingProxyType({"pattern": _judge})


def _limited(text: str, pattern: str) -> _Pattern:
    """The pattern, if it may be looked for in the text."""
    made = _compiled(pattern)
    made.spend(len(text))
    return made


@lru_cache(maxsize=KEPT_MEMORY // _LIKE_MEMORY)
def _like(pattern: str) -> Any:
    """A LIKE pattern as a regular expression. A backslash takes the meaning of the character after it."""
    if len(pattern) > LONGEST_PATTERN:
        raise Failed(Kind.BAD_REGEX)
    wild = {"%": ".*", "_": "."}
    made: list[str] = []
    characters = iter(pattern)
    for one in characters:
        made.append(
            re2.escape(next(characters, one)) if one == "\\" else wild.get(one) or re2.escape(one)
        )
    return re2.compile(f"(?s:{''.join(made)})", _options(_LIKE_MEMORY))


def _like_refused(text: Sql, pattern: Sql) -> Sql:
    wanted = as_text(pattern)
    without = sa.func.replace(wanted, "_", "", type_=sa.Text())
    places = sa.func.char_length(wanted) - sa.func.char_length(without)
    return sa.or_(
        sa.func.char_length(wanted) > LONGEST_PATTERN,
        sa.func.char_length(as_text(text)) * places > MOST_PLACES,
    )


def _like_sql(text: Sql, pattern: Sql) -> Sql:
    return sa.func.fx.like(as_text(text), as_text(pattern), type_=sa.Boolean())


@function(
    "LIKE", (TEXT, TEXT), Type.BOOLEAN, nulls=Nulls.TOTAL, fails=True, cost=50,
    zh="文本是否符合模式：% 代表任意多个字符，_ 代表一个字符，\\ 后面的字符按原样比较。区分大小写。",
    examples=(('LIKE("华强科技", "华%")', "TRUE"), ('LIKE("abc", "a_")', "FALSE"), (r'LIKE("5%", "_\\%")', "TRUE")),
    sql=_like_sql, guard=_like_refused,
)  # fmt: skip
def like(text: str | None, pattern: str | None) -> bool:
    """Whether a text is like a pattern, in which `%` is any number of characters, `_` is one, and a backslash takes the
    meaning of the character after it."""
    if pattern is None:
        return False
    if text and len(text) * pattern.count("_") > MOST_PLACES:
        raise Failed(Kind.BAD_REGEX)
    return _like(pattern).fullmatch(text or "") is not None


def _regex_in_sql(pattern: str | None) -> InSql | None:
    """REGEX with this pattern."""
    if pattern is None:
        return InSql(lambda text, _: sa.false())
    try:
        longest = _compiled(pattern).longest
    except Failed:
        return InSql(lambda text, _: sa.false(), lambda text, _: sa.true())
    native = translated(pattern)
    if native is None:
        return None
    return InSql(
        lambda text, _: sa.func.coalesce(as_text(text), "").regexp_match(native),
        lambda text, _: sa.func.char_length(as_text(text)) > longest,
    )


@function(
    "REGEX", (TEXT, TEXT), Type.BOOLEAN, nulls=Nulls.TOTAL, fails=True, cost=600, judges=_JUDGES, written=_regex_in_sql,
    zh="整个文本是否符合正则表达式（RE2 语法，最多 500 个字符）。",
    examples=((r'REGEX("13800001234", "1[3-9]\\d{9}")', "TRUE"), ('REGEX("abc123", "[a-z]+")', "FALSE")),
)  # fmt: skip
def regex(text: str | None, pattern: str | None) -> bool:
    """Whether a whole text matches a regular expression, in the syntax of RE2, of at most 500 characters."""
    if pattern is None:
        return False
    text = text or ""
    return _limited(text, pattern).compiled.fullmatch(text) is not None


@function(
    "REGEX_EXTRACT", (TEXT, TEXT), Type.TEXT, blank=True, fails=True, cost=600, profiles=OURS, judges=_JUDGES,
    zh="文本里第一处符合正则表达式的部分；有括号时取第一个括号里的部分。",
    examples=(('REGEX_EXTRACT("单号 A-1024", "[0-9]+")', "1024"), ('REGEX_EXTRACT("a@b.cn", "@(.+)")', "b.cn")),
)  # fmt: skip
def regex_extract(text: str, pattern: str) -> str | None:
    """The first part of a text that matches a regular expression, or what its first brackets match."""
    compiled = _limited(text, pattern).compiled
    found = compiled.search(text)
    if found is None:
        return None
    matched: str | None = found.group(min(compiled.groups, 1))
    return matched


@lru_cache(maxsize=256)
def _replacement(text: str, groups: int) -> tuple[str | int, ...]:
    """What stands for a match: texts, and numbers of brackets written as `$1`. `$$` is a dollar sign."""
    made: list[str | int] = []
    first, *rest = text.split("$")
    made.append(first)
    parts = iter(rest)
    for part in parts:
        if part[:1].isascii() and part[:1].isdigit() and int(part[0]) <= groups:
            made += [int(part[0]), part[1:]]
        elif not part:
            made.append("$" + next(parts, ""))
        else:
            made.append("$" + part)
    return tuple(one for one in made if one != "")


@function(
    "REGEX_REPLACE", (TEXT, TEXT, TEXT), Type.TEXT, nulls=Nulls.TOTAL, blank=True, fails=True, cost=2_000, profiles=OURS,
    judges=_JUDGES,
    zh="把符合正则表达式的部分都换掉；新文本里 $1 是第一个括号的内容，$0 是全部，$$ 是 $。",
    examples=((r'REGEX_REPLACE("138 0000 1234", "\\s", NULL)', "13800001234"),
              ('REGEX_REPLACE("2026-11", "([0-9]+)-([0-9]+)", "$2/$1")', "11/2026")),
)  # fmt: skip
def regex_replace(text: str | None, pattern: str | None, new: str | None) -> str | None:
    """The text with all parts that match a regular expression replaced. In the new text `$1` is what the first brackets
    matched, `$0` is all, and `$$` is a dollar sign."""
    if text is None or pattern is None:
        return None
    compiled = _compiled(pattern)
    template = _replacement(new or "", compiled.compiled.groups)
    made: list[str] = []
    size = end = 0
    spent = compiled.spend(len(text))
    for found in compiled.compiled.finditer(text):
        spent = compiled.spend(len(text) - found.end(), spent)
        pieces = [text[end : found.start()]]
        pieces += [one if isinstance(one, str) else found.group(one) or "" for one in template]
        end = found.end()
        made += pieces
        size += sum(map(len, pieces))
        check_length(size)
    check_length(size + len(text) - end)
    return "".join([*made, text[end:]])
