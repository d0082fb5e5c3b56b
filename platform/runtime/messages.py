"""What the runtime says."""

from objectry.formula.messages import Message

SETTING_WRONG = Message(
    "setting_wrong",
    "设置值 {value} 不能用：{reason}",
    "the setting {value} cannot be used: {reason}",
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
STATEMENT_TIMEOUT = Message(
    "statement_timeout",
    "查询用时过长，请缩小范围",
    "the query takes too long, please narrow it down",
)
BACKUP_SQLITE_ONLY = Message(
    "backup_sqlite_only",
    "此命令只用于 SQLite；PostgreSQL 请用 pg_dump 和 pg_restore",
    "this command is for SQLite; use pg_dump and pg_restore for PostgreSQL",
)
BACKUP_DAMAGED = Message("backup_damaged", "{file} 不是完好的备份", "{file} is no sound backup")
VALUES_NOT_UNIQUE = Message(
    "values_not_unique",
    "字段 {field} 不能设为唯一：有多条记录的值是 {value}",
    "the field {field} cannot become unique: several records have the value {value}",
)
