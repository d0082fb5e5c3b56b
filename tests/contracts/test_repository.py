"""What holds for the repository as a whole: its folders, its files and its papers."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from objectry.runtime.web.pages.assets import FOLDER
from tests.contracts.source_tree import (
    PACKAGES,
    ROOT,
    Source,
    all_sources,
    place,
    product_sources,
    repository_texts,
)

VAGUE_NAMES = {"common", "helper", "helpers", "misc", "util", "utils"}
UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
PERSONAL_PATH = re.compile(r"(?<![\w.])/(?:home|root|Users|work)/\w|\.\./shared\b")
CODE = re.compile("`[^`\n]*`")
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
FENCE = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
IN_CHINESE = ".zh-CN.md"
"""How the name of a page in Chinese ends; its English one is called the same but for that."""
MAKE_CALL = re.compile(r"(?:^|`)make ([a-z]+)", re.MULTILINE)


def _papers() -> Iterator[tuple[str, str]]:
    return ((path, text) for path, text in repository_texts().items() if path.endswith(".md"))


# Packaging ---------------------------------------------------------------------------------------


def test_the_folder_platform_never_hides_the_standard_module_of_that_name() -> None:
    assert not (ROOT / "platform" / "__init__.py").exists()
    # Plain `python -c` puts the current folder first on the path, as `python -m` does.
    answer = subprocess.run(
        [sys.executable, "-c", "import platform; print(platform.system())"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.strip() == os.uname().sysname


def test_no_part_of_the_platform_is_named_like_a_standard_module() -> None:
    names = {path.stem for path in (ROOT / "platform").iterdir()}
    assert names & sys.stdlib_module_names == set()


def test_the_packages_are_linked_under_their_import_names() -> None:
    links = {name: os.readlink(ROOT / "src" / name) for name in PACKAGES.values()}
    assert links == {name: f"../{folder}" for folder, name in PACKAGES.items()}


def test_what_browsers_load_is_part_of_every_package() -> None:
    """A wheel is built from the source package, so both have to hold what no repository does."""
    build = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]
    assert [(ROOT / one).resolve() for one in build["artifacts"]] == [FOLDER.resolve()]
    assert "frontend" in build["targets"]["sdist"]["only-include"]


def test_scripts_can_be_run() -> None:
    scripts = [*(ROOT / "scripts").glob("*.sh"), ROOT / ".ci" / "run"]
    assert [path.name for path in scripts if not os.access(path, os.X_OK)] == []


# Files -------------------------------------------------------------------------------------------


def test_every_file_says_by_its_name_what_it_holds() -> None:
    assert [source.path for source in all_sources() if Path(source.path).stem in VAGUE_NAMES] == []


def test_nothing_is_left_for_later() -> None:
    assert [path for path, text in repository_texts().items() if UNFINISHED.search(text)] == []


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    wrong = {
        path: found.group()
        for path, text in repository_texts().items()
        if (found := PERSONAL_PATH.search(text))
    }
    assert wrong == {}


# Code --------------------------------------------------------------------------------------------


def _documented(source: Source) -> Iterator[ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]:
    """The public classes and functions of a file, and the public methods of those classes."""
    definitions = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    todo: list[ast.AST] = [source.tree]
    while todo:
        for node in ast.iter_child_nodes(todo.pop()):
            if isinstance(node, definitions) and not node.name.startswith("_"):
                yield node
                if isinstance(node, ast.ClassDef):
                    todo.append(node)


def test_every_module_says_what_it_is_for() -> None:
    assert [s.path for s in all_sources() if not ast.get_docstring(s.tree)] == []


def test_every_public_class_and_function_says_what_it_does() -> None:
    silent = [
        f"{place(source, node)} {node.name}"
        for source in all_sources()
        if not source.path.startswith("tests/")
        for node in _documented(source)
        if not ast.get_docstring(node)
    ]
    assert silent == []


def test_no_module_keeps_state_in_a_variable_that_functions_rebind() -> None:
    wrong = [
        place(source, node)
        for source in product_sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Global)
    ]
    assert wrong == []


def _given_names(source: Source) -> Iterator[tuple[str, ast.stmt]]:
    """The names that a file gives to something at its top, with the statement that does so."""
    for node in source.tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for part in (part for target in targets for part in ast.walk(target)):
                if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
                    yield part.id, node


def test_no_name_of_a_module_is_given_twice() -> None:
    """The second one would win everywhere, and be said in the place of the first."""
    wrong = []
    for source in product_sources():
        counts = Counter(name for name, _ in _given_names(source))
        wrong += [
            f"{place(source, n)} {name}" for name, n in _given_names(source) if counts[name] > 1
        ]
    assert wrong == []


def test_no_module_keeps_an_empty_container_to_be_filled_later() -> None:
    wrong = [
        place(source, node)
        for source in product_sources()
        for node in source.tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        and (
            (isinstance(node.value, ast.List | ast.Set) and not node.value.elts)
            or (isinstance(node.value, ast.Dict) and not node.value.keys)
            or (
                isinstance(node.value, ast.Call)
                and isinstance(node.value.func, ast.Name)
                and node.value.func.id in {"dict", "list", "set", "defaultdict", "deque"}
                and not node.value.args
            )
        )
    ]
    assert wrong == []


# Papers ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("index", ["docs/README.md", "docs/README.zh-CN.md"])
def test_every_page_is_in_the_index_of_each_language(index: str) -> None:
    listed = {os.path.normpath(f"docs/{link}") for link in LINK.findall(repository_texts()[index])}
    pages = {
        path
        for path, _ in _papers()
        if path.startswith("docs/") and not re.match("docs/decisions/[^R]", path)
    }
    assert sorted(pages - listed - {index}) == []


def test_every_link_of_the_papers_leads_somewhere() -> None:
    broken = [
        f"{path}: {target}"
        for path, text in _papers()
        for target in LINK.findall(CODE.sub("", text))
        if not (ROOT / path).parent.joinpath(target).exists()
    ]
    assert broken == []


def test_every_make_command_of_the_papers_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    unknown = {
        (path, name)
        for path, text in _papers()
        for name in MAKE_CALL.findall(text)
        if name not in targets
    }
    assert unknown == set()


@pytest.mark.parametrize("chinese", [path for path, _ in _papers() if path.endswith(IN_CHINESE)])
def test_a_page_in_two_languages_gives_the_same_commands_and_links(chinese: str) -> None:
    own = [repository_texts()[chinese.replace(IN_CHINESE, ".md")], repository_texts()[chinese]]
    commands = [FENCE.findall(text) for text in own]
    sections = [len(re.findall(r"^## ", text, re.MULTILINE)) for text in own]
    links = [{link.replace(IN_CHINESE, ".md") for link in LINK.findall(text)} for text in own]
    assert commands[0] == commands[1]
    assert sections[0] == sections[1]
    assert links[0] == links[1]


def test_the_changelog_opens_with_the_version_of_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    headings = re.findall(r"^## (\S+)", repository_texts()["CHANGELOG.md"], re.MULTILINE)
    assert headings[0] == project["version"]


def test_the_decisions_are_numbered_without_gaps_and_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = (folder / "README.md").read_text(encoding="utf-8")
    names = sorted(path.name for path in folder.glob("[0-9]*.md"))
    assert [name[:4] for name in names] == [f"{n:04}" for n in range(1, len(names) + 1)]
    assert [name for name in names if f"({name})" not in listed] == []
