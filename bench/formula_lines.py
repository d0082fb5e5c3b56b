"""How fast `objectry formula eval --lines` computes lines, as a whole process with its start."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from time import perf_counter
from typing import Any

from bench.formula_cases import CASES, DEAL, Case, Row, rows
from objectry.formula.types import FieldInfo, Type

COUNT = 20_000
"""Lines of one process."""
_COMMAND = (sys.executable, "-m", "objectry", "formula", "eval", "--lines")
_USABLE = tuple(one for one in CASES if "customer." not in one.text)
"""Lines know one object."""


def lines(count: int, different: bool, engine: str = "python") -> str:
    """Lines with the benchmark's formulas and rows; `different` makes each formula another text, which is compiled anew."""
    given = rows(count)
    fields = {one.name: _field(one) for one in DEAL if one.type is not Type.LOOKUP}
    return "".join(
        f"{json.dumps(_line(number, row, fields, different, engine), ensure_ascii=False)}\n"
        for number, row in enumerate(given)
    )


def per_second(text: str, database: str | None = None) -> float:
    """Lines per second of processor time, its start included; of elapsed time where a `database` server computes them.
    Raises SystemExit when a line is not answered with a value."""
    more = {} if database is None else {"OBJECTRY_DATABASE_URL": database}
    before, begun = _children(), perf_counter()
    done = subprocess.run(
        _COMMAND, input=text, capture_output=True, text=True, check=True, env=os.environ | more
    )
    seconds = _children() - before if database is None else perf_counter() - begun
    if failed := next(_failed(done.stdout), None):
        raise SystemExit(f"a line failed: {failed}")
    return text.count("\n") / seconds


def _children() -> float:
    """Processor seconds of all processes that have been started and have ended."""
    times = os.times()
    return times.children_user + times.children_system


def _line(number: int, row: Row, fields: Mapping[str, Any], different: bool, engine: str) -> Mapping[str, Any]:  # fmt: skip
    case = _USABLE[number % len(_USABLE)]
    return {
        "id": str(number),
        "formula": f"{case.text} /* {number} */" if different else case.text,
        "fields": fields,
        "row": {name: _written(row[name]) for name in fields},
        "returns": _returns(case),
        "blanks": "zero" if case.zero else "blank",
        "engine": engine,
    }


def _returns(case: Case) -> Mapping[str, Any] | None:
    kinds = case.wanted.types
    if len(kinds) > 1:
        return None
    kind = "percent" if case.wanted.percent else next(iter(kinds)).value
    return (
        {"type": kind, "scale": case.wanted.scale or 0} if Type.NUMBER in kinds else {"type": kind}
    )


def _field(info: FieldInfo) -> Mapping[str, Any]:
    if info.type is Type.NUMBER:
        return {"type": "percent" if info.percent else "number", "scale": info.scale}
    return {"type": info.type.value, "choices": list(info.choices)}


def _written(value: Any) -> Any:
    match value:
        case Decimal():
            return str(value)
        case datetime():
            return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        case date():
            return value.isoformat()
    return value


def _failed(output: str) -> Iterator[str]:
    """Lines that were not computed. A division by zero is an answer, too."""
    for line in output.splitlines():
        kind = json.loads(line).get("error", {}).get("kind")
        if kind not in (None, "division"):
            yield line
