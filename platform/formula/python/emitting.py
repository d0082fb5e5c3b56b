"""From typed tree to the statements of a Python function. Every piece of code carries the formula's own line and column.

A value is an expression that is None for nothing. Whatever is needed more than once, or may not be reached, is kept in a
local variable; what is known never to be nothing is not asked.
"""

import ast
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from objectry.formula.checking.typed import (
    Apply,
    Choose,
    Constant,
    FieldRef,
    FirstOf,
    IsFault,
    Logic,
    Match,
    Rescue,
    Run,
    Typed,
)
from objectry.formula.functions.declare import Function, Nulls
from objectry.formula.python.faulting import FAILURES
from objectry.formula.python.inlining import template
from objectry.formula.syntax.nodes import NOWHERE, Span
from objectry.formula.types import Type

ZERO = Decimal(0)
CENTI = Decimal("0.01")
LONGEST_EXPRESSION = 40
"""Operators of a run that are written as one expression: Python compiles nested expressions by recursion."""
AROUND = "around"

Block = list[ast.stmt]
Load = Callable[[FieldRef], ast.expr]
"""The raw value of a field, as the row or the column has it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """An expression that holds where none of `checks` is None; where one is, there is nothing."""

    code: ast.expr
    checks: tuple[str, ...] = ()
    fails: bool = False
    """True when computing it may raise."""
    size: int = 1


class Emitter:
    """Writes the code of one formula."""

    def __init__(self, text: str, load: Load) -> None:
        self.names: dict[str, Any] = {"Decimal": Decimal, "FAILURES": FAILURES}
        """What the code refers to by name: constants and functions."""
        self.before: Block = []
        """Statements that hold for all rows."""
        self.block: Block = []
        """The statements that are being written."""
        self._load = load
        self._lines = _line_starts(text)
        self._place = (1, 0)
        self._loaded: list[dict[tuple[str, str, bool], Piece]] = [{}]
        self._locals = 0

    # Values -------------------------------------------------------------------------------------

    def value(self, node: Typed) -> ast.expr:
        """An expression for the value of a node, to be used once."""
        match node:
            case Logic() | IsFault():
                return self._truth(node)
            case Choose():
                return self._choose(node)
            case Match():
                return self._match(node)
            case FirstOf():
                return self._first_of(node)
            case Rescue():
                return self._rescue(node)
        return self._whole(self.piece(node))

    def piece(self, node: Typed) -> Piece:
        """An expression with what has to be asked before it."""
        match node:
            case Constant():
                return self._constant(node)
            case FieldRef():
                return self._field(node)
            case Apply():
                pieces = [self.piece(one) for one in node.arguments]
                return self._applied(node.function, pieces, node.span)
            case Run():
                return self._run(node)
        return self._kept(self.value(node), node.nullable)

    def condition(self, node: Typed) -> ast.expr:
        """An expression that is true, as Python sees it, where the node is."""
        if isinstance(node, Logic):
            return self._logic(node)
        if isinstance(node, Apply | FieldRef | Constant | Run):
            piece = self.piece(node)
            return self._all([*(self._is_something(one) for one in piece.checks), piece.code])
        return self.value(node)

    def _truth(self, node: Logic | IsFault) -> ast.expr:
        if isinstance(node, IsFault):
            return self._is_fault(node)
        code = self._logic(node)
        return code if _is_truth(code) else self._call(self._name("bool"), code)

    # Leaves -------------------------------------------------------------------------------------

    def _constant(self, node: Constant) -> Piece:
        value = node.value
        if value is None or isinstance(value, bool | str):
            return Piece(self._literal(value))
        if isinstance(value, datetime) and value.tzinfo is None:
            moment = ast.Attribute(self._name(AROUND), "moment", ast.Load())
            local = self._local()
            self.before.append(self._assign(local, self._call(
                ast.Attribute(moment, "in_utc", ast.Load()), self._global("value", value))))  # fmt: skip
            return Piece(self._name(local))
        return Piece(self._global("value", value))

    def _field(self, node: FieldRef) -> Piece:
        key = (node.root, node.key, node.zero)
        for known in reversed(self._loaded):
            if key in known:
                return known[key]
        self._at(node.span)
        piece = self._converted(node)
        self._loaded[-1][key] = piece
        return piece

    def _converted(self, node: FieldRef) -> Piece:
        """A field's value as formulas reckon with it, in a local variable."""
        info, raw = node.path[-1], self._load(node)
        if node.type is Type.BOOLEAN:
            return self._kept(ast.BoolOp(ast.Or(), [raw, self._literal(False)]), False)
        if node.zero and not info.whole:
            raw = ast.BoolOp(ast.Or(), [raw, self._global("zero", ZERO)])
        elif node.zero:
            raw = self._call(self._name("Decimal"), ast.BoolOp(ast.Or(), [raw, self._literal(0)]))
        piece = self._kept(raw, node.nullable)
        if node.type is not Type.NUMBER or not (info.percent or info.whole and not node.zero):
            return piece
        code = piece.code
        if info.whole and not node.zero:
            code = self._call(self._name("Decimal"), code)
        if info.percent:
            code = ast.BinOp(code, ast.Mult(), self._global("centi", CENTI))
        return self._kept(self._whole(Piece(code, piece.checks)), node.nullable)

    # Functions ----------------------------------------------------------------------------------

    def _run(self, node: Run) -> Piece:
        done = self.piece(node.first)
        for step in node.steps:
            right = self.piece(step.operand)
            done = self._applied(step.function, [done, right], step.span)
            if done.size > LONGEST_EXPRESSION:
                done = self._stored(done)
        return done

    def _applied(self, function: Function, pieces: list[Piece], span: Span) -> Piece:
        """A function on arguments that have been written."""
        strict = function.nulls is Nulls.STRICT
        if strict and any(_is_nothing(one.code) for one in pieces):
            for one in pieces:
                if one.fails:
                    self._stored(one)
            return Piece(self._literal(None))
        if not strict:
            pieces = [Piece(self._whole(one), (), one.fails, one.size) for one in pieces]
        checks = tuple(dict.fromkeys(check for one in pieces for check in one.checks))
        pieces = [
            self._stored(one) if one.fails and set(checks) - set(one.checks) else one for one in pieces
        ]  # fmt: skip
        checks = tuple(dict.fromkeys(check for one in pieces for check in one.checks))
        code = self._expression(function, pieces, span)
        fails = function.fails or any(one.fails for one in pieces)
        piece = Piece(code, checks, fails, 1 + sum(one.size for one in pieces))
        if not function.blank:
            return piece
        self._at(span)
        if function.result is Type.TEXT:
            code = ast.BoolOp(ast.Or(), [code, self._literal(None)])
        return self._kept(self._whole(Piece(code, checks, fails)), True)

    def _expression(self, function: Function, pieces: Sequence[Piece], span: Span) -> ast.expr:
        if function.inline:
            return self._inlined(function, pieces, span)
        arguments = [one.code for one in pieces]
        self._at(span)
        called = self._global(function.code.__name__, function.code)
        around = [self._name(AROUND)] if function.surrounded else []
        return self._call(called, *around, *arguments)

    def _inlined(self, function: Function, pieces: Sequence[Piece], span: Span) -> ast.expr:
        found = template(function)
        codes: dict[str, ast.expr] = {}
        for parameter, piece in zip(function.parameters, pieces, strict=False):
            code = piece.code
            if found.uses[parameter.name] > 1 and not isinstance(code, ast.Name | ast.Constant):
                code = self._kept(code, False).code
            codes[parameter.name] = code
        for name, meaning in found.names.items():
            codes[name] = self._global(name, meaning)
        self._at(span)
        return _Filling(codes, self._where()).visit(deepcopy(found.expression))  # type: ignore[no-any-return]

    # Forms --------------------------------------------------------------------------------------

    def _logic(self, node: Logic) -> ast.expr:
        """AND and OR: what an operand takes beside its expression is written where the operand is reached."""
        first, *others = node.operands
        codes = [self.condition(first)]
        result = ""
        for operand in others:
            with self._inner() as block:
                code = self.condition(operand)
            if block and not result:
                result = self._local()
                self._add(self._assign(result, self._joined(node.every, codes)))
            if result:
                reached = self._name(result)
                test = reached if node.every else ast.UnaryOp(ast.Not(), reached)
                self._add(ast.If(test, [*block, self._assign(result, code)], []))
            else:
                codes.append(code)
        return self._name(result) if result else self._joined(node.every, codes)

    def _joined(self, every: bool, codes: list[ast.expr]) -> ast.expr:
        return self._all(codes) if every else self._any(codes)

    def _choose(self, node: Choose) -> ast.expr:
        result = self._local()
        with self._branching(result, self.value) as branch:
            for condition, value in node.arms:
                branch(self.condition(condition), value)
            branch(None, node.otherwise)
        return self._name(result)

    def _match(self, node: Match) -> ast.expr:
        result = self._local()
        subject = self._stored(self._as_value(node.subject))
        given: dict[int, ast.expr] = {}
        if not node.lazy:
            parts = (*(part for arm in node.arms for part in arm), node.otherwise)
            given = {id(part): self._stored(self._as_value(part)).code for part in parts}

        def value_of(part: Typed) -> ast.expr:
            return given.get(id(part)) or self.value(part)

        with self._branching(result, value_of) as branch:
            for key, value in node.arms:
                test: ast.expr = ast.Compare(subject.code, [ast.Eq()], [value_of(key)])
                if not node.blank and isinstance(subject.code, ast.Name) and node.subject.nullable:
                    test = self._all([self._is_something(subject.code.id), test])
                branch(test, value)
            branch(None, node.otherwise)
        return self._name(result)

    @contextmanager
    def _branching(
        self, result: str, write: Callable[[Typed], ast.expr]
    ) -> Iterator[Callable[[ast.expr | None, Typed], None]]:
        """IF … ELIF … ELSE: each branch is written where the conditions of those before were not true."""
        outer, depth = self.block, len(self._loaded)

        def branch(test: ast.expr | None, value: Typed) -> None:
            if test is None:
                self._add(self._assign(result, write(value)))
                return
            with self._inner() as then:
                self._add(self._assign(result, write(value)))
            other: Block = []
            self._add(ast.If(test, then, other))
            self.block = other
            self._loaded.append({})

        yield branch
        del self._loaded[depth:]
        self.block = outer

    def _first_of(self, node: FirstOf) -> ast.expr:
        result = self._local()
        self._add(self._assign(result, self.value(node.operands[0])))
        for operand in node.operands[1:]:
            with self._inner() as then:
                self._add(self._assign(result, self.value(operand)))
            self._add(ast.If(self._is_nothing(result), then, []))
        return self._name(result)

    def _rescue(self, node: Rescue) -> ast.expr:
        result = self._local()
        with self._inner() as tried:
            self._add(self._assign(result, self.value(node.operand)))
        with self._inner() as caught:
            self._add(self._assign(result, self.value(node.otherwise)))
        handler = ast.ExceptHandler(self._name("FAILURES"), None, caught)
        self._add(ast.Try(tried, [handler], [], []))
        return self._name(result)

    def _is_fault(self, node: IsFault) -> ast.expr:
        result = self._local()
        with self._inner() as tried:
            self._add(ast.Expr(self.value(node.operand)))
            self._add(self._assign(result, self._literal(False)))
        with self._inner() as caught:
            self._add(self._assign(result, self._literal(True)))
        handler = ast.ExceptHandler(self._name("FAILURES"), None, caught)
        self._add(ast.Try(tried, [handler], [], []))
        return self._name(result)

    # Pieces of code -----------------------------------------------------------------------------

    def _as_value(self, node: Typed) -> Piece:
        piece = self.piece(node)
        return Piece(self._whole(piece), (), piece.fails, piece.size)

    def _whole(self, piece: Piece) -> ast.expr:
        """The expression that is None where a check is."""
        if not piece.checks:
            return piece.code
        if isinstance(piece.code, ast.Name) and piece.checks == (piece.code.id,):
            return piece.code
        tests = [self._is_nothing(one) for one in piece.checks]
        return ast.IfExp(self._any(tests), self._literal(None), piece.code)

    def _stored(self, piece: Piece) -> Piece:
        """The value in a local variable, so that it is computed here and once."""
        if isinstance(piece.code, ast.Name | ast.Constant):
            return piece
        return self._kept(self._whole(piece), bool(piece.checks))

    def _kept(self, code: ast.expr, nullable: bool) -> Piece:
        if isinstance(code, ast.Constant):
            return Piece(code)
        if isinstance(code, ast.Name):
            return Piece(code, (code.id,) if nullable else ())
        local = self._local()
        self._add(self._assign(local, code))
        return Piece(self._name(local), (local,) if nullable else ())

    @contextmanager
    def _inner(self) -> Iterator[Block]:
        """Statements of a block of their own; what is loaded there is not known outside."""
        outer = self.block
        block: Block = []
        self.block = block
        self._loaded.append({})
        yield block
        self._loaded.pop()
        self.block = outer

    def _add(self, statement: ast.stmt) -> None:
        self.block.append(statement)

    def _local(self) -> str:
        self._locals += 1
        return f"v{self._locals}"

    def _assign(self, name: str, code: ast.expr) -> ast.stmt:
        return ast.Assign([ast.Name(name, ast.Store(), **self._where())], code, **self._where())

    def _literal(self, value: Any) -> ast.expr:
        return ast.Constant(value, **self._where())

    def _name(self, name: str) -> ast.expr:
        return ast.Name(name, ast.Load(), **self._where())

    def _global(self, name: str, value: Any) -> ast.expr:
        """A name for a value that the code refers to. No local variable begins with `g_`."""
        number = 0
        key = f"g_{name}"
        while key in self.names and self.names[key] is not value:
            number += 1
            key = f"g_{name}_{number}"
        self.names[key] = value
        return self._name(key)

    def _call(self, called: ast.expr, *arguments: ast.expr) -> ast.expr:
        return ast.Call(called, list(arguments), [], **self._where())

    def _is_nothing(self, name: str) -> ast.expr:
        return ast.Compare(self._name(name), [ast.Is()], [self._literal(None)])

    def _is_something(self, name: str) -> ast.expr:
        return ast.Compare(self._name(name), [ast.IsNot()], [self._literal(None)])

    def _all(self, codes: list[ast.expr]) -> ast.expr:
        return codes[0] if len(codes) == 1 else ast.BoolOp(ast.And(), codes)

    def _any(self, codes: list[ast.expr]) -> ast.expr:
        return codes[0] if len(codes) == 1 else ast.BoolOp(ast.Or(), codes)

    def _at(self, span: Span) -> None:
        if span is not NOWHERE:
            line = bisect_right(self._lines, span.start) - 1
            self._place = (line + 1, span.start - self._lines[line])

    def _where(self) -> dict[str, Any]:
        line, column = self._place
        return {"lineno": line, "col_offset": column, "end_lineno": line, "end_col_offset": column}


class _Filling(ast.NodeTransformer):
    """Puts arguments in the place of parameters, and the whole at one place of the formula."""

    def __init__(self, codes: Mapping[str, ast.expr], where: Mapping[str, int]) -> None:
        self._codes = codes
        self._where = where

    def generic_visit(self, node: ast.AST) -> ast.AST:
        made = super().generic_visit(node)
        if isinstance(made, ast.expr):
            for name, value in self._where.items():
                setattr(made, name, value)
        return made

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._codes[node.id]


def _is_nothing(code: ast.expr) -> bool:
    return isinstance(code, ast.Constant) and code.value is None


def _is_truth(code: ast.expr) -> bool:
    """Tell expressions that are True or False, and nothing else."""
    if isinstance(code, ast.BoolOp):
        return all(_is_truth(one) for one in code.values)
    if isinstance(code, ast.UnaryOp):
        return isinstance(code.op, ast.Not)
    return (
        isinstance(code, ast.Compare)
        or isinstance(code, ast.Constant)
        and isinstance(code.value, bool)
    )


def _line_starts(text: str) -> list[int]:
    """The place of the first character of each line."""
    return [0, *(at + 1 for at, character in enumerate(text) if character == "\n")]
