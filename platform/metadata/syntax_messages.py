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

BRACKET_OPEN = Message("syntax_bracket_open", "缺少 ]", "a ] is missing")
PARENTHESIS_OPEN = Message("syntax_parenthesis_open", "缺少 )", "a ) is missing")
PARENTHESIS_EXTRA = Message("syntax_parenthesis_extra", "多了一个 )", "there is one ) too many")
BACKSLASH_LAST = Message(
    "syntax_backslash_last", "不能以反斜杠结尾", "it cannot end with a backslash"
)
PATTERN_ESCAPE = Message(
    "syntax_pattern_escape",
    "反斜杠后面的字符没有意义，也不支持回溯引用",
    "the character behind a backslash means nothing here; references back are not possible",
)
CHARACTER_RANGE = Message(
    "syntax_character_range",
    "方括号里的范围不对，请从小写到大",
    "a range in brackets is wrong: write the lower character first",
)
NOTHING_TO_REPEAT = Message(
    "syntax_nothing_to_repeat",
    "* + ? 的前面缺少要重复的内容，或者重复了两次",
    "there is nothing to repeat before * + ?, or it is repeated twice",
)
REPETITION = Message(
    "syntax_repetition",
    "大括号里的次数不对，最多 1000",
    "the number in braces is wrong; 1000 is the most",
)
GROUP_UNKNOWN = Message(
    "syntax_group_unknown",
    "不支持这种 (?…) 写法，例如前后查看",
    "this kind of (?…) is not possible, such as looking ahead or behind",
)
GROUP_NAME = Message("syntax_group_name", "分组的名字不对", "the name of a group is wrong")
PATTERN_LARGE = Message("syntax_pattern_large", "太长或太复杂", "it is too long or too involved")
NO_PATTERN = Message("syntax_no_pattern", "写法不对", "it is written wrong")
