"""The files of the front-end: each once for ever, compressed where that is taken, and nothing else."""

from dataclasses import replace
from pathlib import Path

import pytest

from objectry.metadata.kinds.menu import MENU
from objectry.runtime.api.organization import Organization
from objectry.runtime.errors import Unavailable
from objectry.runtime.web import messages
from objectry.runtime.web.pages.assets import FOR_EVER, UNKNOWN_ICON, assets
from tests.runtime.conftest import ONE_DATABASE
from tests.runtime.web.pages.conftest import Browser

FIRST_LOAD = 130_000
"""Bytes of scripts and styles that the first page may take, compressed."""


@ONE_DATABASE
@pytest.mark.parametrize(
    ("entry", "kind"),
    [("app.js", "text/javascript"), ("app.css", "text/css"), ("icon.svg", "image/svg+xml")],
)
def test_a_file_of_the_build_is_kept_for_ever(stranger: Browser, entry: str, kind: str) -> None:
    found = stranger.client.get(assets().address(entry))
    assert found.status_code == 200 and found.content
    assert found.headers["content-type"].startswith(kind)
    assert found.headers["cache-control"] == FOR_EVER


@ONE_DATABASE
@pytest.mark.parametrize(
    ("taken", "sent"), [("gzip, br", "br"), ("gzip", "gzip"), ("", None), ("zstd", None)]
)
def test_it_is_sent_as_small_as_the_browser_takes_it(
    stranger: Browser, taken: str, sent: str | None
) -> None:
    address = assets().address("app.css")
    found = stranger.client.get(address, headers={"accept-encoding": taken})
    assert found.headers.get("content-encoding") == sent
    assert found.headers["vary"] == "accept-encoding"
    if sent != "br":  # which the client cannot read
        assert found.text == stranger.client.get(address, headers={"accept-encoding": ""}).text


@ONE_DATABASE
def test_a_file_that_a_newer_build_has_replaced_is_unknown(
    stranger: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    former = replace(assets(), folder=tmp_path)
    monkeypatch.setattr("objectry.runtime.web.pages.assets.assets", lambda: former)
    assert stranger.client.get(former.address("icon.svg")).status_code == 404


def test_the_first_page_loads_quickly() -> None:
    built = assets()
    names = [built.entries[name] for name in ("app.js", "theme.js", "app.css", "icons.svg")]
    sent = [
        f"{name}.br" if f"{name}.br" in built.files else name for name in names
    ]  # small ones are sent as they are
    assert sum((built.folder / name).stat().st_size for name in sent) <= FIRST_LOAD


@ONE_DATABASE
@pytest.mark.parametrize(
    "name", ["manifest.json", "icons.json", "app.js", "..%2fhome.py", "app.js.br", ""]
)
def test_nothing_else_is_given_out(stranger: Browser, name: str) -> None:
    assert stranger.client.get(f"/static/{name}").status_code == 404


def test_icons_are_drawn_by_name_and_an_unknown_one_is_a_box() -> None:
    built = assets()
    assert built.icon("target") != built.icon("user")
    assert built.icon("no-such-icon") == built.icon(UNKNOWN_ICON)
    assert 'aria-hidden="true"' in built.icon("<script>") and "<script" not in built.icon(
        "<script>"
    )


def test_without_a_build_pages_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as caught:
        assets(tmp_path)
    assert caught.value.message is messages.ASSETS_MISSING


@ONE_DATABASE
def test_every_icon_of_our_packs_is_drawn(organization: Organization) -> None:
    with organization.read() as context:
        icons = {one.definition.icon for one in context.catalog.objects.values()}
        icons |= {one.icon for one in MENU.of(context.catalog).values()}
    assert icons - assets().icons.keys() == set()
