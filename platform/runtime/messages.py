"""What the runtime says."""

from objectry.formula.messages import Message

SETTING_WRONG = Message(
    "setting_wrong", "设置值 {value} 不能用：{reason}", "the setting {value} cannot be used: {reason}"
)
DATABASE_URL_UNKNOWN = Message(
    "database_url_unknown",
    "不支持这个数据库地址：请用 sqlite:///文件 或 postgresql+psycopg://…",
    "this database address is not supported: use sqlite:///file or postgresql+psycopg://…",
)
DATABASE_BUSY = Message(
    "database_busy",
    "数据库正忙，请稍后再试",
    "the database is busy, please try again in a moment",
)
DATABASE_EMPTY = Message(
    "database_empty",
    "数据库里还没有组织：请先运行 objectry apply 或 objectry demo",
    "the database holds no organisation yet: run objectry apply or objectry demo first",
)
CATALOG_CHANGED = Message(
    "catalog_changed",
    "元数据刚刚变更，请重试",
    "the metadata have just changed, please try again",
)
CHANGE_NOT_ADDITIVE = Message(
    "change_not_additive",
    "{what}：这种变更会影响已有数据，现在只能新增对象、字段和选项",
    "{what}: this change could affect existing data; only new objects, fields and values can be applied for now",
)
STATEMENT_TIMEOUT = Message(
    "statement_timeout",
    "查询用时过长，请缩小范围",
    "the query takes too long, please narrow it down",
)
