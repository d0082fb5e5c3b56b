"""People as vCards over HTTP, on both databases."""

from collections.abc import Callable

from objectry.runtime.api.vcards import folded
from tests.runtime.conftest import Desk

Sit = Callable[[str], Desk]


def test_cards_have_what_may_be_read_and_nothing_that_was_not_meant(desk: Sit) -> None:
    sam = desk("sam")
    customer = sam.create("customer", name="华强, 科技; 深圳")["id"]
    first = sam.create("contact", name="李\\明; x", customer=customer, mobile="13800138000", email="li@example.com",
                       post="采购, 经理")["id"]  # fmt: skip
    second = sam.create("contact", name="王伟", customer=customer)["id"]
    answer = sam.call("GET", f"/contact/vcards?ids={second},{first}")
    assert (
        answer.status_code == 200 and answer.headers["content-type"] == "text/vcard; charset=utf-8"
    )
    assert answer.headers["content-disposition"] == 'attachment; filename="contact.vcf"'
    lines = answer.text.split("\r\n")
    assert lines[:4] == [
        "BEGIN:VCARD",
        "VERSION:3.0",
        "N:王伟;;;;",
        "FN:王伟",
    ]  # in the order that was asked for
    assert lines.count("BEGIN:VCARD") == lines.count("END:VCARD") == 2
    assert "FN:李\\\\明\\; x" in lines and "TITLE:采购\\, 经理" in lines
    assert "ORG:华强\\, 科技\\; 深圳" in lines and "EMAIL;TYPE=INTERNET:li@example.com" in lines
    assert any(line.startswith("TEL;TYPE=VOICE:") and "138" in line for line in lines)
    assert f"UID:urn:uuid:{first}" in lines
    missing = f"{first[:-1]}{'1' if first[-1] == '0' else '0'}"
    hidden, gone = (
        desk("sue").call("GET", f"/contact/vcards?ids={one}") for one in (first, missing)
    )
    assert (hidden.status_code, hidden.json()["code"]) == (404, "none_to_export")
    assert hidden.json() == gone.json()
    some = sam.call("GET", f"/contact/vcards?ids={missing},{first}")
    assert some.text.count("BEGIN:VCARD") == 1


def test_who_may_not_export_records_gets_no_cards_of_them(desk: Sit) -> None:
    sam = desk("sam")
    customer = sam.create("customer", name="华强")["id"]
    record = sam.create("contact", name="王伟", mobile="13800138000", customer=customer)["id"]
    refused = desk("rob").call("GET", f"/contact/vcards?ids={record}")
    assert (refused.status_code, refused.json()["code"]) == (403, "action_forbidden")
    colleague = desk("rob").get("/user", filter='account = "sam"')["records"][0]["id"]
    assert "FN:山姆" in desk("rob").call("GET", f"/user/vcards?ids={colleague}").text


def test_cards_that_cannot_be_made_are_told(desk: Sit) -> None:
    sam = desk("sam")
    record = sam.create("customer", name="华强")["id"]
    for path, status, code in (
        (f"/customer/vcards?ids={record}", 422, "no_cards"), ("/contact/vcards?ids=x", 404, "record_unknown"),
        ("/contact/vcards", 400, "parameter_missing"), ("/contact/vcards?ids=,", 404, "none_to_export"),
        (f"/contact/vcards?ids={','.join([record] * 201)}", 413, "too_many_cards"),
    ):  # fmt: skip
        answer = sam.call("GET", path)
        assert (answer.status_code, answer.json()["code"]) == (status, code), path[:60]


def test_long_lines_are_folded_between_characters() -> None:
    """RFC 6350, 3.2: 75 octets at most, and no character is cut."""
    line = "NOTE:" + "华" * 60
    pieces = folded(line).split("\r\n")
    assert all(len(piece.encode()) <= 75 for piece in pieces) and len(pieces) > 2
    assert all(piece.startswith(" ") for piece in pieces[1:])
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line
    assert folded("FN:short") == "FN:short"
