"""Refusals as problem documents (RFC 9457)."""

from http import HTTPStatus
from typing import Any

from objectry.formula.messages import Language
from objectry.runtime.api.records import BatchRefused, error_json, outcome_json
from objectry.runtime.errors import Refused


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
