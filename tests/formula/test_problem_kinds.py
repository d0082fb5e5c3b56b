"""Every mistake in a formula's text is of some kind."""

from objectry.formula import sayings
from objectry.formula.faults import FAULT_MESSAGES
from objectry.formula.messages import Message
from objectry.formula.problem_kinds import PROBLEM_KINDS


def test_every_message_on_a_text_has_a_kind() -> None:
    said = {one for one in vars(sayings).values() if isinstance(one, Message)}
    assert said - set(FAULT_MESSAGES.values()) == PROBLEM_KINDS.keys()
