"""What the reader of YAML texts and the gate say."""

from objectry.formula.messages import Message

FILE_TOO_LARGE = Message(
    "file_too_large",
    "文件有 {size} 字节，最多 {limit} 字节",
    "the file has {size:byte|bytes}, {limit:is|are} possible",
)
FILE_NOT_UTF8 = Message(
    "file_not_utf8",
    "文件不是 UTF-8 编码，请另存为 UTF-8",
    "the file is not UTF-8: save it as UTF-8",
)
FILE_EMPTY = Message("file_empty", "文件是空的", "the file is empty")
YAML_SYNTAX = Message(
    "yaml_syntax", "YAML 语法有误：{reason_zh}", "this is no valid YAML: {reason_en}"
)
YAML_CHARACTER = Message(
    "yaml_character",
    "这一行有不可见的控制字符，请删去",
    "this line has an invisible control character: remove it",
)
YAML_ALIAS = Message(
    "yaml_alias",
    "不能使用锚点和别名（& 和 *），请写出完整的值",
    "anchors and aliases (& and *) are not allowed: write the value out",
)
YAML_TAG = Message(
    "yaml_tag",
    "不能使用标签 {tag}：以 ! 开头的值请加引号",
    "the tag {tag} is not allowed: put a value that begins with ! in quotes",
)
YAML_COMMA = Message(
    "yaml_comma",
    "值 {value} 到逗号就断开了：大括号里含逗号的公式或文本请加引号",
    "the value {value} ends at its comma: within braces, put a formula or text that has commas in quotes",
)
YAML_MERGE = Message(
    "yaml_merge",
    "不能使用合并键 <<，请写出完整的键",
    "the merge key << is not allowed: write the keys out",
)
YAML_KEY = Message(
    "yaml_key",
    "键应是文本，{key} 请加引号",
    "keys are texts: put {key} in quotes",
)
YAML_KEY_TWICE = Message("yaml_key_twice", "键 {key} 出现了两次", "the key {key} occurs twice")
SEVERAL_DOCUMENTS = Message(
    "several_documents",
    "一个文件只能有一份文档，请去掉 ---",
    "a file holds one document: remove the ---",
)
YAML_DEPTH = Message(
    "yaml_depth", "嵌套超过 {limit} 层", "the nesting is deeper than {limit:level|levels}"
)
YAML_NODES = Message(
    "yaml_nodes", "文件里的值超过 {limit} 个", "the file has more than {limit:value|values}"
)
YAML_NUMBER = Message(
    "yaml_number", "整数超过 {limit} 位", "a whole number has more than {limit:digit|digits}"
)
YAML_NOT_FINITE = Message(
    "yaml_not_finite", "{value} 不是有限的数", "{value} is not a finite number"
)

KEY_UNKNOWN = Message("key_unknown", "这里没有 {key} 这个键", "there is no key {key} here")
KEY_NEEDED = Message("key_needed", "缺少 {key}", "{key} is missing")
TYPE_WRONG = Message(
    "type_wrong",
    "这里应是{expected_zh}",
    "{expected_en} is expected here",
)
TEXT_LIKE = Message("text_like", "文本（{form_zh}）", "a text ({form_en})")
MAPPING_LIKE = Message("mapping_like", "键值对 {keys}", "a mapping like {keys}")
VALUE_NOT_LISTED = Message(
    "value_not_listed",
    "{value} 不能用，可选：{allowed}",
    "{value} will not do; possible are: {allowed}",
)
VALUE_FIXED = Message(
    "value_fixed",
    "{key} 在这里总是 {value}，不用写",
    "{key} is always {value} here: leave it out",
)
VALUE_PATTERN = Message(
    "value_pattern",
    "{value} 的写法不对，应为{form_zh}",
    "{value} is written wrong: it must be {form_en}",
)
VALUE_LENGTH = Message(
    "value_length",
    "长度应在 {least} 到 {most} 之间，现在是 {found}",
    "the length must be from {least} to {most}, it is {found}",
)
VALUE_RANGE = Message(
    "value_range",
    "数值应在 {least} 到 {most} 之间，现在是 {found}",
    "the number must be from {least} to {most}, it is {found}",
)
VALUE_OTHER = Message("value_other", "这里的值不合要求", "this value will not do")
