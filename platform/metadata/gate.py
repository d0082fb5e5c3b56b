"""The gate: documents are held against the JSON Schema of their kind before anything else looks at them.

Patterns run on RE2, which cannot be made to hang. A union with a discriminator is checked against the one branch that
the discriminator names, so that a mistake in a field is told once, and where it is. Right documents
pass by a function made of the same schema.
"""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import re2
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match
from jsonschema.validators import extend

from objectry.formula.messages import LANGUAGES, Message, excerpt
from objectry.metadata import source_messages as messages
from objectry.metadata.acceptor import acceptor, is_integer, is_number
from objectry.metadata.patterns import form_of, form_params
from objectry.metadata.problems import NO_PARAMS, Path, Problem
from objectry.metadata.yaml_source import Document, in_quotes

_NO_TEXT = re.compile(
    r"[^\s:]+:[ \t]+((?:[-+.]?[0-9][\w.]*|[Tt]rue|[Ff]alse)(?=[ \t]*(?:[,}]|$))|\#[0-9].*[^\s])"
)
"""A key with a number, a truth value, or a date of a formula, which is a comment without quotes."""
EXPECTED: Mapping[str, tuple[str, str]] = {
    "object": ("键值对", "a mapping"),
    "array": ("列表", "a list"),
    "string": ("文本", "a text"),
    "integer": ("整数", "a whole number"),
    "number": ("数字", "a number"),
    "boolean": (" true 或 false", "true or false"),
    "null": ("空值", "nothing"),
}


class Gate:
    """The gate of one kind."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._accepts = acceptor(schema)
        self._validator = _Validator(dict(schema))

    def check(self, document: Document) -> list[Problem]:
        """Everything in the document that its schema does not allow."""
        if self._accepts(document.data):
            return []
        return self.explain(document)

    def wrong_parts(self, data: Any) -> set[Path]:
        """The parts of some data that the schema does not allow, and those that lack something."""
        if self._accepts(data):
            return set()
        return {
            part
            for error in map(_nearest, self._validator.iter_errors(data))
            for part in _wrong_parts(error)
        }

    def explain(self, document: Document) -> list[Problem]:
        """The same without the short cut for documents that are right."""
        return [
            problem
            for error in self._validator.iter_errors(document.data)
            for problem in _problems(error, document)
        ]


@lru_cache(maxsize=1_000)
def _compiled(pattern: str) -> Any:
    return re2.compile(pattern)


def _pattern(
    validator: Any, pattern: str, value: object, schema: Any
) -> Iterator[ValidationError]:
    if isinstance(value, str) and _compiled(pattern).search(value) is None:
        yield ValidationError("pattern")


def _required(
    validator: Any, keys: Sequence[str], value: object, schema: Any
) -> Iterator[ValidationError]:
    """All missing keys at once: each of them is told by one mistake."""
    if isinstance(value, Mapping) and not value.keys() >= set(keys):
        yield ValidationError("required")


def _one_of(
    validator: Any, branches: Sequence[Any], value: Any, schema: Any
) -> Iterator[ValidationError]:
    chosen = schema.get("discriminator")
    if chosen is None or not isinstance(value, Mapping):
        errors: list[ValidationError] = []
        for branch in branches:
            found = list(validator.descend(value, branch))
            if not found:
                return
            errors.extend(found)
        yield ValidationError("anyOf", context=errors)
        return
    key, mapping = chosen["propertyName"], chosen["mapping"]
    name = value.get(key)
    if not isinstance(name, str) or name not in mapping:
        wrong = ValidationError("discriminator", validator="discriminator", validator_value=chosen)
        yield wrong
        return
    yield from validator.descend(value, {"$ref": mapping[name]})


_Validator = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator,
    {"pattern": _pattern, "required": _required, "oneOf": _one_of, "anyOf": _one_of},
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine(
        "number", lambda checker, value: is_number(value)
    ).redefine("integer", lambda checker, value: is_integer(value)),
)


def _nearest(error: ValidationError) -> ValidationError:
    """The mistake itself: that of the branch of a union that fits best, where no discriminator names the branch.

    That an optional value is not left out is no mistake in it.
    """
    while error.context:
        meant = [
            one
            for one in error.context
            if (one.validator, one.validator_value) != ("type", "null")
        ]
        nearest = best_match(meant or error.context)
        assert nearest is not None
        nearest.parent = None
        nearest.path.extendleft(reversed(error.absolute_path))
        error = nearest
    return error


def _wrong_parts(error: ValidationError) -> Iterator[Path]:
    """What would have to go for a mistake to be none: keys that are not known, or else the value as a whole."""
    path: Path = tuple(error.absolute_path)
    if error.validator != "additionalProperties":
        yield path
        return
    value: Any = error.instance
    schema: Any = error.schema
    for key in value.keys() - schema.get("properties", {}).keys():
        yield (*path, key)


def _problems(error: ValidationError, document: Document) -> Iterator[Problem]:
    """One mistake in our words."""
    error = _nearest(error)
    path: Path = tuple(error.absolute_path)
    value: Any = error.instance
    limit: Any = error.validator_value
    schema: Any = error.schema
    match error.validator:
        case "required":
            for key in limit:
                if key not in value:
                    yield _problem(messages.KEY_NEEDED, document, path, key=key)
        case "additionalProperties":
            allowed = list(schema.get("properties", {}))
            for key in value.keys() - set(allowed):
                hint = next(iter(difflib.get_close_matches(key, allowed, 1, 0.6)), "")
                yield _problem(messages.KEY_UNKNOWN, document, (*path, key), hint, key=key)
        case "discriminator":
            yield _unknown_branch(error, document, path)
        case "type":
            yield _wrong_type(
                limit if isinstance(limit, str) else limit[0], schema, document, path
            )
        case "const" if isinstance(limit, bool):
            key = path[-1] if path else ""
            yield _problem(messages.VALUE_FIXED, document, path, key=key, value=excerpt(limit))
        case "enum" | "const":
            allowed = [excerpt(one) for one in (limit if error.validator == "enum" else [limit])]
            hint = next(iter(difflib.get_close_matches(str(value), allowed, 1, 0.6)), "")
            yield _problem(
                messages.VALUE_NOT_LISTED,
                document,
                path,
                hint,
                value=excerpt(value),
                allowed=", ".join(allowed),
            )
        case "pattern":
            params = {"value": excerpt(value), **form_params(limit)}
            yield Problem(messages.VALUE_PATTERN, document.place(path), params)
        case (
            "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties" | "maxProperties"
        ):
            least = next(
                (schema[k] for k in ("minLength", "minItems", "minProperties") if k in schema), 0
            )
            most = next(
                (schema[k] for k in ("maxLength", "maxItems", "maxProperties") if k in schema), "∞"
            )
            yield _problem(
                messages.VALUE_LENGTH, document, path, least=least, most=most, found=len(value)
            )
        case "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum":
            least = schema.get("minimum", schema.get("exclusiveMinimum", "-∞"))
            most = schema.get("maximum", schema.get("exclusiveMaximum", "∞"))
            yield _problem(
                messages.VALUE_RANGE, document, path, least=least, most=most, found=excerpt(value)
            )
        case _:
            yield _problem(messages.VALUE_OTHER, document, path)


def _wrong_type(wanted: str, schema: Mapping[str, Any], document: Document, path: Path) -> Problem:
    """What is expected, with the keys of a mapping that has certain ones, and the form of a text that has one."""
    zh, en = EXPECTED.get(wanted, (wanted, wanted))
    hint = ""
    keys = schema.get("required") or schema.get("properties")
    if wanted == "object" and keys:
        params = {"keys": "{" + ", ".join(f"{key}: …" for key in keys) + "}"}
        zh, en = (messages.MAPPING_LIKE.text(language, params) for language in LANGUAGES)
    elif wanted == "string" and (form := form_of(schema)):
        zh, en = (messages.TEXT_LIKE.text(language, form.params()) for language in LANGUAGES)
    elif wanted == "string":
        hint = _in_quotes(document, path)
    return _problem(messages.TYPE_WRONG, document, path, hint, expected_zh=zh, expected_en=en)


def _in_quotes(document: Document, path: Path) -> str:
    """The number, truth value or comment behind a key in quotes, which make it a text."""
    place = document.places.get(path)
    if place is None:
        return ""
    line = document.text.splitlines()[place.line - 1]
    found = _NO_TEXT.match(line, place.column - 1)
    return in_quotes(found[1]) if found else ""


def _unknown_branch(error: ValidationError, document: Document, path: Path) -> Problem:
    chosen: Any = error.validator_value
    value: Any = error.instance
    key, allowed = chosen["propertyName"], list(chosen["mapping"])
    found = value.get(key)
    if found is None:
        return _problem(messages.KEY_NEEDED, document, path, key=key)
    hint = next(iter(difflib.get_close_matches(str(found), allowed, 1, 0.6)), "")
    return _problem(
        messages.VALUE_NOT_LISTED,
        document,
        (*path, key),
        hint,
        value=excerpt(found),
        allowed=", ".join(allowed),
    )


def _problem(
    message: Message, document: Document, path: Path, hint: str = "", **params: object
) -> Problem:
    return Problem(message, document.place(path), params or NO_PARAMS, hint)
