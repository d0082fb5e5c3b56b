"""What the files of an organisation say."""

from objectry.formula.messages import Message

FILE_UNKNOWN = Message(
    "file_unknown",
    "没有这个文件，或您无权使用它",
    "there is no such file, or you may not use it",
)
FILE_ATTACHED = Message(
    "file_attached",
    "文件已附在记录上，请先把它从记录中移除",
    "a record holds this file: take it out of the record first",
)
FILE_EMPTY = Message("file_without_content", "文件 {name} 是空的", "the file {name} is empty")
FILE_NAME_MISSING = Message(
    "file_name_missing",
    "缺少文件名：请在 X-File-Name 中给出（URL 编码）",
    "the file has no name: give it in X-File-Name, URL-encoded",
)
FILE_TOO_LARGE = Message(
    "file_over_limit",
    "文件 {name} 超过 {limit} 字节",
    "the file {name} has more than {limit} bytes",
)
FILE_EXTENSION = Message(
    "file_extension",
    "不接受文件 {name} 的类型，可用：{allowed}",
    "files such as {name} are not taken; possible are: {allowed}",
)
FILE_CONTENT = Message(
    "file_content",
    "文件 {name} 的内容与扩展名不符",
    "the content of {name} is not what its ending says",
)
FILES_PENDING = Message(
    "files_pending",
    "您上传后未使用的文件超过 {limit} 字节，请先附到记录上或删除",
    "your uploads that no record holds exceed {limit} bytes: attach or delete some first",
)
UPLOAD_FORBIDDEN = Message(
    "upload_forbidden",
    "您没有可以填写文件的字段，不能上传",
    "you may fill in no field that holds files, so you cannot upload any",
)
UPLOAD_WRONG = Message(
    "upload_wrong",
    "上传内容不完整或格式不对，请用 multipart/form-data 发送文件",
    "the upload is cut off or malformed: send files as multipart/form-data",
)
UPLOAD_TOO_MANY = Message(
    "upload_too_many",
    "一次最多上传 {limit} 个文件",
    "one upload takes {limit:file|files} at most",
)
WORKPLACE_TAKEN = Message(
    "workplace_taken",
    "存放临时内容的文件夹刚被清理，请重试",
    "the folder for unfinished work has just been swept away: please try again",
)
STORAGE_FULL = Message(
    "storage_full",
    "服务器磁盘空间不足，文件没有保存",
    "the server's disk is full: nothing was saved",
)
STORAGE_FAILED = Message(
    "storage_failed",
    "服务器无法保存文件（{reason}），请通知管理员",
    "the server cannot keep files ({reason}): tell an administrator",
)
FILES_BUSY = Message(
    "files_busy",
    "文件正在备份或上传，请稍后再试",
    "files are being backed up or uploaded: try again later",
)
BACKUP_DAMAGED = Message(
    "backup_damaged",
    "{file} 不是完好的 Objectry 备份",
    "{file} is no sound backup of Objectry",
)
BACKUP_KIND = Message(
    "backup_kind",
    "这份备份来自另一种数据库（{kind}），不能恢复到这里",
    "this backup was made of another kind of database ({kind}) and cannot be restored here",
)
BACKUP_CONTENT_LOST = Message(
    "backup_content_lost",
    "有 {count} 个文件的内容已丢失，请先运行 objectry doctor",
    "the content of {count:file|files} is lost: run objectry doctor first",
)
