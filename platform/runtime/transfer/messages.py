"""What import and export say."""

from objectry.formula.messages import Message
from objectry.metadata.documents import Label

FILE_KIND = Message(
    "import_file_kind",
    "文件既不是 CSV 也不是 XLSX",
    "the file is neither CSV nor XLSX",
)
FILE_EMPTY = Message("import_file_empty", "文件里没有表头", "the file has no header")
FILE_ENCODING = Message(
    "import_file_encoding",
    "文件第 {row} 行不是 {encoding} 编码，请在映射文件中写明 encoding，或改正这一行",
    "row {row} of the file is not {encoding}: name its encoding in the mapping file, or mend the row",
)
FILE_DAMAGED = Message(
    "import_file_damaged",
    "无法读取文件：第 {row} 行格式有误",
    "the file cannot be read: row {row} is malformed",
)
QUOTE_OPEN = Message(
    "import_quote_open",
    "无法读取文件：第 {row} 行开始的引号没有结束",
    "the file cannot be read: a quotation mark that opens in row {row} is never closed",
)
ROW_LONG = Message(
    "import_row_long",
    "这一行有 {cells} 格，表头只有 {header} 格；内容里有分隔符时请加上引号",
    "{cells} cells, the header has {header}: put a text that holds the delimiter in quotes",
)
NONE_TO_EXPORT = Message(
    "none_to_export",
    "选择的记录都不能导出：它们已被删除、不再符合列表的条件，或者您看不到。请回到列表重新选择",
    "none of the chosen records can be exported: they are deleted, no longer in the list, or closed to you; choose again",
)
CELL_ERROR = Message(
    "import_cell_error",
    "单元格的结果是错误 {value}，请在工作簿中改正",
    "the cell shows the error {value}: mend it in the workbook",
)
WORKBOOK_DAMAGED = Message(
    "import_workbook_damaged", "这不是完好的 XLSX 文件", "this is no sound XLSX file"
)
WORKBOOK_LARGE = Message(
    "import_workbook_large",
    "XLSX 解压后超过 {limit} 字节",
    "the XLSX file unpacks to more than {limit} bytes",
)
SHEET_UNKNOWN = Message("import_sheet_unknown", "没有工作表 {sheet}", "there is no sheet {sheet}")
HEADER_TWICE = Message(
    "import_header_twice", "列名 {column} 出现了两次", "the column {column} occurs twice"
)
CELL_LONG = Message(
    "import_cell_long",
    "单元格超过 {limit} 个字符",
    "a cell has more than {limit} characters",
)
TOO_MANY_COLUMNS = Message(
    "import_too_many_columns", "列数超过 {limit}", "there are more than {limit} columns"
)
COLUMN_UNMAPPED = Message(
    "import_column_unmapped",
    "列 {column} 没有对应的字段：请在映射文件的 columns 中写明，或列入 ignore",
    "the column {column} has no field: map it in columns or list it in ignore",
)
COLUMN_UNKNOWN = Message(
    "import_column_unknown",
    "列 {column} 没有对应的字段：请用字段的名称或标签作列名，或删去这一列",
    "the column {column} has no field: call it by the name or label of one, or remove it",
)
COLUMN_MISSING = Message(
    "import_column_missing", "文件里没有列 {column}", "the file has no column {column}"
)
BY_UNFIT = Message(
    "import_by_unfit",
    "字段 {field} 不是查找字段，没有可以用 by 指定的字段：请删去 by",
    "the field {field} is no look-up, so `by` can name no field of another object: remove `by`",
)
FIELD_TWICE = Message(
    "import_field_twice", "字段 {field} 对应了两列", "the field {field} is mapped twice"
)
OWNER_UNSAID = Message(
    "import_owner_unsaid",
    "不知道新记录归谁负责：请用 --as 指定账号，或在文件或映射文件中给出 owner",
    "nobody is named who will own the new records: name an account with --as, or give the owner in the file or mapping",
)
ROWS_IN_CIRCLE = Message(
    "import_rows_in_circle",
    "第 {rows} 行互相指向，谁也不能先保存：请把其中一行的这一格留空，导入后再填写",
    "the rows {rows} point to each other in a circle, so none of them can be saved first: leave this cell empty in one "
    "of them, and fill it in after the import",
)
ORDER_CHANGED = Message(
    "import_order_changed",
    "已处理 {done} 行，其间字段、权限或语言有变，余下各行的次序已不同，导入因此停止：请以匹配字段重新导入该文件",
    "fields, rights or the language have changed after {done} rows, and the rows would go on in another order, so the "
    "import has stopped: import the file again, with a key field by which the rows that are done are found",
)
KEY_UNMAPPED = Message(
    "import_key_unmapped",
    "匹配字段 {field} 没有对应的列",
    "the key field {field} has no column",
)
MAPPING_UNFIT = Message(
    "import_mapping_unfit",
    "文件的列与对象的字段对不上：{count} 处",
    "the columns of the file do not fit the fields of the object, in places: {count}",
)
MAPPING_WRONG = Message(
    "import_mapping_wrong", "映射文件有误：{reason_zh}", "the mapping file is wrong: {reason_en}"
)
MAPPING_OBJECT = Message(
    "import_mapping_object",
    "映射文件是 {found} 的，而要导入的是 {expected}",
    "the mapping is for {found}, but {expected} is imported",
)
REASON = Label(zh="错误原因", en="reason")
"""What the last column of an error file is called."""
FEATURE_OFF = Message(
    "import_feature_off",
    "对象 {object} 没有开放此功能",
    "the object {object} does not offer this",
)
FORMAT_UNKNOWN = Message(
    "export_format_unknown",
    "格式只能是 csv 或 xlsx，不能是“{format}”",
    "the format must be csv or xlsx, not “{format}”",
)
WORKBOOK_WIDE = Message(
    "workbook_wide",
    "工作表的范围太大（行数乘以列数超过 {limit}），请删除远处的单元格，或另存为 CSV",
    "the sheet spans too much (rows times columns exceed {limit}): remove cells far away, or save it as CSV",
)
WORKBOOK_HEAVY = Message(
    "workbook_heavy",
    "读取这个工作簿需要的内存超过 {limit} 字节或时间过长：单元格相距太远，或重复很长的文字；请删除它们，或另存为 CSV",
    "to read the workbook takes more than {limit} bytes of memory, or too long: its cells lie far apart, or repeat long "
    "texts; remove them, or save it as CSV",
)
FILE_LONG = Message(
    "import_file_long",
    "文件超过 {limit} 格（行数乘以列数），请拆成几个文件",
    "the file has more than {limit} cells (rows times columns): divide it into several files",
)
COLUMN_TEXT_LONG = Message(
    "column_text_long",
    "有的文字超过 {limit} 个字符，XLSX 放不下，请改用 CSV",
    "a text has more than {limit} characters, which XLSX cannot hold: take CSV",
)
WORKBOOK_FULL = Message(
    "workbook_full",
    "超过 {limit} 行，XLSX 放不下，请改用 CSV，导出时也可加筛选条件",
    "there are more than {limit} rows, which XLSX cannot hold: take CSV, or filter what you export",
)
