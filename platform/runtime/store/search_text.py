"""How texts are split for full-text search: one token a Chinese character, Latin words and runs of digits as they are.

Most Chinese words have two characters, so indexes of three-character pieces find nothing; with one token a character, a
phrase query finds texts of any length on both databases, without an extension.
"""

import re
import unicodedata

from objectry.metadata.field_types.reading import stacked_marks

_CJK = "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_KANA = "\u3040-\u30ff\u31f0-\u31ff\uac00-\ud7af"
_SINGLE = re.compile(f"([{_CJK}{_KANA}])")
_OTHER = re.compile(r"[\W_]+")
MAX_WORDS = 20_000
"""Characters of one value that are indexed."""


def search_text(text: str) -> str:
    """The tokens of a text, with one blank between them."""
    text = text[:MAX_WORDS]
    if text.isascii():  # codes, numbers, addresses: nothing to fold or to set apart
        return " ".join(_OTHER.sub(" ", text.lower()).split())
    if stacked := stacked_marks(text):
        text = text[: stacked - 1]  # marks that no letter has would take seconds to sort
    folded = unicodedata.normalize("NFKC", text).lower()
    return " ".join(_SINGLE.sub(_apart, _OTHER.sub(" ", folded)).split())


def _apart(found: re.Match[str]) -> str:
    return f" {found[0]} "


def is_word(token: str) -> bool:
    """Tell whether a token may be the beginning of a longer one. A single character of Chinese never is."""
    return _SINGLE.fullmatch(token) is None
