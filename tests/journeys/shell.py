"""A reader at a shell, who types what a page says: commands go to the command line, `curl` to the application."""

import argparse
import io
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from objectry.runtime.api.organization import Organization
from objectry.runtime.cli.main import main
from objectry.runtime.settings import read_settings
from objectry.runtime.web.app import build_app

_FUNCTION = re.compile(r"(\w+)\(\) \{ (.*) \}")
_SPOKEN = re.compile(r"echo '(.*)' \| (.*)")
_GIVEN = re.compile(r"(\w+)=(?!\$\()(.*)")
_ANSWERED = re.compile(r"(\w+)=\$\((.*?)(?: \| .*)?\)")


def _curl() -> argparse.ArgumentParser:
    """What we use of curl."""
    parser = argparse.ArgumentParser(exit_on_error=False, allow_abbrev=False)
    parser.add_argument("url")
    for name in ("-s", "-i", "-G"):
        parser.add_argument(name, action="store_true")
    for name in ("-H", "-d", "-F"):
        parser.add_argument(name, action="append", default=[])
    parser.add_argument("--data-urlencode", action="append", default=[])
    for name in ("-X", "-b", "-c", "--data-binary"):
        parser.add_argument(name)
    return parser


class Shell:
    """Knows the variables and functions of a page, and what was answered last."""

    def __init__(
        self,
        folder: Path,
        client: Callable[[], TestClient],
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        self.variables: dict[str, str] = {}
        self._functions: dict[str, str] = {}
        self._cookies: dict[str, dict[str, str]] = {}
        self._folder = folder
        self._monkeypatch = monkeypatch
        self._capsys = capsys
        self._client = client

    def type(self, line: str) -> str | Response:
        """Carry out one line, and give what it printed or was answered."""
        if made := _FUNCTION.fullmatch(line):
            self._functions[made[1]] = made[2].removesuffix(";").removesuffix(' "$@"')
            return ""
        if answered := _ANSWERED.fullmatch(line):
            self.variables[answered[1]] = str(self.type(answered[2])).split()[-1]
            return ""
        if given := _GIVEN.fullmatch(line):
            self.variables[given[1]] = " ".join(shlex.split(self._filled(given[2])))
            return ""
        if line.startswith("export ") or line.endswith(" &"):
            return ""
        if line.startswith(("for ", "mkdir ")):
            subprocess.run(["sh", "-c", line], cwd=self._folder, check=True)
            return ""
        if spoken := _SPOKEN.fullmatch(line):
            self._monkeypatch.setattr(sys, "stdin", io.StringIO(f"{spoken[1]}\n"))
            return self.type(spoken[2])
        first, _, rest = line.partition(" ")
        words = shlex.split(self._filled(f"{self._functions.get(first, first)} {rest}"))
        if words[0] == "curl":
            return self._asked(_curl().parse_args(words[1:]))
        assert words[0].endswith("objectry"), line
        try:
            assert main(words[1:]) in (0, 1), line
        except SystemExit as ended:
            assert ended.code == 0, line
        return self._capsys.readouterr().out

    def _filled(self, text: str) -> str:
        """Put values in the place of variables, except in single quotes, as a shell does."""
        parts = re.split(r"('[^']*')", text)
        parts[::2] = [
            re.sub(r"\$(\w+)", lambda found: self.variables[found[1]], part) for part in parts[::2]
        ]
        return "".join(parts)

    def _asked(self, given: argparse.Namespace) -> Response:
        fields = [pair for text in given.d if given.G for pair in parse_qsl(text)]
        fields += [tuple(text.split("=", 1)) for text in given.data_urlencode]
        files = [
            (name, (path.name, path.read_bytes()))
            for name, at in (text.split("=@") for text in given.F)
            for path in [self._folder / at]
        ]
        content = "" if given.G else "&".join(given.d)
        if given.data_binary:
            content = (self._folder / given.data_binary.removeprefix("@")).read_text("utf-8")
        client = self._client()
        client.cookies = self._cookies.get(given.b, {})
        answer = client.request(
            given.X or ("POST" if content or files else "GET"),
            re.sub(r"^http://[^/]+", "", given.url),
            params=fields or None,
            headers=dict(text.split(": ", 1) for text in given.H),
            content=content or None,
            files=files or None,
        )
        if given.c:
            self._cookies[given.c] = dict(answer.cookies)
        self._learn(answer)
        return answer

    def _learn(self, answer: Response) -> None:
        """Keep what later lines mean by `$ID`, `$NEXT` and `$CSRF`."""
        if answer.headers.get("content-type") == "application/json":
            for name, value in _values(answer.json()):
                if name in ("csrf", "id", "next"):
                    self.variables[name.upper()] = str(value)


def _values(json: Any) -> Iterator[tuple[str, Any]]:
    """The names and values in a JSON text, from the last to the first."""
    if isinstance(json, dict):
        for name, value in reversed(json.items()):
            yield from _values(value)
            yield name, value
    if isinstance(json, list):
        for value in reversed(json):
            yield from _values(value)


@contextmanager
def reader(
    folder: Path,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Shell]:
    """A reader who works in a folder with a database, and has a server running as soon as he asks it something."""
    (folder / "var").mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("OBJECTRY_DATABASE_URL", database_url)
    serving: list[TestClient] = []

    def client() -> TestClient:
        if not serving:
            organization = Organization(read_settings())
            stack.callback(organization.close)
            serving.append(stack.enter_context(TestClient(build_app(organization))))
        return serving[0]

    with ExitStack() as stack:
        yield Shell(folder, client, monkeypatch, capsys)
