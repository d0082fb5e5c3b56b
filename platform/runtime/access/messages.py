"""Why a user may reach a record, and why not."""

from collections.abc import Mapping

from objectry.formula.messages import Message
from objectry.metadata.documents import Label
from objectry.metadata.kinds.profile import ObjectAction
from objectry.metadata.object_definitions import SetupRight

SYSTEM = Message("access_system", "平台自身的操作", "the platform itself is at work")
EVERY_RECORD = Message(
    "access_every_record",
    "您的职能可以查看或编辑该对象的全部记录",
    "one of your profiles opens every record of this object",
)
PUBLIC = Message(
    "access_public", "该对象的记录对所有人公开", "records of this object are open to everybody"
)
OWNER = Message("access_owner", "您是负责人", "you are the owner")
SUPERIOR = Message("access_superior", "负责人的角色在您之下", "the owner's role is below yours")
MASTER = Message("access_master", "您可以访问其主记录", "you may reach its master record")

ACTION_FORBIDDEN = Message(
    "action_forbidden",
    "您没有权限{action_zh}{object_zh}记录",
    "you are not allowed to {action_en} records of {object_en}",
)
ACTIONS: Mapping[ObjectAction, Label] = {
    "read": Label(zh="查看", en="read"),
    "create": Label(zh="新建", en="create"),
    "edit": Label(zh="编辑", en="edit"),
    "delete": Label(zh="删除", en="delete"),
    "transfer": Label(zh="转移", en="transfer"),
    "import": Label(zh="导入", en="import"),
    "export": Label(zh="导出", en="export"),
    "view_all": Label(zh="查看全部", en="view all"),
    "edit_all": Label(zh="编辑全部", en="edit all"),
}
"""What actions on records are called."""
OBJECT_UNKNOWN = Message("object_unknown", "没有对象 {object}", "there is no object {object}")
RECORD_UNKNOWN = Message(
    "record_unknown",
    "没有这条记录，或您无权查看",
    "there is no such record, or you may not see it",
)
RECORD_READ_ONLY = Message(
    "record_read_only",
    "您可以查看这条记录，但不能更改它",
    "you may read this record but not change it",
)
SETUP_FORBIDDEN = Message(
    "setup_forbidden",
    "您没有后台权限：{right_zh}",
    "you have no right to {right_en} in the back office",
)
SETUP_RIGHTS: Mapping[SetupRight, Label] = {
    "metadata": Label(zh="配置元数据", en="configure metadata"),
    "users": Label(zh="管理用户与权限", en="manage users and their rights"),
    "jobs": Label(zh="管理后台任务", en="manage background jobs"),
    "audit": Label(zh="查看审计记录", en="read the audit trail"),
}
"""What rights in the back office are called."""
ON_OBJECT = Label(zh="{action}{object}", en="{action} {object}")
"""A right on records, by the name of the object."""
ON_FIELD = Label(zh="{action}字段 {object}.{field}", en="{action} the field {object}.{field}")
"""A right on a field."""
GAIN_PROFILE = Message(
    "gain_profile",
    "职能 {profile} 会得到您自己没有的权限（{right_zh}）：请管理员来做这项更改",
    "the profile {profile} would gain a right that you do not have yourself ({right_en}): ask an administrator",
)
GAIN_SHARING = Message(
    "gain_sharing",
    "放开对象 {object} 需要您自己没有的权限（{right_zh}）：请管理员来做这项更改",
    "opening the object {object} takes a right that you do not have yourself ({right_en}): ask an administrator",
)
GAIN_CONDITION = Message(
    "gain_condition",
    "这个条件会用到您自己不能全部查看的 {asked}：请管理员来做这项更改",
    "this condition asks for {asked}, not all of which you may read yourself: ask an administrator",
)
GAIN_JUDGEMENT = Message(
    "gain_judgement",
    "要检查字段 {object}.{field} 的全部已有值，而您自己不能全部查看：请管理员来做这项更改",
    "all values of {object}.{field} would be judged, not all of which you may read yourself: ask an administrator",
)
GAIN_COMPUTED = Message(
    "gain_computed",
    "字段 {field} 会按您自己不能全部查看的 {asked} 计算：请管理员来做这项更改",
    "the field {field} would be computed of {asked}, not all of which you may read yourself: ask an administrator",
)
GAIN_REFERENCE = Message(
    "gain_reference",
    "字段 {field} 会显示您自己不能查看的 {shown}：请管理员来做这项更改",
    "the field {field} would show {shown}, which you may not read yourself: ask an administrator",
)
