"""The example of CONTRIBUTING.md works as it stands there."""

import re
import textwrap
from types import ModuleType
from zoneinfo import ZoneInfo

import pytest

from objectry.formula.messages import Message
from objectry.metadata.field_types import messages
from objectry.metadata.field_types.base import TextStyle, ValueRefused
from tests.contracts.source_tree import repository_texts

STYLE = TextStyle("zh", ZoneInfo("Asia/Shanghai"))
LABEL = {"zh": "颜色", "en": "Colour"}
BLOCK = re.compile(r"^ +```python\n(.*?)^ +```", re.MULTILINE | re.DOTALL)


@pytest.fixture
def example(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The field type of the newcomer's hour, with its message where the text puts it."""
    blocks = BLOCK.findall(repository_texts()["CONTRIBUTING.md"])
    message, field_type = (textwrap.dedent(block) for block in blocks)
    written = {"Message": Message}
    exec(message, written)
    monkeypatch.setattr(messages, "COLOUR_INVALID", written["COLOUR_INVALID"], raising=False)
    module = ModuleType("colour")
    exec(field_type, vars(module))
    return module


def test_the_examples_hold(example: ModuleType) -> None:
    kind = example.ColourType()
    definition = kind.definition(name="colour", label=LABEL)
    for case in kind.examples:
        value = kind.from_text(case.text, definition, STYLE)
        assert kind.to_json(value, definition) == case.json
        assert kind.to_text(value, definition, STYLE) == case.shown


def test_the_rejects_are_refused(example: ModuleType) -> None:
    kind = example.ColourType()
    definition = kind.definition(name="colour", label=LABEL)
    for case in kind.rejects:
        with pytest.raises(ValueRefused) as refusal:
            kind.from_json(case.json, definition)
        assert refusal.value.message.code == case.code


def test_there_is_something_to_try(example: ModuleType) -> None:
    assert example.ColourType.examples and example.ColourType.rejects
