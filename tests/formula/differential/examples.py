"""How many random examples of a property are tried, and how."""

from hypothesis import HealthCheck, settings

FUZZED = settings().max_examples > 100
"""True in `make fuzz`, whose profile asks for more examples than others."""
EXAMPLES = 20_000 if FUZZED else 200
PATIENT = settings(
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)  # fmt: skip
"""Formulas are large, and databases take their time."""
RANDOM = settings(PATIENT, max_examples=EXAMPLES)
"""The settings of a property."""
