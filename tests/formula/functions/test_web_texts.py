"""Functions on JSON, links and codes of the web: hand-checked cases, and Python against PostgreSQL on random links."""

from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from objectry.formula.functions import web_texts
from objectry.formula.functions.declare import Function
from tests.examples import few
from tests.formula.functions.agreement import REFUSED, in_postgresql, in_python

D = Decimal
JSON = '{"客户": {"name": "华强", "phones": ["138", 0.10, true, null, {"a.b": "x"}]}, "n": 12345678901234567890.10, "e": ""}'
CASES: list[tuple[Function, tuple[Any, ...], Any]] = [
    (web_texts.json_value, (JSON, "客户.name"), "华强"),
    (web_texts.json_value, (JSON, "$.客户.phones[0]"), "138"),
    (web_texts.json_value, (JSON, "客户.phones[1]"), "0.1"),
    (web_texts.json_value, (JSON, "客户.phones[2]"), "true"),
    (web_texts.json_value, (JSON, "客户.phones[3]"), None),
    (web_texts.json_value, (JSON, "客户.phones[9]"), None),
    (web_texts.json_value, (JSON, "客户.phones[4]['a.b']"), "x"),
    (web_texts.json_value, (JSON, '$["客户"]["name"]'), "华强"),
    (web_texts.json_value, (JSON, "n"), "12345678901234567890.1"),
    (web_texts.json_value, (JSON, "e"), None),
    (web_texts.json_value, (JSON, "客户.phones"), None),
    (web_texts.json_value, (JSON, "客户.phones.0"), None),
    (web_texts.json_value, (JSON, "客户[0]"), None),
    (web_texts.json_value, (JSON, "a..b"), None),
    (web_texts.json_value, (JSON, "a[-1]"), None),
    (web_texts.json_value, (JSON, "a[*]"), None),
    (web_texts.json_value, ("3", "$"), "3"),
    (web_texts.json_value, ("{", "a"), None),
    (web_texts.json_value, ("no", "a"), None),
    (web_texts.json_value, ("NaN", "$"), None),
    (web_texts.json_value, ("1E999999999", "$"), None),
    (web_texts.json_value, ("[" * 30_000, "$"), None),
    (web_texts.json_value, ('"' + "a" * 31_999 + '"', "$"), None),
    (web_texts.json_value, (r'"a\u0000"', "$"), None),
    (web_texts.json_value, (r'"\ud800"', "$"), None),
    (web_texts.json_value, (r'"\ud83d\ude00"', "$"), "😀"),
    (web_texts.json_path_value, (r'["\ud800"]', "$"), None),
    (web_texts.json_path_value, (r'["\u0000"]', "$"), r'["\u0000"]'),
    (web_texts.json_value, (None, "a"), None),
    (web_texts.json_value, (JSON, None), None),
    (web_texts.json_path_value, (JSON, "$.客户.phones"), '["138",0.1,true,null,{"a.b":"x"}]'),
    (web_texts.json_path_value, (JSON, "客户.name"), "华强"),
    (web_texts.json_path_value, ('{"a": []}', "a"), "[]"),
    (web_texts.json_path_value, ('{"a": {}}', "a"), "{}"),
    (web_texts.json_path_value, (JSON, "x"), None),
    (web_texts.json_path_value, ("[" * 30_000 + "]" * 2_000, "$"), None),
    (web_texts.json_path_value, ("[" + "1E900," * 50 + "1]", "$"), REFUSED),
    (web_texts.json_path_value, (None, "x"), None),
    (web_texts.hyperlink, ("https://objectry.cn/a b", "官网"), "[官网](https://objectry.cn/a%20b)"),
    (web_texts.hyperlink, ("/deals", "商机", "_blank"), "[商机](/deals _blank)"),
    (web_texts.hyperlink, ("/deals", "商机", "x) _blank"), "[商机](/deals)"),
    (web_texts.hyperlink, ("mailto:a@b.cn", None), "[mailto:a@b.cn](mailto:a@b.cn)"),
    (web_texts.hyperlink, ("javascript:alert(1)", "x"), "x"),
    (web_texts.hyperlink, ("  JavaScript:alert(1)", "x"), "x"),
    (web_texts.hyperlink, ("java\nscript:alert(1)", "x"), "x"),
    (web_texts.hyperlink, ("\x01javascript:alert(1)", "x"), "x"),
    (web_texts.hyperlink, ("data:text/html,x", "x"), "x"),
    (web_texts.hyperlink, ("httpſ://a", "x"), "x"),
    (web_texts.hyperlink, ("HTTPS://a", "x"), "[x](HTTPS://a)"),
    (web_texts.hyperlink, ("a/b:c", "x"), "[x](a/b:c)"),
    (web_texts.hyperlink, ("a.html", "x"), "[x](a.html)"),
    (web_texts.hyperlink, ("a:b", "x"), "x"),
    (web_texts.hyperlink, ("/a)](javascript:x", "[x](y)\\"), "[\\[x\\](y)\\\\](/a%29%5D%28javascript:x)"),
    (web_texts.hyperlink, (None, "x"), "x"),
    (web_texts.hyperlink, (None, "[x](y)"), "\\[x\\](y)"),
    (web_texts.hyperlink, (None, None), None),
    (web_texts.hyperlink, ("javascript:x", None), None),
    (web_texts.hyperlink, ("/a", "x" * 32_000), REFUSED),
    (web_texts.image, ("/logo.png", "标志"), "![标志](/logo.png)"),
    (web_texts.image, ("/logo.png", "标志", D(20), D("30.9")), "![标志](/logo.png 20x30)"),
    (web_texts.image, ("/logo.png", "标志", D(20), None), "![标志](/logo.png)"),
    (web_texts.image, ("/logo.png", "标志", D(0), D(10)), "![标志](/logo.png)"),
    (web_texts.image, ("/logo.png", "标志", D(10), D("1E20")), "![标志](/logo.png)"),
    (web_texts.image, ("/logo.png",), "![](/logo.png)"),
    (web_texts.image, ("javascript:x", "标志"), "标志"),
    (web_texts.image, ("MAILTO:a@b.cn", "标志"), "标志"),
    (web_texts.image, (None, "a[b]"), "a\\[b\\]"),
    (web_texts.image, (None, None), None),
    (web_texts.image, ("/" + "a" * 32_000, "x"), REFUSED),
    (web_texts.url_encode, ("a b&c=华",), "a%20b%26c%3D%E5%8D%8E"),
    (web_texts.url_encode, ("abc-1.2_~",), "abc-1.2_~"),
    (web_texts.url_encode, ("/?#",), "%2F%3F%23"),
    (web_texts.url_encode, ("😀",), "%F0%9F%98%80"),
    (web_texts.url_encode, ("华" * 4_000,), REFUSED),
    (web_texts.url_encode, (None,), None),
    (web_texts.html_encode, ("<b>1 & 2</b>",), "&lt;b&gt;1 &amp; 2&lt;/b&gt;"),
    (web_texts.html_encode, ("\"'",), "&quot;&#x27;"),
    (web_texts.html_encode, ("华强",), "华强"),
    (web_texts.html_encode, ("&amp;",), "&amp;amp;"),
    (web_texts.html_encode, ("&" * 10_000,), REFUSED),
    (web_texts.html_encode, (None,), None),
]  # fmt: skip


@pytest.mark.parametrize(("function", "arguments", "answer"), CASES)
def test_both_answer_what_the_case_says(
    function: Function, arguments: tuple[Any, ...], answer: Any, database: sa.Connection
) -> None:
    assert in_python(function, *arguments) == answer
    if function.sql is not None:
        assert in_postgresql(database, function, *arguments) == answer


PIECES = st.lists(
    st.sampled_from(
        ["http", "s", ":", "/", "?", "#", "java", "mailto", " ", "[", "]", "(", ")", "\\", "\n", "%", "ſ", "华", "'"]
    ),
    max_size=6,
).map("".join)  # fmt: skip
LINKS = st.none() | PIECES
SIZES = st.none() | st.integers(-1, 5).map(Decimal) | st.just(Decimal(20_000))


@settings(max_examples=few(100))
@given(LINKS, LINKS, st.sampled_from([None, "_blank", "x"]), SIZES, SIZES)
def test_random_links_are_alike(
    database: sa.Connection, url: Any, label: Any, target: Any, height: Any, width: Any
) -> None:
    for function, arguments in (
        (web_texts.hyperlink, (url, label)),
        (web_texts.hyperlink, (url, label, target)),
        (web_texts.image, (url, label)),
        (web_texts.image, (url, label, height, width)),
    ):
        answer = in_python(function, *arguments)
        assert in_postgresql(database, function, *arguments) == answer, function.name


@settings(max_examples=few(100))
@given(st.text(max_size=20) | PIECES, PIECES)
def test_no_path_and_no_text_break_json(text: str, path: str) -> None:
    assert in_python(web_texts.json_value, text, path) != REFUSED
    in_python(web_texts.json_path_value, f'{{"java": [{text}]}}', path)
