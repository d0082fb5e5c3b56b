"""What formulas know that are evaluated while records are saved."""

from dataclasses import replace
from functools import partial

from objectry.formula.surroundings import Surroundings
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.formulas.formulas import Formula
from objectry.runtime.formulas.look_ups import look_up
from objectry.runtime.store.surroundings import around


def while_saving(context: Context, access: Access, formula: Formula) -> Surroundings:
    """The organisation's clock, so that a rule means the same for everybody, and the way to other records by their keys."""
    known = around(context, access, formula.checked, context.state.locale.zone)
    return replace(known, find=partial(look_up, context, access))
