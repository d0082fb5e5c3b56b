"""Which fields a formula names, whatever else it says."""

from contextlib import suppress

from objectry.formula.checking.checker import Check
from objectry.formula.checking.references import Reference
from objectry.formula.functions.declare import Profile, Use
from objectry.formula.problems import FormulaError
from objectry.formula.syntax.parser import parse
from objectry.formula.types import Scope


def references(
    text: str, scope: Scope, use: Use = Use.FILTER, profile: Profile = Profile.OBJECTRY
) -> tuple[Reference, ...]:
    """Every place of a formula's text at which a field is named that is known. What is wrong with the rest does not matter,
    as long as it can be read."""
    run = Check(text, scope, use, profile, False, (), {})
    with suppress(FormulaError):
        run.typed(parse(text, profile))
    return tuple(dict.fromkeys(run.names.references))
