"""The functions that conditions may use: one declaration each, with signature and help in two languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from objectry.formula.types import Type

MANY = 200
"""Arguments that a function with any number of them takes."""
Types = frozenset[Type]
ANY: Types = frozenset()
TEXT: Types = frozenset({Type.TEXT, Type.PICKLIST, Type.LOOKUP})
NUMBER: Types = frozenset({Type.NUMBER})
BOOLEAN: Types = frozenset({Type.BOOLEAN})
DATES: Types = frozenset({Type.DATE})
LIST: Types = frozenset({Type.MULTIPICKLIST})


@dataclass(frozen=True, slots=True)
class Signature:
    """How a function is called."""

    name: str
    parameters: tuple[Types, ...]
    """The types that each argument may have; the last one counts for all further arguments, an empty one for any."""
    result: Type
    least: int
    most: int
    zh: str
    en: str
    example: str
    same: bool = False
    """True when all arguments must be comparable with the first."""


_ALL = (
    Signature("AND", (BOOLEAN,), Type.BOOLEAN, 1, MANY, "所有条件都成立",
              "all conditions hold", 'AND(stage = "won", amount > 0)'),
    Signature("OR", (BOOLEAN,), Type.BOOLEAN, 1, MANY, "至少一个条件成立",
              "some condition holds", 'OR(stage = "won", stage = "lost")'),
    Signature("NOT", (BOOLEAN,), Type.BOOLEAN, 1, 1, "条件不成立",
              "the condition does not hold", 'NOT(stage = "won")'),
    Signature("ISBLANK", (ANY,), Type.BOOLEAN, 1, 1, "字段没有值",
              "the field has no value", "ISBLANK(amount)"),
    Signature("IN", (ANY,), Type.BOOLEAN, 2, MANY, "值是列出的其中之一",
              "the value is one of those listed", 'stage IN ("won", "lost")', same=True),
    Signature("BETWEEN", (ANY,), Type.BOOLEAN, 3, 3, "值在两个界限之间，含界限",
              "the value lies between two bounds or on one", "BETWEEN(amount, 100, 200)", same=True),
    Signature("CONTAINS", (TEXT, TEXT), Type.BOOLEAN, 2, 2, "文本含有另一段文本，区分大小写",
              "the text holds another text; case counts", 'CONTAINS(name, "科技")'),
    Signature("BEGINS", (TEXT, TEXT), Type.BOOLEAN, 2, 2, "文本以另一段文本开头",
              "the text begins with another text", 'BEGINS(code, "KH-")'),
    Signature("ENDS", (TEXT, TEXT), Type.BOOLEAN, 2, 2, "文本以另一段文本结尾",
              "the text ends with another text", 'ENDS(name, "有限公司")'),
    Signature("INCLUDES", (LIST, TEXT), Type.BOOLEAN, 2, MANY, "多值字段含有其中一个值",
              "the field with several values holds one of these", 'INCLUDES(tags, "VIP")'),
    Signature("INCLUDES_ALL", (LIST, TEXT), Type.BOOLEAN, 2, MANY, "多值字段含有全部这些值",
              "the field with several values holds all of these", 'INCLUDES_ALL(tags, "VIP", "展会")'),
    Signature("LEN", (TEXT,), Type.NUMBER, 1, 1, "文本的字数",
              "the number of characters", "LEN(name) > 10"),
    Signature("ABS", (NUMBER,), Type.NUMBER, 1, 1, "绝对值", "the number without its sign", "ABS(amount) > 100"),
    Signature("YEAR", (DATES,), Type.NUMBER, 1, 1, "年份", "the year", "YEAR(close_date) = 2026"),
    Signature("MONTH", (DATES,), Type.NUMBER, 1, 1, "月份", "the month", "MONTH(close_date) = 11"),
    Signature("DAY", (DATES,), Type.NUMBER, 1, 1, "日", "the day of the month", "DAY(close_date) = 1"),
)  # fmt: skip
FUNCTIONS: Mapping[str, Signature] = MappingProxyType({one.name: one for one in _ALL})
"""All functions by name."""
