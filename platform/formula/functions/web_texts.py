"""Functions on JSON, links and codes of the web.

HYPERLINK and IMAGE give a text in a small neutral form, which whoever shows it turns into an element of the page and
which reads well where nobody does: `[label](url)`, `[label](url target)`, `![alt](url)`, `![alt](url heightxwidth)`.
In the label `\\`, `[` and `]` have a backslash before them; in the URL blanks, brackets, quotes and backslashes are
encoded, so that it ends at the first blank or closing bracket. Whoever shows it must check the URL's scheme again,
because a text field may hold anything.
"""

import json
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from html import escape
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa

from objectry.formula.functions.converting import boolean_text, number_text
from objectry.formula.functions.declare import NUMBER, OURS, TEXT, Nulls, function
from objectry.formula.functions.lengths import (
    LONGEST,
    Sql,
    as_number,
    as_text,
    check_length,
    refused,
)
from objectry.formula.types import Type

_STEP = re.compile(r"\.?([^.\[\]$\"']+)|\[([0-9]{1,6})\]|\[\"([^\"]+)\"\]|\['([^']+)'\]")
_MOST_STEPS = 32
_EXPONENT = 999


def _number(text: str) -> Decimal:
    made = Decimal(text)
    if abs(made.adjusted()) > _EXPONENT:
        raise ValueError(text)
    return made


def _refuse(text: str) -> None:
    raise ValueError(text)


_DECODER = json.JSONDecoder(parse_float=_number, parse_int=_number, parse_constant=_refuse)


@lru_cache(maxsize=256)
def _steps(path: str) -> tuple[str | int, ...] | None:
    """The keys and indices of a path such as `$.customer.phones[0]`; None when it is none."""
    rest = path.removeprefix("$")
    made: list[str | int] = []
    while rest:
        step = _STEP.match(rest)
        if step is None or len(made) == _MOST_STEPS:
            return None
        made.append(int(step[2]) if step[2] else step[1] or step[3] or step[4])
        rest = rest[step.end() :]
    return tuple(made)


def _at(text: str, path: str) -> Any:
    """The value at a path; None when there is none, or when the text is no JSON."""
    steps = _steps(path)
    if steps is None or len(text) > LONGEST:
        return None
    try:
        found: Any = _DECODER.decode(text)
    except (ValueError, InvalidOperation, RecursionError):
        return None
    for step in steps:
        if isinstance(step, int):
            found = found[step] if isinstance(found, list) and step < len(found) else None
        else:
            found = found.get(step) if isinstance(found, dict) else None
    return found


def _scalar(value: Any) -> str | None:
    if isinstance(value, bool):
        return boolean_text(value).lower()
    if isinstance(value, Decimal):
        return number_text(value)
    return _storable(value) if isinstance(value, str) else None


def _storable(text: str) -> str | None:
    """The text; nothing when escapes such as `\\u0000` make what no database keeps."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return None
    return None if "\0" in text else text


def _json(value: Any) -> str:
    """A value as JSON without blanks. Numbers are written as TEXT does it, without losing digits."""
    if isinstance(value, dict):
        return f"{{{','.join(f'{_json(key)}:{_json(one)}' for key, one in value.items())}}}"
    if isinstance(value, list):
        return f"[{','.join(map(_json, value))}]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return _scalar(value) or "null"


@function(
    "JSONVALUE", (TEXT, TEXT), Type.TEXT, blank=True, cost=100,
    zh="JSON 文本里某个路径上的文本、数字或真假值；不是 JSON 或没有该值时为空。",
    examples=(("JSONVALUE('{\"a\": {\"b\": [10, 1.50]}}', \"a.b[1]\")", "1.5"), ('JSONVALUE("no JSON", "a")', "NULL")),
)  # fmt: skip
def json_value(text: str, path: str) -> str | None:
    """The text, number or truth value at a path such as `$.customer.phones[0]` of a JSON text. Nothing for lists and
    objects, for what is not there, and for texts that are no JSON."""
    return _scalar(_at(text, path))


@function(
    "JSONPATHVALUE", (TEXT, TEXT), Type.TEXT, blank=True, fails=True, cost=100,
    zh="同 JSONVALUE，但路径上是列表或对象时返回它的 JSON 文本。",
    examples=(("JSONPATHVALUE('{\"a\": {\"b\": [1, 2]}}', \"$.a.b\")", "[1,2]"),
              ("JSONPATHVALUE('{\"a\": {\"b\": [1, 2]}}', \"$.a.b[0]\")", "1")),
)  # fmt: skip
def json_path_value(text: str, path: str) -> str | None:
    """The value at a path of a JSON text like JSONVALUE, and also lists and objects, as JSON."""
    found = _at(text, path)
    if not isinstance(found, dict | list):
        return _scalar(found)
    try:
        made = _json(found)
    except RecursionError:
        return None
    check_length(len(made))
    return _storable(made)


_SAFE_URL = re.compile(r"(?:https?|mailto):|[^/?#:]*(?:[/?#]|$)", re.ASCII | re.IGNORECASE)
_CONTROLS = re.compile("[\x00-\x1f\x7f]")
_URL_CODES = str.maketrans({one: f"%{ord(one):02X}" for one in " \"'()<>\\[]"})
_LABEL_CODES = str.maketrans({one: f"\\{one}" for one in "\\[]"})
_TARGETS = frozenset({"_self", "_blank", "_parent", "_top"})


def _safe_url(url: str | None) -> str:
    """A URL that may stand in a link; empty for all that could run a script or leave the web."""
    trimmed = (url or "").strip(" ")
    if _CONTROLS.search(trimmed) or _SAFE_URL.match(trimmed) is None:
        return ""
    return trimmed.translate(_URL_CODES)


def _link_sql(url: Sql, label: Sql, target: Sql | None = None) -> Sql:
    where = sa.null() if target is None else target
    return sa.func.fx.link(as_text(url), as_text(label), as_text(where), type_=sa.Text())


@function(
    "HYPERLINK", (TEXT, TEXT, TEXT), Type.TEXT, nulls=Nulls.TOTAL, blank=True, fails=True, cost=5,
    zh="带文字的链接；只允许 http、https、mailto 和相对地址，其他地址只显示文字。",
    examples=(('HYPERLINK("https://objectry.cn/a b", "官网")', "[官网](https://objectry.cn/a%20b)"),
              ('HYPERLINK("/deals", "商机", "_blank")', "[商机](/deals _blank)")),
    sql=_link_sql, guard=refused(_link_sql), limits=True,
)  # fmt: skip
def hyperlink(url: str | None, label: str | None, target: str | None = None) -> str:
    """A link with a label. The URL is one of http, https or mailto, or a relative one; for others only the label is
    shown."""
    safe = _safe_url(url)
    shown = (label or safe).translate(_LABEL_CODES)
    where = f" {target}" if target in _TARGETS else ""
    made = f"[{shown}]({safe}{where})" if safe else shown
    check_length(len(made))
    return made


def _image_sql(
    url: Sql, alt: Sql | None = None, height: Sql | None = None, width: Sql | None = None
) -> Sql:
    return sa.func.fx.image(
        as_text(url),
        as_text(sa.null() if alt is None else alt),
        as_number(sa.null() if height is None else height),
        as_number(sa.null() if width is None else width),
        type_=sa.Text(),
    )


@function(
    "IMAGE", (TEXT, TEXT, NUMBER, NUMBER), Type.TEXT, nulls=Nulls.TOTAL, blank=True, fails=True, observes=True, cost=5,
    zh="图片，可带替代文字和高、宽（像素）；只允许 http、https 和相对地址，其他地址只显示替代文字。",
    examples=(('IMAGE("/logo.png", "标志")', "![标志](/logo.png)"),
              ('IMAGE("/logo.png", "标志", 20, 30)', "![标志](/logo.png 20x30)")),
    sql=_image_sql, guard=refused(_image_sql), limits=True,
)  # fmt: skip
def image(
    url: str | None, alt: str | None = None, height: Decimal | None = None, width: Decimal | None = None
) -> str:  # fmt: skip
    """An image with what is read in its place, and its height and width in pixels. The URL is one of http or https, or a
    relative one; for others only the other text is shown."""
    safe = _safe_url(url)
    shown = (alt or "").translate(_LABEL_CODES)
    sized = (
        height is not None and width is not None and 1 <= height < 10_000 and 1 <= width < 10_000
    )
    size = f" {int(height)}x{int(width)}" if sized and height and width else ""
    made = shown if not safe or safe[:7].lower() == "mailto:" else f"![{shown}]({safe}{size})"
    check_length(len(made))
    return made


def _encoded(encode: Callable[[str], str], text: str) -> str:
    check_length(len(text))
    made = encode(text)
    check_length(len(made))
    return made


@function(
    "URLENCODE", (TEXT,), Type.TEXT, fails=True, cost=10, profiles=OURS,
    zh="把文本编码成可以放进网址的形式。",
    examples=(('URLENCODE("a b&c=华")', "a%20b%26c%3D%E5%8D%8E"), ('URLENCODE("abc-1.2_~")', "abc-1.2_~")),
)  # fmt: skip
def url_encode(text: str) -> str:
    """The text as it may stand in a part of a URL."""
    return _encoded(lambda plain: quote(plain, safe=""), text)


@function(
    "HTMLENCODE", (TEXT,), Type.TEXT, fails=True, cost=5, profiles=OURS,
    zh="把文本里的 & < > 和引号编码成 HTML 形式。",
    examples=(('HTMLENCODE("<b>1 & 2</b>")', "&lt;b&gt;1 &amp; 2&lt;/b&gt;"), ("HTMLENCODE('\"')", "&quot;")),
)  # fmt: skip
def html_encode(text: str) -> str:
    """The text with `&`, `<`, `>` and quotes written as HTML writes them."""
    return _encoded(escape, text)
