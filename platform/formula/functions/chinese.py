"""Functions on Chinese texts."""

from functools import lru_cache
from importlib import import_module
from types import ModuleType

from objectry.formula.functions.declare import BOOLEAN, OURS, TEXT, function
from objectry.formula.functions.lengths import check_length
from objectry.formula.types import Type


@lru_cache(maxsize=1)
def _pypinyin() -> ModuleType:
    """The library, whose dictionaries take a third of a second to load: only who asks for pinyin waits for them."""
    return import_module("pypinyin")


@function(
    "PINYIN", (TEXT, BOOLEAN), Type.TEXT, blank=True, fails=True, cost=500, profiles=OURS,
    zh="汉字的拼音（不带声调，音节之间空一格）；第二个参数为 TRUE 时只取首字母，连写。多音字按词判断。",
    examples=(('PINYIN("华强科技")', "hua qiang ke ji"), ('PINYIN("华强科技", TRUE)', "hqkj"),
              ('PINYIN("重庆 A1")', "chong qing A1")),
)  # fmt: skip
def pinyin(text: str, initials: bool = False) -> str:
    """The pinyin of Chinese characters without tones, a blank between syllables, or only their first letters."""
    check_length(len(text))
    library = _pypinyin()
    style = library.Style.FIRST_LETTER if initials else library.Style.NORMAL
    parts: list[str] = [part.strip(" ") for part in library.lazy_pinyin(text, style=style)]
    separator = "" if initials else " "
    made = separator.join(part for part in parts if part)
    check_length(len(made))
    return made
