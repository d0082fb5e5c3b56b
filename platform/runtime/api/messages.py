"""What signing in and describing say."""

from objectry.formula.messages import Message

SIGN_IN_WRONG = Message("sign_in_wrong", "账号或密码不对", "the account or the password is wrong")
ACCOUNT_WAITS = Message(
    "account_waits",
    "登录失败次数过多，请 {minutes} 分钟后再试",
    "too many failed sign-ins: try again in {minutes:minute|minutes}",
)
PASSWORD_LENGTH = Message(
    "password_length",
    "密码需要 {shortest} 到 {longest} 个字符",
    "a password has {shortest} to {longest} characters",
)
OLD_PASSWORD_WRONG = Message("old_password_wrong", "当前密码不对", "the present password is wrong")
SESSION_UNKNOWN = Message(
    "session_unknown",
    "没有这个登录，它可能已经退出",
    "there is no such session; it may have ended",
)
DEVICE_UNKNOWN = Message("device_unknown", "未知设备", "Unknown device")
PREFERENCES_SHAPE = Message(
    "preferences_shape", "偏好应是键和值的对象", "preferences are an object of keys and values"
)
PREFERENCE_UNKNOWN = Message(
    "preference_unknown", "没有偏好 {name}", "there is no preference {name}"
)
PREFERENCE_WRONG = Message(
    "preference_wrong", "偏好 {name} 不能是 {value}", "the preference {name} cannot be {value}"
)
NOT_YOUR_OWN = Message(
    "not_your_own", "您不能自己修改 {name}", "{name} is nothing that you can change of yourself"
)
LINK_SPENT = Message(
    "link_spent",
    "链接已使用过或已过期，请重新申请",
    "the link was used, or is too old: ask for a new one",
)
SET_UP_DONE = Message(
    "set_up_done",
    "已经有人可以登录，请到登录页面登录",
    "somebody can sign in already: go to the sign-in page",
)
SET_UP_CODE_WRONG = Message(
    "set_up_code_wrong",
    "设置码不对或已过期；重新启动服务器会得到新的设置码",
    "the code is wrong or too old; the server prints a new one when it is started again",
)
ORGANIZATION_NAME = Message(
    "organization_name",
    "组织名称最多 {longest} 个字符，只能写一行",
    "the name of an organisation is one line of at most {longest:character|characters}",
)
ZONE_UNKNOWN = Message(
    "zone_unknown",
    "没有这个时区，请从列表中选择",
    "there is no such time zone: choose one of the list",
)
ACCOUNT_UNKNOWN = Message("account_unknown", "没有账号 {account}", "there is no account {account}")
TOKEN_UNKNOWN = Message(
    "token_unknown",
    "这个账号没有这样的令牌，请先列出它的令牌",
    "the account has no such token: list its tokens first",
)
HEALTH_FILE = Message("health_file", "数据库能否完整读出", "the database as a whole")
HEALTH_REFERENCES = Message("health_references", "记录之间的引用", "references between records")
HEALTH_TABLES = Message("health_tables", "数据表与元数据是否一致", "tables beside the metadata")
HEALTH_SEARCH = Message(
    "health_search", "搜索索引与记录是否一致", "the search index beside the records"
)
HEALTH_TREES = Message("health_trees", "各级树与记录是否一致", "trees beside the records")
HEALTH_JOBS = Message(
    "health_jobs",
    "等待服务器的任务有没有人处理（objectry jobs --work 可以完成）",
    "jobs that wait for a server, and nobody works on them (objectry jobs --work does them)",
)
HEALTH_METADATA = Message(
    "health_metadata",
    "已安装的元数据是否符合本版本的规则",
    "the installed metadata beside the rules of this version",
)
HEALTH_COMPUTED = Message(
    "health_computed",
    "计算字段的值与计算所得是否一致（抽查；objectry recalculate 可以重新计算）",
    "values of computed fields beside what they are computed of (a sample; objectry recalculate computes them anew)",
)
HEALTH_CONTENT = Message("health_content", "上传文件的内容", "the content of uploaded files")
HEALTH_FILE_USES = Message(
    "health_file_uses",
    "文件与持有它们的记录是否一致",
    "files beside the records that hold them",
)
FOLDER_IN_USE = Message(
    "folder_in_use",
    "文件夹 {folder} 不是空的：请换一个，或先清空它",
    "the folder {folder} is not empty: choose another one or empty it first",
)
FILE_NAME_KEPT = Message(
    "file_name_kept",
    "数据库里的文件名 {file} 不能写到磁盘上：请重新应用它的包",
    "the database keeps a file {file}, whose name cannot be written to a disk: apply its pack again",
)
