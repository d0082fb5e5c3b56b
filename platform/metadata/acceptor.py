"""A JSON Schema as one function that says yes or no, for the many documents that are right.

jsonschema explains what is wrong, but it needs twenty times as long to find nothing. Both read the same schema; a keyword
that this module does not know is refused when the function is made, so nothing can be overlooked.
"""

from collections.abc import Callable, Mapping, Sized
from decimal import Decimal
from typing import Any

import re2

Accepts = Callable[[Any], bool]
Schema = Mapping[str, Any]
ANNOTATIONS = frozenset({"$schema", "$defs", "title", "description", "default", "format"})
"""Keywords that say nothing about whether a value will do."""


def acceptor(schema: Schema) -> Accepts:
    """The function of a schema. Raises ValueError for keywords that it does not know."""
    return _Compiler(schema.get("$defs", {})).compile(schema)


def is_number(value: object) -> bool:
    """Tell whether a value is a number of JSON."""
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def is_integer(value: object) -> bool:
    """Tell whether a value is a whole number of JSON."""
    return isinstance(value, int) and not isinstance(value, bool)


_TYPES: Mapping[str, Accepts] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "integer": is_integer,
    "number": is_number,
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
}


class _Compiler:
    """Makes functions of the parts of one schema."""

    def __init__(self, definitions: Mapping[str, Schema]) -> None:
        self._definitions = definitions
        self._known: dict[str, Accepts] = {}

    def compile(self, schema: Schema) -> Accepts:
        """The function of a part."""
        checks: list[Accepts] = []
        for keyword in schema.keys() - ANNOTATIONS:
            make = _KEYWORDS.get(keyword)
            if make is None:
                raise ValueError(f"the keyword {keyword} is not known here")
            check = make(self, schema[keyword], schema)
            if check is not None:
                checks.append(check)
        if len(checks) == 1:
            return checks[0]
        return lambda value: all(check(value) for check in checks)

    def _ref(self, target: str, schema: Schema) -> Accepts:
        name = target.removeprefix("#/$defs/")
        if name not in self._known:
            self._known[name] = self.compile(self._definitions[name])
        return self._known[name]

    def _type(self, names: str | list[str], schema: Schema) -> Accepts:
        if isinstance(names, str):
            return _TYPES[names]
        checks = [_TYPES[name] for name in names]
        return lambda value: any(check(value) for check in checks)

    def _among(self, values: list[Any], schema: Schema) -> Accepts:
        return lambda value: any(
            value == one and isinstance(value, bool) == isinstance(one, bool) for one in values
        )

    def _const(self, one: Any, schema: Schema) -> Accepts:
        return self._among([one], schema)

    def _pattern(self, pattern: str, schema: Schema) -> Accepts:
        found = re2.compile(pattern).search
        return lambda value: not isinstance(value, str) or found(value) is not None

    def _length(self, limit: int, schema: Schema, kind: type[Sized], least: bool) -> Accepts:
        if least:
            return lambda value: not isinstance(value, kind) or len(value) >= limit
        return lambda value: not isinstance(value, kind) or len(value) <= limit

    def _bound(self, limit: Any, schema: Schema, least: bool) -> Accepts:
        if least:
            return lambda value: not is_number(value) or value >= limit
        return lambda value: not is_number(value) or value <= limit

    def _required(self, names: list[str], schema: Schema) -> Accepts:
        return lambda value: not isinstance(value, dict) or all(n in value for n in names)

    def _items(self, part: Schema, schema: Schema) -> Accepts:
        check = self.compile(part)
        return lambda value: not isinstance(value, list) or all(check(one) for one in value)

    def _members(self, given: Any, schema: Schema) -> Accepts | None:
        """`properties`, `patternProperties` and `additionalProperties` are one question about each key."""
        keywords = [
            k for k in ("properties", "patternProperties", "additionalProperties") if k in schema
        ]
        if given is not schema[keywords[0]]:
            return None  # asked by the first of them already
        named = {k: self.compile(part) for k, part in schema.get("properties", {}).items()}
        patterns = [
            (re2.compile(pattern).search, self.compile(part))
            for pattern, part in schema.get("patternProperties", {}).items()
        ]
        other = schema.get("additionalProperties", True)
        rest = (lambda value: bool(other)) if isinstance(other, bool) else self.compile(other)

        def check(value: Any) -> bool:
            if not isinstance(value, dict):
                return True
            for key, member in value.items():
                found = [named[key]] if key in named else []
                found += [accepts for search, accepts in patterns if search(key)]
                if not all(accepts(member) for accepts in found or (rest,)):
                    return False
            return True

        return check

    def _one_of(self, branches: list[Schema], schema: Schema) -> Accepts:
        checks = [self.compile(branch) for branch in branches]
        chosen = schema.get("discriminator")
        if chosen is None:
            return lambda value: any(check(value) for check in checks)
        key = chosen["propertyName"]
        by_name = {name: self._ref(ref, schema) for name, ref in chosen["mapping"].items()}

        def check(value: Any) -> bool:
            if not isinstance(value, dict):
                return any(check(value) for check in checks)
            name = value.get(key)
            return isinstance(name, str) and name in by_name and by_name[name](value)

        return check


_KEYWORDS: Mapping[str, Callable[[_Compiler, Any, Schema], Accepts | None]] = {
    "$ref": _Compiler._ref,
    "type": _Compiler._type,
    "enum": _Compiler._among,
    "const": _Compiler._const,
    "pattern": _Compiler._pattern,
    "minLength": lambda c, limit, schema: c._length(limit, schema, str, True),
    "maxLength": lambda c, limit, schema: c._length(limit, schema, str, False),
    "minItems": lambda c, limit, schema: c._length(limit, schema, list, True),
    "maxItems": lambda c, limit, schema: c._length(limit, schema, list, False),
    "minimum": lambda c, limit, schema: c._bound(limit, schema, True),
    "maximum": lambda c, limit, schema: c._bound(limit, schema, False),
    "required": _Compiler._required,
    "items": _Compiler._items,
    "properties": _Compiler._members,
    "patternProperties": _Compiler._members,
    "additionalProperties": _Compiler._members,
    "anyOf": _Compiler._one_of,
    "oneOf": _Compiler._one_of,
    "discriminator": lambda c, chosen, schema: None,
}
