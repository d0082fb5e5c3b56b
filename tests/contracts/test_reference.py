"""The reference in docs is complete and up to date: it is what `make docs` writes."""

import pytest

from scripts.write_reference import FOLDER, HEAD, PAGES


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_what_the_code_says(name: str) -> None:
    page = (FOLDER / name).read_text(encoding="utf-8")
    assert page == HEAD + PAGES[name](), "run: make docs"


def test_no_page_is_left_over() -> None:
    assert {path.name for path in FOLDER.glob("*.md")} == set(PAGES)
