"""Why a text is no YAML, or no regular expression: the reasons of libraries that speak English only."""

from objectry.formula.messages import Message

COLON_INSIDE = Message(
    "syntax_colon",
    "这里多了一个冒号，请给含冒号的值整个加引号",
    "there is one colon too many here: put a value with a colon in quotes as a whole",
)
COLON_MISSING = Message(
    "syntax_colon_missing", "键的后面缺少冒号", "a colon is missing behind the key"
)
LIST_OPEN = Message(
    "syntax_list_open",
    "方括号里的列表没有写完：缺少逗号或 ]",
    "the list in brackets does not end: a comma or the ] is missing",
)
MAPPING_OPEN = Message(
    "syntax_mapping_open",
    "大括号里的键值对没有写完：缺少逗号或右括号",
    "the mapping in braces does not end: a comma or the closing brace is missing",
)
QUOTE_OPEN = Message(
    "syntax_quote_open", "引号没有闭合", "a quotation mark is opened and never closed"
)
QUOTES_NEEDED = Message(
    "syntax_quotes_needed",
    "值不能以这个字符或制表符开头：请加引号，缩进请用空格",
    "a value cannot begin with this character or a tab: put it in quotes, and indent with spaces",
)
INDENTATION = Message(
    "syntax_indentation",
    "这一行的缩进与前面不一致，或值在引号或括号后面没有结束：这样的值请整个加引号",
    "the indentation of this line does not go with the lines before, or a value goes on behind its quotes or braces: put it "
    "in quotes as a whole",
)
TAB = Message(
    "syntax_tab",
    "缩进不能用制表符，请用空格",
    "tabs cannot indent: use spaces",
)
ITEM_MISPLACED = Message(
    "syntax_item_misplaced",
    "列表项 - 不能写在这里，请另起一行；如果是公式，请整个加引号",
    "an item with - cannot stand here: begin a new line, or put a formula in quotes as a whole",
)
VALUE_NEEDED = Message("syntax_value_needed", "这里缺少一个值", "a value is missing here")
ESCAPE_UNKNOWN = Message(
    "syntax_escape",
    "双引号里的反斜杠写法不对：请写 \\\\，或改用单引号",
    "a backslash in double quotes is written wrong: write \\\\, or use single quotes",
)
DIRECTIVE = Message(
    "syntax_directive",
    "不能使用以 % 开头的指令行",
    "lines with a directive, which begin with %, are not possible",
)
SIGN_ALONE = Message(
    "syntax_sign_alone",
    "以 & 或 * 开头的值、引号后面还有 & 或 * 的值，请整个加引号",
    "put a value that begins with & or *, or goes on with one behind quotes, in quotes as a whole",
)
TAG_WRONG = Message(
    "syntax_tag",
    "以 ! 开头的值请整个加引号",
    "put a value that begins with ! in quotes as a whole",
)
BLOCK_HEAD = Message(
    "syntax_block_head",
    "| 或 > 的后面请直接换行",
    "begin a new line behind | or >",
)
NO_YAML = Message("syntax_no_yaml", "这里的写法不合 YAML", "this is not written as YAML is")
