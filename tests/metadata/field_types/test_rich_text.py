"""Rich text is harmless by the time it is stored."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from objectry.metadata.documents import Label
from objectry.metadata.field_types.base import ValueRefused
from objectry.metadata.field_types.richtext import RichTextDef, RichTextType

DEFINITION = RichTextDef(name="f", label=Label(zh="文", en="Text"))
FRAGMENTS = [
    "<b>", "</b>", "<p onclick=x>", "<a href='javascript:x'>", "<svg/onload=x>",
    "<img src=x onerror=y>", "<script>", "</script>", "<!--", "-->", "<style>", "<math>",
    "<table>", "<td>",
    "&lt;", "&", "text", "<iframe srcdoc=x>", "<a href=//x>", "<noscript>", "<title>", "<form>",
]  # fmt: skip

HARMFUL = re.compile(r"<(?!/?(a|b|p|table|tbody|tr|td)[ >])|<[^>]*(javascript:|\bon\w+=|style=)")
"""A tag that none of the fragments may leave, or an attribute that acts."""


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("<a href='javascript:alert(1)'>x</a>", '<a rel="noopener noreferrer nofollow">x</a>'),
        ("<img src=x onerror=alert(1)>", None),
        ("<p style='position:fixed'>x</p>", "<p>x</p>"),
        ("<form action=/x><button>go</button></form>", "go"),
        ("<!-- x -->", None),
        ("<script>alert(1)</script>", None),
    ],
)
def test_what_could_act_is_taken_out(written: str, kept: str | None) -> None:
    assert RichTextType().from_json(written, DEFINITION) == kept


def test_links_to_web_mail_and_phone_stay() -> None:
    for target in ("https://example.com/", "mailto:a@example.com", "tel:+8613800138000"):
        cleaned = RichTextType().from_json(f'<a href="{target}">x</a>', DEFINITION)
        assert cleaned and f'href="{target}"' in cleaned


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=12).map("".join))
@example("<a href='javascript:x'><table><a href='javascript:x'>")
def test_cleaning_twice_changes_nothing(written: str) -> None:
    once = RichTextType().from_json(written, DEFINITION)
    assert RichTextType().from_json(once, DEFINITION) == once
    assert not HARMFUL.search(once or "")


def test_search_sees_words_not_tags() -> None:
    words = RichTextType().search_words("<p>合同</p><p>A&amp;B</p>", DEFINITION)
    assert words.split() == ["合同", "A&B"]


def test_thousands_of_tags_are_refused_before_a_parser_looks_at_them() -> None:
    with pytest.raises(ValueRefused) as refused:
        RichTextType().from_json("<ul><li>" * 10_000, DEFINITION)
    assert refused.value.message.code == "rich_text_tags"
    assert refused.value.params == {"limit": 3_000, "count": 20_000}
