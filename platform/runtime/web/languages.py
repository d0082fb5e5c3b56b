"""The language of answers to callers who are not known yet: the first one that they accept and we speak."""

from collections.abc import Mapping

from objectry.formula.messages import Language


def accepted_language(headers: Mapping[str, str]) -> Language:
    """The language of `Accept-Language`, in the order in which it lists them; Chinese when it names none of ours."""
    for part in headers.get("accept-language", "").lower().split(","):
        spoken = part.strip()
        if spoken.startswith("en"):
            return "en"
        if spoken.startswith("zh"):
            return "zh"
    return "zh"
