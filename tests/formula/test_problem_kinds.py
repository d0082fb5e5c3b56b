"""Every mistake in a formula's text is of some kind."""

from objectry.formula import sayings
from objectry.formula.faults import FAULT_MESSAGES
from objectry.formula.messages import Message
from objectry.formula.problem_kinds import PROBLEM_KINDS


def test_every_message_on_a_text_has_a_kind() -> None:
    said = {one for one in vars(sayings).values() if isinstance(one, Message)}
    # A mistake in a field's formula is of the kind that it is there.
    told = said - set(FAULT_MESSAGES.values()) - {sayings.FORMULA_BELOW}
    assert told == PROBLEM_KINDS.keys()
