"""Between values as records keep them and as formulas reckon with them: all but numbers are the same for both.

The back ends write out how a field's value is read. This is for values that come to a formula by another way.
"""

from decimal import Decimal

from objectry.formula.arithmetic import arithmetic
from objectry.formula.types import UUID, FieldInfo, Type

CENTI = Decimal("0.01")
LARGEST = 10**18
"""What no column keeps any more, in units of the last place that it keeps."""


def reckoned(info: FieldInfo, value: object) -> object:
    """What formulas reckon with where a record keeps a value: a decimal for an int, a share for points."""
    if info.type is not Type.NUMBER or not isinstance(value, int | Decimal):
        return value
    with arithmetic():
        return Decimal(value) * CENTI if info.percent else Decimal(value)


def kept(info: FieldInfo, value: object) -> object:
    """What a record keeps where formulas reckon with a value; None where no record can keep that."""
    if info.uuids and not (isinstance(value, str) and UUID.fullmatch(value)):
        return None
    if not isinstance(value, Decimal):
        return value
    if abs(value) >= LARGEST:
        return None
    with arithmetic():
        number = value.scaleb(2) if info.percent else value
        units = number.scaleb(info.scale)
    if abs(units) >= LARGEST or units != units.to_integral_value():
        return None
    return int(number) if info.whole else number
