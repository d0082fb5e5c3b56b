"""Functions on Chinese texts."""

import subprocess
import sys
from typing import Any

import pytest

from objectry.formula.functions import chinese
from tests.formula.functions.agreement import REFUSED, in_python

CASES: list[tuple[tuple[Any, ...], Any]] = [
    (("华强科技",), "hua qiang ke ji"),
    (("华强科技", True), "hqkj"),
    (("华强科技", False), "hua qiang ke ji"),
    (("重庆 A1",), "chong qing A1"),
    (("重庆 A1", True), "cqA1"),
    (("银行行长",), "yin hang hang zhang"),
    (("女",), "nv"),
    (("Hello World",), "Hello World"),
    (("😀张三",), "😀 zhang san"),
    (("   ",), None),
    (("a" * 2_000,), "a" * 2_000),
    (("a" * 2_001,), REFUSED),
    (("华" * 2_000, True), "h" * 2_000),
    (("华" * 2_001, True), REFUSED),
    ((None,), None),
    (("华", None), None),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "answer"), CASES)
def test_pinyin(arguments: tuple[Any, ...], answer: Any) -> None:
    assert in_python(chinese.pinyin, *arguments) == answer


def test_the_dictionaries_wait_for_the_first_question() -> None:
    code = "import sys, objectry.formula.functions.chinese; sys.exit('pypinyin' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
