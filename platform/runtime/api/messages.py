"""What signing in, describing, notes and notifications say."""

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
NOTE_UNKNOWN = Message("note_unknown", "没有这条便签", "there is no such note")
NOTE_NOT_OWN = Message(
    "note_not_own", "只能修改和删除自己写的便签", "only who wrote a note may change it"
)
NOTE_EMPTY = Message("note_empty", "请写点什么", "write something")
NOTE_LONG = Message(
    "note_long",
    "便签最多 {limit} 个字符",
    "a note has at most {limit:character|characters}",
)
NOTE_MENTIONS = Message(
    "note_mentions",
    "一条便签最多提到 {limit} 人",
    "a note mentions at most {limit:person|people}",
)
NOTE_USER_UNKNOWN = Message(
    "note_user_unknown", "提到的人不存在", "somebody who is mentioned does not exist"
)
TOLD_MENTIONED = Message(
    "told_mentioned",
    "{by}在“{record}”的便签中提到了您",
    "{by} mentioned you in a note about {record}",
)
TOLD_NOTED = Message("told_noted", "{by}给“{record}”写了便签", "{by} wrote a note about {record}")
TOLD_CHANGED = Message("told_changed", "{by}修改了“{record}”", "{by} changed {record}")
TOLD_ASSIGNED = Message(
    "told_assigned", "{by}把“{record}”交给了您", "{by} has made {record} yours"
)
TOLD_SEVERAL = Message(
    "told_several",
    "{by}把“{record}”等 {count} 条记录交给了您",
    "{by} has made {count:record|records} yours, {record} among them",
)
FORM_WRONG = Message(
    "filter_form_wrong", "筛选条件还不能用：{zh}", "the conditions cannot be used yet: {en}"
)
OPERATOR_UNKNOWN = Message(
    "operator_unknown",
    "字段 {field} 不能用 {operator} 比较",
    "the field {field} cannot be compared by {operator}",
)
VALUE_MISSING = Message(
    "condition_value_missing",
    "请为“{field_zh}”填写要比较的值",
    "enter what “{field_en}” is compared with",
)
CONDITION_TOO_LONG = Message(
    "condition_too_long",
    "“{field_zh}”的值太多，请减少一些",
    "there are too many values for “{field_en}”: take some away",
)
DAYS_WRONG = Message(
    "condition_number_wrong",
    "{value} 不是 0 到 99999 的整数",
    "{value} is no whole number from 0 to 99999",
)
FORM_SHAPE = Message(
    "filter_form_shape",
    "条件的写法不对：每一项是 field、operator 和 values，或 formula，或 all / any 一组",
    "a part of the conditions has the wrong shape: it is field, operator and values, or a formula, or a group all / any",
)
FORM_TOO_LARGE = Message(
    "filter_form_too_large",
    "条件超过 {parts} 项或 {levels} 层",
    "there are more than {parts:condition|conditions} or {levels:level|levels} of them",
)
SAVED_VIEW_UNKNOWN = Message(
    "saved_view_unknown",
    "没有这个视图，或者它已被删除",
    "there is no such view, or it has been deleted",
)
VIEW_NOT_YOURS = Message(
    "view_not_yours",
    "这个视图是别人共享的，请另存为自己的视图",
    "this view is shared by somebody else: save your own one",
)
VIEW_SHARING_FORBIDDEN = Message(
    "view_sharing_forbidden",
    "只有可以修改元数据的人能把视图共享给所有人",
    "only those who may change the metadata share views with everybody",
)
LOOK_WRONG = Message(
    "look_wrong",
    "没有这种显示方式：{look}；可以是 {allowed}",
    "lists cannot be shown as {look}: choose among {allowed}",
)
LOOK_UNFIT = Message(
    "look_unfit",
    "记录不能按字段 {field} 显示为 {look}：看板要用单选字段，日历要用日期字段",
    "records cannot be shown as {look} by {field}: a board needs a select field, a calendar a date",
)
LOOK_NOTHING = Message(
    "look_nothing",
    "这个对象没有您看得到的字段可以用来显示为 {look}：看板要用单选字段，日历要用日期字段",
    "the object has no field that you can read to be shown as {look} by: a board needs a select field, a calendar a date",
)
VIEW_NAME_WRONG = Message(
    "view_name_wrong",
    "请给视图取一个 1 到 {limit} 个字符的名称",
    "give the view a name of 1 to {limit:character|characters}",
)
VIEW_COLUMNS_WRONG = Message(
    "view_columns_wrong",
    "视图需要 1 到 {limit} 列，宽度是 {narrowest} 到 {widest} 之间的整数",
    "a view has 1 to {limit:column|columns}, and widths are whole numbers from {narrowest} to {widest}",
)
TOO_MANY_VIEWS = Message(
    "too_many_views",
    "每个对象最多保存 {limit} 个视图，请先删除一些",
    "you can save up to {limit:view|views} for an object: delete some first",
)
NO_WORK = Message(
    "no_work",
    "{object_zh}不是任务或日程，不能跟进",
    "{object_en} are no tasks or events: nothing follows them",
)
FOLLOW_UP_UNFINISHED = Message(
    "follow_up_unfinished",
    "没有跟进：这条{object_zh}现在不能完成，请打开它，更正 {count} 处错误",
    "nothing has been done: the {object_en} cannot be completed as it is; open it and correct {count:mistake|mistakes}",
)
FOLLOW_UP_INVALID = Message(
    "follow_up_invalid",
    "没有跟进，原来的{object_zh}也没有完成：请更正下一个{object_zh}的 {count} 处错误",
    "nothing has been done: correct {count:mistake|mistakes} of the next {object_en}",
)
COLLEAGUES = Message("colleagues", "通讯录", "Your colleagues")
NO_CARDS = Message(
    "no_cards",
    "{object_zh}不能导出为名片（vCard）",
    "no vCards can be made of {object_en}",
)
TOO_MANY_CARDS = Message(
    "too_many_cards",
    "一次最多导出 {limit} 张名片",
    "at most {limit:card|cards} can be exported at once",
)
RECYCLE_BIN = Message("recycle_bin", "回收站", "Recycle bin")
NO_BIN = Message(
    "no_recycle_bin",
    "{object_zh}没有回收站：删除后不能恢复",
    "{object_en} have no recycle bin: what is deleted there is gone",
)
FORMULA_WRONG = Message(
    "formula_wrong",
    "公式第 {line} 行第 {column} 列有误：{zh}",
    "the formula is wrong at line {line}, column {column}: {en}",
)
