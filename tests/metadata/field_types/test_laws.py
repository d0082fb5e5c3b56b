"""Laws of all field types over random input: whatever a type takes, every door gives back."""

from collections.abc import Mapping
from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from objectry.metadata.field_types.base import FieldDef, FieldType, TextStyle, ValueRefused
from objectry.metadata.field_types.listing import FIELD_TYPES, read_field
from objectry.metadata.field_types.regions import REGIONS
from tests.examples import few

words = st.text(max_size=30)
messy = st.text(
    st.sampled_from(
        "aB1 .,;；|，、/:：-()（）％¥\t\n\u3000\u200b\u00e9e\u0301广东省深圳市南山区转"
    ),
    max_size=30,
)
digits = st.decimals(allow_nan=False, allow_infinity=False, places=3).map(str)
numbers = st.one_of(
    digits,
    st.integers(-(10**9), 10**9),
    st.floats(-1e9, 1e9),
    st.sampled_from(["0", "-0", "-0.004"]),
)
uuids = st.uuids().map(str)
links = st.one_of(
    uuids, uuids.map(str.upper), st.fixed_dictionaries({"code": words}),
    uuids.map(lambda i: {"id": i}),
)  # fmt: skip
moments = st.datetimes(timezones=st.sampled_from([UTC, ZoneInfo("America/New_York")])).map(
    lambda moment: moment.isoformat()
)
codes = st.sampled_from(list(REGIONS))
details = st.one_of(words, messy, st.sampled_from([REGIONS[c].text for c in list(REGIONS)[:400]]))

CHOICES = [
    {"value": "hot", "label": {"zh": "热，急", "en": "Hot, urgent"}},
    {"value": "cold", "label": {"zh": "冷", "en": "Cold"}},
    {"value": "old", "label": {"zh": "旧 客户", "en": "cold storage"}, "active": False},
]
JSON: Mapping[str, st.SearchStrategy[Any]] = {
    "text": st.one_of(words, messy),
    "textarea": st.one_of(words, messy),
    "richtext": st.one_of(
        words, messy, st.sampled_from(["<b>x", "<p>&lt;</p>", "a<script>b", "<!-- x"])
    ),
    "integer": st.integers(-(10**15), 10**15),
    "decimal": numbers,
    "currency": numbers,
    "percent": numbers,
    "date": st.dates().map(str),
    "datetime": moments,
    "time": st.times().map(lambda at: at.isoformat("seconds")),
    "boolean": st.booleans(),
    "select": st.sampled_from(["hot", "cold", "old"]),
    "multiselect": st.lists(st.sampled_from(["hot", "cold", "old"]), min_size=1),
    "autonumber": st.one_of(words, messy),
    "lookup": uuids,
    "master_detail": uuids,
    "multilookup": st.lists(uuids, min_size=1, max_size=5),
    "anylookup": st.fixed_dictionaries({"object": st.just("lead"), "id": uuids}),
    "phone": st.one_of(
        st.from_regex(r"\A1[3-9][0-9]{9}\Z"),
        st.from_regex(r"\A0[0-9]{2,3}-[0-9]{7,8}( 转 ?[0-9]{1,4})?\Z"),
        st.from_regex(r"\A\+[1-9][0-9]{6,13}( ext [0-9]{1,5})?\Z"),
        st.from_regex(r"\A[0-9]{3,12}\Z"),
    ),
    "email": st.emails(),
    "url": st.one_of(
        st.builds("https://{}.{}/{}".format, st.from_regex(r"\A[a-z]{1,9}\Z"),
                  st.sampled_from(["com", "中国"]), words),
        st.from_regex(r"\A[a-zA-Z]{1,5}\.[a-z]{2,3}(/[a-z?#&=]{0,9})?\Z"),
    ),
    "region": codes,
    "address": st.fixed_dictionaries(
        {},
        optional={
            "region": codes,
            "detail": details,
            "postcode": st.from_regex(r"\A[0-9]{6}\Z"),
        },
    ),
    "geolocation": st.fixed_dictionaries(
        {"lat": st.floats(-90, 90), "lng": st.floats(-180, 180)}, optional={"label": words}
    ),
    "image": st.lists(uuids, min_size=1, max_size=9),
    "file": st.lists(uuids, min_size=1, max_size=9),
    "user": uuids,
    "department": uuids,
    "tags": st.lists(st.text("aB 重点\u3000e\u0301", max_size=8), min_size=1, max_size=10),
}  # fmt: skip
OPTIONS: Mapping[str, list[dict[str, object]]] = {
    "decimal": [{}, {"scale": 0}, {"thousands": True, "scale": 4}],
    "currency": [{}, {"symbol": "US$"}, {"symbol": "元"}, {"scale": 0}],
    "percent": [{}, {"scale": 0}, {"entered_as": "ratio"}],
    "integer": [{}, {"thousands": True}],
    "date": [{}, {"format": "month"}, {"format": "quarter"}, {"format": "year"}],
    "select": [{"values": CHOICES}],
    "multiselect": [{"values": CHOICES}],
    "phone": [{}, {"region": "US"}, {"region": "HK"}],
}
CASES = [
    pytest.param(kind, options, id=f"{kind.name}-{number}")
    for kind in FIELD_TYPES.values()
    if kind.examples
    for number, options in enumerate(OPTIONS.get(kind.name, [{}]))
]
STYLES = st.builds(
    TextStyle,
    st.sampled_from(["zh", "en"]),
    st.sampled_from([ZoneInfo(zone) for zone in ("Asia/Shanghai", "Europe/Berlin", "UTC")]),
    st.sampled_from([None, "MM/DD/YYYY", "DD.MM.YYYY", "YYYY年MM月DD日", "DD/MM/YYYY HH:mm:ss"]),
    st.sampled_from([".", ","]),
)


def definition(kind: FieldType[Any, Any], options: Mapping[str, object]) -> FieldDef:
    label = {"zh": "字段", "en": "Field"}
    return read_field({"name": "f", "type": kind.name, "label": label, **kind.options, **options})


def accepted(kind: FieldType[Any, Any], raw: object, field: FieldDef) -> Any:
    """The value of random JSON; what is refused or empty is no case."""
    try:
        value = kind.from_json(raw, field)
    except ValueRefused:
        assume(False)
    assume(value is not None)
    return value


def raw_values(kind: FieldType[Any, Any]) -> st.SearchStrategy[Any]:
    """JSON that the type may take: random where somebody has said how, else what its own examples have."""
    if kind.name in JSON:
        return JSON[kind.name]
    return st.sampled_from([example.json for example in kind.examples])


def test_random_values_are_for_types_that_there_are() -> None:
    assert set(JSON) <= {kind.name for kind in FIELD_TYPES.values() if kind.examples}


@pytest.mark.parametrize(("kind", "options"), CASES)
@given(data=st.data())
@settings(max_examples=few(40), deadline=None)
def test_text_for_people_is_read_back(
    kind: FieldType[Any, Any], options: Mapping[str, object], data: st.DataObject
) -> None:
    field = definition(kind, options)
    value = accepted(kind, data.draw(raw_values(kind)), field)
    style = data.draw(STYLES)
    if kind.name == "datetime" and style.date_format and style.date_format.endswith("ss"):
        value = value.replace(microsecond=0)  # the format itself leaves thousandths out
    assert kind.from_text(kind.to_text(value, field, style), field, style) == value


@pytest.mark.parametrize(("kind", "options"), CASES)
@given(data=st.data())
@settings(max_examples=few(40), deadline=None)
def test_json_and_columns_give_the_value_back(
    kind: FieldType[Any, Any], options: Mapping[str, object], data: st.DataObject
) -> None:
    field = definition(kind, options)
    value = accepted(kind, data.draw(raw_values(kind)), field)
    assert kind.from_json(kind.to_json(value, field), field) == value
    if kind.columns(field):
        assert kind.from_columns(kind.to_columns(value, field), field) == value


@pytest.mark.parametrize("name", ["lookup", "master_detail", "user"])
@given(raw=links)
def test_a_named_record_keeps_its_name_through_json(name: str, raw: object) -> None:
    kind = FIELD_TYPES[name]
    field = definition(kind, {})
    value = accepted(kind, raw, field)
    assert kind.from_json(kind.to_json(value, field), field) == value


@pytest.mark.parametrize(("kind", "options"), CASES)
@given(text=st.one_of(words, messy), style=STYLES)
@settings(max_examples=few(40), deadline=None)
def test_any_text_is_a_value_or_refused(
    kind: FieldType[Any, Any], options: Mapping[str, object], text: str, style: TextStyle
) -> None:
    field = definition(kind, options)
    try:
        value = kind.from_text(text, field, style)
    except ValueRefused as refused:
        refused.message.text(style.language, refused.params).encode()
    else:
        if value is not None:
            kind.to_text(value, field, style).encode()
