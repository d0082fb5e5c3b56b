"""“Did you mean …”: the nearest known word, by spelling, by label, and by the sound of Chinese labels."""

import difflib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from objectry.formula.functions.chinese import pinyin
from objectry.formula.functions.declare import Use
from objectry.formula.types import FieldInfo

CUTOFF = 0.6
"""How alike two words must be, from 0 to 1."""


_GLOBALS: Mapping[str, str] = MappingProxyType(
    {
        "$organization": "$Org.…",
        "$permission": 'HASPERMISSION("…")',
        "$profile": 'HASPERMISSION("…")',
        "$recordtype": "business_type",
        "$userrole": 'HASROLE("…")',
    }
)
"""Names from elsewhere for what no record has, with what stands for a path that begins with one of them."""
_ITSELF = frozenset({"record", "this", "self", "记录", "本记录"})
"""What people call the record itself."""
_PLACES: Mapping[Use, tuple[str, str]] = MappingProxyType(
    {
        Use.FIELD: ("公式字段", "formula fields"),
        Use.RULE: ("校验规则", "validation rules"),
        Use.DEFAULT: ("默认值", "default values"),
        Use.DISPLAY: ("表单的条件", "conditions of forms"),
        Use.FILTER: ("筛选", "filters"),
    }
)
ELSEWHERE: Mapping[str, str] = MappingProxyType(
    {
        "ISNULL": "ISBLANK", "ISEMPTY": "ISBLANK", "为空": "ISBLANK", "NVL": "BLANKVALUE", "IFNULL": "BLANKVALUE",
        "NULLVALUE": "BLANKVALUE", "IFBLANK": "BLANKVALUE", "AVG": "AVERAGE", "MEAN": "AVERAGE",
        "LENGTH": "LEN", "STRLEN": "LEN", "SUBSTRING": "MID", "INSTR": "FIND", "CONCATENATE": "CONCAT",
        "UCASE": "UPPER", "LCASE": "LOWER", "STR": "TEXT", "TOSTRING": "TEXT", "CEIL": "CEILING", "POW": "POWER",
        "TRUNCATE": "TRUNC", "DATEDIFF": "DATEDIF", "DAYS": "DATEDIF", "GETDATE": "NOW", "CURDATE": "TODAY",
        "CURRENT_DATE": "TODAY", "EDATE": "ADDMONTHS", "NETWORKDAYS": "WORKDAYS",
        "WORKDAY": "ADDWORKDAYS", "YEARFRAC": "DATEDIF", "WEEKNUM": "ISOWEEK", "CHOOSE": "CASE", "ISNA": "ISERROR",
        "IFNA": "IFERROR", "N": "VALUE", "T": "TEXT", "TO_DATE": "DATEVALUE", "TODATE": "DATEVALUE", "CDATE": "DATEVALUE",
        "STRING": "TEXT", "NUMBER": "VALUE", "JOIN": "TEXTJOIN",
        "CHAR": "CHR", "NUMBERVALUE": "VALUE", "TO_NUMBER": "VALUE", "TO_CHAR": "TEXT", "FIXED": "TEXT", "LOCATE": "FIND",
        "POSITION": "FIND", "DECODE": "CASE", "GREATEST": "MAX", "LEAST": "MIN",
        "MONTHS_BETWEEN": "DATEDIF", "DAYOFWEEK": "WEEKDAY", "DOLLAR": "FORMATCURRENCY",
        "如果": "IF", "今天": "TODAY", "现在": "NOW", "求和": "SUM", "平均": "AVERAGE", "平均值": "AVERAGE", "最大值": "MAX",
        "最小值": "MIN", "四舍五入": "ROUND", "取整": "INT", "绝对值": "ABS", "包含": "CONTAINS",
        "长度": "LEN", "文本": "TEXT", "非": "NOT", "不是": "NOT", "且": "AND", "或": "OR",
    }
)  # fmt: skip
"""Functions of spreadsheets and databases, and what people call them in Chinese, with the ones that do it here."""
UNLIKE = frozenset(
    "BAHTTEXT CLEAN CONVERT CORREL CURRENCYRATE DATESTRING INDEX INDIRECT ISLOGICAL ISNONTEXT ISREF ISTEXT LET LINKTO MATCH "
    "MODE OFFSET RADIANS RAND RANDBETWEEN RANDOM ROMAN ROW SORT TEXTAFTER TRIMMEAN".split()
)  # fmt: skip
"""Functions from elsewhere that nothing does here, whatever is spelled like them."""
OVER_RECORDS = frozenset(
    {"COUNTIF", "COUNTIFS", "SUMIF", "SUMIFS", "AVERAGEIF", "AVERAGEIFS", "MAXIFS", "MINIFS", "SUMPRODUCT", "COUNT",
     "COUNTA", "COUNTBLANK", "LARGE", "SMALL", "RANK", "FREQUENCY", "QUARTILE", "SUBTOTAL", "COUNT_DISTINCT",
     "COUNTDISTINCT", "AVG", "ROLLUP"}
)  # fmt: skip
"""Functions of spreadsheets over many rows, which formulas of one record have no use for."""
_SHAPES: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("EXACT", ("", ""), "{0} = {1}"),
    ("FALSE", (), "FALSE"),
    ("ISEVEN", ("",), "MOD({0}, 2) = 0"),
    ("ISODD", ("",), "MOD({0}, 2) <> 0"),
    ("LAST_DAY", ("",), "EOMONTH({0}, 0)"),
    ("NUMBERSTRING", ("", ""), "RMBUPPER({0})"),
    ("REPLACE", ("", "", ""), "SUBSTITUTE({0}, {1}, {2})"),
    ("TRUE", (), "TRUE"),
    ("WEEKDAY", ("", "1"), "WEEKDAY({0})"),
    ("WEEKDAY", ("", "2"), "MOD(WEEKDAY({0}) + 5, 7) + 1"),
    ("WEEKDAY", ("", "3"), "MOD(WEEKDAY({0}) + 5, 7)"),
)
"""Calls that are written in another way here: the function, its arguments, of which an empty one is any, the call."""
CALLED: Mapping[str, str] = MappingProxyType(
    {
        "今天": "TODAY", "今日": "TODAY", "现在": "NOW", "昨天": "YESTERDAY", "明天": "TOMORROW", "本周": "THIS_WEEK",
        "上周": "LAST_WEEK", "下周": "NEXT_WEEK", "本月": "THIS_MONTH", "上月": "LAST_MONTH", "上个月": "LAST_MONTH",
        "下月": "NEXT_MONTH", "下个月": "NEXT_MONTH", "本季度": "THIS_QUARTER", "上季度": "LAST_QUARTER",
        "下季度": "NEXT_QUARTER", "今年": "THIS_YEAR", "本年": "THIS_YEAR", "去年": "LAST_YEAR", "明年": "NEXT_YEAR",
        "真": "TRUE", "是": "TRUE", "假": "FALSE", "否": "FALSE", "空": "NULL", "空值": "NULL", "none": "NULL",
        "nil": "NULL", "me": "$User.id", "我": "$User.id", "当前用户": "$User.id",
    }
)  # fmt: skip
"""What people write for constants and for days, with what is written here."""


def where(uses: Iterable[Use]) -> Mapping[str, str]:
    """The places in which a function has a meaning, in words."""
    places = [_PLACES[use] for use in Use if use in frozenset(uses)]
    return {
        "where_zh": "、".join(zh for zh, _ in places),
        "where_en": " and ".join(en for _, en in places),
    }


def nearest_function(name: str, known: Iterable[str]) -> str:
    """The function that somebody may have meant, by what it is called elsewhere or by spelling."""
    names = frozenset(known)
    plain = unicodedata.normalize("NFKC", name).upper()
    if plain in UNLIKE:
        return ""
    meant = plain if plain in names else ELSEWHERE.get(plain, "")
    return meant if meant in names else nearest(name, (one for one in names if one[0].isalpha()))


def otherwise(name: str, arguments: Sequence[str]) -> str:
    """How a whole call is written here, if it is written in another way; its arguments are too long where they are empty."""
    for called, shape, meant in _SHAPES:
        if called == name and len(shape) == len(arguments):
            if all(one in ("", given) for one, given in zip(shape, arguments, strict=True)):
                return meant.format(*(one or "…" for one in arguments))
    return ""


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that is most like `word`; empty when none is."""
    folded = {one.casefold(): one for one in known if one}
    found = difflib.get_close_matches(word.casefold(), folded, 1, CUTOFF)
    return folded[found[0]] if found else ""


def nearest_field(word: str, fields: Iterable[FieldInfo]) -> str:
    """The API name of the field that somebody may have meant, or what a word from elsewhere is called here."""
    return CALLED.get(word.casefold()) or labelled_like(word, fields)


def labelled_like(word: str, fields: Iterable[FieldInfo]) -> str:
    """The API name of the field whose name or label is most like a word; empty when none is."""
    names: dict[str, str] = {}
    for one in fields:
        for spelling in (one.label_zh, one.label_en, one.name):
            names[spelling] = one.name
    names.pop("", None)  # the label of a field that has none
    return _by_sound(word, names) or names.get(nearest(word, names), "")


def nearest_object(word: str, called: Mapping[str, tuple[str, str]]) -> str:
    """The API name of the object that somebody may have meant, by its name or by its label."""
    names = {label: name for name, labels in called.items() for label in labels if label}
    names.update({name: name for name in called})
    return _by_sound(word, names) or names.get(nearest(word, names), "")


def nearest_choice(word: str, info: FieldInfo) -> str:
    """The value of a select that somebody may have meant, by its value or by its label."""
    values: dict[str, str] = {}
    for value, labels in zip(info.choices, info.choice_labels, strict=False):
        values.update(dict.fromkeys(labels, value))
    values.update({value: value for value in info.choices})
    return values.get(word) or _by_sound(word, values) or values.get(nearest(word, values), "")


def choice_called(word: str, info: FieldInfo) -> str:
    """The value of a select that is, or is labelled, just so; empty when none is."""
    labelled = zip(info.choices, info.choice_labels, strict=False)
    found = (value for value, labels in labelled if word == value or word in labels)
    return next(found, word if word in info.choices else "")


def own_path(names: Sequence[str], own: str, objects: Mapping[str, tuple[str, str]]) -> str:
    """What is written here for a path that begins with no field: its second name where the first one means the record
    itself."""
    first = names[0].casefold()
    labels = (one.casefold() for one in objects.get(own, ()))
    if first in _ITSELF or first == own or first in labels:
        return names[1]
    return _GLOBALS.get(first, "")


def _by_sound(word: str, meant: Mapping[str, str]) -> str:
    """The meaning of the Chinese word whose pinyin, whole or initials, is what was typed in Latin letters."""
    if not word.isascii():
        return ""
    typed = word.casefold()
    for text, meaning in meant.items():
        if text.isascii():
            continue
        whole = pinyin.code(text).replace(" ", "").casefold()
        initials = pinyin.code(text, True).casefold()
        if typed in (whole, initials):
            return meaning
    return ""
