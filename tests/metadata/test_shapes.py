"""What pydantic refuses is told in both languages, and in neither with words of the other."""

import re
from datetime import date
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from objectry.metadata.documents import Label
from objectry.metadata.problems import MetadataError
from objectry.metadata.shapes import REASONS, reason
from objectry.runtime.settings import read_settings


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    number: Annotated[int, Field(ge=1, le=5)] = 1
    word: Annotated[str, Field(pattern="^a", max_length=3)] = "a"
    chosen: Literal["one", "two"] = "one"
    truth: bool = True
    several: list[int] = []
    label: Label | None = None
    day: Annotated[date | None, Field(strict=False)] = None


@pytest.mark.parametrize(("data", "zh", "en"), [
    ({"number": "x"}, "应是整数", "it must be a whole number"),
    ({"number": 0}, "不能小于 1", "it must be at least 1"),
    ({"number": 6}, "不能大于 5", "it must be at most 5"),
    ({"word": 1}, "应是文本", "it must be a text"),
    ({"word": "b"}, "应为符合 ^a 的文本", "it must be a text that matches ^a"),
    ({"word": "abcd"}, "长度最多是 3", "its length must be at most 3"),
    ({"chosen": "three"}, "只能是 'one', 'two'", "it must be one of 'one', 'two'"),
    ({"truth": 5}, "应是 true 或 false", "it must be true or false"),
    ({"several": 5}, "应是列表", "it must be a list"),
    ({"label": "Size"}, "应写成 {zh: …, en: …}", "it must be written {zh: …, en: …}"),
    ({"day": "yesterday"}, "应为年-月-日的日期，例如 2026-11-23", "it must be a day, e.g. 2026-11-23"),
    ({"more": 5}, "这里没有这一项", "there is no such key here"),
])  # fmt: skip
def test_a_refusal_is_told_in_both_languages(data: Any, zh: str, en: str) -> None:
    with pytest.raises(ValidationError) as refused:
        _Model.model_validate(data)
    told = reason(refused.value.errors()[0])
    assert (told["reason_zh"], told["reason_en"]) == (zh, en)


def test_no_chinese_reason_holds_english_words() -> None:
    for message in REASONS.values():
        plain = re.sub(r"{\w+}|true|false", "", message.zh)
        assert not re.search("[A-Za-z]", plain), message.code


def test_a_setting_is_refused_in_the_language_of_the_reader() -> None:
    with pytest.raises(MetadataError) as refused:
        read_settings({"OBJECTRY_PORT": "x"})
    problem = refused.value.problems[0]
    assert problem.text("zh") == "OBJECTRY_PORT: setting_wrong: 设置值 x 不能用：应是整数"
    assert problem.text("en").endswith("the setting x cannot be used: it must be a whole number")
