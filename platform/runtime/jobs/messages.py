"""What jobs say."""

from objectry.formula.messages import Message

JOB_UNKNOWN = Message(
    "job_unknown",
    "没有这个任务，或者它不是您的",
    "there is no such job, or it is not yours",
)
JOB_FINISHED = Message(
    "job_finished",
    "任务已经结束，不能再取消",
    "the job has ended: it cannot be cancelled any more",
)
JOB_NEEDED = Message(
    "job_needed",
    "没有这个任务，记录中的值就会过时，所以不能取消",
    "without this job records would keep former values: it cannot be cancelled",
)
JOB_GAVE_UP = Message(
    "job_gave_up",
    "任务开始了 {attempts} 次都没有进展，已经停止；已保存的部分保留不变",
    "the job was begun {attempts:time|times} without getting on, and stopped; what it had saved stays saved",
)
JOB_KIND_UNKNOWN = Message(
    "job_kind_unknown",
    "没有 {kind} 这种任务：请把所有进程升级到同一版本",
    "there is no kind of job {kind}: bring all processes to the same version",
)
NOT_COMPUTED = Message(
    "job_not_computed",
    "{name} 不是保存下来的计算字段，也不是有这种字段的对象",
    "{name} is no computed field that is kept, and no object that has one",
)
JOB_NO_ERRORS = Message("job_no_errors", "任务没有出错的行", "no row of the job has failed")
UNDO_NO_IMPORT = Message(
    "undo_no_import",
    "只有导入任务可以撤销，试运行没有保存任何东西",
    "only imports can be undone, and a rehearsal has saved nothing",
)
UNDO_UNFINISHED = Message(
    "undo_unfinished",
    "导入还没有结束：请等它结束，或先取消",
    "the import has not ended: wait for it, or cancel it first",
)
UNDO_NOTHING = Message(
    "undo_nothing",
    "这次导入没有新建或修改任何记录",
    "the import has made and changed no record",
)
UNDO_LATE = Message(
    "undo_late",
    "导入结束超过 {days} 天，不能再撤销",
    "the import ended more than {days:day|days} ago: it cannot be undone any more",
)
UNDO_FORGOTTEN = Message(
    "undo_forgotten",
    "导入任务的记录已经清除，不知道它做过什么",
    "the report of the import is gone: nobody knows what it did",
)
DRAFT_STARTED = Message(
    "draft_started",
    "这次导入已经开始，不能再更改",
    "the import has been started: it cannot be changed any more",
)
DRAFT_NONE = Message(
    "draft_none",
    "这个任务不是准备中的导入",
    "the job is no import that is being prepared",
)
