"""What the reader of packs and the resolver say."""

from objectry.formula.messages import Message

FOLDER_MISSING = Message("folder_missing", "没有这个文件夹", "there is no such folder")
FOLDER_EMPTY = Message("folder_empty", "文件夹里没有 YAML 文件", "the folder holds no YAML file")
PACK_FILE_MISSING = Message(
    "pack_file_missing",
    "文件夹里没有 pack.yaml，也没有可以接续的包：请把含 pack.yaml 的文件夹放在前面",
    "the folder has no pack.yaml and follows no pack: name the folder with pack.yaml first",
)
PACK_MISSING = Message(
    "pack_missing",
    "不知道这份定义属于哪个包：请在它前面放上含 pack: 的文件",
    "it is not clear which pack this belongs to: put the file with pack: before it",
)
FOLDER_APART = Message(
    "folder_apart",
    "文件夹 {folder} 没有 pack.yaml，前面的包 {pack} 也没有说它由这个文件夹接续："
    "请给它一个 pack.yaml；如果它属于 {pack}，就在那个包的 pack.yaml 里写 continued_in: [{folder}]",
    "the folder {folder} has no pack.yaml, and the pack {pack} before it does not say that the folder continues it:"
    " give it a pack.yaml, or, if it belongs to {pack}, write continued_in: [{folder}] in the pack.yaml of that pack",
)
FILE_NAME = Message(
    "file_name",
    '{name} 不能作为包内的文件名：请用 / 分隔、以 .yaml 结尾的相对路径，不含 .. 和 \\ : * ? " < > |',
    "{name} cannot be a file in a pack: give a relative path with / that ends in .yaml,"
    ' without .. and without \\ : * ? " < > |',
)
FILE_TWICE = Message(
    "file_twice",
    "包里已有名为 {file} 的文件，请换个名字",
    "the pack has a file {file} already: give this one another name",
)
STREAM_FILES = Message(
    "stream_files",
    "一次最多 {limit} 个文件，请分成几次",
    "{limit:file is|files are} possible at a time: send them in several parts",
)
KIND_UNKNOWN = Message(
    "kind_unknown",
    "看不出这份文件定义的是什么：请以 {kinds} 之一作为顶层键",
    "it is not clear what this file defines: give it one of the keys {kinds}",
)
KIND_AMBIGUOUS = Message(
    "kind_ambiguous",
    "一份文件只能定义一样东西，这里有 {kinds}",
    "a file defines one thing, this one has {kinds}",
)
ROOT_NOT_MAPPING = Message(
    "root_not_mapping", "文件的最外层必须是键值对", "the top of the file must be a mapping"
)
DEFINED_TWICE = Message(
    "defined_twice",
    "{thing_zh} {name} 已经在 {place} 定义过",
    "the {thing_en} {name} is already defined at {place}",
)
SHAPE_WRONG = Message(
    "shape_wrong", "这里的值不合要求：{reason_zh}", "this value will not do: {reason_en}"
)
NAME_UNKNOWN = Message(
    "name_unknown", "没有名为 {name} 的{thing_zh}", "there is no {thing_en} called {name}"
)
DEFAULT_ELSEWHERE = Message(
    "default_elsewhere",
    "{field} 指向 {target}，默认值却指向 {found}",
    "{field} points to {target}, and its default to {found}",
)
RIGHT_UNKNOWN = Message(
    "right_unknown",
    "没有权限“{name}”：请写对象、点和权限（{actions}），或只写后台的部分（{parts}）",
    "there is no right “{name}”: write an object, a dot and one of {actions}, or a part of the back office: {parts}",
)
FIELD_RETIRED = Message(
    "field_retired",
    "字段 {field} 已停用（active: false）：请在这里去掉它",
    "the field {field} is retired (active: false): take it out here",
)
NO_LOOKUP = Message(
    "no_lookup",
    "{field}（{type}）不是指向单条记录的查找字段，后面不能再跟 {rest}",
    "{field} is a {type} and no look-up to one record: {rest} cannot follow it",
)
PART_KNOWN = Message(
    "part_known",
    "对象 {object} 已经有名为 {name} 的{thing_zh}",
    "the object {object} has a {thing_en} called {name} already",
)
FIELD_RESERVED = Message(
    "field_reserved",
    "{field} 是系统字段，每个对象都有，不能再定义",
    "{field} is a system field that every object has; choose another name",
)
NAME_TAKEN = Message(
    "name_taken",
    "平台或数据库自己要用 {name} 这个名字，请换一个",
    "the platform or a database needs the name {name} for itself: choose another one",
)
PART_TWICE = Message("part_twice", "{name} 在这里出现了两次", "{name} occurs twice here")
NAME_FIELD_TYPE = Message(
    "name_field_type",
    "{field} 的类型是 {type}，不能作为记录名称：请选用文本或自动编号字段",
    "{field} is a {type} and cannot name records: choose a text or an auto number",
)
HOME_MEASURE = Message(
    "home_measure",
    "{measure} 与 field 不相配：count 不写 field，其他都要写",
    "{measure} does not go with field: count takes none, all others take one",
)
HOME_MEASURED = Message(
    "home_measured",
    "字段 {field} 不能计算 {measure}：请选用数字字段，min 和 max 也可以用日期和时间",
    "there is no {measure} of field {field}: choose a number, or for min and max a day or a time",
)
WORK_FIELD = Message(
    "work_field",
    "{field} 不能作为 work 的 {part}：{part} 需要{wanted_zh}",
    "{field} cannot be the {part} of work: that takes {wanted_en}",
)
WORK_VALUE = Message(
    "work_value",
    "{field} 没有值 {value}，work 的 {part} 只能写它已有的值",
    "{field} has no value {value}: the {part} of work names values that it has",
)
WORK_STATUS_MISSING = Message(
    "work_status_missing",
    "任务需要 status 和 done，才能完成",
    "a task needs status and done, or nobody can complete it",
)
MASTER_TWICE = Message(
    "master_twice",
    "一个对象最多有一个主从字段，这里已经有 {field}",
    "an object has one master-detail field at most, and {field} is one already",
)
MASTER_MISSING = Message(
    "master_missing",
    "sharing: controlled_by_parent 需要一个 master_detail 字段",
    "sharing: controlled_by_parent needs a master_detail field",
)
MASTER_LOOP = Message(
    "master_loop",
    "主从关系绕成了圈：{loop}",
    "the master-detail fields form a circle: {loop}",
)
OWNED_DETAIL = Message(
    "owned_detail",
    "权限随主记录的对象没有自己的负责人：请写 sharing: controlled_by_parent",
    "a master-detail record belongs to its master's owner: write sharing: controlled_by_parent",
)
UNOWNED_PRIVATE = Message(
    "unowned_private",
    "没有负责人的对象（owned: false）不能设为 private：请选 public_read 或 public_read_write",
    "records without an owner (owned: false) cannot be private: choose public_read or public_read_write",
)
CHOICE_UNKNOWN = Message(
    "choice_unknown", "字段 {field} 没有选项 {value}", "field {field} has no value {value}"
)
NOT_A_SELECT = Message(
    "not_a_select", "字段 {field} 不是选择字段", "field {field} is not a select field"
)
NOT_A_NUMBER = Message(
    "not_a_number",
    "字段 {field} 不是数字，不能求和",
    "field {field} holds no numbers to be added up",
)
NOT_A_DATE = Message(
    "not_a_date",
    "字段 {field} 不是日期或日期时间字段",
    "field {field} is neither a date nor a date and time",
)
CALENDAR_END = Message(
    "calendar_end",
    "{end} 与 {start} 的类型不同：日历的开始和结束要同为日期，或同为日期时间",
    "{end} is not of the type of {start}: both ends of a calendar are dates, or both have a time",
)
DEFAULT_TYPES = Message(
    "default_types",
    "只能有一个业务类型写 default: true，这里已经有 {other}",
    "one business type can say default: true, and {other} does already",
)
DEFAULT_NOT_OFFERED = Message(
    "default_not_offered",
    "字段 {field} 的默认值 {value} 不在该业务类型的选项里；请加上它，或在 defaults 里另定默认值",
    "the default {value} of {field} is not among the values of the business type: add it, or choose one in defaults",
)
REFERENCE_LOOP = Message(
    "reference_loop",
    "路径 {path} 的终点也是引用字段：请写出它所显示的字段的路径",
    "the path {path} ends at a reference field: write the path to the field that it shows",
)
HIERARCHY_ELSEWHERE = Message(
    "hierarchy_elsewhere",
    "只有指向 {object} 自己的查找字段才能写 hierarchy: true",
    "only a look-up to {object} itself can say hierarchy: true",
)
DEPENDS_ON_ITSELF = Message(
    "depends_on_itself",
    "字段 {field} 的选项依赖绕成了圈",
    "the dependency of the values of {field} forms a circle",
)
PACK_LOOP = Message("pack_loop", "包之间互相依赖：{loop}", "the packs require each other: {loop}")
PACK_VERSION = Message(
    "pack_version",
    "需要 {pack} {wanted}，而手头是 {found}",
    "{pack} {wanted} is needed, {found} is what there is",
)
PACK_OLDER = Message(
    "pack_older",
    "已安装 {pack} {installed}，不能换成更旧的 {found}：请取 {installed} 或更新的版本；"
    "如果确实要用这份内容，请给它一个不低于 {installed} 的版本号",
    "{pack} {installed} is installed and cannot become {found}, which is older: take {installed} or a newer one;"
    " if these contents are what you want, give them a version that is not below {installed}",
)
ROLE_LOOP = Message(
    "role_loop", "角色的上级绕成了圈：{loop}", "the roles' parents form a circle: {loop}"
)
LAYOUT_OBJECT = Message(
    "layout_object",
    "布局名 {layout} 应以对象名 {object} 开头",
    "the layout name {layout} should start with its object, {object}",
)
READ_NEEDED = Message(
    "read_needed",
    "没有 read 就不能 {actions}：请在 allow 里加上 read",
    "without read, {actions} cannot be granted: add read",
)
CREATE_IMPOSSIBLE = Message(
    "create_impossible",
    "可以新建 {object}，却不能填写必填且没有默认值的 {field}：请让它可编辑，给它默认值，或去掉 create",
    "{object} may be created, but {field}, which is required and has no default, cannot be filled in:"
    " let it be edited, give it a default, or take create away",
)
RELATED_THROUGH = Message(
    "related_through",
    "{field} 不指向 {object}",
    "{field} does not point to {object}",
)
CONDITION_IDLE = Message(
    "condition_idle",
    "已有 {always}: true，{option} 不起作用：请去掉其中一个",
    "beside {always}: true, {option} changes nothing: leave one of them out",
)
CONDITION_CLOSED = Message(
    "condition_closed",
    "{field} 在这里没有人能填写，{option} 不起作用：请去掉它",
    "nobody can write {field} here, so {option} changes nothing: leave it out",
)
CHANGE_NOT_ALLOWED = Message(
    "change_not_allowed",
    "扩展不能改字段的 {option}",
    "an extension cannot change a field's {option}",
)
CHANGE_SYSTEM_FIELD = Message(
    "change_system_field",
    "{field} 是系统字段，扩展不能更改它",
    "{field} is a system field: an extension cannot change it",
)
EXTENSIONS_DISAGREE = Message(
    "extensions_disagree",
    "包 {pack} 和包 {other} 对 {what} 的规定不同，彼此又不依赖：请写成一样，或让其中一个在 requires 里依赖另一个，后者为准",
    "pack {pack} and pack {other} disagree on {what} and neither requires the other: make them agree, or let one require "
    "the other, whose word it then replaces",
)
CHANGE_RELIED_ON = Message(
    "change_relied_on",
    "系统依赖字段 {object}.{field}，扩展不能改它的 {option}",
    "the platform relies on {object}.{field}: an extension cannot change its {option}",
)
OBJECT_REMOVED = Message(
    "object_removed",
    "对象 {name} 不在新的元数据里；删除对象会丢失数据，暂不能这样做",
    "object {name} is missing from the new metadata; removing an object would lose its data and cannot be done here",
)
FIELD_REMOVED = Message(
    "field_removed",
    "字段 {field} 不在新的元数据里；如不再使用，请写 active: false",
    "field {field} is missing from the new metadata; to retire it write active: false",
)
FIELD_RENAMED_OR_REMOVED = Message(
    "field_renamed_or_removed",
    "字段 {field} 不在新的元数据里；如要改名，请在字段 {now} 处写 renamed_from: {field}；如不再使用，请写 active: false",
    "field {field} is missing from the new metadata; to rename it, write renamed_from: {field} at the field {now};"
    " to retire it write active: false",
)
SYSTEM_FIELD_LOST = Message(
    "system_field_lost",
    "这样改会让对象失去系统字段 {field} 及其数据",
    "this change would take the system field {field} and its data from the object",
)
VALUE_REMOVED = Message(
    "value_removed",
    "字段 {field} 的选项 {value} 不在新的元数据里；如不再使用，请写 active: false",
    "value {value} of field {field} is missing from the new metadata; to retire it write active: false",
)
STORAGE_CHANGED = Message(
    "storage_changed",
    "已有字段 {field} 的类型是 {before}，不能改成 {after}：请新建一个字段，把这个设为 active: false",
    "the field {field} is of type {before} and cannot become {after}: add a new field, and write active: false here",
)
MANY_CHANGED = Message(
    "many_changed",
    "已有字段 {field} 不能在一条和多条之间改变（many）：请新建一个字段",
    "the existing field {field} cannot change between one record and several (many): add a new field",
)
TARGET_GONE = Message(
    "target_gone",
    "已有字段 {field} 可能指向 {objects} 的记录，不能去掉它：请在 to 里保留，或新建一个字段",
    "the existing field {field} may point to records of {objects}: keep it in to, or add a new field",
)
LENGTH_NARROWED = Message(
    "length_narrowed",
    "已有字段 {field} 的长度不能从 {before} 缩短到 {after}，已有的文本可能更长：长度只能加大",
    "the length of the existing field {field} cannot shrink from {before} to {after}, as texts may be longer than that",
)
SCALE_NARROWED = Message(
    "scale_narrowed",
    "已有字段 {field} 的小数位不能从 {before} 减到 {after}，已有的数会丢失末位：小数位只能增加",
    "the scale of the existing field {field} cannot shrink from {before} to {after}, as numbers would lose digits",
)
RENAMED_STAYS = Message(
    "renamed_stays",
    "字段 {field} 写了 renamed_from: {before}，但 {before} 还在新的元数据里：请去掉其中一个",
    "the field {field} says renamed_from: {before}, but {before} is still in the new metadata: take one of them away",
)
RENAMED_TWICE = Message(
    "renamed_twice",
    "{before} 已改名为 {other}，不能再改名为 {field}",
    "{before} is renamed to {other} already and cannot become {field} too",
)
RENAME_FIELD = Message(
    "rename_field",
    "把字段 {object}.{before} 改名为 {field}",
    "rename the field {object}.{before} to {field}",
)
WIDEN_FIELD = Message(
    "widen_field",
    "给字段 {object}.{field} 的值更多位数",
    "give the values of the field {object}.{field} more room",
)
ADD_OBJECT = Message("add_object", "新增对象 {object}", "add the object {object}")
ADD_FIELD = Message(
    "add_field", "给对象 {object} 新增字段 {field}", "add the field {field} to the object {object}"
)
ADD_FIELD_EMPTY = Message(
    "add_field_empty",
    "给对象 {object} 新增字段 {field}；没有字段 {renamed_from} 可以改名，所以它是空的",
    "add the field {field} to the object {object}; it is empty, as there is no field {renamed_from}"
    " that it could be renamed from",
)
FILL_FIELD = Message(
    "fill_field",
    "给已有记录填上字段 {object}.{field}",
    "fill in the field {object}.{field} of the existing records",
)
RESHAPE_FIELD = Message(
    "reshape_field",
    "改变计算字段 {object}.{field} 的值的保存方式",
    "keep the values of the computed field {object}.{field} in another way",
)
COMPUTE_FIELD = Message(
    "compute_field",
    "重新计算已有记录的字段 {object}.{field}",
    "compute the field {object}.{field} anew for the existing records",
)
REQUIRE_VALUE = Message(
    "require_value",
    "{object}.{field} 成为必填：有 {lacking} 条已有记录没有值；它们保持原样，下次修改时必须填写",
    "{object}.{field} becomes required: {lacking:record has|records have} no value in it; what there is stays,"
    " and needs one at its next change",
)
LIMIT_VALUES = Message(
    "limit_values",
    "{object}.{field} 的限制收紧：有 {outside} 条已有记录的值超出了新的限制；它们保持原样，改动这个值时须合乎新的限制",
    "{object}.{field} gets narrower limits: {outside:record holds|records hold} a value outside of them; what there is"
    " stays, and has to keep to them when it is changed",
)
ADD_VALUE = Message(
    "add_value",
    "给字段 {object}.{field} 新增选项 {value}",
    "add the value {value} to the field {object}.{field}",
)
ADD_INDEX = Message(
    "add_index",
    "给字段 {object}.{field} 建立索引",
    "make an index for the field {object}.{field}",
)
DROP_INDEX = Message(
    "drop_index",
    "去掉字段 {object}.{field} 的索引",
    "drop the index of the field {object}.{field}",
)
ADD_INDEX_OVER = Message(
    "add_index_over",
    "给对象 {object} 的字段 {fields} 建立一个共同的索引",
    "make an index over the fields {fields} of the object {object}",
)
DROP_INDEX_OVER = Message(
    "drop_index_over",
    "去掉对象 {object} 的字段 {fields} 的共同索引",
    "drop the index over the fields {fields} of the object {object}",
)
BUILD_SEARCH = Message(
    "build_search",
    "把已有记录的字段 {object}.{field} 编入搜索索引",
    "put the field {object}.{field} of the existing records into the search index",
)
CLEAR_SEARCH = Message(
    "clear_search",
    "把字段 {object}.{field} 移出搜索索引",
    "take the field {object}.{field} out of the search index",
)
BUILD_TREE = Message(
    "build_tree",
    "按字段 {object}.{field} 把已有记录排成树",
    "arrange the existing records as a tree by the field {object}.{field}",
)
CLEAR_TREE = Message(
    "clear_tree",
    "不再保存字段 {object}.{field} 的树",
    "keep the tree of the field {object}.{field} no longer",
)
CONTINUE_NUMBERS = Message(
    "continue_numbers",
    "字段 {object}.{field} 的编号接着同样格式的最大编号继续",
    "count the field {object}.{field} on from the largest number of the same form",
)
ADD_DEFINITION = Message(
    "add_definition", "新增{kind_zh} {definition}", "add the {kind_en} {definition}"
)
CHANGE_DEFINITION = Message(
    "change_definition",
    "更改{kind_zh} {definition}：{changes_zh}",
    "change the {kind_en} {definition}: {changes_en}",
)
CHANGE_ROLE = Message(
    "change_role",
    "更改{kind_zh} {definition} 的定义：{changes_zh}；已有的角色记录保持不变，由管理员在记录中更改",
    "change the definition of the {kind_en} {definition}: {changes_en}; its record stays as it is, for administrators to"
    " change",
)
OPTION_OTHER = Message(
    "option_other", "{option} 由 {before} 改为 {after}", "{option} from {before} to {after}"
)
OPTION_NEW = Message("option_new", "新增 {option}", "{option} is new")
OPTION_GONE = Message("option_gone", "去掉 {option}", "{option} goes away")
OPTION_CHANGED = Message("option_changed", "更改 {option}", "{option} is changed")
OPTION_ORDER = Message("option_order", "{option} 的顺序改变", "{option} stand in another order")
OPTION_EMPTY = Message("option_empty", "无", "no value")
REMOVE_DEFINITION = Message(
    "remove_definition", "去掉{kind_zh} {definition}", "remove the {kind_en} {definition}"
)
REMOVE_ROLE = Message(
    "remove_role",
    "去掉角色 {definition} 的定义：角色记录保留，担任它的用户有 {holders} 位",
    "remove the definition of the role {definition}: its record stays, and {holders:user holds|users hold} it",
)
REMOVE_PROFILE = Message(
    "remove_profile",
    "去掉职能 {definition}：拥有它的 {holders} 位用户会失去其中的权限",
    "remove the profile {definition}: {holders:user who has it loses|users who have it lose} its rights",
)
REWRITE_FILE = Message(
    "rewrite_file",
    "改写包 {pack} 的文件 {file}，含义不变",
    "rewrite the file {file} of the pack {pack}, which means the same as before",
)
REWRITE_NAMES = Message(
    "rewrite_names",
    "改写包 {pack} 的文件 {file}：字段 {fields} 以现在的名称书写，含义不变",
    "rewrite the file {file} of the pack {pack}, so that it calls the fields {fields} by their present names",
)
INDEX_ENDLESS = Message(
    "index_endless",
    "字段 {field} 的值没有长度上限，不能建索引",
    "the values of the field {field} may have any length: it cannot be in an index",
)
INDEX_TOO_WIDE = Message(
    "index_too_wide",
    "索引里的字段（{fields}）合起来最多 {length} 个字，现在是 {sum} 个字；请缩短字段的 length，或从索引里去掉一些",
    "the fields of an index ({fields}) may have {length} characters together, and here they have {sum}: shorten their "
    "length, or take some out of it",
)
INDEX_FIELD = Message(
    "index_field",
    "字段 {field} 不能放进索引：它没有自己的单独一列，或者写了两次",
    "the field {field} cannot be in this index: it has no single column of its own, or is named twice",
)

# Computed fields -----------------------------------------------------------------------------------------------------

FLEETING_IN_PYTHON = Message(
    "formula_fleeting_function",
    "会自行变化的公式（例如用到 TODAY()）由数据库计算，不能用 {name}",
    "a formula that changes by itself, as with TODAY(), is computed by the database, which does not know {name}",
)
FLEETING_INDEX = Message(
    "formula_fleeting_index",
    "{field} 的值会自行变化，每次读取时计算，不能建索引",
    "{field} changes by itself and is computed when it is read: it cannot have an index",
)
FLEETING_NAME = Message(
    "formula_fleeting_name",
    "{field} 的值会自行变化，不能作为记录名称",
    "{field} changes by itself and cannot name records",
)
ROLLUP_THROUGH = Message(
    "rollup_through",
    "{field} 不是指向 {object} 的关联，汇总累计需要这样的字段",
    "{field} is no look-up to {object}, which a roll-up needs",
)
ROLLUP_FIELD_TYPE = Message(
    "rollup_field_type",
    "{operation} 需要{fit_zh}，而 {field} 的类型是 {type}",
    "{operation} takes {fit_en}, and {field} is of type {type}",
)
ROLLUP_FLEETING = Message(
    "rollup_fleeting",
    "汇总累计只能使用保存下来的值，不能依赖会自行变化的内容（TODAY()、当前用户、列表中的记录）",
    "a roll-up is computed over values that are kept, not over what changes by itself: TODAY(), the user, records in a list",
)
ROLLUP_FILTER_FAR = Message(
    "rollup_filter_far",
    "汇总累计的条件只能用 {object} 自己的字段；请先在 {object} 上建一个公式字段 {path}",
    "the filter of a roll-up may only name fields of {object} itself: make a formula field of {path} there first",
)
ROLLUPS_TOO_MANY = Message(
    "rollups_too_many",
    "一个对象最多 {limit} 个汇总累计字段",
    "an object has at most {limit:roll-up field|roll-up fields}",
)
