"""What the formula language says about texts that it cannot understand."""

from objectry.formula.messages import Message

TOO_LONG = Message(
    "formula_too_long",
    "公式最多 {limit} 个字符",
    "a formula has {limit:character|characters} at most",
)
TOO_DEEP = Message(
    "formula_too_deep",
    "公式嵌套超过 {limit} 层",
    "the formula is nested more than {limit} levels deep",
)
TOO_NESTED = Message(
    "formula_too_nested",
    "公式嵌套太深，请拆成几个公式字段",
    "the formula is nested too deep: make several formula fields of it",
)
TOO_LARGE = Message(
    "formula_too_large",
    "公式太大：最多 {limit} 个名称、常量和运算符",
    "the formula is too large: {limit} names, constants and operators at most",
)
SYNTAX = Message(
    "formula_syntax",
    "公式在“{found}”处写错了，请检查括号、引号和运算符",
    "the formula goes wrong at “{found}”: check brackets, quotes and operators",
)
TEXT_OPEN = Message(
    "formula_text_open",
    "从“{found}”开始的文本没有结束，还缺与 {quote} 配对的引号",
    "the text that begins at “{found}” does not end: the quote that closes {quote} is missing",
)
COMMENT_OPEN = Message(
    "formula_comment_open",
    "从“{found}”开始的注释没有结束，还缺 */",
    "the comment that begins at “{found}” does not end: */ is missing",
)
ESCAPE_UNKNOWN = Message(
    "formula_escape",
    "文本里的“{value}”没有意义：反斜杠要写两次",
    "“{value}” means nothing in a text: write a backslash twice",
)
UNEXPECTED = Message(
    "formula_unexpected",
    "“{found}”不能在这里，这里应该是{expected_zh}",
    "“{found}” cannot stand here: {expected_en} is expected",
)
ENDS_EARLY = Message(
    "formula_ends_early",
    "公式没有写完，还缺{expected_zh}",
    "the formula is not finished: {expected_en} is missing",
)
NUMBER_TOO_LONG = Message(
    "formula_number_too_long",
    "数字最多 {limit} 位",
    "a number has {limit:digit|digits} at most",
)
TEXT_TOO_LONG = Message(
    "formula_text_too_long",
    "公式里的一段文本最多 {limit} 个字符",
    "a text in a formula has {limit:character|characters} at most",
)
DATE_WRONG = Message(
    "formula_date",
    "{value} 不是日期，请写成 #2026-11-23#",
    "{value} is no date: write it like #2026-11-23#",
)
FIELD_UNKNOWN = Message("formula_field_unknown", "没有字段 {name}", "there is no field {name}")
NOT_A_LOOKUP = Message(
    "formula_not_a_lookup",
    "{name} 不指向其他记录，后面不能再跟字段",
    "{name} points to no other record: no field can follow it",
)
PATH_TOO_LONG = Message(
    "formula_path_too_long",
    "路径最多经过 {limit} 个关联",
    "a path goes through {limit:look-up|look-ups} at most",
)
FUNCTION_UNKNOWN = Message(
    "formula_function_unknown", "没有函数 {name}", "there is no function {name}"
)
OVER_RECORDS = Message(
    "formula_over_records",
    "公式里没有函数 {name}：对其他记录计数、求和请用汇总字段（rollup）",
    "formulas have no function {name}: a roll-up field counts and sums other records",
)
ARGUMENT_COUNT = Message(
    "formula_argument_count",
    "{name} 需要 {wanted} 个参数，这里有 {found} 个",
    "{name} takes {wanted:argument|arguments}, there are {found}",
)
ARGUMENT_TYPE = Message(
    "formula_argument_type",
    "{name} 的第 {index} 个参数应该是{wanted_zh}，这里是{found_zh}",
    "argument {index} of {name} has to be {wanted_en}, here it is {found_en}",
)
RESULTS_DIFFER = Message(
    "formula_results_differ",
    "各个结果的类型必须相同，这里有{left_zh}和{right_zh}",
    "all results have to be of one type, here are {left_en} and {right_en}",
)
LIST_CHOSEN = Message(
    "formula_list_chosen",
    "有多个值的字段不能作为这里的结果，请分别查询每个字段，例如 IF(…, ISBLANK(a), ISBLANK(b))",
    "lists of values cannot be results here: ask each field by itself, as in IF(…, ISBLANK(a), ISBLANK(b))",
)
RANGE_CHOSEN = Message(
    "formula_range_chosen",
    "时间范围不能作为这里的结果，请分别与每个范围比较，例如 IF(…, a = LAST_MONTH, a = THIS_MONTH)",
    "ranges of days cannot be results here: compare with each by itself, as in IF(…, a = LAST_MONTH, a = THIS_MONTH)",
)
RESULT_TYPE = Message(
    "formula_result_type",
    "公式的结果应该是{wanted_zh}，这里是{found_zh}",
    "the result of the formula has to be {wanted_en}, here it is {found_en}",
)
USER_LIST = Message(
    "formula_user_list",
    "字段 {name} 有多个值，公式不能查看用户的这种字段；请用 $User 的单值字段、HASROLE 或 HASPERMISSION",
    "field {name} holds several values, which formulas cannot ask of the user: use other fields of $User, HASROLE or "
    "HASPERMISSION",
)
NOT_HERE = Message(
    "formula_not_here",
    "这里不能用 {name}，它只能用在{where_zh}里",
    "{name} cannot be used here, but only in {where_en}",
)
AMBIGUOUS = Message(
    "formula_ambiguous",
    "“{name}”可能是 {names} 中的任意一个，请写字段的 API 名称",
    "“{name}” may be any of {names}: write the API name of the field",
)
CYCLE = Message(
    "formula_cycle",
    "公式互相引用，永远算不完：{path}",
    "these formulas need each other and never come to an end: {path}",
)
TOO_MANY_LEVELS = Message(
    "formula_levels",
    "公式引用公式最多 {limit} 层",
    "formulas stand on formulas {limit:level|levels} deep at most",
)
FORMULA_BELOW = Message(
    "formula_below",
    "字段 {name} 的公式有错：{reason_zh}",
    "the formula of field {name} is wrong: {reason_en}",
)
CONSTANT_ERROR = Message("formula_constant_error", "这里总是除以零", "this always divides by zero")
CONSTANT_FAULT = Message(
    "formula_constant_fault",
    "{name} 用这些写定的参数永远算不出来：{reason_zh}",
    "{name} can never be computed with what is written here: {reason_en}",
)
PATTERN_WRONG = Message(
    "formula_pattern",
    "“{value}”不是正则表达式：{reason_zh}",
    "“{value}” is no regular expression: {reason_en}",
)
DEGREES = Message(
    "formula_degrees",
    "{name_zh}在 -{limit} 到 {limit} 之间，不能是 {value}",
    "a {name_en} lies between -{limit} and {limit}, which {value} does not",
)
NO_SUCH_DAY = Message(
    "formula_day_of_month",
    "一个月里没有 {value} 日：月末写 EOMONTH，别的月份写 ADDMONTHS",
    "no month has a day {value}: EOMONTH gives the last day of a month, ADDMONTHS a day of another one",
)
UNIT_UNKNOWN = Message(
    "formula_unit",
    "这里没有单位“{value}”，请写 {known} 之一",
    "there is no unit “{value}” here: write one of {known}",
)
FORMAT_UNKNOWN = Message(
    "formula_format",
    "“{value}”不能作为格式，请用 {known}，其他字母放在单引号里",
    "“{value}” is no format: use {known}, and put other letters between single quotes",
)
TOO_COSTLY = Message(
    "formula_too_costly",
    "公式算起来太慢，请拆成几个公式字段",
    "the formula takes too long to compute: make several formula fields of it",
)
NO_CASE_BOOLEAN = Message(
    "formula_case_boolean",
    "CASE 里不能有真假值，请用 IF",
    "CASE takes nothing that is true or false: use IF",
)
PAIRS = Message(
    "formula_pairs",
    "{name} 的参数是成对的条件和值，最后加一个其余情况的值",
    "{name} takes pairs of a condition and a value, and a last value for all other cases",
)
CASE_PAIRS = Message(
    "formula_case_pairs",
    "{name} 的参数是一个值、成对的键和结果，最后加一个其余情况的结果",
    "{name} takes a value, pairs of a key and a result, and a last result for all other cases",
)
NOT_A_SELECT = Message(
    "formula_not_a_select",
    "{name} 的参数必须是单选字段",
    "the argument of {name} has to be a select",
)
LANGUAGE_UNKNOWN = Message(
    "formula_language",
    '{name} 的语言要写成 "zh" 或 "en"',
    'the language of {name} is written "zh" or "en"',
)
OBJECT_FIELDS = Message(
    "formula_object_fields",
    "{name} 的前两个参数要写成“对象.字段”，并属于同一个对象",
    "the first two arguments of {name} are written `object.field`, both of one object",
)
OBJECT_UNKNOWN = Message(
    "formula_object_unknown",
    "没有 API 名称为“{name}”的对象",
    "there is no object with the API name “{name}”",
)
NO_KEY = Message(
    "formula_no_key",
    "{name} 不能按字段 {field} 查找记录：它有多个部分，或者在读取时才计算；请用另一个字段",
    "{name} finds no records by {field}, which has several parts or is computed when it is read: use another field",
)
LOOK_UPS = Message(
    "formula_look_ups",
    "一条规则里最多 {limit} 个 VLOOKUP",
    "one rule has {limit:VLOOKUP|VLOOKUPs} at most",
)
NO_COPIES = Message(
    "formula_no_copies",
    "这里还不能复制记录，{name} 永远为假；新建记录请用 ISNEW() 判断",
    "records cannot be copied here yet, so {name} would never be true: ISNEW() tells that a record is new",
)
NO_RATES = Message(
    "formula_no_rates",
    "这里还没有汇率，{name} 不能在两种货币之间换算；请乘以一个保存汇率的数字字段",
    "there are no rates of exchange here yet, so {name} has no value between two currencies: multiply by a number field "
    "that holds the rate",
)
NO_CALENDARS = Message(
    "formula_no_calendars",
    "这里还没有工作日历；请去掉 {name} 的日历名称，按周一到周五计算",
    "there are no working calendars here yet: leave the name of the calendar out of {name}, which then counts Monday to "
    "Friday",
)
OWN_FIELD = Message(
    "formula_own_field",
    "{name} 的参数必须是本记录的一个字段",
    "the argument of {name} has to be a field of the record itself",
)
OLD_ELSEWHERE = Message(
    "formula_old_elsewhere",
    "$Old 后面只能是本记录自己的字段：其他记录只有现在的值",
    "write a field of the record itself behind $Old: of other records only the present values are known",
)
OLD_UNKNOWN = Message(
    "formula_old_unknown",
    "字段 {name} 的值不随本记录保存，无法知道修改前的值：请改用它所依据的本记录的字段",
    "{name} is not kept with the record, so its value before the change is unknown: ask for the fields of the record that "
    "it follows from",
)
ALWAYS_CHANGED = Message(
    "formula_always_changed",
    "每次修改都会改变 {name}，所以除了新建记录时，这里总为真：请查询真正关心的字段",
    "every change gives {name} another value, so that this is true whenever a record is no new one: ask for the field that "
    "matters",
)
COUNT_RANGE = Message(
    "formula_count_range",
    "{name} 的参数要写成 1 到 {limit} 的整数",
    "the argument of {name} is a whole number from 1 to {limit}, written out",
)
TYPES_DIFFER = Message(
    "formula_types_differ",
    "两边不能比较：{left_zh}和{right_zh}",
    "these cannot be compared: {left_en} and {right_en}",
)
OPERANDS_DIFFER = Message(
    "formula_operands_differ",
    "“{name}”的两边不能是{left_zh}和{right_zh}",
    "“{name}” does not go between {left_en} and {right_en}",
)
LOOKUPS_DIFFER = Message(
    "formula_lookups_differ",
    "{left}和{right}指向不同的对象，永远不会相等",
    "{left} and {right} point to different objects and are never equal",
)
NO_ID = Message(
    "formula_no_id",
    "{field} 指向一条记录，要与记录的编号比较；“{value}”不是编号",
    "{field} points to a record and is compared with the ID of one, which “{value}” is not",
)
CHOICE_UNKNOWN = Message(
    "formula_choice_unknown",
    "{field} 没有选项 {value}",
    "{field} has no value {value}",
)
NOT_IN_FILTER = Message(
    "formula_not_in_filter",
    "{name} 不能由数据库计算，因此不能用在筛选条件和统计里",
    "{name} is nothing that a database computes: it cannot be used in a filter or a measure",
)
WRITTEN_OUT = Message(
    "formula_written_out",
    "{name} 的第 {index} 个参数要直接写出来",
    "argument {index} of {name} has to be written out",
)
DIVISION = Message("division", "除数为零", "division by zero")
OUT_OF_RANGE = Message(
    "out_of_range",
    "结果超出允许的范围，或者没有这一天、这个时间",
    "the result is larger, or further away, than what can be kept, or there is no such day or time",
)
NUMBER_OUT_OF_RANGE = Message(
    "out_of_range_number",
    "数字超出允许的范围",
    "the number is outside of the range that is possible here",
)
DAY_OUT_OF_RANGE = Message(
    "out_of_range_day",
    "没有这一天，或者它不在公元 1 年到 9999 年之间；跨月的日期请用 ADDMONTHS、EOMONTH",
    "there is no such day in the years 1 to 9999: ADDMONTHS and EOMONTH go from month to month",
)
TIME_OUT_OF_RANGE = Message(
    "out_of_range_time",
    "没有这个时间：一天从 00:00 到 23:59:59",
    "there is no such time: a day goes from 00:00 to 23:59:59",
)
NOT_FINITE = Message("not_finite", "这个数没有结果", "there is no result for this number")
BAD_DATE_TEXT = Message(
    "bad_date_text",
    "文本不是日期或时间，请写成 2026-11-23、2026-11-23 13:00:00 或 13:05",
    "the text is no date or time: write it like 2026-11-23, 2026-11-23 13:00:00 or 13:05",
)
BAD_NUMBER_TEXT = Message("bad_number_text", "文本不是数字", "the text is no number")
BAD_REGEX = Message(
    "bad_regex",
    "正则表达式写错了、太长，或者对这么长的文本太复杂",
    "the regular expression is wrong, too long, or too complicated for a text of this length",
)
BAD_CURRENCY = Message(
    "bad_currency",
    "没有这种货币，或者那一天没有汇率",
    "there is no such currency, or no rate for that day",
)
UNKNOWN_NAME = Message(
    "unknown_name",
    "没有这样的单位、时区或工作日历；单位有 year、quarter、month、week、day，日期时间还有 hour、minute、second",
    "there is no unit, time zone or working calendar of that name; the units are year, quarter, month, week and day, and "
    "hour, minute and second for dates with times",
)
BAD_TEXT = Message(
    "bad_text",
    "结果含有不能保存的控制字符，或一个字母上的符号过多",
    "the result has control characters, or too many marks on one letter, which cannot be kept",
)
EVALUATION_LIMIT = Message("limit", "结果太长", "the result is longer than what can be kept")
