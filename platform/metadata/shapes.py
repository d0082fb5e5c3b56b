"""Why pydantic refuses a value, in our words: it speaks English only, and of its own concepts."""

from collections.abc import Mapping
from types import MappingProxyType

from pydantic_core import ErrorDetails

from objectry.formula.messages import Message
from objectry.metadata import shape_messages as messages
from objectry.metadata.documents import Help, Label
from objectry.metadata.patterns import DAY, form_params

REASONS: Mapping[str, Message] = MappingProxyType(
    {
        "missing": messages.KEY_MISSING,
        "extra_forbidden": messages.KEY_FOREIGN,
        "int_type": messages.INTEGER_NEEDED,
        "int_parsing": messages.INTEGER_NEEDED,
        "int_from_float": messages.INTEGER_NEEDED,
        "int_parsing_size": messages.INTEGER_NEEDED,
        "float_type": messages.NUMBER_NEEDED,
        "float_parsing": messages.NUMBER_NEEDED,
        "decimal_type": messages.NUMBER_NEEDED,
        "decimal_parsing": messages.NUMBER_NEEDED,
        "bool_type": messages.BOOLEAN_NEEDED,
        "bool_parsing": messages.BOOLEAN_NEEDED,
        "string_type": messages.TEXT_NEEDED,
        "path_type": messages.TEXT_NEEDED,
        "list_type": messages.LIST_NEEDED,
        "tuple_type": messages.LIST_NEEDED,
        "dict_type": messages.MAPPING_NEEDED,
        "mapping_type": messages.MAPPING_NEEDED,
        "model_type": messages.MAPPING_NEEDED,
        "model_attributes_type": messages.MAPPING_NEEDED,
        "greater_than": messages.MORE_NEEDED,
        "greater_than_equal": messages.AT_LEAST,
        "less_than": messages.LESS_NEEDED,
        "less_than_equal": messages.AT_MOST,
        "string_too_short": messages.TOO_SHORT,
        "too_short": messages.TOO_SHORT,
        "string_too_long": messages.TOO_LONG,
        "too_long": messages.TOO_LONG,
        "string_pattern_mismatch": messages.PATTERN_NEEDED,
        "date_parsing": messages.PATTERN_NEEDED,
        "date_from_datetime_parsing": messages.PATTERN_NEEDED,
        "date_from_datetime_inexact": messages.PATTERN_NEEDED,
        "literal_error": messages.CHOICE_NEEDED,
        "enum": messages.CHOICE_NEEDED,
    }
)
"""By the type of the error."""


def reason(error: ErrorDetails) -> Mapping[str, object]:
    """The sentence in each language, as the parameters `reason_zh` and `reason_en` of a message."""
    message = REASONS.get(error["type"], messages.VALUE_UNFIT)
    context: dict[str, object] = {name: str(value) for name, value in error.get("ctx", {}).items()}
    if "expected" in context:
        context["expected"] = str(context["expected"]).replace(" or ", ", ")
    if error["type"].startswith("date_"):
        context |= DAY.params()
    if "pattern" in context:
        context |= form_params(str(context["pattern"]))
    if context.get("class_name") in (Label.__name__, Help.__name__):
        message, context = messages.LABEL_NEEDED, {"keys": "{zh: …, en: …}"}
    return {"reason_zh": message.text("zh", context), "reason_en": message.text("en", context)}
