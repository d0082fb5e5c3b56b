"""A formula as Python code: compiled once, evaluated for a row or for whole columns."""

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import getcontext
from functools import cached_property
from types import CodeType
from typing import Any

from objectry.formula import sayings
from objectry.formula.arithmetic import ARITHMETIC, arithmetic
from objectry.formula.checking.checker import Checked
from objectry.formula.checking.folding import folded
from objectry.formula.checking.paths import OLD
from objectry.formula.checking.rebuilding import Change
from objectry.formula.checking.results import is_picked
from objectry.formula.checking.typed import (
    Constant,
    FieldRef,
    IsFault,
    Rescue,
    Typed,
    walk,
)
from objectry.formula.faults import FAULTS
from objectry.formula.places import Span
from objectry.formula.problems import FormulaError, problem_at
from objectry.formula.python.emitting import AROUND, Emitter
from objectry.formula.python.faulting import fault_of, refusal
from objectry.formula.python.special import specialised
from objectry.formula.python.writing import START, Block
from objectry.formula.surroundings import NO_VALUES, Row, Surroundings
from objectry.formula.types import Type

FILE = "<formula>"
Names = dict[str, Any]


@dataclass(frozen=True)
class Program:
    """The code of one formula. `fields` are what a row has to hold, by name, or by names joined with dots."""

    text: str
    fields: tuple[str, ...]
    bind: Callable[[Surroundings], Callable[[Row], Any]]
    """Makes the function of a row. It computes in the present decimal context, which has to be that of formulas."""
    source: "Source"

    @cached_property
    def many(self) -> Callable[[Sequence[Sequence[Any]], Surroundings, int], list[Any]]:
        """The function of whole columns, which is made when it is first needed."""
        return _function(_many, self.source)  # type: ignore[no-any-return]

    def evaluate(self, row: Row, around: Surroundings) -> Any:
        """The value for one row; None is nothing. Raises EvaluationError."""
        if getcontext() is ARITHMETIC:
            return self.bind(around)(row)
        with arithmetic():
            return self.bind(around)(row)

    def evaluate_many(
        self, columns: Mapping[str, Sequence[Any]], around: Surroundings, count: int
    ) -> list[Any]:
        """The values for `count` rows that are given as columns; a Fault for a row that has none."""
        with arithmetic():
            return self.many([columns[name] for name in self.fields], around, count)


@dataclass(frozen=True, slots=True)
class Source:
    """What the code of a formula is made of."""

    checked: Checked
    root: Typed
    refs: Sequence[FieldRef]
    variables: Mapping[str, str]
    """The variable of each field in the code that reads columns."""


def compiled(checked: Checked) -> Program:
    """The program of a checked formula. Raises FormulaError for one that is too deep to be compiled."""
    return program(checked, specialised, folded)


def program(checked: Checked, *changes: Change) -> Program:
    """The program of a checked formula after some changes of its tree, the last of them first; `compiled` knows which."""
    try:
        root = checked.root
        for change in reversed(changes):
            root = change(root)
        return _program(checked, root)
    except (RecursionError, SyntaxError, MemoryError):
        whole = Span(0, len(checked.text))
        raise FormulaError([problem_at(checked.text, whole, sayings.TOO_NESTED)]) from None


def _program(checked: Checked, root: Typed) -> Program:
    nodes = list(walk(root))
    refs = [one for one in nodes if isinstance(one, FieldRef)]
    fields = tuple(dict.fromkeys(one.key for one in refs if one.root == ""))
    source = Source(checked, root, refs, {name: f"c{at}" for at, name in enumerate(fields)})
    made = Program(checked.text, fields, _function(_one, source), source)
    if any(isinstance(one, Rescue | IsFault) for one in nodes):
        # Python nests twenty blocks at most, and the loop over columns is one more of them: known at once, or never.
        _ = made.many
    return made


def _function(make: Callable[[Source], tuple[Names, ast.FunctionDef]], source: Source) -> Any:
    """A Python function, from its statements."""
    names, definition = make(source)
    module = ast.Module([definition], [])
    code: CodeType = compile(module, FILE, "exec", dont_inherit=True, optimize=0)
    space: Names = {"__builtins__": {}, **_BUILTINS, **names}
    exec(code, space)  # noqa: S102  (a tree that was built here from metadata and constants, never text)
    return space[definition.name]


def _one(source: Source) -> tuple[Names, ast.FunctionDef]:
    """A function that makes, of the surroundings, the function of a row."""

    def load(ref: FieldRef) -> ast.expr:
        return _outside(ref) or _entry("row", ref.key)

    emitter = Emitter(source.checked.text, source.refs, load)
    code = _finished(emitter, source)
    emitter.block.append(ast.Return(code, **START))
    raised = ast.Raise(_call("refusal", _read("error")), _constant(None), **START)
    row = _definition("evaluate", ("row",), [_caught(emitter.block, raised)])
    body: Block = [*emitter.before, row, ast.Return(_read("evaluate"), **START)]
    return emitter.names, _definition("bind", (AROUND,), body)


def _many(source: Source) -> tuple[Names, ast.FunctionDef]:
    """A function of columns: one loop over all rows."""

    def load(ref: FieldRef) -> ast.expr:
        return _outside(ref) or _read(source.variables[ref.key])

    emitter = Emitter(source.checked.text, source.refs, load)
    code = _finished(emitter, source)
    emitter.block.append(ast.Expr(_call("append", code), **START))
    noted = ast.Expr(_call("append", _call("fault_of", _read("error"))), **START)
    row = _caught(emitter.block, noted)
    body: Block = [
        _assigned("found", ast.List([], ast.Load(), **START)),
        _assigned("append", ast.Attribute(_read("found"), "append", ast.Load(), **START)),
        *emitter.before,
        _loop(list(source.variables.values()), row),
        ast.Return(_read("found"), **START),
    ]
    return emitter.names, _definition("evaluate_many", ("columns", AROUND, "count"), body)


def _finished(emitter: Emitter, source: Source) -> ast.expr:
    """The value in the form in which it is kept."""
    root, picked = source.root, is_picked(source.checked.root)
    if isinstance(root, Constant) and root.value == "":
        return _constant(None)
    if root.type is Type.TEXT and not isinstance(root, Constant):
        if not (picked and isinstance(root, FieldRef)):
            return emitter.kept_text(root, checked=not picked)
    if root.type is Type.NUMBER and source.checked.points:
        return emitter.in_points(root)
    code = emitter.value(root)
    if root.type is Type.BOOLEAN and root.nullable:
        return ast.BoolOp(ast.Or(), [code, _constant(False)], **START)
    return code


def old_value(around: Surroundings, name: str) -> object:
    """A field's value before the change; nothing for a new record."""
    return None if around.old is None else around.old.get(name)


def global_value(around: Surroundings, root: str, name: str) -> object:
    """What the user or the organisation has under a name."""
    return around.globals.get(root, NO_VALUES).get(name)


_BUILTINS: Mapping[str, Any] = {
    "zip": zip, "range": range, "FAULTS": FAULTS, "refusal": refusal,
    "fault_of": fault_of, "old_value": old_value, "global_value": global_value,
}  # fmt: skip


def _outside(ref: FieldRef) -> ast.expr | None:
    """A value that is not the row's own: of the user, the organisation, or the record as it was."""
    around = _read(AROUND)
    if ref.root == OLD:
        return _call("old_value", around, _constant(ref.key))
    if ref.root:
        return _call("global_value", around, _constant(ref.root), _constant(ref.key))
    return None


def _entry(mapping: str, key: str) -> ast.expr:
    return ast.Subscript(_read(mapping), _constant(key), ast.Load(), **START)


def _read(name: str) -> ast.Name:
    return ast.Name(name, ast.Load(), **START)


def _constant(value: str | bool | None) -> ast.Constant:
    return ast.Constant(value, **START)


def _call(name: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(_read(name), list(arguments), [], **START)


def _assigned(name: str, code: ast.expr) -> ast.stmt:
    return ast.Assign([ast.Name(name, ast.Store(), **START)], code, **START)


def _caught(body: Block, then: ast.stmt) -> ast.stmt:
    handler = ast.ExceptHandler(_read("FAULTS"), "error", [then], **START)
    return ast.Try(body, [handler], [], [], **START)


def _loop(variables: list[str], body: ast.stmt) -> ast.stmt:
    """One round for each row."""
    if not variables:
        target: ast.expr = ast.Name("_", ast.Store(), **START)
        return ast.For(target, _call("range", _read("count")), [body], [], **START)
    names: list[ast.expr] = [ast.Name(one, ast.Store(), **START) for one in variables]
    target = ast.Tuple(names, ast.Store(), **START)
    columns = _call("zip", ast.Starred(_read("columns"), ast.Load(), **START))
    return ast.For(target, columns, [body], [], **START)


def _definition(name: str, parameters: Sequence[str], body: Block) -> ast.FunctionDef:
    arguments = ast.arguments(
        [], [ast.arg(one, **START) for one in parameters], None, [], [], None, []
    )
    return ast.FunctionDef(name, arguments, body, [], **START)
