"""The example of CONTRIBUTING.md works as it stands there, and needs no other file than those that the text names."""

import inspect
import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tests.contracts import test_field_types

ROOT = Path(__file__).parents[2]
TYPES = Path("platform/metadata/field_types")
NEEDED = ("platform", "src", "tests", "pyproject.toml", "CONTRIBUTING.md")
"""What of the repository the tests of the field types need."""
TESTS = ("tests/contracts/test_field_types.py", "tests/metadata/field_types")
COMPARING = [
    name
    for name, test in vars(test_field_types).items()
    if name.startswith("test_") and "kind" not in inspect.signature(test).parameters
]
"""The tests that are not of one type: what holds of the others is not changed by a new one."""
CHOSEN = f"({' or '.join(('colour', *COMPARING))}) and not postgresql"
BLOCK = re.compile(r"^ +```python\n(.*?)^ +```", re.MULTILINE | re.DOTALL)
_compiled = shutil.ignore_patterns("__pycache__")
LISTED = re.compile(r"Add `(\w+)\(\)` to the list in `(.+?)`")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the source in which somebody has done what the text says of a field type."""
    folder: Path = tmp_path_factory.mktemp("newcomer")
    for name in NEEDED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, symlinks=True, ignore=_compiled)
        else:
            shutil.copy(source, folder / name)
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    message, field_type = (textwrap.dedent(block) for block in BLOCK.findall(text))
    with (folder / TYPES / "messages.py").open("a", encoding="utf-8") as messages:
        messages.write(message)
    (folder / TYPES / "colour.py").write_text(field_type, "utf-8")
    added = LISTED.search(text)
    assert added
    _add_to_the_list(folder / added[2], added[1])
    return folder


def _add_to_the_list(file: Path, name: str) -> None:
    """Add a class at the end of the list, and import it."""
    before, head, rest = file.read_text("utf-8").partition("_IN_ORDER")
    listed, end, after = rest.partition("\n)\n")
    module = f"from objectry.metadata.field_types.colour import {name}\n"
    first = "from objectry.metadata.field_types.currency"
    assert end and first in before
    text = before.replace(first, module + first) + head + listed + f"\n    {name}()," + end + after
    file.write_text(text, "utf-8")


def test_the_tests_of_the_field_types_hold_for_the_new_one(checkout: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", "-n", "0", "-k", CHOSEN, *TESTS]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": str(checkout / "src")}
    done = subprocess.run(
        command, cwd=checkout, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert len(re.findall(r"\[colour.*PASSED", done.stdout)) > 15
    assert COMPARING
    assert all(re.search(rf"::{name}\b.*PASSED", done.stdout) for name in COMPARING)
