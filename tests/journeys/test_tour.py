"""The tours in `docs/` in both languages: they show pages that there are, and become pages that need nothing else."""

from pathlib import Path

import pytest

from objectry.formula.messages import Language
from scripts import make_screenshots, make_tour
from scripts.make_screenshots import WIDEST, Round
from tests.journeys.browser.browsing import chromium
from tests.journeys.browser.page_types import PAGE_TYPES

DOT = bytes.fromhex("89504e470d0a1a0a")


@pytest.mark.parametrize("language", make_tour.TOURS)
def test_a_tour_becomes_one_file_with_its_pictures(language: Language, tmp_path: Path) -> None:
    text = make_tour.TOURS[language].read_text("utf-8")
    shown = list(make_tour.pictures(text))
    assert len(shown) > 10 and {name for name, _ in shown} <= {one.name for one in PAGE_TYPES}
    for name, width in shown:
        assert list(Round(language, "light", width).pages([name])), (
            f"nobody takes {name} at {width}"
        )
        file = Round(language, "light", width).file(tmp_path, name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(DOT)
    page = make_tour.page(text, language, tmp_path)
    assert page.count("<img ") == len(shown)
    assert "<!--" not in page and "**" not in page and 'src="/' not in page


def test_both_tours_show_the_same() -> None:
    english, chinese = (
        list(make_tour.pictures(one.read_text("utf-8"))) for one in make_tour.TOURS.values()
    )
    assert english == chinese


def test_pictures_are_taken_in_every_language_theme_and_size(tmp_path: Path) -> None:
    with chromium():
        pass  # skips where there is none
    rounds = [Round("zh", "light", WIDEST), Round("en", "dark", 390)]
    count = make_screenshots.screenshots(tmp_path, ["home", "palette"], rounds, browsers=1)
    taken = sorted(str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*.png"))
    assert count == 3
    assert taken == ["en/dark/390/home.png", "zh/light/1440/home.png", "zh/light/1440/palette.png"]
