"""Refusals as problem documents (RFC 9457)."""

from http import HTTPStatus
from typing import Any

from objectry.formula.messages import Language
from objectry.metadata.problems import MetadataError
from objectry.runtime.api.metadata import problem_errors
from objectry.runtime.api.records import BatchRefused, error_json, outcome_json
from objectry.runtime.errors import Invalid, Refused, TooMany, Unauthenticated, Unavailable
from objectry.runtime.web import messages

RETRY_SECONDS = 5
"""How long clients are asked to wait when the database is busy or away."""


def problem_json(refused: Refused, language: Language) -> dict[str, Any]:
    """The document of a refusal: never more than the user may know, never a stack trace."""
    answer: dict[str, Any] = {
        "type": f"urn:objectry:error:{refused.message.code}",
        "title": HTTPStatus(refused.status).phrase,
        "status": refused.status,
        "code": refused.message.code,
        "detail": refused.text(language),
        "errors": [error_json(error, language) for error in refused.errors],
    }
    if isinstance(refused, BatchRefused):
        answer["results"] = [outcome_json(outcome, language) for outcome in refused.outcomes]
    return answer


def asks(refused: Refused) -> dict[str, str]:
    """What a refusal asks of the caller in headers (RFC 9110): to show a token, or to wait for some seconds."""
    if isinstance(refused, Unauthenticated):
        return {"www-authenticate": 'Bearer realm="objectry"'}
    if isinstance(refused, TooMany):
        return {"retry-after": str(refused.seconds)}
    if isinstance(refused, Unavailable):
        return {"retry-after": str(RETRY_SECONDS)}
    return {}


def metadata_json(error: MetadataError, language: Language) -> dict[str, Any]:
    """The document of metadata that cannot be used: everything that is wrong, each with its place and a hint."""
    refused = Invalid(messages.YAML_PROBLEMS, {"count": len(error.problems)})
    return {**problem_json(refused, language), "errors": problem_errors(error.problems, language)}
