"""What OpenAPI documents say, for those who read Chinese. The sentences stand in English where they are said."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from objectry.formula.messages import Language

CHINESE: Mapping[str, str] = MappingProxyType({
    "List {plural}": "列出{plural}",
    "Create {label}": "新建{label}",
    "Numbers over {plural}": "统计{plural}",
    "What a form of {plural} shows, locks and demands": "{plural}的表单显示、锁定和要求什么",
    "Many {plural} at once": "一次处理多条{plural}",
    "For each object whose lines came along, what holds for each line, and what they come to.":
        "随记录提交的各种明细：每一行的状态，以及合计。",
    "How computed fields would read after a save, where lines came along.": "有明细时，保存后计算字段会显示什么。",
    "Details that are saved with the record, by object, all or nothing. Without an ID a line is made; `_delete` deletes it.":
        "随记录一起保存的明细，按对象列出，全部成功或全部不保存。没有 ID 的行会新建，`_delete` 删除一行。",
    "What came of the lines that were saved with the record, in the order in which they were given.":
        "随记录保存的明细各自的结果，次序与提交时相同。",
    "The line that is meant, of those that were saved with the record.": "指随记录保存的明细中的哪一行。",
    "What is wrong with a formula of {plural}": "{plural}的公式有什么错误",
    "What may follow in a formula of {plural}": "{plural}的公式接下来可以写什么",
    "What a formula gives for {plural}": "公式对{plural}的结果",
    "Functions that formulas may use": "公式可以使用的函数",
    "What the formula is for.": "公式的用途。",
    "What people call the type of the value.": "值的类型的名称。",
    "What may stand in that place instead; empty when nobody knows.": "这里可以改写成什么；不知道时为空。",
    "What a suggestion replaces before that place.": "建议替换该处之前的内容。",
    "What a suggestion replaces behind that place.": "建议替换该处之后的内容。",
    "What is written behind the place where one goes on.": "写在光标之后的内容。",
    "The value as people read it.": "按习惯显示的值。",
    "Whether a condition holds.": "条件是否成立。",
    "Why there is no value.": "没有值的原因。",
    "Whether to propose what has not been begun.": "还没有开始写时是否也给出建议。",
    "What stands behind that place.": "该处之后的内容。",
    "The record; the latest 10 when left out.": "记录；不写时为最新的 10 条。",
    "The type of the field that it is for.": "公式所属字段的类型。",
    "Read {label}": "读取{label}",
    "Change {label}": "修改{label}",
    "Delete {label}": "删除{label}",
    "What happened to {label}": "{label}发生过什么",
    "Why you may read, edit and delete {label}": "您为什么可以读取、修改和删除{label}",
    "Read the notes about {label}": "读取{label}的便签",
    "Write a note about {label}": "给{label}写便签",
    "Edit your note about {label}": "修改您给{label}写的便签",
    "Delete your note about {label}": "删除您给{label}写的便签",
    "Whom a note about {label} may mention": "{label}的便签可以提到谁",
    "The beginning of a name, or a part of it.": "姓名或账号的一部分。",
    "Whether you follow {label}": "您是否关注{label}",
    "Be told of changes of {label}": "关注{label}的变化",
    "Be told no more of {label}": "不再关注{label}",
    "The IDs of the users whom the note mentions.": "便签提到的用户的 ID。",
    "How many more records it tells of.": "还涉及多少条记录。",
    "Complete {label} and make the one that follows": "完成{label}并新建后续的一条",
    "vCards of {plural}": "{plural}的名片（vCard）",
    "IDs of records, separated by commas.": "记录的 ID，用逗号隔开。",
    "List what was deleted, latest first": "列出已删除的记录，最新的在前",
    "One object alone.": "只看一个对象。",
    "Words in the names of records.": "记录名称里的词。",
    "List what you were told, latest first": "列出您的通知，最新的在前",
    "Only what you have not read.": "只要未读的。",
    "Count what you have not read": "统计未读的通知",
    "Seconds after which to ask again.": "多少秒之后再问。",
    "Say that you have read some, or all": "标记已读，部分或全部",
    "Those that were read; all when left out.": "已读的那些；不写为全部。",
    "List deleted {plural}": "列出已删除的{plural}",
    "Restore {label}": "恢复{label}",
    "Remove {label} for good": "彻底删除{label}",
    "Import {plural} from a file": "从文件导入{plural}",
    "Export {plural} to a file": "把{plural}导出到文件",
    "Export some {plural} to a file": "把选定的{plural}导出到文件",
    "Begin a session": "登录",
    "End the session": "退出登录",
    "Tell who is asking": "说明是谁在调用",
    "List your tokens, latest first": "列出您的令牌，最新的在前",
    "Make one of your tokens open nothing": "使您的一个令牌失效",
    "List where you are signed in": "列出您在哪里登录",
    "End one of your sessions": "结束您的一个登录",
    "End all your other sessions": "结束您的其他全部登录",
    "Read what you may change of yourself": "读取您可以自己修改的资料",
    "Change your profile": "修改您的资料",
    "Change your password": "修改您的密码",
    "Read what you like": "读取您的偏好",
    "Choose what you like": "修改您的偏好",
    "Make the first administrator": "创建第一个管理员",
    "Ask for a link to a new password": "申请重设密码的链接",
    "Choose a new password with a link": "用链接设置新密码",
    "List the objects": "列出对象",
    "Describe an object": "描述一个对象",
    "Search records": "搜索记录",
    "The words to look for, as a phrase.": "要搜索的词，按短语查找。",
    "Objects to look in, separated by commas; all when left out.": "要搜索的对象，用逗号隔开；不写为全部。",
    "The most records to answer.": "最多返回多少条记录。",
    "This document": "本文档",
    "Each document is one file: `--- # file: pack/name.yaml`, then its text.":
        "每份文档是一个文件：先是 `--- # file: pack/name.yaml`，再是内容。",
    "Say what installing packs would do": "说明安装包会做什么",
    "Install packs in one transaction": "在一个事务里安装包",
    "The installed packs as written": "已安装的包的原文",
    "The rows that failed, with reasons": "失败的行和原因",
    "List your jobs, latest first": "列出您的任务，最新的在前",
    "End a job before its next step": "在下一步之前结束任务",
    "Read a job": "读取任务",
    "Read how the file of an import is read": "读取导入文件的读法",
    "Say how the file of an import is read": "说明怎样读取导入文件",
    "Begin an import that was prepared": "开始准备好的导入",
    "Undo an import": "撤销导入",
    "Prepare an import of {plural}": "准备导入{plural}",
    "The name of its file, where that is known.": "文件的名称，知道时才有。",
    "How the file is read, as mapping files say it.": "怎样读取文件，与映射文件的写法相同。",
    "Whether an earlier import of a file with these columns had it.": "是否取自以前导入同样列名的文件时的设置。",
    "Call the columns as people call them, in the language of the caller.": "列名用调用者语言的标签。",
    "The name, URL-encoded, of a file that is the body itself.": "正文就是文件时，文件的名称，用 URL 编码。",
    "Upload files": "上传文件",
    "Download a file": "下载文件",
    "Delete an upload that no record holds": "删除没有记录使用的上传文件",
    "Done": "完成",
    "Refused": "拒绝",
    "The file is imported by a job": "由任务导入文件",
    "Bytes.": "字节数。",
    "What came of each record of a bulk call that was refused as a whole.": "批量调用整个被拒绝时，每条记录的结果。",
    "`not_saved` is a sound record of a batch that was refused as a whole.":
        "`not_saved` 表示记录本身没有错，但整批被拒绝。",
    "Unknown until the job has begun.": "任务开始之前未知。",
    "Why it failed.": "失败的原因。",
    "The first rows that failed.": "最先失败的行。",
    "What each write of a browser repeats in X-CSRF-Token.": "浏览器每次写入都要在 X-CSRF-Token 里重复它。",
    "Whether a form of all fields depends on what is typed.": "含全部字段的表单是否随填写的内容变化。",
    "Old and new value by field.": "按字段列出旧值和新值。",
    "Why computed fields have no value, by their names.": "计算字段为什么没有值，按字段名。",
    "Fields that a job computes anew: they may show former values until then.":
        "任务正在重新计算的字段：在此之前可能显示以前的值。",
    "The number under which the request was noted.": "记录本次请求的编号。",
    "The version, for the If-Match of a change.": "版本，修改时写在 If-Match 里。",
    "Where that which was made can be read.": "新建的内容在哪里读取。",
    "The session.": "会话。",
    "The name of the file.": "文件名。",
    "Columns that may show former values, as jobs compute them anew.": "可能显示以前的值的列，任务正在重新计算它们。",
    "The layout of the form; null for all fields.": "表单的布局；null 表示全部字段。",
    "Values that the fields cannot take.": "字段不能接受的值。",
    "What fields offer now that depend on another one.": "依赖其他字段的字段现在提供哪些值。",
    "What may be put into a field of {plural}": "{plural}的字段可以填入什么",
    "A field that points to records, or that holds tags; any record of the object when left out.":
        "指向记录的字段，或者标签字段；不写时给出该对象的任何记录。",
    "The words to look for; what the caller opened last, then what was changed last, when left out.":
        "要查找的词；不写时先给出调用者最近打开的记录，再给出最近修改的记录。",
    "The object to look in, for a field that points to several ones.": "字段可以指向多个对象时，在哪个对象中查找。",
    "What tells records of one name apart.": "用来区分同名记录的内容。",
    "The record that is changed; none for a new one.": "要修改的记录；新建时不写。",
    "The layout; the one that is meant for you when left out.": "布局；不写时用适合您的布局。",
    "That of a record which has none yet.": "记录还没有业务类型时使用的业务类型。",
    "The version that is changed, in quotes; several with commas between them, or * for whatever is there.":
        "要修改的版本，写在引号里；几个版本用逗号隔开；* 表示任何版本。",
    "Makes a repeated call do its work once.": "重复的调用只执行一次。",
    "The layout of the form that the values come from, e.g. `opportunity.default`: what it demands and locks is checked.":
        "填写这些值的表单的布局，例如 `opportunity.default`：会检查它要求和锁定的内容。",
    "Whether numbers, days and times may be texts as the user writes them, in his time zone: `1,234.5`, `50%`, `2026/11/3`.":
        "数字、日期和时间是否可以写成用户习惯的文本，按其时区：`1,234.5`、`50%`、`2026/11/3`。",
    "Fields and paths to answer, separated by commas; all when left out.": "要返回的字段和路径，用逗号隔开；不写为全部。",
    "A formula that records must meet.": "记录必须满足的公式。",
    "Fields to sort by, separated by commas; a leading - puts the largest first.":
        "排序的字段，用逗号隔开；前面加 - 从大到小。",
    "Whose records.": "谁的记录。",
    "A list view to start from: its name, or the ID of a saved one.":
        "以哪个列表视图为基础：写名称，保存的视图写 ID。",
    "Words to look for among the records, as a phrase.": "在这些记录里查找的词，按短语查找。",
    "The views of {plural}": "{plural}的视图",
    "Save a view of {plural}": "保存{plural}的视图",
    "Change a saved view of {plural}": "修改保存的{plural}视图",
    "Delete a saved view of {plural}": "删除保存的{plural}视图",
    "Remember how you use a view of {plural}": "记住您怎样使用{plural}的视图",
    "A filter of {plural} as text and as conditions": "{plural}的筛选：公式文本和条件",
    "Remember that you opened {label}": "记住您打开过{label}",
    "Pixels.": "像素。",
    "As what pages show it.": "页面把它显示成什么。",
    "The field by which records stand in columns or on days; empty for that of the object.":
        "记录按哪个字段分列或排到日期上；留空则用对象的。",
    "Its name, or the ID of a saved one.": "它的名称；保存的视图是 ID。",
    "Whether lists open with it for you.": "列表是否默认以它打开。",
    "False where its filter names what is gone or hidden from you.":
        "筛选条件用到已不存在或您看不到的字段时为 false。",
    "`all` or `any` of a list: `{field, operator, values}`, `{formula}`, or groups again.":
        "`all` 或 `any` 后面是列表：`{field, operator, values}`、`{formula}`，或者又是一组。",
    "The ID of a saved view, or the name of another one.": "保存的视图写 ID，其他视图写名称。",
    "Records on a page.": "每页的记录数。",
    "The `next` of the page before.": "上一页的 `next`。",
    "Whether to count all records.": "是否统计记录总数。",
    "Fields to group by; a date may name its part: `close_date:quarter`.":
        "分组的字段；日期可以写它的一部分：`close_date:quarter`。",
    "`count`, `sum:field`, `avg:field`, `min:field`, `max:field`, separated by commas; in brackets a formula instead of"
    " a field: `sum:(amount * 2)`. A mean has up to four decimal places more than its field, and that of a formula up to"
    " 18, rounded half up. The answer calls a measure as it was asked for.":
        "`count`、`sum:字段`、`avg:字段`、`min:字段`、`max:字段`，用逗号隔开；"
        "字段的位置也可以写括号里的公式：`sum:(amount * 2)`。"
        "平均值最多比字段多四位小数，公式的平均值最多 18 位，四舍五入。答案里的名称与请求中的写法相同。",
    "What is done with the rows.": "如何处理各行。",
    "The unique field by which existing records are found.": "用来查找已有记录的唯一字段。",
    "A mapping file (YAML); columns are matched by their names without one.": "映射文件（YAML）；不写时按列名对应。",
    "Report what would happen and change nothing.": "只报告会发生什么，不做任何修改。",
    "Make a job of it even if the file is small.": "文件很小也作为任务执行。",
    "The kind of file.": "文件的种类。",
    "Save all records or, if one of them is wrong, none: the answer is then 422, with `results`.":
        "全部保存；有一条不对就都不保存，这时返回 422 和 `results`。",
})  # fmt: skip
"""By the sentence in English."""


def told(language: Language, sentence: str, **labels: str) -> str:
    """A sentence about an object, with its labels."""
    return (CHINESE[sentence] if language == "zh" else sentence).format(**labels)


def in_chinese(part: Any) -> Any:
    """A part of a document with its sentences in Chinese. Labels of fields stay as they are."""
    if isinstance(part, list):
        return [in_chinese(one) for one in part]
    if not isinstance(part, dict):
        return part
    return {
        key: CHINESE.get(value, value)
        if key in ("summary", "description") and isinstance(value, str)
        else in_chinese(value)
        for key, value in part.items()
    }
