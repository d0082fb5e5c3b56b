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
