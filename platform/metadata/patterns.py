"""The regular expressions of definitions in words, each with an example: authors of packs read no regular expressions.

Messages and the reference tell them in the same words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from objectry.formula.messages import Message
from objectry.metadata import shape_messages as messages


@dataclass(frozen=True, slots=True)
class Form:
    """How a text is written."""

    name: str
    """What the reference calls it."""
    message: Message
    example: str
    """A text that is written so."""

    def params(self) -> Mapping[str, object]:
        """The form in each language, as the parameters `form_zh` and `form_en` of a message."""
        example = {"example": self.example}
        return {
            "form_zh": self.message.text("zh", example),
            "form_en": self.message.text("en", example),
        }


FORMS: Mapping[str, Form] = MappingProxyType(
    {
        r"^[a-z][a-z0-9_]{0,47}$": Form("API name", messages.FORM_NAME, "shelf_no"),
        r"^[a-z][a-z0-9_]{0,47}\.[a-z][a-z0-9_]{0,47}$": Form(
            "name in an object", messages.FORM_OF_OBJECT, "customer.default"
        ),
        r"^[a-z][a-z0-9_]{0,47}(\.[a-z][a-z0-9_]{0,47}){1,5}$": Form(
            "dotted name", messages.FORM_FAR_PATH, "customer.industry"
        ),
        r"^[a-z][a-z0-9_]{0,47}(\.[a-z][a-z0-9_]{0,47}){0,5}$": Form(
            "path", messages.FORM_PATH, "customer.industry"
        ),
        r"^-?[a-z][a-z0-9_]{0,47}(\.[a-z][a-z0-9_]{0,47}){0,5}$": Form(
            "sort path", messages.FORM_SORT, "-price"
        ),
        r"^\d{1,6}\.\d{1,6}(\.\d{1,6})?$": Form("version", messages.FORM_VERSION, "1.0.0"),
        r"^(>=|==)\d{1,6}\.\d{1,6}(\.\d{1,6})?$": Form(
            "version range", messages.FORM_VERSIONS, ">=1.0"
        ),
        r"^[A-Za-z0-9][A-Za-z0-9_.\-]{0,63}$": Form(
            "choice value", messages.FORM_CHOICE, "in_progress"
        ),
        r"^[+-]?[0-9]{1,18}(\.[0-9]{1,18})?$": Form("exact number", messages.FORM_NUMBER, "12.50"),
        r"^[^0-9\s.,()+'\-]{1,5}$": Form("currency sign", messages.FORM_CURRENCY_SIGN, "¥"),
        r"^[a-z0-9]{1,10}$": Form("file ending", messages.FORM_EXTENSION, "pdf"),
        r"^[A-Z]{2}$": Form("country code", messages.FORM_COUNTRY, "CN"),
        r"^[a-z0-9-]{1,40}$": Form("icon name", messages.FORM_ICON, "layout-grid"),
    }
)
"""By the pattern."""


DAY = Form("day", messages.FORM_DAY, "2026-11-23")
"""How days are written; a JSON Schema calls the format `date`."""


def form_of(schema: Mapping[str, object]) -> Form | None:
    """How the texts of a JSON Schema are written; None where they are free."""
    return DAY if schema.get("format") == "date" else FORMS.get(str(schema.get("pattern", "")))


def form_params(pattern: str) -> Mapping[str, object]:
    """How a text with a pattern is written, as the parameters `form_zh` and `form_en` of a message."""
    return FORMS.get(pattern, Form("", messages.FORM_OTHER, pattern)).params()
