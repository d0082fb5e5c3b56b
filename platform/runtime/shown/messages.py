"""What pages say of what they cannot show."""

from objectry.formula.messages import Message

ROWS_TOO_MANY = Message(
    "rows_too_many",
    "一次最多刷新 {limit} 行",
    "{limit:row is|rows are} the most that are drawn anew at once",
)
CELL_CLOSED = Message(
    "cell_closed",
    "这个字段不能在这里更改：请打开记录的表单",
    "this field cannot be changed here: open the form of the record",
)
COLUMN_UNKNOWN = Message("column_unknown", "看板没有这一列", "the board has no such column")
PERIOD_WRONG = Message(
    "period_wrong",
    "日历没有 {period}：请写成月份 2026-12、星期 2026-W49 或日期 2026-12-03",
    "a calendar has no {period}: write a month 2026-12, a week 2026-W49 or a day 2026-12-03",
)
CALENDAR_CLOSED = Message(
    "calendar_closed", "这个列表没有显示为日历", "the list is not shown as a calendar"
)
BLOCK_UNKNOWN = Message(
    "home_block_unknown",
    "首页上没有这一块内容，请重新打开首页",
    "there is no such part of your start page: open the page again",
)
