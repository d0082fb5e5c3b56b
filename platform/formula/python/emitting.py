"""From typed tree to the statements of a Python function. Every piece of code carries the formula's own line and column.

A value is an expression that is None for nothing. Whatever is needed more than once, or may not be reached, is kept in a
local variable; what is known never to be nothing is not asked.
"""

import ast
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

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
from objectry.formula.faults import FAILURES, LimitReached
from objectry.formula.functions.declare import NUMBER, Function, Nulls
from objectry.formula.functions.lengths import LONGEST
from objectry.formula.functions.operators import join, join_any, join_texts
from objectry.formula.places import Span
from objectry.formula.python.inlining import filled, template
from objectry.formula.python.tables import Table, table
from objectry.formula.python.wholes import ARITHMETIC, INTEGER, largest, prefixes
from objectry.formula.python.writing import START, Block, FieldKey, Piece, Test, Writer, is_nothing
from objectry.formula.types import Type

ZERO = Decimal(0)
CENTI = Decimal("0.01")
HUNDRED = Decimal(100)
JOINS = (join, join_texts, join_any)
"""Operators that put texts behind each other."""
LONGEST_EXPRESSION = 40
"""Operators of a run that are written as one expression: Python compiles nested expressions by recursion."""
AROUND = "around"

Load = Callable[[FieldRef], ast.expr]
"""The raw value of a field, as the row or the column has it."""


def too_long() -> None:
    """Refuse a text that is too long to be kept."""
    raise LimitReached


class Emitter(Writer):
    """Writes the code of one formula."""

    def __init__(self, text: str, fields: Iterable[FieldRef], load: Load) -> None:
        super().__init__(text, {"Decimal": Decimal, "FAILURES": FAILURES})
        self._load = load
        self._uses = Counter(map(_field_key, fields))

    # Values -------------------------------------------------------------------------------------

    def value(self, node: Typed) -> ast.expr:
        """An expression for the value of a node, to be used once."""
        match node:
            case FieldRef() if self._is_plain(node):
                self._at(node.span)
                return self._load(node)
            case Logic():
                return self._logic(node).code
            case IsFault():
                return self._is_fault(node)
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
        return self._settled(self._unsettled(node))

    def condition(self, node: Typed) -> Test:
        """A test that is True where the node is, and False where it is false or nothing."""
        if isinstance(node, Logic):
            return self._logic(node)
        if isinstance(node, Apply | FieldRef | Run):
            piece = self.piece(node)
            if is_nothing(piece.code):
                return Test(self._literal(False))
            checks = self._unknown(piece.checks)
            code = self._all([*(self._is_something(one) for one in checks), piece.code])
            return Test(code, frozenset(checks))
        code = self.value(node)
        if node.nullable:
            code = ast.BoolOp(ast.Or(), [code, self._literal(False)], **self._here)
        return Test(code)

    def kept_text(self, root: Typed, checked: bool) -> ast.expr:
        """A text as it is kept: nothing for the empty one. With `checked`, one that is too long raises LimitReached."""
        piece = self._unsettled(root)
        certain = isinstance(piece.code, ast.JoinedStr) and not piece.blank
        code = self._whole(piece._replace(blank=not certain))
        if not checked or is_nothing(code):
            return code
        local = self._local()
        self._add(self._assign(local, code))
        self._here = START
        length = self._call(self._global("len", len), self._name(local))
        short: ast.expr = ast.Compare(length, [ast.LtE()], [self._literal(LONGEST)], **self._here)
        if not certain:
            short = self._any([self._is_nothing(local), short])
        return ast.IfExp(
            short, self._name(local), self._call(self._global("too_long", too_long)), **self._here
        )

    def in_points(self, root: Typed) -> ast.expr:
        """A share in points: 0.25 is 25."""
        return self._whole(self._times(self.piece(root), self._global("hundred", HUNDRED)))

    def _unsettled(self, node: Typed) -> Piece:
        match node:
            case Constant():
                return self._constant(node)
            case FieldRef():
                return self._field(node)
            case Apply():
                pieces = self._arguments(node.function, node.arguments)
                return self._applied(node.function, pieces, node.span)
            case Run() if node.steps[-1].function in JOINS:
                return self._joined_texts(node)
            case Run() if largest(node) is not None:
                return self._decimal(self._integer(node))
            case Run():
                return self._run(node, len(node.steps))
        return self._kept(self.value(node), node.nullable)

    # Leaves -------------------------------------------------------------------------------------

    def _constant(self, node: Constant) -> Piece:
        value = node.value
        if value is None or isinstance(value, bool | str):
            return Piece(self._literal(value), steady=True)
        if node.clock is not None:
            moment = ast.Attribute(self._name(AROUND), "moment", ast.Load(), **self._here)
            in_utc = ast.Attribute(moment, "in_utc", ast.Load(), **self._here)
            return self._hoisted(self._call(in_utc, self._global("value", value)))
        return Piece(self._global("value", value), steady=True)

    def _field(self, node: FieldRef) -> Piece:
        key = _field_key(node)
        for known in reversed(self._loaded):
            if key in known:
                return known[key]
        self._at(node.span)
        piece = self._converted(node)
        if self._uses[key] > 1:
            self._loaded[-1][key] = piece
        return piece

    def _converted(self, node: FieldRef) -> Piece:
        """A field's value as formulas reckon with it; in a local variable if it is needed again, or has to be asked."""
        info, raw = node.path[-1], self._load(node)
        once = self._uses[_field_key(node)] == 1
        if node.type is Type.BOOLEAN and not node.nullable:
            truth = ast.BoolOp(ast.Or(), [raw, self._literal(False)], **self._here)
            return Piece(truth) if once else self._kept(truth, False)
        if node.zero and not info.whole:
            raw = ast.BoolOp(ast.Or(), [raw, self._global("zero", ZERO)], **self._here)
        elif node.zero:
            raw = self._call(
                self._name("Decimal"), ast.BoolOp(ast.Or(), [raw, self._literal(0)], **self._here)
            )
        piece = Piece(raw) if once and not node.nullable else self._kept(raw, node.nullable)
        if node.type is not Type.NUMBER or not (info.percent or info.whole and not node.zero):
            return piece
        code = piece.code
        if info.whole and not node.zero:
            code = self._call(self._name("Decimal"), code)
        if info.percent:
            code = ast.BinOp(code, ast.Mult(), self._global("centi", CENTI), **self._here)
        piece = Piece(code, piece.checks, size=2)
        return piece if once else self._stored(piece)

    def _is_plain(self, node: FieldRef) -> bool:
        """Whether a field is read once, and reckoned with as the row has it."""
        info = node.path[-1]
        converted = node.zero or node.type is Type.NUMBER and (info.percent or info.whole)
        return (
            not converted
            and (node.type is not Type.BOOLEAN or node.nullable)
            and self._uses[_field_key(node)] == 1
        )

    # Functions ----------------------------------------------------------------------------------

    def _arguments(self, function: Function, arguments: Sequence[Typed]) -> list[Piece]:
        pieces: list[Piece] = []
        for index, one in enumerate(arguments):
            reached = len(self.block)
            piece = self._argument(function, index, one)
            pieces = [*self._ahead(pieces, reached), piece]
        return pieces

    def _argument(self, function: Function, index: int, node: Typed) -> Piece:
        if function.parameter(index).types == INTEGER:
            return self._integer(node)
        if function.nulls is Nulls.TOTAL and isinstance(node, FieldRef) and self._is_plain(node):
            return Piece(self.value(node))
        return self.piece(node)

    def _run(self, node: Run, steps: int, integer: int | None = None) -> Piece:
        """The first steps of a run. From prefix number `integer` on it is reckoned in integers."""
        done = self._integer(node.first) if integer == 0 else self.piece(node.first)
        for number, step in enumerate(node.steps[:steps], 1):
            whole = integer is not None and number >= integer
            exact = (
                whole
                and step.function in ARITHMETIC
                or step.function.parameter(1).types == INTEGER
            )
            reached = len(self.block)
            right = self._integer(step.operand) if exact else self.piece(step.operand)
            (done,) = self._ahead([done], reached)
            done = self._applied(step.function, [done, right], step.span, whole)
            if done.size > LONGEST_EXPRESSION:
                done = self._stored(done)
        return done

    def _integer(self, node: Typed) -> Piece:
        """A whole number as an integer: a node of which `largest` knows the size, or a prepared constant."""
        match node:
            case Constant(value=Decimal() as number):
                return Piece(self._literal(int(number)), steady=True)
            case Constant(value=int() as number):
                return Piece(self._literal(number), steady=True)
            case Apply():
                pieces = self._arguments(node.function, node.arguments)
                if node.function.parameters[0].types == NUMBER:  # the operators with one side
                    pieces = [self._integer(node.arguments[0])]
                return self._applied(node.function, pieces, node.span, True)
            case Run():
                unknown = [at for at, one in enumerate(prefixes(node)) if one is None]
                return self._run(node, len(node.steps), unknown[-1] + 1 if unknown else 0)
        return self.piece(node)

    def _applied(
        self, function: Function, pieces: list[Piece], span: Span, integer: bool = False
    ) -> Piece:
        """A function on arguments that have been written; its result as an integer, if that is wanted."""
        strict = function.nulls is Nulls.STRICT
        if strict and any(is_nothing(one.code) for one in pieces):
            for one in pieces:
                if one.fails:
                    self._stored(one)
            return Piece(self._literal(None))
        if not strict:
            pieces = [
                Piece(self._whole(one), (), one.fails, one.size, one.steady) for one in pieces
            ]
        checks = tuple(dict.fromkeys(check for one in pieces for check in one.checks))
        pieces = [
            self._stored(one) if one.fails and set(checks) - set(one.checks) else one for one in pieces
        ]  # fmt: skip
        checks = tuple(dict.fromkeys(check for one in pieces for check in one.checks))
        code = self._expression(function, pieces, span, integer)
        fails = function.fails or any(one.fails for one in pieces)
        if (
            function.surrounded
            and not (fails or function.blank)
            and all(one.steady for one in pieces)
        ):
            return self._hoisted(code)
        if function.blank and function.result is not Type.TEXT:  # zero and FALSE are something
            return self._kept(self._whole(Piece(code, checks)), True)
        return Piece(
            code, checks, fails, 1 + sum(one.size for one in pieces), blank=function.blank
        )

    def _expression(
        self, function: Function, pieces: Sequence[Piece], span: Span, integer: bool
    ) -> ast.expr:
        if function.inline:
            return self._inlined(function, pieces, span, integer)
        arguments = [one.code for one in pieces]
        self._at(span)
        called = self._global(function.code.__name__, function.code)
        around = [self._name(AROUND)] if function.surrounded else []
        return self._call(called, *around, *arguments)

    def _inlined(
        self, function: Function, pieces: Sequence[Piece], span: Span, integer: bool
    ) -> ast.expr:
        found = template(function)
        codes: dict[str, ast.expr] = {}
        for parameter, piece in zip(function.parameters, pieces, strict=False):
            code = piece.code
            if found.uses[parameter.name] > 1:
                code = self._stored(piece).code
            codes[parameter.name] = code
        for name, meaning in found.names.items():
            codes[name] = self._global(name, meaning)
        self._at(span)
        expression = found.integer if integer and found.integer is not None else found.expression
        return filled(expression, codes, self._here)  # type: ignore[no-any-return]

    def _joined_texts(self, node: Run) -> Piece:
        """Texts behind each other, as one expression. Nothing adds nothing."""
        last = max(
            (at for at, one in enumerate(node.steps) if one.function not in JOINS), default=-1
        )
        pieces = [self._unsettled(node.first) if last < 0 else self._run(node, last + 1)]
        for step in node.steps[last + 1 :]:
            reached = len(self.block)
            right = self._unsettled(step.operand)
            pieces = self._ahead(pieces, reached)
            pieces.append(right)
        self._at(node.steps[-1].span)
        texts = [self._as_text(one) for one in pieces if not is_nothing(one.code)]
        certain = any(isinstance(one, ast.Constant) and one.value for one in texts)
        fails, size = any(one.fails for one in pieces), sum(one.size for one in pieces)
        parts = [one if isinstance(one, ast.Constant) else self._formatted(one) for one in texts]
        joined = ast.JoinedStr(parts, **self._here)
        return Piece(joined, (), fails, size, blank=not certain)

    def _as_value(self, node: Typed) -> Piece:
        piece = self.piece(node)
        return Piece(self._whole(piece), (), piece.fails, piece.size)

    # Forms --------------------------------------------------------------------------------------

    def _logic(self, node: Logic) -> Test:
        """AND and OR: what an operand takes beside its expression is written where the operand is reached."""
        first, *others = node.operands
        test = self.condition(first)
        codes, proved = [test.code], test.proves if node.every else frozenset[str]()
        result = ""
        for operand in others:
            with self._inner(proved) as block:
                test = self.condition(operand)
                code = _woven(block, test.code)
            if block and not result:
                result = self._local()
                self._add(self._assign(result, self._joined(node.every, codes)))
            if result:
                reached = self._name(result)
                go_on = reached if node.every else ast.UnaryOp(ast.Not(), reached, **self._here)
                self._add(ast.If(go_on, [*block, self._assign(result, code)], [], **self._here))
            else:
                codes.append(code)
            proved |= test.proves if node.every else frozenset()
        return Test(self._name(result) if result else self._joined(node.every, codes), proved)

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
        if (found := table(node)) is not None:
            return self._looked_up(node, found)
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
                test: ast.expr = ast.Compare(
                    subject.code, [ast.Eq()], [value_of(key)], **self._here
                )
                # What is nothing is among nothing; but a key that cannot be computed is told all the same.
                if not node.blank and is_nothing(subject.code):
                    test = self._all([test, self._literal(False)])
                elif (
                    not node.blank and isinstance(subject.code, ast.Name) and node.subject.nullable
                ):
                    test = self._all([test, self._is_something(subject.code.id)])
                branch(Test(test), value)
            branch(None, node.otherwise)
        return self._name(result)

    def _looked_up(self, node: Match, found: Table) -> ast.expr:
        """CASE and IN whose keys and values are all written out."""
        subject = (
            self._whole(self._integer(node.subject))
            if found.integers
            else self.value(node.subject)
        )
        self._at(node.span)
        if found.keys is not None:
            keys = self._global("keys", found.keys)
            return ast.Compare(subject, [ast.In()], [keys], **self._here)
        values = ast.Attribute(
            self._global("values", found.values), "get", ast.Load(), **self._here
        )
        return self._call(values, subject, self._whole(self.piece(node.otherwise)))

    def _first_of(self, node: FirstOf) -> ast.expr:
        result = self._local()
        outer, depth = self.block, len(self._loaded)
        self._add(self._assign(result, self.value(node.operands[0])))
        for operand in node.operands[1:]:
            inner: Block = []
            self._add(ast.If(self._is_nothing(result), inner, [], **self._here))
            self.block = inner
            self._loaded.append({})
            self._add(self._assign(result, self.value(operand)))
        del self._loaded[depth:]
        self.block = outer
        return self._name(result)

    def _rescue(self, node: Rescue) -> ast.expr:
        result = self._local()
        with self._inner() as tried:
            self._add(self._assign(result, self.value(node.operand)))
        with self._inner() as caught:
            self._add(self._assign(result, self.value(node.otherwise)))
        handler = ast.ExceptHandler(self._name("FAILURES"), None, caught, **self._here)
        self._add(ast.Try(tried, [handler], [], [], **self._here))
        return self._name(result)

    def _is_fault(self, node: IsFault) -> ast.expr:
        result = self._local()
        with self._inner() as tried:
            self._add(ast.Expr(self.value(node.operand), **self._here))
            self._add(self._assign(result, self._literal(False)))
        with self._inner() as caught:
            self._add(self._assign(result, self._literal(True)))
        handler = ast.ExceptHandler(self._name("FAILURES"), None, caught, **self._here)
        self._add(ast.Try(tried, [handler], [], [], **self._here))
        return self._name(result)


def _woven(block: Block, code: ast.expr) -> ast.expr:
    """A test that begins by asking local variables, with the statements of its block that set them: `(a := …) is not None`.
    Takes those statements out of the block, if there are no others."""
    asked = (
        code.values if isinstance(code, ast.BoolOp) and isinstance(code.op, ast.And) else [code]
    )
    tests: list[ast.expr] = []
    for statement, test in zip(block, asked, strict=False):
        match statement, test:
            case (
                ast.Assign([ast.Name(local)], ast.Subscript() as read),
                ast.Compare(ast.Name(name), [ast.IsNot()] as ops, others),
            ) if local == name:
                target = ast.NamedExpr(ast.Name(local, ast.Store(), **START), read, **START)
                tests.append(ast.Compare(target, ops, others, **START))
            case _:
                return code
    if len(tests) < len(block) or not block:
        return code
    block.clear()
    return ast.BoolOp(ast.And(), [*tests, *asked[len(tests) :]], **START)


def _field_key(node: FieldRef) -> FieldKey:
    return node.root, node.key, node.zero, node.nullable
