"""The texts of the interface: each is there in Chinese, and none is there that no page says."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from jinja2 import Environment
from jinja2.ext import babel_extract

from objectry.runtime.web.pages.rendering import LOCALE, TEMPLATES, translations

KEYWORDS = ("_", "ngettext")


def _said() -> Iterator[tuple[str, ...]]:
    """What templates say, with the plural where there is one."""
    for file in sorted(TEMPLATES.rglob("*.html")):
        with file.open("rb") as source:
            for _, _, texts, _ in babel_extract(source, KEYWORDS, (), {"silent": "false"}):
                found = (texts,) if isinstance(texts, str) else texts or ()
                yield tuple(one for one in found if one is not None)


def _chinese() -> dict[str, Message]:
    with (LOCALE / "zh.po").open("rb") as source:
        catalog = read_po(source, locale="zh")
    return {one.id if isinstance(one.id, str) else one.id[0]: one for one in catalog if one.id}


def test_every_text_is_there_in_chinese() -> None:
    known = _chinese()
    missing = {
        texts[0] for texts in _said() if texts[0] not in known or not known[texts[0]].string
    }
    assert missing == set()


def test_no_text_is_there_that_no_page_says() -> None:
    assert _chinese().keys() - {texts[0] for texts in _said()} == set()


def test_a_text_is_translated_once() -> None:
    named = re.findall(r'^msgid "(.+)"$', (LOCALE / "zh.po").read_text("utf-8"), re.MULTILINE)
    assert [one for one, times in Counter(named).items() if times > 1] == []


def test_a_translation_has_the_places_of_its_original() -> None:
    for name, one in _chinese().items():
        assert not one.fuzzy and one.python_format == ("%(" in name), name
        assert not list(one.check()), name


def test_english_texts_are_those_of_the_templates() -> None:
    assert translations("en").gettext("Sign in") == "Sign in"
    assert translations("zh").gettext("Sign in") == "登录"


def test_templates_can_be_read() -> None:
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    files = list(Path(TEMPLATES).rglob("*.html"))
    assert files
    for file in files:
        environment.parse(file.read_text("utf-8"))
