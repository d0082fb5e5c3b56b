"""An application that can be installed, and that says so where there is no server."""

import json

from objectry.runtime.web.pages.assets import assets
from tests.runtime.conftest import ONE_DATABASE
from tests.runtime.web.pages.conftest import Browser


@ONE_DATABASE
def test_the_manifest_names_icons_that_there_are(stranger: Browser) -> None:
    found = stranger.get("/manifest.webmanifest")
    assert found.headers["content-type"].startswith("application/manifest+json")
    body = json.loads(found.text)
    assert (body["start_url"], body["display"], body["lang"]) == ("/", "standalone", "zh-CN")
    assert {one["sizes"] for one in body["icons"]} >= {
        "192x192",
        "512x512",
    }  # what Chromium asks for
    for one in body["icons"]:
        assert stranger.get(one["src"]).headers["content-type"] == one["type"]


@ONE_DATABASE
def test_the_worker_serves_all_pages_and_is_always_asked_for_anew(stranger: Browser) -> None:
    found = stranger.get("/worker.js")
    assert found.headers["content-type"].startswith("text/javascript")
    assert found.headers["cache-control"] == "no-cache"
    assert '"/offline"' in found.text


@ONE_DATABASE
def test_the_page_without_a_server_needs_nobody_who_has_signed_in(stranger: Browser) -> None:
    page = stranger.page("/offline")
    assert page.texts("h1") == ["连接不到服务器"]
    assert assets().address("app.css") in page.all("link", "href")
    assert stranger.page("/offline", "en").texts("h1") == ["No connection to the server"]
