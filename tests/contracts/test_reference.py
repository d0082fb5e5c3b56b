"""The reference in docs is complete and up to date: it is what `make docs` writes."""

import re
from pathlib import Path

import pytest

from objectry.runtime.settings import Settings
from scripts.write_reference import FOLDER, HEAD, PAGES

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_what_the_code_says(name: str) -> None:
    page = (FOLDER / name).read_text(encoding="utf-8")
    assert page == HEAD + PAGES[name](), "run: make docs"


def test_no_page_is_left_over() -> None:
    assert {path.name for path in FOLDER.glob("*.md")} == set(PAGES)


def test_every_setting_has_a_reader() -> None:
    sources = [path for path in (ROOT / "platform").rglob("*.py") if path.name != "settings.py"]
    code = "\n".join(path.read_text("utf-8") for path in sources)
    unread = [name for name in Settings.model_fields if not re.search(rf"\b{name}\b", code)]
    assert unread == []
