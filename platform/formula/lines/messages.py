"""What is said about lines that cannot be answered."""

from objectry.formula.messages import Message

NOT_JSON = Message("line_not_json", "这一行不是 JSON 对象", "this line is no JSON object")
LINE_TOO_LONG = Message(
    "line_too_long", "一行最多 {limit} 字节", "a line has {limit:byte|bytes} at most"
)
ENTRY_WRONG = Message("line_entry_wrong", "{name} 不能是 {value}", "{name} cannot be {value}")
TYPE_UNKNOWN = Message("line_type_unknown", "没有类型 {value}", "there is no type {value}")
VALUE_WRONG = Message(
    "line_value_wrong", "字段 {name} 的值不对：{value}", "field {name} cannot be {value}"
)
VALUE_MISSING = Message(
    "line_value_missing",
    "字段 {name} 声明为总有值，但这一行没有给出",
    "field {name} is said to have a value always, and this line has none for it",
)
ENGINE_CLOSED = Message(
    "line_engine_closed",
    "没有 {name} 可用：请用 --database 给出它的地址",
    "there is no {name} to ask: give its address with --database",
)
UNSUPPORTED = Message(
    "line_unsupported",
    "{name} 在这里不能由数据库计算",
    "{name} is nothing that this database computes",
)
NOT_COMPUTED = Message(
    "line_not_computed", "数据库不能计算这个公式", "the database cannot compute the formula"
)
INTERNAL = Message(
    "line_internal",
    "公式引擎自身出错：{reason}",
    "the formula engine itself has failed: {reason}",
)
