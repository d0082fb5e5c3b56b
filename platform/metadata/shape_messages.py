"""Why a value does not have the shape that it should have."""

from objectry.formula.messages import Message

KEY_MISSING = Message("shape_missing", "缺少这一项", "it is missing")
KEY_FOREIGN = Message("shape_foreign", "这里没有这一项", "there is no such key here")
INTEGER_NEEDED = Message("shape_integer", "应是整数", "it must be a whole number")
NUMBER_NEEDED = Message("shape_number", "应是数字", "it must be a number")
BOOLEAN_NEEDED = Message("shape_boolean", "应是 true 或 false", "it must be true or false")
TEXT_NEEDED = Message("shape_text", "应是文本", "it must be a text")
LIST_NEEDED = Message("shape_list", "应是列表", "it must be a list")
MAPPING_NEEDED = Message("shape_mapping", "应是键和值的组合", "it must have keys and values")
MORE_NEEDED = Message("shape_more", "应大于 {gt}", "it must be more than {gt}")
AT_LEAST = Message("shape_at_least", "不能小于 {ge}", "it must be at least {ge}")
LESS_NEEDED = Message("shape_less", "应小于 {lt}", "it must be less than {lt}")
AT_MOST = Message("shape_at_most", "不能大于 {le}", "it must be at most {le}")
TOO_SHORT = Message(
    "shape_too_short", "长度至少是 {min_length}", "its length must be at least {min_length}"
)
TOO_LONG = Message(
    "shape_too_long", "长度最多是 {max_length}", "its length must be at most {max_length}"
)
PATTERN_NEEDED = Message("shape_pattern", "应符合 {pattern}", "it must match {pattern}")
CHOICE_NEEDED = Message("shape_choice", "只能是 {expected}", "it must be one of {expected}")
VALUE_UNFIT = Message("shape_unfit", "这个值不合适", "this value does not fit")
