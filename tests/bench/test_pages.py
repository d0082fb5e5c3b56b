"""The benchmark of pages: it tells what it has found beside its targets, and counts what browsers load at once."""

from pathlib import Path

from bench.pages import PAGES, Line, first_load


def test_a_line_tells_what_is_missed() -> None:
    kept, missed = Line("a page", "ms", 10, 9.96), Line("a page", "ms", 10, 10.04)
    assert kept.kept and "MISSED" not in str(kept)
    assert not missed.kept and str(missed).endswith("MISSED")


def test_what_is_loaded_when_it_is_needed_does_not_count(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(
        '{"app.js": "app-1.js", "app.css": "app-2.css", "theme.js": "theme-3.js", "icons.svg": "icons-6.svg"}'
    )
    (tmp_path / "app-1.js").write_text('import{a}from"./chunk-4.js";import("./late-5.js")')
    (tmp_path / "chunk-4.js").write_text("a" * 1000)
    (tmp_path / "late-5.js").write_text("b" * 90_000)
    (tmp_path / "app-2.css").write_text("c" * 5000)
    (tmp_path / "app-2.css.br").write_text("c" * 500)
    (tmp_path / "theme-3.js").write_text("d" * 100)
    (tmp_path / "icons-6.svg").write_text("e" * 10)
    assert round(first_load(tmp_path).found, 2) == 1.66


def test_every_page_has_a_name_of_its_own() -> None:
    assert len({page.name for page in PAGES}) == len(PAGES)
