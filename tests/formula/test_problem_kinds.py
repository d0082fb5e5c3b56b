"""Every mistake in a formula's text is of some kind."""

from objectry.formula import sayings
from objectry.formula.faults import FAULT_MESSAGES
from objectry.formula.messages import Message
from objectry.formula.problem_kinds import PROBLEM_KINDS

_OF_VALUES = (sayings.NUMBER_OUT_OF_RANGE, sayings.DAY_OUT_OF_RANGE, sayings.TIME_OUT_OF_RANGE)
"""What a record's values are told, as what stands in `FAULT_MESSAGES`."""


def test_every_message_on_a_text_has_a_kind() -> None:
    said = {one for one in vars(sayings).values() if isinstance(one, Message)}
    # A mistake in a field's formula is of the kind that it is there.
    told = said - {*FAULT_MESSAGES.values(), *_OF_VALUES, sayings.FORMULA_BELOW}
    assert told == PROBLEM_KINDS.keys()
