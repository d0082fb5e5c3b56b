"""A hint never leads to the refusal that it was told with."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest

from objectry.formula.checking.forms import FORMS
from objectry.formula.functions.declare import Profile
from objectry.formula.functions.listing import FUNCTIONS
from objectry.formula.syntax.nodes import Call, Node, parts
from objectry.formula.syntax.parser import parse
from objectry.formula.types import FieldInfo, Supply, Type
from tests.formula.checking.following import misleading, told

_ID = FieldInfo("id", "记录 ID", "Record ID", Type.LOOKUP, uuids=True)
_DEAL = (
    _ID,
    FieldInfo("n", "", "", Type.NUMBER, scale=2),
    FieldInfo("d", "", "", Type.DATE),
    FieldInfo("m", "", "", Type.DATETIME),
    FieldInfo("t", "", "", Type.TIME),
    FieldInfo("on", "", "", Type.BOOLEAN),
    FieldInfo("name", "", "", Type.TEXT),
    FieldInfo("k", "", "", Type.PICKLIST, choices=("a", "b")),
    FieldInfo("s", "", "", Type.PICKLIST, choices=("b", "c")),
    FieldInfo("many", "", "", Type.MULTIPICKLIST, choices=("a", "c")),
    FieldInfo("team", "", "", Type.MULTIPICKLIST, uuids=True),
    FieldInfo("cust", "", "", Type.LOOKUP, target="customer", uuids=True),
    FieldInfo("owner", "", "", Type.LOOKUP, target="user", uuids=True),
    FieldInfo("place", "", "", Type.GEOLOCATION),
)
_CUSTOMER = (
    _ID,
    FieldInfo("name", "", "", Type.TEXT),
    FieldInfo("revenue", "", "", Type.NUMBER, scale=2),
    FieldInfo("since", "", "", Type.DATE),
)
_USER = (_ID, FieldInfo("name", "", "", Type.TEXT))
_OBJECTS: Mapping[str, tuple[FieldInfo, ...]] = {
    "deal": _DEAL,
    "customer": _CUSTOMER,
    "user": _USER,
}
_NAMES = [one.name for one in _DEAL]
_OPERATORS = ("+", "-", "*", "/", "%", "^", "&", "&&", "||", "=", "<>", "<", "<=", ">", ">=")
_EXAMPLES = dict.fromkeys(
    text
    for examples in (
        *(one.examples for forms in FUNCTIONS[Profile.OBJECTRY].values() for one in forms),
        *(one.examples for one in FORMS.values() if Profile.OBJECTRY in one.profiles),
    )
    for text, _ in examples
)


@dataclass(frozen=True)
class _Names:
    """A scope with two fields of each type that are compared with each other, and look-ups to two objects."""

    object: str = "deal"

    def fields(self, object_name: str, name: str) -> tuple[FieldInfo, ...]:
        return tuple(one for one in self.names(object_name) if one.name == name.casefold())

    def names(self, object_name: str) -> tuple[FieldInfo, ...]:
        return _OBJECTS.get(object_name, ())

    def objects_called(self) -> Mapping[str, tuple[str, str]]:
        return {}

    def lacks(self) -> frozenset[Supply]:
        return frozenset()


def _calls(node: Node) -> Iterator[Call]:
    if isinstance(node, Call):
        yield node
    for one in parts(node):
        yield from _calls(one)


def _with_fields(text: str) -> Iterator[str]:
    """A formula with a field in the place of each argument."""
    for call in _calls(parse(text)):
        for one in call.arguments:
            yield from (f"{text[: one.span.start]}{name}{text[one.span.end :]}" for name in _NAMES)


@pytest.mark.parametrize("operator", _OPERATORS)
def test_hints_on_two_fields_can_be_followed(operator: str) -> None:
    texts = [f"{one} {operator} {other}" for one in _NAMES for other in _NAMES]
    assert [found for text in texts if (found := misleading(text, _Names()))] == []


@pytest.mark.parametrize("text", _EXAMPLES)
def test_hints_on_arguments_can_be_followed(text: str) -> None:
    assert [found for one in _with_fields(text) if (found := misleading(one, _Names()))] == []


@pytest.mark.parametrize(
    ("text", "column", "hint"),
    [
        ("many = cust", 1, ""),
        ("many = name", 1, "INCLUDES(many, …)"),
        ('many = "a"', 1, 'INCLUDES(many, "a")'),
        ('many <> "a"', 1, 'NOT(INCLUDES(many, "a"))'),
        ('many IN ("a", "c")', 10, 'INCLUDES(many, "a", "c")'),
        ("many < name", 1, ""),
        ("INCLUDES(many, cust)", 16, ""),
        ("INCLUDES(many, c)", 16, '"c"'),
        ("INCLUDES(k, s)", 10, "k = s"),
        ('INCLUDES(k, "a")', 10, 'k = "a"'),
        ('INCLUDES(k, "a", "b")', 10, 'k IN ("a", "b")'),
        ('INCLUDES(name, "a")', 10, 'CONTAINS(name, "a")'),
        ('ISPICKVAL(name, "a")', 11, 'name = "a"'),
        ("ISPICKVAL(k, a)", 14, '"a"'),
        ("DATEADD(d, 5, day)", 15, '"day"'),
        ("DATEADD(d, 5, hour)", 15, ""),
        ("DATEADD(m, 5, hour)", 15, '"hour"'),
        ("DATEDIF(d, TODAY(), D)", 21, '"D"'),
        ("STARTOF(d, 月)", 12, '"月"'),
        ("TEXT(n, 0.00)", 9, '"0.00"'),
        ("TEXT(d, yyyy-mm-dd)", 9, '"yyyy-mm-dd"'),
        ('DATEADD(name, 5, "hour")', 9, "DATETIMEVALUE(name)"),
        ("HOUR(name)", 6, "DATETIMEVALUE(name)"),
        ("m = name", 1, "DATETIMEVALUE(name)"),
        ("n == 1 & on", 1, "n == 1 && on"),
        ("on & n == 1", 1, "on && n == 1"),
        ("n > 1 & n < 5", 1, "n > 1 && n"),
        ('n > 1 & name = "a"', 1, "n > 1 && name"),
        ('"Q" & n = d', 1, "TEXT(d)"),
        ("name & on && on", 1, ""),
        ('TEXT(d, yyyy & "a")', 9, ""),
        ("(n == 1) & on || on", 2, "(n == 1) && on"),
        ("on && (n == 1) & on", 8, "(n == 1) && on"),
        ("n * on", 1, "IF(on, 1, 0)"),
        ("name * name", 1, "VALUE(name) * VALUE(name)"),
        ("k + s", 1, "k & s"),
        ("name + (n > 1)", 1, "name & (n > 1)"),
        ("name + place", 1, ""),
        ("MAX(d, -2)", 8, ""),
        ("owner && on", 1, ""),
        ("n + owner", 1, ""),
        ("n + cust", 1, "cust.…"),
    ],
)
def test_a_hint_says_what_is_meant(text: str, column: int, hint: str) -> None:
    first = told(text, _Names())[0]
    assert (first.column, first.hint) == (column, hint)
    assert misleading(text, _Names()) == ""
