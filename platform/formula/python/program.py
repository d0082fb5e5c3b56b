"""A formula as Python code: compiled once, evaluated for a row or for whole columns."""

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import CodeType
from typing import Any

from objectry.formula import sayings
from objectry.formula.checking.checker import Checked
from objectry.formula.checking.paths import OLD
from objectry.formula.checking.typed import Constant, FieldRef, Typed, fields_in
from objectry.formula.faults import LimitReached
from objectry.formula.problems import FormulaError, problem_at
from objectry.formula.python.arithmetic import arithmetic
from objectry.formula.python.emitting import AROUND, Block, Emitter
from objectry.formula.python.faulting import FAULTS, fault_of, refusal
from objectry.formula.python.folding import folded
from objectry.formula.surroundings import NO_VALUES, Row, Surroundings
from objectry.formula.syntax.nodes import Span
from objectry.formula.types import Type

LONGEST_TEXT = 32_000
"""Characters of a text that a formula gives."""
FILE = "<formula>"
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Program:
    """The code of one formula. `fields` are what a row has to hold, by name, or by names joined with dots."""

    text: str
    fields: tuple[str, ...]
    one: Any
    """The function of a row and its surroundings. It computes in the present decimal context."""
    many: Any

    def evaluate(self, row: Row, around: Surroundings) -> Any:
        """The value for one row; None is nothing. Raises EvaluationError."""
        with arithmetic():
            return self.one(row, around)

    def evaluate_many(
        self, columns: Mapping[str, Sequence[Any]], around: Surroundings, count: int
    ) -> list[Any]:
        """The values for `count` rows that are given as columns; a Fault for a row that has none."""
        with arithmetic():
            found: list[Any] = self.many([columns[name] for name in self.fields], around, count)
        return found


def compiled(checked: Checked) -> Program:
    """The program of a checked formula. Raises FormulaError for one that is too deep to be compiled."""
    try:
        root = folded(checked.root)
        return _program(checked, root)
    except (RecursionError, SyntaxError, MemoryError):
        whole = Span(0, len(checked.text))
        raise FormulaError([problem_at(checked.text, whole, sayings.TOO_NESTED)]) from None


def _program(checked: Checked, root: Typed) -> Program:
    refs = [one for one in fields_in(root) if one.root == ""]
    fields = tuple(dict.fromkeys(one.key for one in refs))
    variables = {name: f"c{at}" for at, name in enumerate(fields)}
    return Program(
        checked.text,
        fields,
        _function(_one, checked, root, variables),
        _function(_many, checked, root, variables),
    )


def _function(make: Any, checked: Checked, root: Typed, variables: Mapping[str, str]) -> Any:
    """A Python function, from its statements."""
    names, definition = make(checked, root, variables)
    module = ast.Module([definition], [])
    ast.fix_missing_locations(module)
    code: CodeType = compile(module, FILE, "exec", dont_inherit=True, optimize=0)
    space: dict[str, Any] = {"__builtins__": {}, **_BUILTINS, **names}
    exec(code, space)  # noqa: S102  (a tree that was built here from metadata and constants, never text)
    return space[definition.name]


def _one(
    checked: Checked, root: Typed, variables: Mapping[str, str]
) -> tuple[dict[str, Any], ast.FunctionDef]:
    def load(ref: FieldRef) -> ast.expr:
        return _outside(ref) or _entry("row", ref.key)

    emitter = Emitter(checked.text, load)
    code = _finished(emitter, checked, root)
    emitter.block.append(ast.Return(code))
    raised = ast.Raise(ast.Call(_read("refusal"), [_read("error")], []), ast.Constant(None))
    body: Block = [_caught([*emitter.before, *emitter.block], raised)]
    return emitter.names, _definition("evaluate", ("row", AROUND), body)


def _many(
    checked: Checked, root: Typed, variables: Mapping[str, str]
) -> tuple[dict[str, Any], ast.FunctionDef]:
    def load(ref: FieldRef) -> ast.expr:
        return _outside(ref) or _read(variables[ref.key])

    emitter = Emitter(checked.text, load)
    code = _finished(emitter, checked, root)
    emitter.block.append(ast.Expr(ast.Call(_read("append"), [code], [])))
    noted = ast.Expr(
        ast.Call(_read("append"), [ast.Call(_read("fault_of"), [_read("error")], [])], [])
    )
    row = _caught(emitter.block, noted)
    body: Block = [
        _assigned("found", ast.List([], ast.Load())),
        _assigned("append", ast.Attribute(_read("found"), "append", ast.Load())),
        *emitter.before,
        _loop(list(variables.values()), row),
        ast.Return(_read("found")),
    ]
    return emitter.names, _definition("evaluate_many", ("columns", AROUND, "count"), body)


def _finished(emitter: Emitter, checked: Checked, root: Typed) -> ast.expr:
    """The value in the form in which it is kept."""
    code = emitter.value(root)
    if root.type is Type.BOOLEAN and root.nullable:
        return ast.BoolOp(ast.Or(), [code, ast.Constant(False)])
    if root.type is Type.TEXT and not isinstance(root, FieldRef | Constant):
        return ast.Call(_read("short"), [code], [])
    if root.type is Type.NUMBER and checked.points:
        return ast.Call(_read("points"), [code], [])
    return code


def short(text: str | None) -> str | None:
    """A text that is not too long to be kept; the empty one is nothing. Raises LimitReached."""
    if text is not None and len(text) > LONGEST_TEXT:
        raise LimitReached
    return text or None


def old_value(around: Surroundings, name: str) -> object:
    """A field's value before the change; nothing for a new record."""
    return None if around.old is None else around.old.get(name)


def global_value(around: Surroundings, root: str, name: str) -> object:
    """What the user or the organisation has under a name."""
    return around.globals.get(root, NO_VALUES).get(name)


def points(number: Decimal | None) -> Decimal | None:
    """A share in points: 0.25 is 25."""
    return None if number is None else number * _HUNDRED


_BUILTINS: Mapping[str, Any] = {
    "bool": bool, "len": len, "zip": zip, "range": range, "FAULTS": FAULTS, "refusal": refusal,
    "fault_of": fault_of, "short": short, "points": points,
    "old_value": old_value, "global_value": global_value,
}  # fmt: skip


def _outside(ref: FieldRef) -> ast.expr | None:
    """A value that is not the row's own: of the user, the organisation, or the record as it was."""
    around = _read(AROUND)
    if ref.root == OLD:
        return ast.Call(_read("old_value"), [around, ast.Constant(ref.key)], [])
    if ref.root:
        return ast.Call(
            _read("global_value"), [around, ast.Constant(ref.root), ast.Constant(ref.key)], []
        )
    return None


def _entry(mapping: str, key: str) -> ast.expr:
    return ast.Subscript(_read(mapping), ast.Constant(key), ast.Load())


def _read(name: str) -> ast.Name:
    return ast.Name(name, ast.Load())


def _assigned(name: str, code: ast.expr) -> ast.stmt:
    return ast.Assign([ast.Name(name, ast.Store())], code)


def _caught(body: Block, then: ast.stmt) -> ast.stmt:
    handler = ast.ExceptHandler(_read("FAULTS"), "error", [then])
    return ast.Try(body, [handler], [], [])


def _loop(variables: list[str], body: ast.stmt) -> ast.stmt:
    """One round for each row."""
    if not variables:
        target: ast.expr = ast.Name("_", ast.Store())
        return ast.For(target, ast.Call(_read("range"), [_read("count")], []), [body], [])
    names: list[ast.expr] = [ast.Name(one, ast.Store()) for one in variables]
    target = ast.Tuple(names, ast.Store())
    columns = ast.Call(_read("zip"), [ast.Starred(_read("columns"), ast.Load())], [])
    return ast.For(target, columns, [body], [])


def _definition(name: str, parameters: Sequence[str], body: Block) -> ast.FunctionDef:
    arguments = ast.arguments([], [ast.arg(one) for one in parameters], None, [], [], None, [])
    return ast.FunctionDef(name, arguments, body, [])
