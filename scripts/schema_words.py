"""What a key takes, in a few words, from the JSON Schema of its model; and default values as one writes them."""

from collections.abc import Callable, Mapping
from typing import Any

import yaml
from pydantic import BaseModel

from objectry.metadata.patterns import FORMS

Schema = Mapping[str, Any]


def takes(schema: Schema, named: Mapping[str, str]) -> str:
    """What may stand behind a key. `named` holds the words for other models, by the names of these."""
    if "$ref" in schema:
        return named[schema["$ref"].rpartition("/")[2]]
    if "oneOf" in schema:
        return " or ".join(dict.fromkeys(takes(one, named) for one in schema["oneOf"]))
    if "anyOf" in schema:
        some = [one for one in schema["anyOf"] if one.get("type") != "null"]
        return " or ".join(dict.fromkeys(takes(one, named) for one in some))
    if "const" in schema:
        only = _code(schema["const"])
        return f"always {only}" if schema["type"] == "boolean" else only
    if "enum" in schema:
        return ", ".join(_code(value) for value in schema["enum"] if value != "")
    return _KINDS[schema["type"]](schema, named)


def _text(schema: Schema, named: Mapping[str, str]) -> str:
    if schema.get("format") == "date":
        return "a date such as `2026-11-23`"
    pattern = schema.get("pattern")
    if pattern is None:
        return "text" + _between(schema, "minLength", "maxLength", " of {} characters")
    return FORMS[pattern].name if pattern in FORMS else f"text of the form {_code(pattern)}"


def _list(schema: Schema, named: Mapping[str, str]) -> str:
    each = "any of" if "enum" in schema["items"] else "list of"
    some = _between(schema, "minItems", "maxItems", " ({})")
    return f"{each} {takes(schema['items'], named)}{some}"


def _mapping(schema: Schema, named: Mapping[str, str]) -> str:
    given = [*schema.get("patternProperties", {}).items()]
    name, value = given[0] if given else (None, schema.get("additionalProperties"))
    key = "text" if name is None else FORMS[name].name
    inner = takes(value, named) if isinstance(value, dict) else "anything"
    return f"mapping of {key} to {inner}"


def _between(schema: Schema, low: str, high: str, words: str) -> str:
    """The bounds of a value in words; empty where there are none."""
    least, most = schema.get(low) or None, schema.get(high)
    if least is None and most is None:
        return ""
    if least is None:
        return words.format(f"at most {most:,}")
    if most is None:
        return words.format(f"at least {least:,}")
    return words.format(f"{least:,}" if least == most else f"{least:,} to {most:,}")


def _number(schema: Schema, named: Mapping[str, str]) -> str:
    word = "whole number" if schema["type"] == "integer" else "number"
    if "minimum" in schema and "maximum" in schema:
        return f"{word} from {schema['minimum']:,} to {schema['maximum']:,}"
    return word


def _yes_or_no(schema: Schema, named: Mapping[str, str]) -> str:
    return "`true`, `false`"


_KINDS: Mapping[str, Callable[[Schema, Mapping[str, str]], str]] = {
    "string": _text,
    "array": _list,
    "object": _mapping,
    "integer": _number,
    "number": _number,
    "boolean": _yes_or_no,
}


def _code(value: object) -> str:
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def in_yaml(value: object) -> str:
    """A default value as it would stand in YAML; empty where there is none."""
    plain = _bare(value)
    if plain in _NOTHING:
        return ""
    text = yaml.safe_dump(
        plain, default_flow_style=True, allow_unicode=True, width=10_000, sort_keys=False
    )
    return text.strip().removesuffix("...").strip()


_NOTHING: tuple[object, ...] = (None, "", [], {})


def _bare(value: object) -> Any:
    """A value as plain data, without the parts of it that hold nothing."""
    if isinstance(value, BaseModel):
        parts = {name: _bare(part) for name, part in value}
        return {name: part for name, part in parts.items() if part not in _NOTHING}
    if isinstance(value, tuple):
        return [_bare(one) for one in value]
    return value


def in_variable(value: object) -> str:
    """A default value as it would stand in an environment variable."""
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)
