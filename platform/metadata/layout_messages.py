"""What can be wrong with the lines of a layout."""

from objectry.formula.messages import Message

NO_DETAIL = Message(
    "lines_no_detail",
    "{name} 不是 {object} 的明细对象：明细对象有一个指向它的主从字段",
    "{name} is no detail of {object}: a detail has a master-detail field that points to it",
)
POSITION_TYPE = Message(
    "lines_position_type",
    "{field} 不能记录明细的次序：请选用可以填写的整数字段",
    "{field} cannot keep the order of lines: choose a field for whole numbers that can be written",
)
MASTER_COLUMN = Message(
    "lines_master_column",
    "{field} 就是明细所属的记录，不必作为列",
    "{field} is the record that the lines belong to: leave it out of their columns",
)
