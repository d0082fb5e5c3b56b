"""Regions and addresses: the official list, names as people write them, one form for all."""

from zoneinfo import ZoneInfo

import pytest

from objectry.metadata.documents import Label
from objectry.metadata.field_types.address import Address, AddressDef, AddressType
from objectry.metadata.field_types.base import TextStyle, ValueRefused
from objectry.metadata.field_types.region import RegionDef, RegionType
from objectry.metadata.field_types.regions import (
    REGIONS,
    children,
    find_region,
    parent_code,
    split_region,
)

LABEL = Label(zh="地", en="Place")
STYLE = TextStyle("zh", ZoneInfo("UTC"))
ADDRESS = AddressDef(name="f", label=LABEL)


def test_the_list_is_complete_and_well_formed() -> None:
    assert len(children(None)) == 34
    assert len(REGIONS) > 3_200
    assert list(REGIONS) == sorted(REGIONS)
    assert all(len(code) == 6 and code.isdigit() for code in REGIONS)
    assert all(parent_code(code) in REGIONS for code in REGIONS if not code.endswith("0000"))


def test_the_names_of_a_region_begin_with_those_of_its_parent() -> None:
    for region in REGIONS.values():
        above = parent_code(region.code)
        assert region.names[:-1] == (REGIONS[above].names if above else ())


def test_every_region_is_found_by_its_names_with_and_without_separators() -> None:
    for region in REGIONS.values():
        assert find_region(region.text) is region
        assert find_region("".join(region.names)) is region
        assert find_region(region.code) is region


def test_choosing_a_province_filters_the_cities() -> None:
    assert [city.names[-1] for city in children("460000")][:2] == ["海口市", "三亚市"]
    assert "仙桃市" in [below.names[-1] for below in children("420000")]
    assert children("440305") == ()


def test_codes_inside_a_region_begin_with_its_prefix() -> None:
    for region in REGIONS.values():
        if above := parent_code(region.code):
            assert region.code.startswith(REGIONS[above].prefix)
    assert RegionType().literal("440300", RegionDef(name="f", label=LABEL)) == '"4403"'


@pytest.mark.parametrize(
    ("text", "code", "rest"),
    [
        ("广东省深圳市南山区科技园", "440305", "科技园"),
        ("广东深圳南山区科技园", "440305", "科技园"),
        ("北京东城区王府井", "110101", "王府井"),
        ("内蒙古呼和浩特市", "150100", ""),
        ("海南路 3 号", None, "海南路 3 号"),
        ("吉林大路", None, "吉林大路"),
        ("河南南阳路1号", None, "河南南阳路1号"),
        ("南山区科技园", None, "南山区科技园"),
        ("", None, ""),
    ],
)
def test_the_region_at_the_beginning_is_told_from_the_street(
    text: str, code: str | None, rest: str
) -> None:
    region, after = split_region(text)
    assert (region.code if region else None, after) == (code, rest)


def test_a_county_directly_below_its_province_is_a_second_level() -> None:
    definition = RegionDef(name="f", label=LABEL, depth=2)
    assert RegionType().from_json("110101", definition) == "110101"
    with pytest.raises(ValueRefused):
        RegionType().from_json("440305", definition)


def test_a_code_that_left_the_list_stays_readable() -> None:
    definition = RegionDef(name="f", label=LABEL)
    assert RegionType().to_text("330103", definition, STYLE) == "330103"
    assert RegionType().search_words("330103", definition) == ""


def test_the_same_address_is_the_same_value_however_it_was_given() -> None:
    whole = AddressType().from_text("广东省深圳市南山区 科技园1号 (518057)", ADDRESS, STYLE)
    assert whole == Address("440305", "科技园1号", "518057")
    for parts in (
        {"region": "440305", "detail": "科技园1号", "postcode": "518057"},
        {"region": "440300", "detail": "南山区科技园1号（518057）"},
        {"detail": "广东深圳南山区科技园1号", "postcode": "５１８０５７"},
    ):
        assert AddressType().from_json(parts, ADDRESS) == whole


def test_an_address_of_blanks_is_none() -> None:
    assert (
        AddressType().from_json({"region": "", "detail": " ", "postcode": None}, ADDRESS) is None
    )
    assert AddressType().from_json({}, ADDRESS) is None


def test_the_first_column_is_what_filters_and_formulas_see() -> None:
    value = Address("440305", "科技园1号", None)
    assert AddressType().to_columns(value, ADDRESS)[0] == "广东省/深圳市/南山区 科技园1号"
