"""The parts that every definition is made of: names, two-language labels, and the base class of all definitions.

A definition is what an author wrote, checked for shape and nothing else. What the names in it mean is settled by the
resolver (`metadata/resolve.py`), which turns definitions into the frozen catalog.
"""

from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, StringConstraints

from objectry.formula.messages import Language

NAME_PATTERN = r"^[a-z][a-z0-9_]{0,47}$"

ApiName = Annotated[str, StringConstraints(pattern=NAME_PATTERN)]
"""A stable identifier: a small letter, then small letters, digits and `_`, 48 characters at most.

48 leaves room for the suffixes of composite columns and index names within PostgreSQL's 63 bytes.
"""

DottedName = Annotated[
    str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,47}(\.[a-z][a-z0-9_]{0,47}){1,5}$")
]
"""Two to six API names joined by dots, e.g. `opportunity.default` or `owner.department.name`."""

Expression = Annotated[str, StringConstraints(min_length=1, max_length=10_000)]
"""A text in the formula language."""

LabelText = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Definition(BaseModel):
    """Base of everything that can be written in a pack: unknown keys are refused and values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    known_by: ClassVar[str] = ""
    """The key that tells the entries of a list apart; empty for definitions that are told apart by their place."""
    always_written: ClassVar[frozenset[str]] = frozenset()
    """Keys that the canonical text has even when they are as they are by default: it is read by them."""


class Label(Definition):
    """A text that people read, in Chinese and English."""

    zh: LabelText
    """The Chinese text."""
    en: LabelText
    """The English text."""

    def text(self, language: Language) -> str:
        """The text in `language`."""
        return self.zh if language == "zh" else self.en


class Help(Definition):
    """A longer explanation in Chinese and English."""

    zh: Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
    """The Chinese text."""
    en: Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
    """The English text."""

    def text(self, language: Language) -> str:
        """The text in `language`."""
        return self.zh if language == "zh" else self.en
