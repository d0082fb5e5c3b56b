"""Random examples that are the same in every run, whatever else is imported or changed."""

from hypothesis.internal.conjecture.providers import HypothesisProvider
from hypothesis.internal.constants_ast import Constants


class Steady(HypothesisProvider):
    """Draws as Hypothesis does, but none of the constants that stand in our code: each change there, and each module that is
    imported more, would make other examples."""

    _local_constants = Constants()
