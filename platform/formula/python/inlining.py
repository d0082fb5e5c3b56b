"""The single `return` expression of a function's code, ready to be written into other code."""

import ast
import inspect
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any

from objectry.formula.functions.calendar_steps import WHOLE
from objectry.formula.functions.declare import Function

LARGEST_MADE = 10**9
"""More than any number of days, of months or of characters that a function makes a `Decimal` of."""


@dataclass(frozen=True, slots=True)
class Template:
    """An expression over the parameters of a function, and what its other names stand for."""

    expression: ast.expr
    uses: Mapping[str, int]
    """How often each parameter stands in it."""
    names: Mapping[str, Any]
    integer: ast.expr | None
    """The integer that the expression makes a `Decimal` of, if it is of the form `Decimal(…)` or `WHOLE[…]`."""
    largest: int
    """What that integer does not exceed."""


def template(function: Function) -> Template:
    """What is written instead of a call of the function."""
    return _template(function.code)


@cache
def _template(code: Callable[..., Any]) -> Template:
    tree = ast.parse(textwrap.dedent(inspect.getsource(code)))
    definition = tree.body[0]
    assert isinstance(definition, ast.FunctionDef)
    returned = definition.body[-1]
    assert isinstance(returned, ast.Return) and returned.value is not None, code.__name__
    parameters = {one.arg: 0 for one in definition.args.args}
    names: dict[str, Any] = {}
    known = inspect.getclosurevars(code)
    for node in ast.walk(returned.value):
        if isinstance(node, ast.Name):
            if node.id in parameters:
                parameters[node.id] += 1
            else:
                names[node.id] = {**known.builtins, **known.globals}[node.id]
    integer, largest = _integer(returned.value, names)
    return Template(
        returned.value, MappingProxyType(parameters), MappingProxyType(names), integer, largest
    )


def _integer(code: ast.expr, names: Mapping[str, Any]) -> tuple[ast.expr | None, int]:
    match code:
        case ast.Subscript(ast.Name(name), index) if names.get(name) is WHOLE:
            return index, len(WHOLE) - 1
        case ast.Call(ast.Name(name), [argument]) if names.get(name) is Decimal:
            return argument, LARGEST_MADE
    return None, 0


def filled(node: Any, codes: Mapping[str, ast.expr], where: Mapping[str, int]) -> Any:
    """An expression with codes in the place of its names, all of it at one place of the formula."""
    if isinstance(node, ast.Name):
        return codes[node.id]
    if isinstance(node, list):
        return [filled(one, codes, where) for one in node]
    if not isinstance(node, ast.AST) or not node._fields:
        return node
    parts = [filled(getattr(node, name), codes, where) for name in node._fields]
    return type(node)(*parts, **where) if isinstance(node, ast.expr) else type(node)(*parts)
