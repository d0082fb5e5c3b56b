"""What comes of a formula when somebody follows the hint that its refusal gives."""

import re
from collections.abc import Iterator

from objectry.formula import sayings
from objectry.formula.checking.checker import Wanted, check
from objectry.formula.functions.declare import Use
from objectry.formula.places import Span
from objectry.formula.problem_kinds import PROBLEM_KINDS, SYNTAX
from objectry.formula.problems import FormulaError, FormulaProblem
from objectry.formula.syntax.nodes import Node, Path, parts
from objectry.formula.syntax.parser import parse
from objectry.formula.types import Scope

_LEAF = re.compile(r'"[^"]*"|#[^#]*#|\$?\w+(?:\.\w+)*')
_CALLED = re.compile(r"\w+\s*\(")
_SIGNS = {"&": "||", "&&": "&"}
"""Operators that are proposed alone, each with the one in whose place."""
_OF_CALLS = (sayings.FUNCTION_UNKNOWN, sayings.ARGUMENT_COUNT)
"""Mistakes with hints for just the place at which they are told."""
_FILLINGS = ('"a"', "1", "name", "d", '"0190a5c0-0000-7000-8000-000000000001"')
"""What may stand for `…` in a hint."""


def told(text: str, scope: Scope) -> tuple[FormulaProblem, ...]:
    """Everything that is wrong with a formula."""
    try:
        check(text, scope, Wanted(), use=Use.RULE)
    except FormulaError as error:
        return error.problems
    return ()


def misleading(text: str, scope: Scope) -> str:
    """The first hint that a formula gets and that leads to the same refusal at the same place, with the best that comes of
    it; empty for none. Hints on syntax are signs and words, of which nobody can tell mechanically where they belong."""
    for problem in told(text, scope):
        if not problem.hint or PROBLEM_KINDS[problem.message] == SYNTAX:
            continue
        followed = list(_followed(text, problem, scope))
        if not any(_better(one, problem, scope) for one in followed):
            return f"{text} → {problem.hint} → {followed}"
    return ""


def _better(text: str, problem: FormulaProblem, scope: Scope) -> bool:
    code, column = problem.message.code, problem.column
    return all((one.message.code, one.column) != (code, column) for one in told(text, scope))


def _followed(text: str, problem: FormulaProblem, scope: Scope) -> Iterator[str]:
    """The formula with a hint in the place for which it is meant."""
    hint = problem.hint
    if hint in _SIGNS:
        yield text.replace(_SIGNS[hint], hint)
    elif hint in ("!(…)", "NOT(…)"):
        yield hint.replace("…", text.removeprefix(hint[:-3]))
    else:
        for place in _meant(text, problem):
            start, end = _with_brackets(text, place)
            yield from (f"{text[:start]}{one}{text[end:]}" for one in _filled(hint, scope))


def _meant(text: str, problem: FormulaProblem) -> list[Span]:
    """The parts of a formula that a hint may stand for: the problem's place and the largest part, if it repeats them, or,
    when it repeats nothing, those within the problem's place."""
    start, end = problem.column - 1, problem.end_column - 1
    if problem.message in _OF_CALLS:
        return [Span(start, end)]
    around = [
        one for one in _walked(parse(text)) if one.span.start <= start and end <= one.span.end
    ]
    near = [*around]
    for one in around[-2:]:
        near += parts(one)
    near += [one for one in _walked(around[-1]) if one not in near]
    words = set(_LEAF.findall(problem.hint))
    repeated = [one for one in near if _is_repeated(_written(text, one), problem.hint, words)]
    if not repeated:
        within = [one.span for one in near if start <= one.span.start and one.span.end <= end]
        return within or [Span(start, end)]
    largest = max(repeated, key=lambda one: one.span.end - one.span.start)
    paths = [one for one in repeated if isinstance(one, Path)]
    longer = [one for one in paths if problem.hint.startswith(f"{_written(text, one)}.")]
    at_place = [Span(start, end)] if _is_repeated(text[start:end], problem.hint, words) else []
    return [*at_place, largest.span, *(one.span for one in longer)]


def _is_repeated(written: str, hint: str, words: set[str]) -> bool:
    leaves = _LEAF.findall(_CALLED.sub("(", written))
    known = {*words, *(word.split(".")[0] for word in words)}
    lacking = [one for one in leaves if one not in known]
    return len(lacking) < len(leaves) and len(lacking) <= hint.count("…")


def _filled(hint: str, scope: Scope) -> list[str]:
    path = re.search(r"(\w+)\.…", hint)
    if path:
        (info,) = scope.fields(scope.object, path[1])
        return [hint.replace(".…", f".{one.name}") for one in scope.names(info.target or "")]
    return [hint.replace("…", one) for one in _FILLINGS] if "…" in hint else [hint]


def _with_brackets(text: str, span: Span) -> tuple[int, int]:
    """Where a part stands. That of a run begins at its first operand, and not at the bracket before it."""
    start, end = span.start, span.end
    lacking = text[start:end].count(")") - text[start:end].count("(")
    return start - max(lacking, 0), end + max(-lacking, 0)


def _written(text: str, node: Node) -> str:
    return text[node.span.start : node.span.end]


def _walked(node: Node) -> Iterator[Node]:
    yield node
    for one in parts(node):
        yield from _walked(one)
