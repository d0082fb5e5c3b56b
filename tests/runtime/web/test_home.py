"""The front page: both languages, no foreign scripts, nothing but its own files."""

import pytest
from starlette.testclient import TestClient

from objectry.runtime.api.organization import Organization
from objectry.runtime.web.app import build_app


@pytest.fixture
def client(organization: Organization) -> TestClient:
    """Somebody who has not signed in."""
    return TestClient(build_app(organization))


def test_the_page_speaks_the_language_of_the_browser(client: TestClient) -> None:
    chinese = client.get("/", headers={"accept-language": "zh-CN"})
    english = client.get("/", headers={"accept-language": "en-GB"})
    assert "登录" in chinese.text and 'lang="zh-CN"' in chinese.text
    assert "Sign in" in english.text and 'lang="en"' in english.text


def test_every_answer_forbids_foreign_scripts_and_frames(client: TestClient) -> None:
    for path in ("/", "/static/home.js", "/api/v1/customer", "/nowhere"):
        headers = client.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'self'")
        assert headers["x-content-type-options"] == "nosniff"


def test_only_files_of_the_page_are_given_out(client: TestClient) -> None:
    assert client.get("/static/home.css").headers["content-type"].startswith("text/css")
    for name in ("home.html", "..%2fhome.py", "app.py", "home.js.map"):
        assert client.get(f"/static/{name}").status_code == 404
