"""What code is written with: places in the formula, local variables, blocks, and pieces that may be nothing."""

import ast
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from objectry.formula.checking.typed import Typed
from objectry.formula.places import NOWHERE, Span

Block = list[ast.stmt]
FieldKey = tuple[str, str, bool, bool]


def _place(line: int, column: int) -> Mapping[str, Any]:
    """A place as nodes carry it. All of a node stands at one place: where an error comes from is told by its beginning."""
    return {"lineno": line, "col_offset": column, "end_lineno": line, "end_col_offset": column}


START = _place(1, 0)
"""Where the formula begins."""


class Piece(NamedTuple):
    """An expression that holds where none of `checks` is None; where one is, there is nothing."""

    code: ast.expr
    checks: tuple[str, ...] = ()
    fails: bool = False
    """True when computing it may raise."""
    size: int = 1
    steady: bool = False
    """True when it is the same for all rows."""
    blank: bool = False
    """True when the code may be None, or the empty text, though no check is."""


class Test(NamedTuple):
    """An expression that is True or False, and the local variables that are something where it is True."""

    code: ast.expr
    proves: frozenset[str] = frozenset()


class Writer:
    """Code that is being written."""

    def __init__(self, text: str, names: dict[str, Any]) -> None:
        self.names = names
        """What the code refers to by name: constants and functions."""
        self.before: Block = []
        """Statements that hold for all rows."""
        self.block: Block = []
        """The statements that are being written."""
        self._lines = _line_starts(text)
        self._here: Mapping[str, Any] = START
        """The place in the formula that is being written for, as nodes carry it."""
        self._loaded: list[dict[FieldKey, Piece]] = [{}]
        self._something: list[frozenset[str]] = [frozenset()]
        """Local variables that are known not to be None, here and in each block around."""
        self._locals = 0

    def _settled(self, piece: Piece) -> Piece:
        """The same with nothing for the empty text, in a local variable that can be asked."""
        if not piece.blank:
            return piece
        return self._kept(self._whole(piece), True)

    def _hoisted(self, code: ast.expr) -> Piece:
        """What does not depend on the row, in a local variable that is set before any row."""
        local = self._local()
        self.before.append(self._assign(local, code))
        return Piece(self._name(local), steady=True)

    def _whole(self, piece: Piece) -> ast.expr:
        """The expression that is None where a check is."""
        code = piece.code
        if piece.blank and not is_nothing(code):
            code = ast.BoolOp(ast.Or(), [code, self._literal(None)], **self._here)
        checks = self._unknown(piece.checks)
        if not checks or isinstance(code, ast.Name) and checks == (code.id,):
            return code
        tests = [self._is_nothing(one) for one in checks]
        return ast.IfExp(self._any(tests), self._literal(None), code, **self._here)

    def _stored(self, piece: Piece) -> Piece:
        """The value in a local variable, so that it is computed here and once."""
        if isinstance(piece.code, ast.Name | ast.Constant):
            return piece
        return self._kept(self._whole(piece), piece.blank or bool(self._unknown(piece.checks)))

    def _kept(self, code: ast.expr, nullable: bool) -> Piece:
        if isinstance(code, ast.Constant):
            return Piece(code)
        if isinstance(code, ast.Name):
            return Piece(code, (code.id,) if nullable else ())
        local = self._local()
        self._add(self._assign(local, code))
        return Piece(self._name(local), (local,) if nullable else ())

    def _ahead(self, pieces: list[Piece], reached: int) -> list[Piece]:
        """The pieces to the left of one that took the statements from `reached` on. What may fail among them comes before
        those: which mistake is met first decides whether IFERROR catches it."""
        after = self.block[reached:]
        if not any(one.fails for one in pieces) or not any(map(_may_fail, after)):
            return pieces
        del self.block[reached:]
        stored = [self._stored(one) if one.fails else one for one in pieces]
        self.block.extend(after)
        return stored

    def _as_text(self, piece: Piece) -> ast.expr:
        """A text, empty where there is none."""
        if isinstance(piece.code, ast.Constant):
            return piece.code
        code, empty = piece.code, self._literal("")
        checks = self._unknown(piece.checks)
        if piece.blank or isinstance(code, ast.Name) and checks == (code.id,):
            code = ast.BoolOp(ast.Or(), [code, empty], **self._here)
            checks = () if checks == piece.checks and not piece.blank else checks
        if not checks:
            return code
        return ast.IfExp(
            self._any([self._is_nothing(one) for one in checks]), empty, code, **self._here
        )

    def _formatted(self, code: ast.expr) -> ast.expr:
        return ast.FormattedValue(code, -1, None, **self._here)

    @contextmanager
    def _branching(
        self, result: str, write: Callable[[Typed], ast.expr]
    ) -> Iterator[Callable[[Test | None, Typed], None]]:
        """IF … ELIF … ELSE: each branch is written where the conditions of those before were not true."""
        outer, depth = self.block, len(self._loaded)

        def branch(test: Test | None, value: Typed) -> None:
            if test is None:
                self._add(self._assign(result, write(value)))
                return
            with self._inner(test.proves) as then:
                self._add(self._assign(result, write(value)))
            other: Block = []
            self._add(ast.If(test.code, then, other, **self._here))
            self.block = other
            self._loaded.append({})

        yield branch
        del self._loaded[depth:]
        self.block = outer

    @contextmanager
    def _inner(self, something: frozenset[str] = frozenset()) -> Iterator[Block]:
        """Statements of a block of their own, which is reached where some local variables are something. What is loaded
        there is not known outside."""
        outer = self.block
        block: Block = []
        self.block = block
        self._loaded.append({})
        self._something.append(self._something[-1] | something)
        yield block
        self._something.pop()
        self._loaded.pop()
        self.block = outer

    def _unknown(self, checks: tuple[str, ...]) -> tuple[str, ...]:
        """The local variables that still have to be asked."""
        return tuple(one for one in checks if one not in self._something[-1])

    def _add(self, statement: ast.stmt) -> None:
        self.block.append(statement)

    def _local(self) -> str:
        self._locals += 1
        return f"v{self._locals}"

    def _assign(self, name: str, code: ast.expr) -> ast.stmt:
        return ast.Assign([ast.Name(name, ast.Store(), **self._here)], code, **self._here)

    def _literal(self, value: Any) -> ast.expr:
        return ast.Constant(value, **self._here)

    def _name(self, name: str) -> ast.expr:
        return ast.Name(name, ast.Load(), **self._here)

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
        return ast.Call(called, list(arguments), [], **self._here)

    def _decimal(self, whole: Piece) -> Piece:
        """A number of what is an integer."""
        if is_nothing(whole.code):
            return whole
        code = self._call(self._name("Decimal"), whole.code)
        return Piece(code, whole.checks, whole.fails, whole.size + 1)

    def _times(self, piece: Piece, factor: ast.expr) -> Piece:
        """A number that is multiplied. Nothing stays nothing."""
        if is_nothing(piece.code):
            return piece
        return piece._replace(code=ast.BinOp(piece.code, ast.Mult(), factor, **self._here))

    def _is_nothing(self, name: str) -> ast.expr:
        return ast.Compare(self._name(name), [ast.Is()], [self._literal(None)], **self._here)

    def _is_something(self, name: str) -> ast.expr:
        return ast.Compare(self._name(name), [ast.IsNot()], [self._literal(None)], **self._here)

    def _all(self, codes: list[ast.expr]) -> ast.expr:
        return codes[0] if len(codes) == 1 else ast.BoolOp(ast.And(), codes, **self._here)

    def _any(self, codes: list[ast.expr]) -> ast.expr:
        return codes[0] if len(codes) == 1 else ast.BoolOp(ast.Or(), codes, **self._here)

    def _at(self, span: Span) -> None:
        """Write from now on for a place of the formula."""
        if span is not NOWHERE:
            line = bisect_right(self._lines, span.start) - 1
            self._here = _place(line + 1, span.start - self._lines[line])


def _may_fail(statement: ast.stmt) -> bool:
    """Whether a statement does more than read the row."""
    return any(isinstance(one, ast.Call | ast.BinOp) for one in ast.walk(statement))


def is_nothing(code: ast.expr) -> bool:
    """Whether an expression is a written-out None."""
    return isinstance(code, ast.Constant) and code.value is None


def _line_starts(text: str) -> list[int]:
    """The place of the first character of each line."""
    return [0, *(at + 1 for at, character in enumerate(text) if character == "\n")]
