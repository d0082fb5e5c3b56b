"""The single `return` expression of a function's code, ready to be written into other code."""

import ast
import inspect
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from objectry.formula.functions.declare import Function


@dataclass(frozen=True, slots=True)
class Template:
    """An expression over the parameters of a function, and what its other names stand for."""

    expression: ast.expr
    uses: Mapping[str, int]
    """How often each parameter stands in it."""
    names: Mapping[str, Any]


@cache
def template(function: Function) -> Template:
    """What is written instead of a call of the function."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function.code)))
    definition = tree.body[0]
    assert isinstance(definition, ast.FunctionDef)
    returned = definition.body[-1]
    assert isinstance(returned, ast.Return) and returned.value is not None, function.name
    parameters = {one.name: 0 for one in function.parameters}
    names: dict[str, Any] = {}
    for node in ast.walk(returned.value):
        if isinstance(node, ast.Name):
            if node.id in parameters:
                parameters[node.id] += 1
            else:
                names[node.id] = inspect.getclosurevars(function.code).globals.get(node.id)
                if names[node.id] is None:
                    names[node.id] = inspect.getclosurevars(function.code).builtins[node.id]
    return Template(returned.value, MappingProxyType(parameters), MappingProxyType(names))
