"""What formulas know that are evaluated while records are saved."""

from objectry.formula.surroundings import Surroundings
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.formulas.formulas import Formula
from objectry.runtime.store.surroundings import around


def while_saving(context: Context, access: Access, formula: Formula) -> Surroundings:
    """The organisation's clock, so that a formula means the same for everybody."""
    return around(context, access, formula.checked, context.state.locale.zone)
