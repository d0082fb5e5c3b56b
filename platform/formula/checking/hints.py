"""“Did you mean …”: the nearest known word, by spelling, by label, and by the sound of Chinese labels."""

import difflib
from collections.abc import Iterable, Mapping

from objectry.formula.functions.chinese import pinyin
from objectry.formula.types import FieldInfo

CUTOFF = 0.6
"""How alike two words must be, from 0 to 1."""


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that is most like `word`; empty when none is."""
    folded = {one.casefold(): one for one in known if one}
    found = difflib.get_close_matches(word.casefold(), folded, 1, CUTOFF)
    return folded[found[0]] if found else ""


def nearest_field(word: str, fields: Iterable[FieldInfo]) -> str:
    """The API name of the field that somebody may have meant."""
    names: dict[str, str] = {}
    for one in fields:
        for spelling in (one.label_zh, one.label_en, one.name):
            names[spelling] = one.name
    return _by_sound(word, names) or names.get(nearest(word, names), "")


def nearest_choice(word: str, info: FieldInfo) -> str:
    """The value of a select that somebody may have meant, by its value or by its label."""
    values: dict[str, str] = {}
    for value, labels in zip(info.choices, info.choice_labels, strict=False):
        values.update(dict.fromkeys(labels, value))
    values.update({value: value for value in info.choices})
    return values.get(word) or _by_sound(word, values) or values.get(nearest(word, values), "")


def _by_sound(word: str, meant: Mapping[str, str]) -> str:
    """The meaning of the Chinese word whose pinyin, whole or initials, is what was typed in Latin letters."""
    if not word.isascii():
        return ""
    typed = word.casefold()
    for text, meaning in meant.items():
        if text.isascii():
            continue
        whole = pinyin.code(text).replace(" ", "").casefold()
        initials = pinyin.code(text, True).casefold()
        if typed in (whole, initials):
            return meaning
    return ""
