"""What a writer may take in the place of a mistake: the hint about it, where the formula is better with it.

Whatever is offered is tried first: some hints say how a thing is written, and cannot stand where it is.
"""

from collections.abc import Callable, Sequence

from objectry.formula.places import Span
from objectry.formula.problems import FormulaError, FormulaProblem

MOST = 2
"""Mistakes for which something is tried: the first ones, with which a writer begins."""
LONGEST = 1_000
"""Characters of a formula in which anything is tried."""
_GAP = "…"
"""Stands in hints for what they leave out."""
_QUOTES = "\"'“‘「"

Check = Callable[[str], object]
"""Checks a text. Raises FormulaError."""


def fixes(text: str, problems: Sequence[FormulaProblem], check: Check) -> tuple[str, ...]:
    """What may stand instead, for each mistake of a formula; nothing where that is not known."""
    if len(text) > LONGEST:
        return ("",) * len(problems)
    return tuple(
        _fix(text, one, check) if at < MOST and one.hint and _GAP not in one.hint else ""
        for at, one in enumerate(problems)
    )


def _fix(text: str, problem: FormulaProblem, check: Check) -> str:
    span = _span(text, problem)
    quote = text[span.start : span.start + 1]
    quoted = quote in _QUOTES and problem.hint[:1] not in _QUOTES and span.end > span.start
    put = f'"{problem.hint}"' if quoted else problem.hint
    return put if _mends(text, span, put, check) else ""


def _mends(text: str, span: Span, put: str, check: Check) -> bool:
    """Tell whether nothing is wrong any more right where something else is put."""
    mended = text[: span.start] + put + text[span.end :]
    try:
        check(mended)
    except FormulaError as error:
        left = (_span(mended, one) for one in error.problems)
        end = span.start + len(put)
        return not any(span.start <= one.start and one.end <= end for one in left)
    return True


def _span(text: str, problem: FormulaProblem) -> Span:
    """The place of a mistake in the text."""
    lines = text.split("\n")
    before = [0]
    for line in lines:
        before.append(before[-1] + len(line) + 1)
    return Span(before[problem.line - 1] + problem.column - 1,
                before[problem.end_line - 1] + problem.end_column - 1)  # fmt: skip
