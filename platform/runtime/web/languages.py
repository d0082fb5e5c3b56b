"""The language of answers to callers who are not known yet: of those that we speak, the one that they like best."""

import re
from collections.abc import Mapping

from objectry.formula.messages import LANGUAGES, Language

_RANGE = re.compile(
    r"\s*(?P<language>[a-z]{1,8}|\*)(-[a-z0-9-]*)?\s*(;\s*q\s*=\s*(?P<weight>[01](\.[0-9]{0,3})?)\s*)?"
)


def accepted_language(headers: Mapping[str, str]) -> Language:
    """The language of `Accept-Language` (RFC 9110, 12.5.4): the heaviest, of equals the first; Chinese without any."""
    weights: dict[str, float] = {}  # in the order in which they are named
    for part in headers.get("accept-language", "").lower().split(","):
        found = _RANGE.fullmatch(part)
        if found:
            name, weight = found["language"], float(found["weight"] or 1)
            weights[name] = max(weight, weights.get(name, 0.0))
    named = [*weights]
    liked = {one: weights.get(one, weights.get("*", 0.0)) for one in LANGUAGES}
    places = {one: named.index(one) if one in weights else len(named) for one in LANGUAGES}
    best = max(LANGUAGES, key=lambda one: (liked[one], -places[one]))
    return best if liked[best] else "zh"
