"""The language of answers to callers who are not known yet: of those that we speak, the one that they like best.

Who says nothing about languages gets the organisation's own.
"""

import re
from collections.abc import Mapping

from starlette.requests import Request

from objectry.formula.messages import LANGUAGES, Language
from objectry.runtime.api.organization import Organization

_RANGE = re.compile(
    r"\s*(?P<language>[a-z]{1,8}|\*)(-[a-z0-9-]*)?\s*(;\s*q\s*=\s*(?P<weight>[01](\.[0-9]{0,3})?)\s*)?"
)


def language_of(request: Request) -> Language:
    """The language that a request asks for, or else that of the organisation which it is made to."""
    organization = request.app.state.organization
    assert isinstance(organization, Organization)
    return accepted_language(request.headers, organization.language)


def accepted_language(headers: Mapping[str, str], own: Language) -> Language:
    """The language of `Accept-Language` (RFC 9110, 12.5.4): the heaviest, of equals the first; `own` without any."""
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
    refused = {one for one, weight in weights.items() if not weight}
    return best if liked[best] else next((o for o in (own, *LANGUAGES) if o not in refused), own)
