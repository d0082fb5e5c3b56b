"""What kind of mistake each message on a formula's text tells: codes that programs can rely on, coarser than messages."""

from collections.abc import Mapping
from types import MappingProxyType

from objectry.formula import sayings
from objectry.formula.messages import Message
from objectry.formula.problems import FormulaProblem

SYNTAX = "syntax"
UNKNOWN_FIELD = "unknown_field"
UNKNOWN_FUNCTION = "unknown_function"
AMBIGUOUS_LABEL = "ambiguous_label"
ARITY = "arity"
TYPE = "type"
CONTEXT = "context"
RESULT_TYPE = "result_type"
CYCLE = "cycle"
LIMIT = "limit"
CONSTANT_ERROR = "constant_error"

PROBLEM_KINDS: Mapping[Message, str] = MappingProxyType(
    {
        sayings.SYNTAX: SYNTAX,
        sayings.UNEXPECTED: SYNTAX,
        sayings.TEXT_OPEN: SYNTAX,
        sayings.COMMENT_OPEN: SYNTAX,
        sayings.ESCAPE_UNKNOWN: SYNTAX,
        sayings.ENDS_EARLY: SYNTAX,
        sayings.DATE_WRONG: SYNTAX,
        sayings.FIELD_UNKNOWN: UNKNOWN_FIELD,
        sayings.NOT_A_LOOKUP: UNKNOWN_FIELD,
        sayings.OBJECT_UNKNOWN: UNKNOWN_FIELD,
        sayings.FUNCTION_UNKNOWN: UNKNOWN_FUNCTION,
        sayings.OVER_RECORDS: UNKNOWN_FUNCTION,
        sayings.AMBIGUOUS: AMBIGUOUS_LABEL,
        sayings.ARGUMENT_COUNT: ARITY,
        sayings.PAIRS: ARITY,
        sayings.CASE_PAIRS: ARITY,
        sayings.ARGUMENT_TYPE: TYPE,
        sayings.RESULTS_DIFFER: TYPE,
        sayings.LIST_CHOSEN: TYPE,
        sayings.RANGE_CHOSEN: TYPE,
        sayings.TYPES_DIFFER: TYPE,
        sayings.OPERANDS_DIFFER: TYPE,
        sayings.NO_ID: TYPE,
        sayings.LOOKUPS_DIFFER: TYPE,
        sayings.NO_CASE_BOOLEAN: TYPE,
        sayings.NOT_A_SELECT: TYPE,
        sayings.CHOICE_UNKNOWN: TYPE,
        sayings.COUNT_RANGE: TYPE,
        sayings.WRITTEN_OUT: TYPE,
        sayings.LANGUAGE_UNKNOWN: TYPE,
        sayings.OBJECT_FIELDS: TYPE,
        sayings.NO_KEY: TYPE,
        sayings.RESULT_TYPE: RESULT_TYPE,
        sayings.NOT_HERE: CONTEXT,
        sayings.USER_LIST: CONTEXT,
        sayings.NO_COPIES: CONTEXT,
        sayings.NO_RATES: CONTEXT,
        sayings.NO_CALENDARS: CONTEXT,
        sayings.OWN_FIELD: CONTEXT,
        sayings.OLD_ELSEWHERE: CONTEXT,
        sayings.OLD_UNKNOWN: CONTEXT,
        sayings.ALWAYS_CHANGED: CONTEXT,
        sayings.NOT_IN_FILTER: CONTEXT,
        sayings.CYCLE: CYCLE,
        sayings.TOO_LONG: LIMIT,
        sayings.TOO_DEEP: LIMIT,
        sayings.TOO_NESTED: LIMIT,
        sayings.TOO_LARGE: LIMIT,
        sayings.TOO_COSTLY: LIMIT,
        sayings.TOO_MANY_LEVELS: LIMIT,
        sayings.PATH_TOO_LONG: LIMIT,
        sayings.LOOK_UPS: LIMIT,
        sayings.NUMBER_TOO_LONG: LIMIT,
        sayings.TEXT_TOO_LONG: LIMIT,
        sayings.CONSTANT_ERROR: CONSTANT_ERROR,
        sayings.CONSTANT_FAULT: CONSTANT_ERROR,
        sayings.PATTERN_WRONG: CONSTANT_ERROR,
        sayings.DEGREES: CONSTANT_ERROR,
        sayings.NO_SUCH_DAY: CONSTANT_ERROR,
        sayings.UNIT_UNKNOWN: CONSTANT_ERROR,
        sayings.FORMAT_UNKNOWN: CONSTANT_ERROR,
    }
)
"""The kind of every message that a checked text may get, but of that which has a cause in another text."""


def kind_of(problem: FormulaProblem) -> str:
    """The kind of a mistake; where a field's formula is wrong, of what is wrong in it."""
    while problem.cause is not None:
        problem = problem.cause
    return PROBLEM_KINDS[problem.message]
