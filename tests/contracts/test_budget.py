"""How large things may grow. The report shows what to look at next; only the hard limits fail.

    python -m pytest tests/contracts/test_budget.py -rP

prints the report.
"""

import ast
import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from tests.contracts.source_tree import product_sources


@dataclass(frozen=True, slots=True)
class Budget:
    """Lines that one thing should have at most, and lines that it must never exceed."""

    wish: int
    limit: int


MODULE = Budget(wish=350, limit=800)
CLASS = Budget(wish=150, limit=400)
FUNCTION = Budget(wish=30, limit=80)


def _lines(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _modules() -> Iterator[tuple[int, str]]:
    for source in product_sources():
        yield source.text.count("\n"), source.path


def _definitions(*kinds: type[ast.stmt]) -> Iterator[tuple[int, str]]:
    for source in product_sources():
        for node in ast.walk(source.tree):
            if isinstance(node, kinds):
                name = getattr(node, "name", "")
                yield _lines(node), f"{source.path}:{node.lineno} {name}"


def _report(title: str, budget: Budget, sizes: list[tuple[int, str]]) -> list[str]:
    """Print what is over the wish, the largest first; answer what is over the limit."""
    lengths = [lines for lines, _ in sizes]
    over = [
        f"  {lines:5} {where}\n"
        for lines, where in sorted(sizes, reverse=True)
        if lines > budget.wish
    ]
    median = statistics.median(lengths or [0])
    sys.stdout.writelines([f"{title}: {len(sizes)}, median {median:.0f} lines\n", *over])
    return [f"{where}: {lines} lines" for lines, where in sizes if lines > budget.limit]


def test_no_module_is_too_long_to_be_read_in_one_go() -> None:
    assert _report("modules", MODULE, list(_modules())) == []


def test_no_class_can_reach_everything() -> None:
    assert _report("classes", CLASS, list(_definitions(ast.ClassDef))) == []


def test_no_function_does_several_things() -> None:
    functions = list(_definitions(ast.FunctionDef, ast.AsyncFunctionDef))
    assert _report("functions", FUNCTION, functions) == []
