"""What field types say about values that they cannot take, and about wrong options."""

from objectry.formula.messages import Message

# Any value ---------------------------------------------------------------------------------------

VALUE_WRONG_TYPE = Message(
    "value_wrong_type",
    "这里需要{expected_zh}，收到的是{found_zh}",
    "{expected_en} is needed here, not {found_en}",
)
VALUE_COMPUTED = Message(
    "value_computed",
    "这个字段由系统计算，不能填写",
    "this field is filled in by the system and cannot be written",
)

# Computed values ----------------------------------------------------------------------------------

OPTION_OF_OTHER_RESULT = Message(
    "option_of_other_result",
    "{option} 不适用于返回 {returns} 的公式",
    "{option} means nothing for a formula that returns {returns}",
)
LONG_TEXT_INDEX = Message(
    "long_text_index",
    "超过 {limit} 个字的文本不能建索引",
    "texts of more than {limit:character|characters} have no index",
)
ROLLUP_FIELD_NEEDED = Message(
    "rollup_field_needed",
    "{operation} 要说明按哪个字段计算",
    "say by field which field {operation} is computed over",
)
ROLLUP_FIELD_UNUSED = Message(
    "rollup_field_unused",
    "{operation} 统计的是记录数，不需要 field",
    "{operation} counts records and takes no field",
)
ROLLUP_SCALE_UNUSED = Message(
    "rollup_scale_unused",
    "scale 只用于 avg，不能与 {operation} 一起用：请去掉它",
    "scale is for avg only: take it away from {operation}",
)

# Text --------------------------------------------------------------------------------------------

TEXT_TOO_LONG = Message(
    "text_too_long",
    "最多 {limit} 个字，现在有 {length} 个",
    "at most {limit:character|characters}, this has {length}",
)
TEXT_TOO_SHORT = Message(
    "text_too_short",
    "至少 {limit} 个字，现在只有 {length} 个",
    "at least {limit:character|characters}, this has only {length}",
)
TEXT_PATTERN = Message(
    "text_pattern",
    "格式不对，需要符合 {pattern}",
    "the format is wrong: it must match {pattern}",
)
TIME_ZONE_UNKNOWN = Message(
    "time_zone_unknown",
    "没有这个时区，请写成 Asia/Shanghai 这样的名称",
    "there is no such time zone: write a name such as Asia/Shanghai",
)
TEXT_CONTROL = Message(
    "text_control",
    "第 {position} 个字符（{character}）是不可见的控制字符，请删去",
    "character {position} ({character}) is an invisible control character: remove it",
)
TEXT_MARKS = Message(
    "text_marks",
    "从第 {position} 个字符起连续有 {limit} 个以上的组合符号，请删去",
    "more than {limit} combining marks stand in a row from character {position}: remove them",
)
TEXT_LINE_BREAK = Message(
    "text_line_break",
    "这里只能写一行，请去掉换行和制表符",
    "this is a single line: remove line breaks and tabs",
)
PATTERN_WRONG = Message(
    "pattern_wrong",
    "正则表达式 {pattern} 有误：{reason_zh}",
    "the regular expression {pattern} is wrong: {reason_en}",
)

# Numbers -----------------------------------------------------------------------------------------

NUMBER_INVALID = Message(
    "number_invalid",
    "{value} 不是数字，请写成 1234.5 或 1,234.5",
    "{value} is no number: write it like 1234.5 or 1,234.5",
)
NUMBER_NOT_FINITE = Message(
    "number_not_finite",
    "需要一个有限的数，不能是无穷大或 NaN",
    "a finite number is needed, not infinity or NaN",
)
NUMBER_TOO_LARGE = Message(
    "number_too_large",
    "数字太大：整数部分最多 {digits} 位",
    "the number is too large: at most {digits:digit|digits} before the decimal point",
)
NUMBER_BELOW = Message("number_below", "不能小于 {min}", "it must be at least {min}")
NUMBER_ABOVE = Message("number_above", "不能大于 {max}", "it must be at most {max}")
INTEGER_EXPECTED = Message(
    "integer_expected",
    "{value} 不是整数，这里不能有小数",
    "{value} is not whole: decimals are not allowed here",
)
SCALE_ABOVE_PRECISION = Message(
    "scale_above_precision",
    "小数位数 {scale} 不能超过总位数 {precision}",
    "the scale {scale} cannot exceed the precision {precision}",
)

# Dates and times ---------------------------------------------------------------------------------

DATE_INVALID = Message(
    "date_invalid",
    "{value} 不是日期，请写成 {example}",
    "{value} is no date: write it like {example}",
)
DATE_BEFORE = Message("date_before", "不能早于 {min}", "it must not be before {min}")
DATE_AFTER = Message("date_after", "不能晚于 {max}", "it must not be after {max}")
DATETIME_INVALID = Message(
    "datetime_invalid",
    "{value} 不是日期时间，请写成 {example}",
    "{value} is no date and time: write it like {example}",
)
DATETIME_ZONE = Message(
    "datetime_zone",
    "{value} 没有时区，请以 Z 或 +08:00 结尾",
    "{value} has no time zone: end it with Z or +08:00",
)
TIME_INVALID = Message(
    "time_invalid",
    "{value} 不是时间，请写成 09:30",
    "{value} is no time of day: write it like 09:30",
)
DATE_FORMAT_WRONG = Message(
    "date_format_wrong",
    "日期格式 {format} 有误：需要各有一个 YYYY、MM、DD，时间用 HH、mm、ss",
    "the date format {format} is wrong: it needs YYYY, MM and DD once each; times are HH, mm, ss",
)

# Choices -----------------------------------------------------------------------------------------

BOOLEAN_INVALID = Message(
    "boolean_invalid",
    "{value} 无法识别，请填“{yes}”或“{no}”",
    "{value} is not understood: write {yes} or {no}",
)
SELECT_UNKNOWN = Message(
    "select_unknown",
    "没有选项 {value}，可选：{allowed}",
    "there is no value {value}; choose from: {allowed}",
)
SELECT_INACTIVE = Message(
    "select_inactive",
    "选项 {value} 已停用，请另选：{allowed}",
    "the value {value} is no longer offered; choose from: {allowed}",
)
SELECT_NOT_OFFERED = Message(
    "select_not_offered",
    "选项 {value} 在这里不可选，可选：{allowed}",
    "the value {value} is not offered here; choose from: {allowed}",
)
TOO_FEW_CHOSEN = Message(
    "too_few_chosen",
    "至少选 {limit} 项，现在选了 {count} 项",
    "choose at least {limit}, {count} chosen so far",
)
TOO_MANY_CHOSEN = Message(
    "too_many_chosen",
    "最多 {limit} 项，现在有 {count} 项",
    "at most {limit:is|are} possible, there are {count}",
)
CHOICES_MISSING = Message(
    "choices_missing",
    "请写 values（选项）或 value_set（全局选项集）",
    "give either values or the name of a value_set",
)
CHOICES_BOTH = Message(
    "choices_both",
    "values 和 value_set 只能写一个",
    "give values or value_set, not both",
)
CHOICE_TWICE = Message(
    "choice_twice",
    "选项或标签 {value} 出现了两次",
    "the value or label {value} occurs twice",
)
CHOICE_SEPARATOR = Message(
    "choice_separator",
    "多选字段的选项标签 {label} 不能含有 ; ； |，它们用来分隔多个选项",
    "the label {label} of a multiple choice cannot contain ; or |, which separate values",
)
WHEN_WITHOUT_CONTROL = Message(
    "when_without_control",
    "选项写了 when，但字段没有 depends_on",
    "values have a `when`, but the field has no depends_on",
)

# Records and files -------------------------------------------------------------------------------

LOOKUP_ID = Message(
    "lookup_id",
    "这不是记录 ID，请从列表中选择一条记录",
    "this is no record ID: choose a record from the list",
)
LOOKUP_KEY = Message(
    "lookup_key",
    "请写记录 ID，或恰好一个唯一字段及其值，例如 code: P-001",
    "give a record ID, or exactly one unique field with its value, e.g. code: P-001",
)
LOOKUP_OBJECT = Message(
    "lookup_object",
    "{object} 不能关联到这里，可以关联：{allowed}",
    "{object} cannot be chosen here; possible are: {allowed}",
)
LIST_TOO_LONG = Message(
    "list_too_long",
    "最多 {limit} 个，现在有 {count} 个",
    "at most {limit:entry|entries}, there are {count}",
)
FILE_ID = Message(
    "file_id",
    "这不是文件 ID，请先上传文件",
    "this is no file ID: upload the file first",
)
REQUIRED_CLEAR = Message(
    "required_clear",
    "必填的关联不能在对方删除时清空：请写 on_delete: forbid",
    "a required look-up cannot be cleared when its record is deleted: write on_delete: forbid",
)

# Contacts and places -----------------------------------------------------------------------------

PHONE_INVALID = Message(
    "phone_invalid",
    "{value} 不是有效的电话号码，例如 13800138000、0755-12345678、+1 650 253 0000",
    "{value} is no phone number; write it like 13800138000, 0755-12345678 or +1 650 253 0000",
)
PHONE_REGION = Message(
    "phone_region",
    "没有代码为 {value} 的国家或地区，请写两位大写字母，例如 CN",
    "there is no country with the code {value}: write two capital letters, e.g. CN",
)
EMAIL_INVALID = Message(
    "email_invalid",
    "{value} 不是邮箱地址，例如 name@example.com",
    "{value} is no e-mail address; write it like name@example.com",
)
URL_INVALID = Message(
    "url_invalid",
    "{value} 不是网址，请以 http:// 或 https:// 开头",
    "{value} is no web address: start it with http:// or https://",
)
REGION_UNKNOWN = Message(
    "region_unknown",
    "没有名为 {value} 的地区，请写成 广东省/深圳市/南山区",
    "there is no region {value}: write it like 广东省/深圳市/南山区",
)
REGION_DEPTH = Message(
    "region_depth",
    "{value} 太细，这里最多选到第 {depth} 级",
    "{value} is too detailed: choose level {depth} at most (1 province, 2 city, 3 county)",
)
ADDRESS_EMPTY = Message(
    "address_empty",
    "只有邮编不是地址，请选择地区或填写详细地址",
    "a postcode alone is no address: choose a region or fill in the street",
)
POSTCODE_INVALID = Message(
    "postcode_invalid",
    "{value} 不是邮编，需要 6 位数字",
    "{value} is no postcode: it has 6 digits",
)
LOCATION_INVALID = Message(
    "location_invalid",
    "{value} 不是坐标，请写成 纬度,经度，例如 22.543096,114.057865",
    "{value} is no location: write latitude,longitude, e.g. 22.543096,114.057865",
)
TAG_UNKNOWN = Message(
    "tag_unknown",
    "没有标签 {value}，可选：{allowed}",
    "there is no tag {value}; choose from: {allowed}",
)
TAG_SEPARATOR = Message(
    "tag_separator",
    "标签 {value} 里不能有 ; ； ， , |，它们用来分隔标签",
    "the tag {value} cannot contain ; , or |, which separate tags",
)

# Auto numbers ------------------------------------------------------------------------------------

FORMAT_PART_UNKNOWN = Message(
    "format_part_unknown",
    "编号格式里的 {part} 无法识别，可用：{{YYYY}} {{YY}} {{MM}} {{DD}} {{0000}}",
    "{part} in the format is unknown; possible are {{YYYY}} {{YY}} {{MM}} {{DD}} {{0000}}",
)
FORMAT_COUNTER = Message(
    "format_counter",
    "编号格式 {format} 需要恰好一个流水号，例如 {{0000}}",
    "the format {format} needs exactly one counter, e.g. {{0000}}",
)
FORMAT_RESET = Message(
    "format_reset",
    "按 {reset} 重新计数时，编号里必须有 {parts}，否则会重号",
    "a counter that starts again every {reset} needs {parts} in the format, or numbers repeat",
)
FORMAT_ALIKE = Message(
    "format_alike",
    "编号格式 {format} 与另一个格式只有数字不同，可能重号；请换不同的文字",
    "the format {format} differs from another one in digits alone, so numbers could repeat: give it a text of its own",
)

# Options -----------------------------------------------------------------------------------------

RANGE_EMPTY = Message(
    "range_empty",
    "{low_name}（{low}）不能大于 {high_name}（{high}）",
    "{low_name} ({low}) cannot exceed {high_name} ({high})",
)
OPTION_TOO_FINE = Message(
    "option_too_fine",
    "{option} {value} 的小数位数超过了 {scale}",
    "{option} {value} has more than {scale:decimal place|decimal places}",
)
OPTION_TOO_LARGE = Message(
    "option_too_large",
    "{option} {value} 超出了这个字段能存的范围：整数部分最多 {digits} 位",
    "{option} {value} is more than the field can hold: at most {digits:digit|digits} before the decimal point",
)
DEFAULT_REFUSED = Message(
    "default_refused",
    "默认值 {value} 不能用：{reason_zh}",
    "the default {value} will not do: {reason_en}",
)
TAG_REFUSED = Message(
    "tag_refused",
    "富文本不允许 {tag} 标签，可用：{allowed}",
    "rich text cannot contain {tag} tags; possible are: {allowed}",
)
RICH_TEXT_TAGS = Message(
    "rich_text_tags",
    "富文本最多 {limit} 个标签，现在有 {count} 个",
    "rich text has at most {limit} tags, there are {count}",
)
DEFAULT_TWICE = Message(
    "default_twice",
    "default 和 default_formula 只能写一个",
    "a field has either default or default_formula",
)
NO_DEFAULT_FORMULA = Message(
    "no_default_formula",
    "这种字段不能用公式作默认值",
    "a field of this type cannot begin with the value of a formula",
)
