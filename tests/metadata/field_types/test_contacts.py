"""Phone numbers, e-mail and web addresses: one form for each, however it was written."""

from zoneinfo import ZoneInfo

import pytest

from objectry.metadata.documents import Label
from objectry.metadata.field_types.base import TextStyle, ValueRefused
from objectry.metadata.field_types.email import EmailDef, EmailType
from objectry.metadata.field_types.phone import PhoneDef, PhoneType
from objectry.metadata.field_types.url import UrlDef, UrlType

LABEL = Label(zh="联系", en="Contact")
STYLE = TextStyle("zh", ZoneInfo("UTC"))
PHONE = PhoneDef(name="f", label=LABEL)


@pytest.mark.parametrize(
    "typed",
    ["13800138000", "138 0013 8000", "138-0013-8000", "+86 13800138000", "0086 13800138000",
     "（+86）138 0013 8000", "\u202d13800138000\u202c", "8613800138000", "１３８００１３８０００"],
)  # fmt: skip
def test_the_same_number_is_the_same_text(typed: str) -> None:
    assert PhoneType().from_text(typed, PHONE, STYLE) == "+8613800138000"


@pytest.mark.parametrize(
    ("typed", "stored", "shown"),
    [
        ("0755-86123456转801", "+8675586123456;ext=801", "0755 8612 3456 ext. 801"),
        ("010-12345678 分机：9", "+861012345678;ext=9", "010 1234 5678 ext. 9"),
        ("95588", "+8695588", "95588"),
        ("00852 2345 6789", "+85223456789", "+852 2345 6789"),
    ],
)
def test_numbers_are_shown_as_at_home_or_in_the_international_form(
    typed: str, stored: str, shown: str
) -> None:
    assert PhoneType().from_text(typed, PHONE, STYLE) == stored
    assert PhoneType().to_text(stored, PHONE, STYLE) == shown


@pytest.mark.parametrize(
    "typed", ["12", "电话 138", "138001380001380013800", "call me", "+86", "1/2"]
)
def test_what_cannot_be_dialled_is_refused(typed: str) -> None:
    with pytest.raises(ValueRefused) as refused:
        PhoneType().from_text(typed, PHONE, STYLE)
    assert refused.value.message.code == "phone_invalid"


def test_the_digits_that_people_remember_can_be_searched() -> None:
    words = PhoneType().search_words("+8613800138000", PHONE).split()
    assert words == ["+8613800138000", "13800138000"]


@pytest.mark.parametrize(
    "address", ["a+b@example.com", "o'brien@example.co.uk", "x_1@sub.例子.中国", "a@1.example.com"]
)
def test_usual_addresses_are_taken(address: str) -> None:
    assert EmailType().from_json(address, EmailDef(name="f", label=LABEL)) == address


@pytest.mark.parametrize(
    "address", [".a@example.com", "a.@example.com", "a@example", "a@exa_mple.com",
                "a b@example.com",                 "a@b@example.com", "a@example..com",
                '"a"@example.com', "@example.com"]
)  # fmt: skip
def test_addresses_that_no_server_takes_are_refused(address: str) -> None:
    with pytest.raises(ValueRefused):
        EmailType().from_json(address, EmailDef(name="f", label=LABEL))


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("example.com", "https://example.com"),
        ("WWW.Example.com:8080/A", "https://www.example.com:8080/A"),
        ("http://例子.中国/路径", "http://例子.中国/路径"),
        ("http://192.168.1.1/", "http://192.168.1.1/"),
        ("http://[::1]:80/", "http://[::1]:80/"),
    ],
)
def test_web_addresses_have_small_hosts_and_a_scheme(typed: str, stored: str) -> None:
    assert UrlType().from_text(typed, UrlDef(name="f", label=LABEL), STYLE) == stored


@pytest.mark.parametrize(
    "typed",
    ["JaVaScRiPt:alert(1)", "vbscript:x", "http:example.com", "https:///x", "http://a b.com",
     "https://example.com\\@evil.example", "https://user:pw@example.com", "mailto:a@example.com"],
)  # fmt: skip
def test_nothing_else_that_a_link_could_start_is_taken(typed: str) -> None:
    with pytest.raises(ValueRefused) as refused:
        UrlType().from_text(typed, UrlDef(name="f", label=LABEL), STYLE)
    assert refused.value.message.code == "url_invalid"
