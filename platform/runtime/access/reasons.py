"""Why the platform acts by itself. The audit trail keeps the code, and history tells the sentence."""

from collections.abc import Mapping

from objectry.formula.messages import Message

INSTALLING = Message("reason_installing", "安装元数据", "installing metadata")
UPGRADING = Message(
    "reason_upgrading", "元数据变更后补全已有记录", "records follow a change of the metadata"
)
LOOKUP_CONDITION = Message(
    "reason_lookup_condition", "检查关联字段的选择条件", "the condition of a look-up"
)
GOES_ALONG = Message(
    "reason_goes_along",
    "随同被删除或恢复的记录一起处理",
    "what belongs to a deleted or restored record goes with it",
)
UNIQUENESS = Message("reason_uniqueness", "检查唯一值", "unique values are unique for everybody")
FINDING_ACCOUNTS = Message(
    "reason_finding_accounts", "按账号查找用户", "accounts are found by name"
)
USER_ADDED = Message(
    "reason_user_added", "用命令行添加用户", "a user was added on the command line"
)
OWN_PROFILE = Message(
    "reason_own_profile", "用户修改自己的资料", "users change what is known of themselves"
)
DEMO_DATA = Message("reason_demo_data", "演示数据", "demo data")
IMPORT_BY_COMMAND = Message(
    "reason_import_by_command", "用命令行导入", "import on the command line"
)

BIN_EXPIRED = Message(
    "reason_bin_expired", "在回收站的保留期已满", "the time in the recycle bin was over"
)
FORMULA = Message("reason_formula", "计算公式", "a formula is computed")

REASONS: Mapping[str, Message] = {
    one.code: one
    for one in (
        INSTALLING, UPGRADING, LOOKUP_CONDITION, GOES_ALONG, UNIQUENESS, FINDING_ACCOUNTS, USER_ADDED,
        OWN_PROFILE, DEMO_DATA, IMPORT_BY_COMMAND, BIN_EXPIRED, FORMULA,
    )
}  # fmt: skip


def kept_reason(code: str) -> Message:
    """The reason that was kept under a code. Older versions of the platform kept the English sentence itself."""
    return REASONS.get(code) or Message.kept({"code": code, "zh": code, "en": code})
