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
LABEL_NEEDED = Message("shape_label", "应写成 {keys}", "it must be written {keys}")
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
PATTERN_NEEDED = Message("shape_pattern", "应为{form_zh}", "it must be {form_en}")
CHOICE_NEEDED = Message("shape_choice", "只能是 {expected}", "it must be one of {expected}")
VALUE_UNFIT = Message("shape_unfit", "这个值不合适", "this value does not fit")

FORM_NAME = Message(
    "form_name",
    "以小写字母开头、只含小写字母、数字和 _ 的名字，最多 48 个字符，例如 {example}",
    "a name that begins with a small letter and has small letters, digits and _ only, 48 at most, e.g. {example}",
)
FORM_OF_OBJECT = Message(
    "form_of_object",
    "对象名、点和自己的名字，例如 {example}",
    "the object, a dot and a name of its own, e.g. {example}",
)
FORM_FAR_PATH = Message(
    "form_far_path",
    "用点连接的两到六个字段名，例如 {example}",
    "two to six fields joined by dots, e.g. {example}",
)
FORM_PATH = Message(
    "form_path",
    "字段的 API 名称，或经过关联字段的路径，例如 {example}",
    "the API name of a field, or of one that is reached through look-ups, e.g. {example}",
)
FORM_SORT = Message(
    "form_sort",
    "字段名，由大到小时在前面加 -，例如 {example}",
    "a field, with - before it to put the largest first, e.g. {example}",
)
FORM_VERSION = Message(
    "form_version",
    "用点隔开的三个数，例如 {example}，只有两个数时请加引号",
    "three numbers joined by dots, e.g. {example}; two need quotes around them",
)
FORM_VERSIONS = Message(
    "form_versions", ">= 或 == 加版本号，例如 {example}", ">= or == and a version, e.g. {example}"
)
FORM_CHOICE = Message(
    "form_choice",
    "以字母或数字开头、只含英文字母、数字、_、. 和 - 的值，最多 64 个字符，例如 {example}",
    "a value of English letters, digits, _, . and -, which begins with a letter or digit, 64 at most, e.g. {example}",
)
FORM_NUMBER = Message(
    "form_number",
    "数，小数点前后各最多 18 位，例如 {example}",
    "a number with at most 18 digits before and after the point, e.g. {example}",
)
FORM_CURRENCY_SIGN = Message(
    "form_currency_sign",
    "最多 5 个字符的货币符号，不含数字、空格和 . , ( ) + - '，例如 {example}",
    "a sign of at most 5 characters without digits, spaces and . , ( ) + - ', e.g. {example}",
)
FORM_EXTENSION = Message(
    "form_extension",
    "不带点的文件扩展名，只含小写字母和数字，例如 {example}",
    "the ending of a file name without its dot, small letters and digits only, e.g. {example}",
)
FORM_COUNTRY = Message(
    "form_country",
    "两个大写字母的国家代码，例如 {example}",
    "a country in two capitals, e.g. {example}",
)
FORM_ICON = Message(
    "form_icon",
    "图标名，只含小写字母、数字和 -，例如 {example}",
    "the name of an icon, small letters, digits and - only, e.g. {example}",
)
FORM_DAY = Message("form_day", "年-月-日的日期，例如 {example}", "a day, e.g. {example}")
FORM_OTHER = Message("form_other", "符合 {example} 的文本", "a text that matches {example}")
