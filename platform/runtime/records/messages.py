"""What saving, listing and deleting records say."""

from objectry.formula.messages import Message

FIELD_UNKNOWN = Message("field_unknown", "没有字段 {field}", "there is no field {field}")
FIELD_READ_ONLY = Message(
    "field_read_only", "字段 {field} 不能填写", "the field {field} cannot be written"
)
ECHO_DIFFERS = Message(
    "echo_differs",
    "{field} 不能填写，记录中现在是“{held}”：请改回原样，或去掉这一列",
    "{field} cannot be written, and the record holds “{held}”: put this back, or leave the column out",
)
PATH_READ_ONLY = Message(
    "path_read_only",
    "{field} 属于另一条记录，不能在这里填写：请去掉这一列",
    "{field} belongs to another record and cannot be written here: leave the column out",
)
UNDO_WORKED_ON = Message(
    "undo_worked_on",
    "导入之后有人改过这条记录，保留不动",
    "somebody has changed the record since the import, so it stays",
)
UNDO_CHANGED = Message(
    "undo_changed",
    "导入之后有人改过“{field_zh}”，保留不动",
    "somebody has changed “{field_en}” since the import, so it stays as it is",
)
UNDO_FORBIDDEN = Message(
    "undo_forbidden",
    "导入改过的一些字段您现在无权更改，保留不动",
    "you may no longer change some fields that the import has changed, so they stay as they are",
)
REQUIRED = Message("required", "请填写{field_zh}", "please fill in {field_en}")
DEFAULT_LEFT_OUT = Message(
    "default_left_out",
    "请填写{field_zh}：它的默认值公式在这里没有能用的结果（{reason_zh}）",
    "please fill in {field_en}: its default formula gives nothing here that will do ({reason_en})",
)
FIELD_LOCKED = Message(
    "field_locked",
    "{field_zh}现在已锁定，不能更改：请改回原来的值",
    "{field_en} is locked now and cannot be changed: put its former value back",
)
NOT_UNIQUE = Message(
    "not_unique",
    "{field_zh}为 {value} 的记录已经存在",
    "a record with the {field_en} {value} exists already",
)
LOOKUP_NOT_FOUND = Message(
    "lookup_not_found",
    "找不到{object_zh} {value}",
    "there is no {object_en} {value}",
)
LOOKUP_AMBIGUOUS = Message(
    "lookup_ambiguous",
    "有 {count} 条{object_zh}都叫 {value}，请改用唯一字段或 ID",
    "{count:record|records} of {object_en} are called {value}: use a unique field or the ID",
)
LOOKUP_FIELD = Message(
    "lookup_field",
    "{object_zh}没有名为 {field} 的唯一字段",
    "{object_en} has no unique field {field}",
)
LOOKUP_FILTERED = Message(
    "lookup_filtered",
    "{value} 不符合此字段的选择条件",
    "{value} does not meet the condition for this field",
)
FIELD_HAS_NO_CANDIDATES = Message(
    "field_has_no_candidates",
    "字段 {field} 不是用来选择记录或标签的",
    "nothing is looked for in the field {field}",
)
OWNER_TRANSFER = Message(
    "owner_transfer_forbidden",
    "您没有权限更换记录的负责人",
    "you are not allowed to change who owns records",
)
MASTER_FORBIDDEN = Message(
    "master_forbidden",
    "您不能更改主记录，因此不能增删改它的明细",
    "you may not change the master record, so its details are closed to you too",
)
MASTER_FIXED = Message(
    "master_fixed",
    "明细不能改挂到另一条主记录",
    "a detail cannot move to another master record",
)
TREE_CIRCLE = Message(
    "tree_circle",
    "上级不能是自己或自己的下级",
    "a record cannot stand below itself",
)
RECORD_INVALID = Message(
    "record_invalid",
    "记录没有保存：请更正 {count} 处错误",
    "the record was not saved: {count:mistake has|mistakes have} to be corrected",
)
RECORD_STALE = Message(
    "record_stale",
    "这条记录刚刚有过修改（现为版本 {found}，您修改的是版本 {expected}），请看看现在的内容再试",
    "the record has changed (it is version {found}, not {expected}): look at what it holds now and try again",
)
LINES_SHAPE = Message(
    "lines_shape",
    '{key} 的写法不对：明细应写成 对象名 → 记录列表，删除的记录写 id 和 "_delete": true',
    '{key} is wrong: lines are objects with lists of records, and one to delete has its id and "_delete": true',
)
LINES_TOO_MANY = Message(
    "lines_too_many",
    "一条记录一次最多保存 {limit} 条明细，这里有 {count} 条",
    "at most {limit:line|lines} can be saved with a record at a time, there are {count}",
)
LINES_OF_OTHERS = Message(
    "lines_of_others",
    "“{name}”不是{object_zh}的明细对象，不能随它一起保存",
    "“{name}” is no detail of {object_en} and cannot be saved with it",
)
LINES_STALE = Message(
    "lines_stale",
    "他人修改了部分明细，请核对后再保存",
    "somebody else has changed some of the lines: look at them and save again",
)
LINE_ELSEWHERE = Message(
    "line_elsewhere",
    "随记录保存的明细属于这条记录，请不要填写 {field}",
    "lines that are saved with a record belong to it: leave out {field}",
)
VERSION_MISSING = Message(
    "version_missing",
    "请用 If-Match 说明您修改的是哪个版本",
    "say in If-Match which version you change",
)
RECORD_IN_USE = Message(
    "record_in_use",
    "还有 {count} 条{object_zh}（{field_zh}）在使用这条记录，不能删除",
    "the record is used by {count:record|records} of {object_en} in {field_en}: it cannot be deleted",
)
RECORD_IN_USE_UNSEEN = Message(
    "record_in_use_unseen",
    "还有您看不到的记录在使用这条记录，不能删除，请联系管理员",
    "records that you may not see still use this record: it cannot be deleted; ask an administrator",
)
MASTER_DELETED = Message(
    "master_deleted",
    "主记录还在回收站，请先恢复主记录",
    "the master record is in the recycle bin: restore it first",
)
TARGET_DELETED = Message(
    "target_deleted",
    "{field_zh}所指的{object_zh}还在回收站，请先恢复它",
    "the {object_en} that {field_en} points to is in the recycle bin: restore it first",
)
OWNER_NOBODY = Message(
    "owner_nobody",
    "对象 {object} 有 {count} 条记录没有创建人，也没有管理员可以做它们的负责人：请先添加管理员，或由用户来应用",
    "{object} has {count:record|records} without a creator, and no administrator to own them: add one, or let a user apply",
)
VALUES_NOT_UNIQUE = Message(
    "values_not_unique",
    "字段 {field} 不能设为唯一：有 {count} 个值出现在多条记录中，例如 {value}",
    "the field {field} cannot become unique: {count:value is|values are} shared by several records, such as {value}",
)
TREE_IN_CIRCLE = Message(
    "tree_in_circle",
    "字段 {object}.{field} 不能成为树：已有记录绕成了圈（{loop}），请先改正其中一条",
    "the field {object}.{field} cannot make a tree, as records form a circle ({loop}): mend one of them first",
)
NO_END = Message(
    "changes_without_end",
    "这次更改会引起超过 {limit} 层的连锁更改，没有保存",
    "nothing was saved: the change would lead to more than {limit} further changes in a row",
)
KEY_NOT_FOUND = Message(
    "key_not_found",
    "没有 {field} 为 {value} 的记录",
    "there is no record with the {field} {value}",
)
KEY_MISSING = Message(
    "key_missing",
    "每条记录都要有 {field}，才能新增或更新",
    "every record needs a value in {field} to be matched by",
)
KEY_NOT_UNIQUE = Message(
    "key_not_unique",
    "{field} 不是唯一字段，不能用来匹配记录",
    "{field} is not unique and cannot match records",
)
KEY_TWICE = Message(
    "key_twice",
    "{field} 为 {value} 的记录在这一批里出现了两次",
    "the {field} {value} occurs twice in this batch",
)
ID_MISSING = Message("id_missing", "缺少记录 ID", "the record's ID is missing")
RECORD_TWICE = Message(
    "record_twice",
    "同一条记录在这一批里出现了两次",
    "the same record occurs twice in this batch",
)
BATCH_REFUSED = Message(
    "batch_refused",
    "{count} 条记录有错，整批都没有保存",
    "{count:record is|records are} wrong, nothing was saved",
)
BATCH_TOO_LARGE = Message(
    "batch_too_large",
    "一次最多 {limit} 条记录，这里有 {count} 条",
    "at most {limit:record|records} at a time, there are {count}",
)
RECORD_NOT_OBJECT = Message(
    "record_not_object",
    "请把记录写成 JSON 对象：字段名和它的内容",
    "write a record as a JSON object: names of fields, and what they hold",
)

FIELD_NOT_SORTABLE = Message(
    "field_not_sortable", "不能按字段 {field} 排序", "lists cannot be sorted by {field}"
)
FIELD_NOT_GROUPABLE = Message(
    "field_not_groupable", "不能按字段 {field} 分组", "records cannot be grouped by {field}"
)
PART_UNKNOWN = Message(
    "date_part_unknown",
    "没有日期单位 {part}，可选：{allowed}",
    "there is no date part {part}; possible are: {allowed}",
)
PART_NEEDS_DATE = Message(
    "date_part_needs_date",
    "{field} 不是日期，不能按 {part} 分组",
    "{field} is no date and cannot be grouped by {part}",
)
MEASURE_UNKNOWN = Message(
    "measure_unknown",
    "不认识统计 {measure}，可写：count、sum:字段、avg:字段、min:字段、max:字段、sum:(公式)",
    "{measure} is no measure; write count, sum:field, avg:field, min:field, max:field or sum:(formula)",
)
MEASURE_OPEN = Message(
    "measure_open",
    "统计 {measure} 里的公式要放在括号里",
    "put the formula of the measure {measure} in brackets",
)
MEASURE_NEEDS_NUMBER = Message(
    "measure_needs_number",
    "字段 {field} 不能求 {function}",
    "{function} cannot be computed of {field}",
)
TOO_MANY_GROUPS = Message(
    "too_many_groups",
    "分组超过 {limit} 个，请加筛选条件或换更粗的分组",
    "there are more than {limit:group|groups}: add a filter or group more coarsely",
)
LIMIT_WRONG = Message(
    "limit_wrong",
    "limit 应是 1 到 {limit} 的整数",
    "limit must be a whole number from 1 to {limit}",
)
COUNT_WRONG = Message(
    "count_wrong", "count 只能是 none、bounded 或 exact", "count must be none, bounded or exact"
)
SCOPE_WRONG = Message(
    "scope_wrong",
    "scope 只能是 all、mine、subordinates、team 或 recent",
    "scope must be all, mine, subordinates, team or recent",
)
SCOPE_UNOWNED = Message(
    "scope_unowned",
    "{object_zh}记录没有负责人，scope 只能是 all 或 recent",
    "records of {object_en} have no owner: scope must be all or recent",
)
CURSOR_WRONG = Message(
    "cursor_wrong",
    "这个翻页位置不属于当前列表，请从第一页开始",
    "this cursor does not belong to this list: start from the first page",
)
VIEW_UNKNOWN = Message("view_unknown", "没有列表视图 {view}", "there is no list view {view}")
VIEW_FILTER_LOST = Message(
    "view_filter_lost",
    "这个视图的筛选条件用到了已不存在或您看不到的字段，所以没有列出记录",
    "the filter of this view names fields that are gone or that you cannot see, so no records are listed",
)
VIEW_PARTS_LOST = Message(
    "view_parts_lost",
    "这个视图的有些列、排序或分列用到了已不存在或您看不到的字段，已经略去",
    "some columns or sort fields of this view, or what it is arranged by, are gone or hidden from you: they are left out",
)
FILTER_WRONG = Message(
    "filter_wrong",
    "筛选条件第 {line} 行第 {column} 列有误：{zh}",
    "the filter is wrong at line {line}, column {column}: {en}",
)
MEASURE_WRONG = Message(
    "measure_wrong",
    "统计 {measure} 的公式第 {line} 行第 {column} 列有误：{zh}",
    "the formula of the measure {measure} is wrong at line {line}, column {column}: {en}",
)
MEASURES_TOO_LARGE = Message(
    "measures_too_large",
    "这些统计的公式合起来太大，请分几次查询",
    "the formulas of these measures are too large together: ask for some of them in another call",
)
TOO_MANY_FIELDS = Message(
    "too_many_fields",
    "一次最多取 {limit} 个字段",
    "at most {limit:field|fields} at a time",
)
KEY_UNUSED = Message(
    "key_unused",
    "key 只用于 update 和 upsert，{operation} 不能带它",
    "`key` says how update and upsert find records; {operation} takes none",
)
LAYOUT_UNKNOWN = Message(
    "layout_unknown",
    "{object_zh}没有布局 {layout}",
    "there is no layout {layout} of {object_en}",
)
LAYOUT_UNUSED = Message(
    "layout_unused",
    "删除和恢复记录时不检查布局：请去掉 layout",
    "no layout is checked when records are deleted or restored: leave `layout` out",
)
OPERATION_UNKNOWN = Message(
    "operation_unknown",
    "没有操作 {operation}，可用：create、update、upsert、delete、restore、purge",
    "there is no operation {operation}; use create, update, upsert, delete, restore or purge",
)
PROFILE_TOO_WIDE = Message(
    "profile_too_wide",
    "您不能授予超出您自己权限的职能，请由拥有这些权限的管理员授予",
    "you cannot give a profile that allows more than your own: ask an administrator who has these rights",
)
ROLE_TOO_HIGH = Message(
    "role_too_high",
    "您只能在自己的角色之下安排用户和角色，其他的请由能查看全部记录的管理员来安排",
    "you can place users and roles only below your own role: ask an administrator who sees all records",
)
USER_ABOVE = Message(
    "user_above",
    "这位用户拥有您没有的后台权限，请由拥有这些权限的管理员来更改",
    "this user has rights in the back office that you lack: ask an administrator who has them",
)
PROFILE_DEFINED = Message(
    "profile_defined",
    "职能由元数据定义，不能作为记录删除：请从用户那里收回它",
    "profiles are defined in metadata and cannot be deleted as records: take this one from its users instead",
)
LAST_WITH_RIGHT = Message(
    "last_with_right",
    "这是最后一位拥有“{right_zh}”权限的在职用户，请先授予另一位用户",
    "this is the last active user with the right to {right_en}: give it to somebody else first",
)
TOO_MANY_TERMS = Message(
    "too_many_terms",
    "一次最多 {limit} 项，请减少排序、分组或统计项",
    "at most {limit} at once: leave out some of the sort fields, groups or measures",
)
VERSION_WRONG = Message(
    "version_wrong",
    "第 {index} 条记录的 version 应是正整数",
    "the version of record {index} must be a whole number from 1 on",
)
RULE_BROKEN = Message("rule_broken", "{zh}", "{en}")
RULE_FAILED = Message(
    "rule_failed",
    "{zh}（规则 {rule} 无法计算：{reason_zh}）",
    "{en} (rule {rule} cannot be computed: {reason_en})",
)
