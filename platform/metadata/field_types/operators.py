"""The comparisons that filter builders offer: formula text with places to fill."""

from objectry.metadata.documents import Label
from objectry.metadata.field_types.base import Operator

EQUALS = Operator("equals", Label(zh="等于", en="is"), "{field} = {value}")
NOT_EQUALS = Operator("not_equals", Label(zh="不等于", en="is not"), "{field} <> {value}")
IS_ME = Operator("is_me", Label(zh="是我", en="is me"), "{field} = $User.id", "none")
ONE_OF = Operator("one_of", Label(zh="属于", en="is one of"), "IN({field}, {value})", "values")
NONE_OF = Operator(
    "none_of", Label(zh="不属于", en="is none of"), "NOT(IN({field}, {value}))", "values"
)
BLANK = Operator("blank", Label(zh="为空", en="is blank"), "ISBLANK({field})", "none")
NOT_BLANK = Operator(
    "not_blank", Label(zh="不为空", en="is not blank"), "NOT(ISBLANK({field}))", "none"
)
LESS = Operator("less", Label(zh="小于", en="is less than"), "{field} < {value}")
AT_MOST = Operator("at_most", Label(zh="不大于", en="is at most"), "{field} <= {value}")
MORE = Operator("more", Label(zh="大于", en="is more than"), "{field} > {value}")
AT_LEAST = Operator("at_least", Label(zh="不小于", en="is at least"), "{field} >= {value}")
BETWEEN = Operator(
    "between", Label(zh="介于", en="is between"), "BETWEEN({field}, {value})", "pair"
)
CONTAINS = Operator("contains", Label(zh="包含", en="contains"), "CONTAINS({field}, {value})")
NOT_CONTAINS = Operator(
    "not_contains",
    Label(zh="不包含", en="does not contain"),
    "NOT(CONTAINS({field}, {value}))",
)
BEGINS = Operator("begins", Label(zh="开头是", en="begins with"), "BEGINS({field}, {value})")
ENDS = Operator("ends", Label(zh="结尾是", en="ends with"), "ENDS({field}, {value})")
BEFORE = Operator("before", Label(zh="早于", en="is before"), "{field} < {value}")
UNTIL = Operator("until", Label(zh="不晚于", en="is not after"), "{field} <= {value}")
AFTER = Operator("after", Label(zh="晚于", en="is after"), "{field} > {value}")
SINCE = Operator("since", Label(zh="不早于", en="is not before"), "{field} >= {value}")
IS_TRUE = Operator("is_true", Label(zh="为是", en="is true"), "{field} = TRUE", "none")
IS_FALSE = Operator("is_false", Label(zh="为否", en="is false"), "{field} = FALSE", "none")
INCLUDES = Operator("includes", Label(zh="含有", en="includes"), "INCLUDES({field}, {value})")
INCLUDES_ANY = Operator(
    "includes_any",
    Label(zh="含有任一", en="includes any of"),
    "INCLUDES({field}, {value})",
    "values",
)
NOT_INCLUDES = Operator(
    "not_includes",
    Label(zh="不含", en="does not include"),
    "NOT(INCLUDES({field}, {value}))",
)

EMPTINESS = (BLANK, NOT_BLANK)
TEXT_OPERATORS = (
    EQUALS, NOT_EQUALS, CONTAINS, NOT_CONTAINS, BEGINS, ENDS, ONE_OF, *EMPTINESS,
)  # fmt: skip
LONG_TEXT_OPERATORS = (CONTAINS, NOT_CONTAINS, *EMPTINESS)
NUMBER_OPERATORS = (
    EQUALS, NOT_EQUALS, LESS, AT_MOST, MORE, AT_LEAST, BETWEEN, *EMPTINESS,
)  # fmt: skip
CHOICE_OPERATORS = (EQUALS, NOT_EQUALS, ONE_OF, NONE_OF, *EMPTINESS)
PERSON_OPERATORS = (IS_ME, *CHOICE_OPERATORS)
LIST_OPERATORS = (INCLUDES, INCLUDES_ANY, NOT_INCLUDES, *EMPTINESS)
BOOLEAN_OPERATORS = (IS_TRUE, IS_FALSE, *EMPTINESS)
MOMENT_OPERATORS = (BEFORE, UNTIL, AFTER, SINCE, BETWEEN, *EMPTINESS)


def _period(name: str, zh: str, en: str) -> Operator:
    return Operator(name.lower(), Label(zh=zh, en=en), "{field} = " + name, "none")


def _counted_period(name: str, zh: str, en: str) -> Operator:
    return Operator(name.lower(), Label(zh=zh, en=en), "{field} = " + name + "({value})", "number")


PERIOD_OPERATORS = (
    _period("TODAY", "是今天", "is today"),
    _period("YESTERDAY", "是昨天", "is yesterday"),
    _period("TOMORROW", "是明天", "is tomorrow"),
    _period("THIS_WEEK", "在本周", "is in this week"),
    _period("LAST_WEEK", "在上周", "is in last week"),
    _period("NEXT_WEEK", "在下周", "is in next week"),
    _period("THIS_MONTH", "在本月", "is in this month"),
    _period("LAST_MONTH", "在上月", "is in last month"),
    _period("NEXT_MONTH", "在下月", "is in next month"),
    _period("THIS_QUARTER", "在本季度", "is in this quarter"),
    _period("LAST_QUARTER", "在上季度", "is in last quarter"),
    _period("NEXT_QUARTER", "在下季度", "is in next quarter"),
    _period("THIS_YEAR", "在今年", "is in this year"),
    _period("LAST_YEAR", "在去年", "is in last year"),
    _period("NEXT_YEAR", "在明年", "is in next year"),
    _counted_period("LAST_N_DAYS", "在过去几天内", "is in the last days"),
    _counted_period("NEXT_N_DAYS", "在未来几天内", "is in the next days"),
    _counted_period("LAST_N_MONTHS", "在过去几个月内", "is in the last months"),
    _counted_period("NEXT_N_MONTHS", "在未来几个月内", "is in the next months"),
)


def quoted(text: str) -> str:
    """The text as a literal of the formula language."""
    inner = (
        text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    )
    return f'"{inner}"'
