"""Selects: what people may write, what is offered, and what may stay."""

from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from objectry.metadata.documents import Label
from objectry.metadata.field_types.base import TextStyle, ValueRefused
from objectry.metadata.field_types.choice import ChoiceDef
from objectry.metadata.field_types.listing import read_field
from objectry.metadata.field_types.multiselect import MultiSelectDef, MultiSelectType
from objectry.metadata.field_types.select import SelectDef, SelectType
from objectry.metadata.kinds.value_set import ValueSetDef

ZH = TextStyle("zh", ZoneInfo("UTC"))
EN = TextStyle("en", ZoneInfo("UTC"))
VALUES = [
    {"value": "cn", "label": {"zh": "中国", "en": "China"}},
    {"value": "de", "label": {"zh": "德国", "en": "Germany"}},
    {"value": "su", "label": {"zh": "苏联", "en": "Soviet Union"}, "active": False},
    {"value": "szx", "label": {"zh": "深圳", "en": "Shenzhen"}, "when": ["cn"]},
]


def select(**options: Any) -> SelectDef:
    document = {"name": "f", "type": "select", "label": {"zh": "国", "en": "Country"}}
    found = read_field({**document, "values": VALUES, "depends_on": "continent", **options})
    assert isinstance(found, SelectDef)
    return found


def multiselect(**options: Any) -> MultiSelectDef:
    document = {"name": "f", "type": "multiselect", "label": {"zh": "国", "en": "Countries"}}
    found = read_field({**document, "values": VALUES, "depends_on": "continent", **options})
    assert isinstance(found, MultiSelectDef)
    return found


def offered(controlling: object, subset: set[str] | None) -> list[str]:
    return [choice.value for choice in SelectType().offered(select(), controlling, subset)]


@pytest.mark.parametrize("typed", ["de", "德国", "Germany", " germany ", "GERMANY", "ＤＥ"])
def test_a_value_is_found_by_key_and_by_label_in_either_language(typed: str) -> None:
    for style in (ZH, EN):
        assert SelectType().from_text(typed, select(), style) == "de"


def test_the_label_is_shown_in_the_language_of_the_reader() -> None:
    assert SelectType().to_text("de", select(), ZH) == "德国"
    assert SelectType().to_text("de", select(), EN) == "Germany"


def test_a_key_that_left_the_list_is_shown_as_it_is() -> None:
    assert SelectType().to_text("yu", select(), ZH) == "yu"


def test_the_readers_own_label_wins_over_the_key_of_another_value() -> None:
    values = [
        {"value": "high", "label": {"zh": "高", "en": "Top"}},
        {"value": "low", "label": {"zh": "低", "en": "top2"}},
        {"value": "top", "label": {"zh": "顶", "en": "Summit"}},
    ]
    definition = select(values=values)
    assert SelectType().from_text("top", definition, ZH) == "top"
    assert SelectType().from_text("top", definition, EN) == "high"


@pytest.mark.parametrize(("typed", "hint"), [("Germny", "de"), ("Chinaa", "cn"), ("xyz", "")])
def test_an_unknown_value_is_answered_with_the_nearest_and_with_what_is_possible(
    typed: str, hint: str
) -> None:
    with pytest.raises(ValueRefused) as refused:
        SelectType().from_text(typed, select(), EN)
    assert refused.value.message.code == "select_unknown"
    assert refused.value.hint == hint
    assert refused.value.params["allowed"] == "cn, de, szx"


def test_active_values_are_offered_that_type_and_controlling_field_allow() -> None:
    assert offered("cn", None) == ["cn", "de", "szx"]
    assert offered("de", None) == ["cn", "de"]
    assert offered(None, None) == ["cn", "de"]
    assert offered("cn", {"szx", "su"}) == ["szx"]
    assert offered(("de", "cn"), None) == ["cn", "de", "szx"]


@pytest.mark.parametrize(
    ("value", "controlling", "subset", "code"),
    [
        ("su", "cn", None, "select_inactive"),
        ("szx", "de", None, "select_not_offered"),
        ("de", "cn", {"cn"}, "select_not_offered"),
    ],
)
def test_a_stored_value_may_stay_but_not_be_newly_chosen(
    value: str, controlling: str, subset: set[str] | None, code: str
) -> None:
    assert SelectType().from_json(value, select()) == value
    with pytest.raises(ValueRefused) as refused:
        SelectType().refuse_unoffered(value, select(), controlling, subset)
    assert refused.value.message.code == code


def test_an_offered_value_is_not_refused() -> None:
    SelectType().refuse_unoffered("szx", select(), "cn", {"szx"})
    MultiSelectType().refuse_unoffered(("cn", "de"), multiselect(), None, None)


def test_several_values_are_refused_if_one_of_them_is_not_offered() -> None:
    with pytest.raises(ValueRefused):
        MultiSelectType().refuse_unoffered(("cn", "su"), multiselect(), None, None)


def test_several_values_are_kept_once_and_in_the_order_of_the_list() -> None:
    kind, definition = MultiSelectType(), multiselect()
    assert kind.from_json(["szx", "cn", "szx"], definition) == ("cn", "szx")
    assert kind.from_text("深圳、中国", definition, ZH) == ("cn", "szx")
    assert kind.from_json([], definition) is None


def test_a_comma_inside_a_label_does_not_separate() -> None:
    values = [
        {"value": "a", "label": {"zh": "高，急", "en": "High, urgent"}},
        {"value": "b", "label": {"zh": "低", "en": "Low"}},
    ]
    definition = multiselect(values=values)
    assert MultiSelectType().from_text("高，急; 低", definition, ZH) == ("a", "b")
    assert MultiSelectType().from_text("Low; High, urgent", definition, EN) == ("a", "b")


def test_values_of_a_value_set_are_put_in_later_and_the_default_is_checked_then() -> None:
    definition = select(values=[], value_set="countries", default="de", depends_on=None)
    assert SelectType().mentions(definition) == (("value_set", "countries", ("value_set",)),)
    known = tuple(ChoiceDef.model_validate(value) for value in VALUES)
    filled = definition.model_copy(update={"values": known})
    assert SelectType().choices(filled) == ("cn", "de", "su", "szx")
    SelectType().check(filled)
    with pytest.raises(ValueError, match="default de"):
        SelectType().check(definition.model_copy(update={"values": known[:1]}))


def test_the_controlling_field_is_mentioned() -> None:
    assert SelectType().mentions(select()) == (("field", "continent", ("depends_on",)),)


def test_both_labels_can_be_searched() -> None:
    assert MultiSelectType().search_words(("cn", "de"), multiselect()) == "中国 China 德国 Germany"


def test_several_literals_are_separated_by_commas() -> None:
    assert MultiSelectType().literal(("cn", "de"), multiselect()) == '"cn", "de"'


@pytest.mark.parametrize("twice", [{"value": "cn"}, {"label": {"zh": "中国", "en": "Cathay"}}])
def test_a_value_set_holds_no_values_that_cannot_be_told_apart(twice: Any) -> None:
    second = {"value": "x", "label": {"zh": "甲", "en": "X"}, **twice}
    with pytest.raises(ValidationError, match="cn|中国"):
        ValueSetDef(
            value_set="countries",
            label=Label(zh="国", en="Countries"),
            values=tuple(ChoiceDef.model_validate(one) for one in (*VALUES[:1], second)),
        )
