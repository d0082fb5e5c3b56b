"""What the words mean that an object and a profile can say, in Chinese and English, for the reference."""

from collections.abc import Mapping
from types import MappingProxyType

from objectry.metadata.kinds.profile import ObjectAction
from objectry.metadata.object_definitions import Feature, SetupRight

Both = tuple[str, str]

FEATURES: Mapping[Feature, Both] = MappingProxyType({
    "import": ("可以从文件导入记录；没有它，导入一律被拒绝。",
               "Records can be imported from files; without it every import is refused."),
    "export": ("可以把记录导出为文件；没有它，导出一律被拒绝。记录仍可在接口里查看。",
               "Records can be exported to files; without it every export is refused. The API still lists them."),
    "recycle_bin": ("删除的记录先进回收站，可以恢复；没有它，删除就是永久删除。",
                    "Deleted records go to the recycle bin and can be taken back; without it, deleting is for good."),
    "activities": ("增加最近跟进的时间和人两个系统字段；暂时没有功能填写它们。",
                   "Adds system fields for the last activity; nothing fills them in yet."),
    "approval": ("增加审批状态和提交人两个系统字段；暂时没有审批流程。",
                 "Adds system fields for approval; there are no approvals yet."),
    "attachments": ("文件可以挂在整条记录上；暂时没有功能读取它。字段里的附件不需要它。",
                    "Files may hang on a record as a whole; nothing reads it yet. Fields with files do not need it."),
    "duplicates": ("增加疑似重复这个系统字段；暂时没有功能填写它。",
                   "Adds the system field for suspected duplicates; nothing fills it in yet."),
})  # fmt: skip
"""What each feature of an object does, and what is lost without it."""

ACTIONS: Mapping[ObjectAction, Both] = MappingProxyType({
    "read": ("查看自己、下级角色和共享给自己的记录。", "See one's own records, those of roles below, and shared ones."),
    "create": ("新建记录，归自己负责。", "Make records, which are one's own."),
    "edit": ("编辑自己、下级角色和共享可编辑的记录；与 read 一起给。",
             "Change one's own records, those of roles below, and those shared for editing; goes with `read`."),
    "delete": ("删除、恢复自己和下级角色的记录，清空回收站。",
               "Delete one's own records and those of roles below, take them back, and purge them."),
    "transfer": ("把记录交给别人负责，或接过来。", "Give records to another owner, or take them over."),
    "import": ("从文件导入；新建和修改各自还需要 create 和 edit。",
               "Import from files; to make and to change records takes `create` and `edit` besides."),
    "export": ("把看得到的记录导出为文件。", "Export the records that one sees to files."),
    "view_all": ("查看所有人的记录；与 read 一起给。", "See everybody's records; goes with `read`."),
    "edit_all": ("编辑所有人的记录；与 read 和 edit 一起给。有 delete 时，可删除所有人的记录。",
                 "Change everybody's records; goes with `read` and `edit`. With `delete`, delete everybody's."),
})  # fmt: skip
"""What each right on an object allows."""

SETUP: Mapping[SetupRight, Both] = MappingProxyType({
    "metadata": ("预览、安装和导出元数据包。", "Plan, apply and export packs."),
    "users": ("管理用户、角色、部门和用户组；给不出自己没有的权限。",
              "Look after users, roles, departments and groups; nobody gives a right that he lacks."),
    "jobs": ("查看和取消所有人的任务。", "See and cancel everybody's jobs."),
    "audit": ("查看整个组织的审计记录；暂时没有页面读取它。",
              "Read the audit trail of the whole organisation; nothing reads it yet."),
})  # fmt: skip
"""What each part of the back office holds."""
