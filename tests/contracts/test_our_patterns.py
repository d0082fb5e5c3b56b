"""No regular expression of ours takes a time that grows faster than the text: one cell could stop the whole process.

Python's `re` neither gives up nor lets another thread run. Each pattern meets texts that begin as it wants, go on with one
character many times, and end as it does not want. What packs write is RE2, which cannot be made to hang.
"""

import ast
import importlib
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.contracts.source_tree import Source, place, product_sources
from tests.examples import few

METHODS = {"match", "fullmatch", "search", "sub", "split", "findall", "finditer"}
WRITTEN_AT_RUN_TIME = {
    "platform/metadata/field_types/date_format.py": "a date format: at most six parts of fixed width, the rest escaped",
    "platform/runtime/cli/usage.py": "complaints of argparse about the words that the caller typed himself",
}
"""Patterns that are no constants, and why they need no test here."""
TIMES = 8_000
SHORTER = 8
"""A text as many times shorter takes as many times less, or sixty-four times less where a pattern is no linear one."""
BUDGET = 0.03
"""Seconds for one text that need no second look: most patterns take microseconds, and a square of 8,000 a tenth and more."""
ATTEMPTS = 3
EXAMPLES = 3
DEEPEST = 10
"""The places of an example where a hostile text may leave it."""
CHARACTERS = ' \n9a中.,;[<"/'
ENDS = ("\x00", "\n\x00")
"""What no pattern of ours ends with; dots match no line break."""


@dataclass(frozen=True)
class Ours:
    """A pattern of ours and how it is used."""

    where: str
    pattern: re.Pattern[Any]
    methods: frozenset[str]


def _calls(node: ast.AST) -> Iterator[ast.Call]:
    """The calls of functions of `re` below a node."""
    for part in ast.walk(node):
        if (
            isinstance(part, ast.Call)
            and isinstance(part.func, ast.Attribute)
            and isinstance(part.func.value, ast.Name)
            and part.func.value.id == "re"
            and part.func.attr in METHODS | {"compile"}
        ):
            yield part


def _patterns(value: object) -> Iterator[re.Pattern[Any]]:
    """The patterns that a constant is or holds."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _patterns(part)
    elif isinstance(value, tuple):
        for part in value:
            yield from _patterns(part)


def _uses(source: Source, name: str) -> frozenset[str]:
    """What is called on a constant: in its own module, and elsewhere when it is no private one."""
    texts = [one.text for one in product_sources() if one is source or not name.startswith("_")]
    use = re.compile(rf"\b{name}(?:\[[^\]]*\])?\.([a-z]+)\(")
    found = {method for text in texts for method in use.findall(text)} & METHODS
    return frozenset(found or {"fullmatch"})


def _constants(source: Source) -> Iterator[Ours]:
    module = importlib.import_module(source.module)
    for node in source.tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value and [*_calls(node.value)]:
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            assert isinstance(target, ast.Name)
            for pattern in _patterns(getattr(module, target.id)):
                yield Ours(place(source, node), pattern, _uses(source, target.id))


def _inside(source: Source) -> Iterator[ast.Call]:
    """The calls that stand in functions."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef):
            yield from _calls(node)


def _all() -> list[Ours]:
    found: list[Ours] = []
    for source in product_sources():
        found += _constants(source)
        for call in _inside(source):
            if isinstance(call.args[0], ast.Constant) and isinstance(call.func, ast.Attribute):
                pattern = re.compile(str(call.args[0].value))
                found.append(Ours(place(source, call), pattern, frozenset({call.func.attr})))
    return found


ALL = _all()


def test_every_pattern_is_a_constant() -> None:
    """One that is made of other texts is named here with its reason."""
    made = {
        source.path
        for source in product_sources()
        for call in _inside(source)
        if not isinstance(call.args[0], ast.Constant)
    }
    assert made == set(WRITTEN_AT_RUN_TIME)
    written = sum(len([*_calls(source.tree)]) for source in product_sources())
    assert len(ALL) >= written - len(WRITTEN_AT_RUN_TIME)


def _run(ours: Ours, method: str) -> Callable[[Any], object]:
    if method == "sub":
        empty = ours.pattern.pattern[:0]
        return lambda text: ours.pattern.sub(empty, text)
    if method == "finditer":
        return ours.pattern.findall
    run: Callable[[Any], object] = getattr(ours.pattern, method)
    return run


def _seconds(run: Callable[[Any], object], text: Any) -> float:
    """The time that the thread works, so that a busy machine is no slow pattern."""
    begun = time.thread_time()
    run(text)
    return time.thread_time() - begun


def _at_best(run: Callable[[Any], object], text: Any) -> float:
    return min(_seconds(run, text) for _ in range(ATTEMPTS))


def _examples(pattern: re.Pattern[Any]) -> list[Any]:
    """Texts that match, always the same ones."""
    found: list[Any] = []

    @settings(
        max_examples=few(EXAMPLES),
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.from_regex(pattern))
    def collect(example: Any) -> None:
        found.append(example)

    collect()
    return found


@dataclass(frozen=True)
class Hostile:
    """A text that begins as one that matches does, then goes on and on, and ends as none does."""

    begin: str
    part: str
    end: str

    def text(self, length: int, *, binary: bool) -> Any:
        written = self.begin + self.part * (length // len(self.part)) + self.end
        return written.encode() if binary else written


def _hostile(begin: str) -> Iterator[Hostile]:
    """Texts that leave one that matches at each of its places."""
    for at in range(min(len(begin), DEEPEST) + 1):
        repeated = [*CHARACTERS, begin[max(at - 1, 0) : at], begin[:at]]
        for part in dict.fromkeys(filter(None, repeated)):
            for end in ENDS:
                yield Hostile(begin[:at], part, end)


@pytest.mark.parametrize("ours", ALL, ids=[one.where for one in ALL])
def test_the_time_grows_no_faster_than_the_text(ours: Ours) -> None:
    binary = isinstance(ours.pattern.pattern, bytes)
    begins = [one.decode("latin-1") if binary else one for one in _examples(ours.pattern)]
    for hostile in dict.fromkeys(one for begin in begins for one in _hostile(begin)):
        for method in ours.methods:
            assert _is_linear(_run(ours, method), hostile, binary=binary), (method, hostile)


def _is_linear(run: Callable[[Any], object], hostile: Hostile, *, binary: bool) -> bool:
    """True when the text is read at once, or in a time that grows as its length does, on whatever machine."""
    text = hostile.text(TIMES, binary=binary)
    if _seconds(run, text) <= BUDGET:
        return True
    shorter = hostile.text(TIMES // SHORTER, binary=binary)
    return _at_best(run, text) <= _at_best(run, shorter) * SHORTER * 2


@pytest.mark.parametrize(("pattern", "linear"), [(r"[^x]{0,300}x$", True), (r"[^x]*x$", False)])
def test_a_pattern_is_judged_by_how_its_time_grows(pattern: str, linear: bool) -> None:
    search = re.compile(pattern).search
    assert _is_linear(search, Hostile("", "a", "\n\x00"), binary=False) is linear
