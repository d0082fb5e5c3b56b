"""How many random examples of a property are tried, and how. Nobody else asks whether this is `make fuzz`."""

from hypothesis import HealthCheck, settings

FUZZED = settings().max_examples > 100
"""True in `make fuzz`, whose profile asks for more examples than others."""
MORE = 10
"""How many times as many examples `make fuzz` tries of most properties."""


def few(count: int) -> int:
    """So many examples in a normal run, and ten times as many in `make fuzz`: a number that a test says itself wins
    over that of the profile."""
    return count * MORE if FUZZED else count


FORMULAS = 10_000 if FUZZED else 100
"""Random formulas of each profile: 200 of both, and 20,000 in `make fuzz`."""
PATIENT = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)  # fmt: skip
"""Formulas are large, and databases take their time."""
RANDOM = settings(PATIENT, max_examples=FORMULAS)
"""The settings of a property."""
