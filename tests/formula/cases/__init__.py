"""Hand-checked cases by theme."""

from collections.abc import Mapping
from types import MappingProxyType

from tests.formula.cases import (
    exactness,
    inlined,
    laziness,
    nothing,
    operators,
    paths,
    pitfalls,
    ranges,
    saving,
    selects,
    upstream,
    writing,
    zones,
)
from tests.formula.cases.case import Case

TABLES: Mapping[str, tuple[Case, ...]] = MappingProxyType(
    {
        "selects": selects.CASES,
        "saving": saving.CASES,
        "paths": paths.CASES,
        "inlined": inlined.CASES,
        "zones": zones.CASES,
        "writing": writing.CASES,
        "nothing": nothing.CASES,
        "laziness": laziness.CASES,
        "exactness": exactness.CASES,
        "ranges": ranges.CASES,
        "operators": operators.CASES,
        "pitfalls": pitfalls.CASES,
        "upstream": upstream.CASES,
    }
)
"""All of them."""
