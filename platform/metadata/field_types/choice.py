"""One value of a list that people choose from."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from objectry.metadata.documents import Definition, Label

ChoiceValue = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.\-]{0,63}$")]
"""A stable key: letters, digits, `_`, `.` and `-`, 64 characters at most."""

Color = Literal[
    "gray", "red", "orange", "yellow", "green", "teal", "blue", "indigo", "purple", "pink"
]


class ChoiceDef(Definition):
    """One value of a select field."""

    known_by = "value"

    value: ChoiceValue
    """The key that is stored, and that formulas and the API use."""
    label: Label
    """What people read."""
    color: Color | None = None
    """The colour of its badge."""
    active: bool = True
    """False keeps the value where it is stored and offers it no more."""
    when: tuple[ChoiceValue, ...] = ()
    """The values of the controlling field that this value is offered for; none means all."""
