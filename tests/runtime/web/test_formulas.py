"""Help for those who write formulas: completion, mistakes and what a formula gives, as far as they may read."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from objectry.runtime.api import accounts
from objectry.runtime.api.organization import Organization
from tests.formula.hostility import quickest_of
from tests.runtime.conftest import ONE_DATABASE, Desk

Sit = Callable[[str], Desk]
PACK = "pack: rights\nversion: 1.0.0\nlabel: {zh: 权限, en: Rights}\nrequires: [{pack: base}]\n"
PROFILE = """\
profile: guest
label: {zh: 访客, en: Guest}
objects:
  customer: {allow: [read, create, edit], fields: {level: hidden, comment: hidden}}
  contact: {allow: [read, create, edit]}
"""
QUICK = 0.4
"""Seconds of processor time for a call that nobody means well, with all that HTTP costs."""


def ask(desk: Desk, path: str, **body: Any) -> Any:
    """The answer of a call that must succeed."""
    response = desk.call("POST", path, body)
    assert response.status_code == 200, response.text
    return response.json()


def proposed(desk: Desk, before: str, thing: str = "opportunity", **further: Any) -> list[str]:
    """What is proposed to go on with."""
    found = ask(desk, f"/{thing}/formula/complete", text=before, **further)
    return [one["insert"] for one in found["suggestions"]]


@pytest.fixture
def guest(organization: Organization, tmp_path: Path, desk: Sit) -> Desk:
    """Somebody from whom two fields of customers are hidden, and who knows of no opportunities."""
    (tmp_path / "pack.yaml").write_text(PACK, "utf-8")
    (tmp_path / "profile.yaml").write_text(PROFILE, "utf-8")
    organization.apply([tmp_path])
    with organization.write() as context:
        accounts.add_user(context, "gus", "Gus", ["guest"], None)
    return desk("gus")


@ONE_DATABASE
class TestCompletion:
    """What somebody may go on with."""

    def test_fields_by_name_label_and_sound(self, desk: Sit) -> None:
        sam = desk("sam")
        for begun in ("amo", "yjs", "yujishou", "Amou", "oun"):
            assert "amount" in proposed(sam, f"stage = 'won' && {begun}"), begun

    def test_fields_along_a_path(self, desk: Sit) -> None:
        found = proposed(desk("sam"), "customer.indus")
        assert found[0] == "industry"
        assert "amount" not in proposed(desk("sam"), "customer.")
        assert proposed(desk("sam"), "customer.owner.department.name")[0] == "name"
        assert proposed(desk("sam"), "amount.") == []
        assert proposed(desk("sam"), "$User.dep")[0] == "department"

    def test_labels_are_written_as_they_are_begun(self, desk: Sit) -> None:
        assert proposed(desk("sam"), "客") == ["客户"]
        found = ask(desk("sam"), "/opportunity/formula/complete", text="{预计收", after="} > 5")
        assert (found["before"], found["after"]) == ("{预计收", "}")
        assert found["suggestions"][0]["insert"] == "{预计收入}"

    def test_values_of_a_select(self, desk: Sit) -> None:
        sam = desk("sam")
        assert '"won"' in proposed(sam, "stage = ")
        assert proposed(sam, 'ISPICKVAL(stage, "w', after='")') == ['"won"']
        assert proposed(sam, "stage in ('won', '输") == ["'lost'"]
        assert proposed(sam, "stage <> 「赢") == ["「won」"]
        assert proposed(sam, 'name = "w') == []

    def test_what_days_truth_values_and_people_are_compared_with(self, desk: Sit) -> None:
        sam = desk("sam")
        assert proposed(sam, "close_date >= ")[0] == "TODAY"
        assert proposed(sam, "owner = ")[0] == "$User.id"
        assert "THIS_MONTH" in proposed(sam, "close_date = 本月")

    def test_functions_with_signature_and_help_by_all_names(self, desk: Sit) -> None:
        sam = desk("sam")
        (found,) = ask(sam, "/opportunity/formula/complete", text="如果")["suggestions"]
        assert (found["insert"], found["then"]) == ("IF(", ")")
        assert found["detail"] == "(condition, then, otherwise)"
        assert "条件" in found["help"]
        assert found["examples"][0]["result"] == "A"
        assert "PINYIN(" not in proposed(sam, "PIN")
        assert "PINYIN(" in proposed(sam, "PIN", use="field")
        assert "ISCHANGED(" in proposed(sam, "ISC", use="rule")

    def test_in_the_middle_of_a_word_its_rest_is_replaced(self, desk: Sit) -> None:
        found = ask(desk("sam"), "/opportunity/formula/complete", text="amo", after="nt > 5")
        assert (found["before"], found["after"]) == ("amo", "nt")

    def test_what_has_not_been_begun_is_proposed_to_those_who_ask(self, desk: Sit) -> None:
        assert proposed(desk("sam"), "amount > 5 && ") == []
        assert "amount" in proposed(desk("sam"), "amount > 5 && ", asked=True)
        assert proposed(desk("sam"), "amount > 5 ", asked=True) == ["and", "or", "in ("]
        assert proposed(desk("sam"), "/* amo", asked=True) == []

    def test_hidden_fields_are_never_proposed(self, guest: Desk, desk: Sit) -> None:
        assert "level" in proposed(desk("admin"), "lev", "customer")
        for before, thing in (("lev", "customer"), ("客户级", "customer"), ("customer.lev", "contact"), ("khjb", "customer"),
                              ("{", "customer"), ("customer.", "contact"), ("level = ", "customer")):  # fmt: skip
            found = str(ask(guest, f"/{thing}/formula/complete", text=before, asked=True))
            assert "'level" not in found and "客户级别" not in found, before
        assert "opportunity" not in str(proposed(guest, "VLOOKUP(", "customer", use="rule"))
        assert guest.call("POST", "/opportunity/formula/complete", {"text": ""}).status_code == 404


@ONE_DATABASE
class TestChecking:
    """What is wrong so far."""

    def test_a_sound_formula_has_a_type(self, desk: Sit) -> None:
        found = ask(desk("sam"), "/opportunity/formula/check", text="amount * 2", use="field")
        assert found == {"valid": True, "type": "数字", "problems": []}

    @pytest.mark.parametrize(
        ("text", "fix"),
        [
            ("amounts > 5", "amount"),
            ('stage = "赢单"', '"won"'),
            ("stage = won", '"won"'),
            ("amount > 5 且 amount < 7", "&&"),
            ("customer.idustry = null", "industry"),
            ("ROUNT(amount) = 1", "ROUND"),
            ('stage = "won" or (', ""),
        ],
    )
    def test_mistakes_have_a_place_and_what_mends_them(
        self, desk: Sit, text: str, fix: str
    ) -> None:
        found = ask(desk("sam"), "/opportunity/formula/check", text=text)
        problem = found["problems"][0]
        assert not found["valid"] and problem["fix"] == fix
        lines = text.split("\n")
        assert problem["line"] == 1 and 1 <= problem["column"] <= len(lines[0]) + 1
        if fix:
            begin, end = problem["column"] - 1, problem["end_column"] - 1
            mended = text[:begin] + fix + text[end:]
            assert ask(desk("sam"), "/opportunity/formula/check", text=mended)["valid"]

    def test_a_hidden_field_is_unknown(self, guest: Desk) -> None:
        for hidden, unknown in (("level", "lexel"), ("comment", "komment")):
            answers = [
                ask(guest, "/customer/formula/check", text=f"ISBLANK({name})")
                for name in (hidden, unknown)
            ]
            told = [str(one).replace(name, "_") for one, name in zip(answers, (hidden, unknown), strict=True)]  # fmt: skip
            assert told[0] == told[1]

    def test_what_a_body_cannot_say(self, desk: Sit) -> None:
        wrong: tuple[Any, ...] = ({}, [], {"text": 5}, {"text": "", "use": "fun"}, {"text": "", "returns": "colour"},
                     {"text": "", "x": 1}, {"text": "", "asked": True})  # fmt: skip
        for body in wrong:
            response = desk("sam").call("POST", "/opportunity/formula/check", body)
            assert response.status_code == 400, body

    @pytest.mark.parametrize("deed", ["check", "complete", "preview"])
    @pytest.mark.parametrize(
        "text",
        ["(" * 10_000, "a" * 100_000, "IF(" * 600, '"' * 9_999, "客" * 9_000, "amounts+" * 900, "\0", "a.b." * 2_000,
         "amount+" * 1_400 + "1", "NOT(" * 60 + "urgent" + ")" * 60, "{" * 5_000, "x = 'y' or " * 800],
    )  # fmt: skip
    def test_hostile_texts_take_no_time(self, desk: Sit, deed: str, text: str) -> None:
        sam = desk("sam")
        sam.call("POST", f"/opportunity/formula/{deed}", {"text": "amounts > 5"})
        statuses = []

        def call() -> None:
            response = sam.call("POST", f"/opportunity/formula/{deed}", {"text": text})
            statuses.append(response.status_code)

        assert quickest_of(call, QUICK) <= QUICK
        assert statuses[0] in (200, 400, 422)


class TestPreview:
    """What a formula gives for records."""

    def test_values_as_people_read_them(self, desk: Sit) -> None:
        sam = desk("sam")
        customer = sam.create("customer", name="华强", level="key", phone="+8613800138000")
        record = sam.create("contact", name="王伟", customer=customer["id"])["id"]

        def given(text: str, **further: Any) -> Any:
            body = {"text": text, "use": "field", "record": record, **further}
            (found,) = ask(sam, "/contact/formula/preview", **body)["results"]
            assert (found["id"], found["name"], found["error"]) == (record, "王伟", None)
            return found["text"]

        assert given("1234.5 * 2") == "2,469"
        assert given("0.25", returns="percent") == "25%"
        assert given("customer.name & '/' & name") == "华强/王伟"
        assert given("customer.level") == "重点客户"
        assert given("customer", use="default") == "华强"
        assert given("#2026-11-23# + 1") == "2026-11-24"
        assert given("ISBLANK(email)") == "是"
        assert given("email") == ""
        assert given("$User.name") == "山姆"

    def test_conditions_hold_or_not(self, desk: Sit) -> None:
        sam = desk("sam")
        for number in range(3):
            sam.create("customer", name=f"第 {number} 家")
        found = ask(sam, "/customer/formula/preview", text='CONTAINS(name, "1")')["results"]
        assert [(one["name"], one["holds"]) for one in found] == [
            ("第 2 家", False), ("第 1 家", True), ("第 0 家", False),
        ]  # fmt: skip

    def test_a_rule_is_tried_as_if_nothing_were_changed(self, desk: Sit) -> None:
        sam = desk("sam")
        sam.create("customer", name="华强")
        body = {"text": "ISNEW() || ISCHANGED(name)", "use": "rule"}
        (found,) = ask(sam, "/customer/formula/preview", **body)["results"]
        assert found["holds"] is False

    def test_what_cannot_be_computed_says_why(self, desk: Sit) -> None:
        sam = desk("sam")
        sam.create("customer", name="华强")
        (found,) = ask(sam, "/customer/formula/preview", text="1 / LEN(comment) > 1")["results"]
        assert found["holds"] is None and "0" in found["error"] or "零" in found["error"]

    def test_a_wrong_formula_is_refused_with_its_mistakes(self, desk: Sit) -> None:
        response = desk("sam").call("POST", "/customer/formula/preview", {"text": "nane = 1"})
        assert response.status_code == 422
        assert response.json()["code"] == "formula_wrong"
        assert response.json()["errors"][0]["field"] == "text"

    def test_only_records_that_the_user_may_see(self, desk: Sit) -> None:
        record = desk("sam").create("opportunity", **_opportunity(desk("sam")))["id"]
        for text in ("amount > 5", "1 = 1"):
            body = {"text": text, "record": record}
            assert ask(desk("sam"), "/opportunity/formula/preview", **body)["results"]
            assert ask(desk("sue"), "/opportunity/formula/preview", **body)["results"] == []
            assert ask(desk("sue"), "/opportunity/formula/preview", text=text)["results"] == []

    def test_nothing_of_records_behind_look_ups_that_the_user_may_not_see(self, desk: Sit) -> None:
        sue = desk("sue")
        secret = sue.create("customer", name="秘密", phone="+8613800138001")
        admin = desk("admin")
        given = {"name": "王伟", "customer": secret["id"], "owner": {"account": "sam"}}
        record = admin.create("contact", **given)["id"]
        sam = desk("sam")
        assert sam.call("GET", f"/customer/{secret['id']}").status_code == 404
        for text, use in (
            ("customer.name", "field"),
            ("customer", "default"),
            ("customer.phone", "field"),
        ):
            body = {"text": text, "use": use, "record": record}
            (found,) = ask(sam, "/contact/formula/preview", **body)["results"]
            assert found["text"] in ("", "•••"), text

    def test_hidden_names_and_fields_stay_hidden(self, guest: Desk) -> None:
        guest.create("customer", name="华强")
        response = guest.call("POST", "/customer/formula/preview", {"text": "ISBLANK(level)"})
        assert response.status_code == 422
        found = ask(guest, "/customer/formula/preview", text="ISBLANK(phone)")["results"]
        assert [one["holds"] for one in found] == [True]


def _opportunity(desk: Desk) -> dict[str, Any]:
    customer = desk.create("customer", name="华强")["id"]
    return {"name": "吊车", "customer": customer, "amount": "10", "close_date": "2026-12-01"}


@ONE_DATABASE
def test_the_functions_with_all_that_the_reference_says_of_them(desk: Sit) -> None:
    found = {one["name"]: one["forms"] for one in desk("sam").get("/metadata/functions")["functions"]}  # fmt: skip
    (form,) = found["ROUND"]
    assert form["written"] == "ROUND(number, [digits])"
    assert form["arguments"] == ["number", "[digits]"]
    assert {"formula": "ROUND(2.345, 2)", "result": "2.35"} in form["examples"]
    assert "ISCHANGED" not in found
    rules = desk("sam").get("/metadata/functions", use="rule")["functions"]
    assert "ISCHANGED" in {one["name"] for one in rules}
