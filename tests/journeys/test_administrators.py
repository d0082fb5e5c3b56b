"""The page `docs/administrators.md` as a test: what needs no machine of its own is typed, and is answered as shown."""

from pathlib import Path
from typing import get_args

import pytest
from httpx2 import Response

from objectry.metadata.kinds.profile import ObjectAction
from objectry.metadata.object_definitions import SetupRight, Sharing
from tests.journeys.answers import compare
from tests.journeys.pages import ROOT, blocks, lines
from tests.journeys.shell import reader

PAGE, CHINESE = "docs/administrators.md", "docs/administrators.zh-CN.md"
ON_A_MACHINE = "sudo "
"""How the commands begin that set up a machine."""


@pytest.mark.parametrize("page", [PAGE, CHINESE])
def test_the_page_explains_every_right(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    named = [*get_args(ObjectAction), *get_args(SetupRight), *get_args(Sharing)]
    assert [name for name in named if f"\n| `{name}` |" not in text] == []


def test_the_page_can_be_followed(
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shown = blocks(PAGE)
    with reader(tmp_path, database_url, monkeypatch, capsys) as shell:
        for block, following in zip(shown, [*shown[1:], None], strict=True):
            if block.file.startswith("var/"):
                (tmp_path / block.file).write_text(block.text, "utf-8")
            if block.kind != "sh" or block.text.startswith(ON_A_MACHINE):
                continue
            typed = [shell.type(line) for line in lines(block.text)]
            assert [one.text for one in typed if isinstance(one, Response) and one.is_error] == []
            if following is not None and following.kind == "http":
                assert isinstance(typed[-1], Response)
                compare(typed[-1], following.text)
            if following is not None and following.kind == "text":
                assert typed[-1] == following.text
    assert (tmp_path / "var" / "today.tar").is_file()
