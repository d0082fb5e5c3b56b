"""Messages with a stable code, in Chinese and English.

Every sentence that a user may read is a `Message` constant of the layer that says it. The code never changes once
published: programs, tests and translations hang on it. `docs/reference/errors.md` is generated from these constants.
"""

import json
import string
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")

EXCERPT = 100
"""Characters of a wrong value that a message repeats."""


def excerpt(value: object) -> str:
    """A wrong value as a message repeats it: short, and without anything that cannot be written to a log."""
    plain = isinstance(value, bool | dict | list | tuple | None)
    text = json.dumps(value, ensure_ascii=False, default=str) if plain else str(value)
    short = text if len(text) <= EXCERPT else text[: EXCERPT - 1] + "…"
    return "".join(c if c.isprintable() else "�" for c in short)


def with_hint(sentence: str, hint: str, language: Language) -> str:
    """A sentence with what may have been meant instead; the sentence alone when nobody knows."""
    asks = "您是不是想写" if language == "zh" else "did you mean"
    return f"{sentence} ({asks}: {hint})" if hint else sentence


class _Counting(string.Formatter):
    """Fills places as `str.format` does, and those with two words as counts: `{count:record|records}`."""

    def format_field(self, value: object, format_spec: str) -> str:
        one, bar, many = format_spec.partition("|")
        if not bar:
            return str(super().format_field(value, format_spec))
        return f"{value} {one if str(value) == '1' else many}"


_COUNTING = _Counting()


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence in two languages. `{name}` places are filled from the parameters of the case at hand.

    `{count:record|records}` is a count with the word that goes with it: `1 record`, `2 records`.
    """

    code: str
    zh: str
    en: str

    def text(self, language: Language, params: Mapping[str, object] | None = None) -> str:
        """The sentence in `language` with its places filled."""
        template = self.zh if language == "zh" else self.en
        if not params:
            return template
        if "|" in template:
            return _COUNTING.vformat(template, (), params)
        return template.format_map(params)

    @classmethod
    def kept(cls, data: Mapping[str, str]) -> "Message":
        """The message whose code and sentences were kept as data, by whatever version of the platform."""
        return cls(data["code"], data["zh"], data["en"])
