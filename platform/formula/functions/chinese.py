"""Functions on Chinese texts."""

from functools import lru_cache
from importlib import import_module
from types import ModuleType

from objectry.formula.faults import LimitReached
from objectry.formula.functions.declare import BOOLEAN, OURS, TEXT, function
from objectry.formula.types import Type

MOST_READ = 2_000
"""Characters whose pinyin is looked for: each takes as long as hundreds of sums, and nobody sorts or searches by more."""


@lru_cache(maxsize=1)
def _pypinyin() -> ModuleType:
    """The library, whose dictionaries take a third of a second to load: only who asks for pinyin waits for them."""
    return import_module("pypinyin")


@function(
    "PINYIN", (TEXT, BOOLEAN), Type.TEXT, blank=True, fails=True, cost=500, profiles=OURS,
    zh="汉字的拼音（不带声调，音节之间空一格）；第二个参数为 TRUE 时只取首字母，连写。多音字按词判断。最多 2000 个字符。",
    examples=(('PINYIN("华强科技")', "hua qiang ke ji"), ('PINYIN("华强科技", TRUE)', "hqkj"),
              ('PINYIN("重庆 A1")', "chong qing A1")),
)  # fmt: skip
def pinyin(text: str, initials: bool = False) -> str:
    """The pinyin of Chinese characters without tones, a blank between syllables, or only their first letters. The text
    has 2,000 characters at most."""
    if len(text) > MOST_READ:
        raise LimitReached
    library = _pypinyin()
    style = library.Style.FIRST_LETTER if initials else library.Style.NORMAL
    parts: list[str] = [part.strip(" ") for part in library.lazy_pinyin(text, style=style)]
    separator = "" if initials else " "
    return separator.join(part for part in parts if part)
