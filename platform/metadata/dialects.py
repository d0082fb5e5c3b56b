"""In which language a formula is written, and what it reckons with where a number is empty: chosen for each formula."""

from typing import Literal

from objectry.formula.functions.declare import Profile
from objectry.metadata.documents import Definition


class InDialect(Definition):
    """A definition with a formula whose language can be chosen."""

    blanks: Literal["blank", "zero"] = "blank"
    """What an empty number is reckoned as: `blank` makes the result empty, `zero` goes on with 0."""
    profile: Literal["objectry", "salesforce"] = "objectry"
    """The language of the formula: `salesforce` for texts that come from there and shall mean what they meant."""

    @property
    def language(self) -> Profile:
        """The profile in which the formula is read."""
        return Profile(self.profile)

    @property
    def zero(self) -> bool:
        """Tell whether an empty number counts as 0."""
        return self.blanks == "zero"
