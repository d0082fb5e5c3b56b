"""Regular expressions that packs give: RE2, which cannot be made to hang."""

from functools import lru_cache
from typing import Annotated, Any

import re2
from pydantic import StringConstraints

from objectry.formula.functions.pattern_reasons import pattern_reason
from objectry.metadata.field_types import messages
from objectry.metadata.field_types.base import DefinitionRefused, ValueRefused

MAX_MEMORY = 1 << 20
"""Bytes that a compiled pattern may take."""

Pattern = Annotated[str, StringConstraints(min_length=1, max_length=500)]
"""A regular expression."""


def refuse_bad_pattern(pattern: str | None) -> None:
    """Refuse a pattern that is none. Raises DefinitionRefused."""
    if pattern is None:
        return
    try:
        _compiled(pattern)
    except re2.error as error:
        reason = pattern_reason(error.args[0])
        params = {"pattern": pattern, "reason_zh": reason.zh, "reason_en": reason.en}
        raise DefinitionRefused(messages.PATTERN_WRONG, params, ("pattern",)) from None


def refuse_unlike(text: str, pattern: str | None) -> None:
    """Refuse a text that the pattern does not match as a whole. Raises ValueRefused."""
    if pattern is not None and not _compiled(pattern).fullmatch(text):
        raise ValueRefused(messages.TEXT_PATTERN, {"pattern": pattern})


@lru_cache(maxsize=1_024)
def _compiled(pattern: str) -> Any:
    options = re2.Options()
    options.max_mem = MAX_MEMORY
    options.log_errors = False
    return re2.compile(pattern, options=options)
