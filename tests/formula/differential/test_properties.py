"""What holds for every formula, named in one place with the test that tries it.

A normal run tries 200 formulas of each, half of them in each profile and always the same; `make fuzz` tries 20,000 new
ones. Nothing is known to differ. The fifth property, that a stored value is the fresh one whatever was written, is tried
by `tests/runtime/computing/test_stored_is_fresh.py`.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import pytest
from hypothesis import is_hypothesis_test

from tests.formula.differential import test_agreement, test_filters, test_trees

PROPERTIES: Mapping[str, Callable[..., None]] = MappingProxyType(
    {
        "Python == SQLite == PostgreSQL": test_agreement.test_both_databases_mean_what_python_means,
        "compile(optimise(tree)) == compile(tree)": test_trees.test_a_tree_means_the_same_however_it_is_written,
        "parse(print(tree)) == tree": test_trees.test_a_tree_means_the_same_however_it_is_written,
        "WHERE formula == the rows that Python finds true": test_filters.test_a_filter_finds_what_is_true,
    }
)
"""All of them."""


@pytest.mark.parametrize("name", PROPERTIES)
def test_a_property_is_tried_on_random_formulas(name: str) -> None:
    assert is_hypothesis_test(PROPERTIES[name])
