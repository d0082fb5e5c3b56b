"""Styles: each class of ours is described by one area, so that none changes what another one draws."""

import re
from collections import defaultdict
from pathlib import Path

STYLES = Path(__file__).parents[2] / "frontend" / "css"
FRAME = {"o-actions", "o-content", "o-head", "o-key", "o-sidebar", "o-skip", "o-top"}
"""The frame of all pages, which gives way to some areas: on paper, on phones, beside tools of a list."""
_SELECTORS = re.compile(r"(?:^|[{}])([^{}@]+)\{")
_ALONE = re.compile(r"\s*\.(o-[a-z-]+)\s*")


def test_a_class_by_itself_is_described_in_one_file() -> None:
    files: dict[str, set[str]] = defaultdict(set)
    for file in STYLES.glob("*.css"):
        text = re.sub(r"/\*.*?\*/", "", file.read_text("utf-8"), flags=re.DOTALL)
        for found in _SELECTORS.finditer(text):
            for selector in found[1].split(","):
                if alone := _ALONE.fullmatch(selector):
                    files[alone[1]].add(file.name)
    assert len(files) > 50
    assert {
        name: where for name, where in files.items() if len(where) > 1 and name not in FRAME
    } == {}
