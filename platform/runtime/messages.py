"""What the runtime says."""

from objectry.formula.messages import Message

SETTING_WRONG = Message(
    "setting_wrong",
    "设置值 {value} 不能用：{reason_zh}",
    "the setting {value} cannot be used: {reason_en}",
)
SETTING_UNKNOWN = Message(
    "setting_unknown", "没有名为 {name} 的设置", "there is no setting called {name}"
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
ACCOUNT_INACTIVE = Message(
    "account_inactive",
    "账号已停用，这项工作不能以它的名义继续",
    "the account is not active any more: nothing can go on in its name",
)
DATABASE_DAMAGED = Message(
    "database_damaged",
    "{file} 里没有完好的组织数据库",
    "{file} holds no sound database of an organisation",
)
DATABASE_IN_USE = Message(
    "database_in_use",
    "数据库正在使用：请先停止 objectry serve，再恢复",
    "the database is in use: stop objectry serve, then restore",
)
PROGRAM_MISSING = Message(
    "program_missing",
    "缺少程序 {program}，请安装 PostgreSQL 的客户端程序（postgresql-client）",
    "the program {program} is missing: install PostgreSQL's client programs (postgresql-client)",
)
PROGRAM_FAILED = Message(
    "program_failed",
    "{program} 没有完成，什么也没有改变：{reason}",
    "{program} has failed, and nothing was changed: {reason}",
)
NUMBERS_TOO_LARGE = Message(
    "numbers_too_large",
    "字段 {field} 不能有更多小数位：{count} 条记录的值整数部分超过 {digits} 位，请先改正它们",
    "the field {field} cannot take more decimal places: {count:record has|records have}"
    " more than {digits:digit|digits} before the point",
)
DATABASE_FULL = Message(
    "database_full",
    "数据库所在磁盘空间不足，没有保存",
    "the disk of the database is full: nothing was saved",
)
METADATA_CHANGED = Message(
    "metadata_changed",
    "元数据刚刚更改过，请重试",
    "the metadata have just been changed: please try again",
)
MASTER_FOR_RECORDS = Message(
    "master_for_records",
    "对象 {object} 已有记录，它们没有主记录：不能再加主从字段 {field}，请改用关联字段",
    "the object {object} has records, and none of them has a master: make {field} a lookup instead of a master_detail",
)
WRITE_CONFLICT = Message(
    "write_conflict",
    "有人刚刚保存了相同的内容，请重试",
    "somebody has just saved the same thing: please try again",
)
VALUE_OUT_OF_RANGE = Message(
    "value_out_of_range",
    "计算结果超出了数据库能表示的范围，请加筛选条件",
    "a result is beyond what the database can express: please add a filter",
)
TOO_MANY_JOINS = Message(
    "too_many_joins",
    "一次查询最多经过 {limit} 个关联，请减少字段",
    "one query follows {limit:look-up|look-ups} at most: ask for fewer fields",
)
REFERENCE_CONFLICT = Message(
    "reference_conflict",
    "有人刚刚删除了相关记录或引用了它，请刷新后重试",
    "somebody has just deleted a record that this one needs, or begun to use it: reload and try again",
)
CONNECTIONS_EXHAUSTED = Message(
    "connections_exhausted",
    "同时处理的请求过多，数据库连接已用完，请稍后再试",
    "too many requests at once have taken all database connections: try again in a moment",
)
DATABASE_UNREACHABLE = Message(
    "database_unreachable",
    "连接不上数据库：请检查地址和密码，并确认数据库正在运行",
    "the database cannot be reached: check its address and password, and that it runs",
)
DATABASE_UNUSABLE = Message(
    "database_unusable",
    "数据库文件不能用：请检查路径、权限、磁盘空间，以及它是不是 SQLite 数据库",
    "the database file cannot be used: check its path, rights, disk space, and that it is a SQLite database",
)
DATABASE_DRIVER_MISSING = Message(
    "database_driver_missing",
    "使用 PostgreSQL 需要先安装驱动：pip install 'objectry[postgres]'",
    "PostgreSQL needs its driver: pip install 'objectry[postgres]'",
)
REFERENCES_BROKEN = Message(
    "references_broken",
    "有记录引用了不存在的记录，没有做任何改动：请用 objectry doctor 查看（{where}）",
    "records refer to records that are not there, so nothing was changed: see objectry doctor ({where})",
)
