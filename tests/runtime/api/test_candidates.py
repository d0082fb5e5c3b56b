"""What is offered where somebody looks for a record or a tag."""

from pathlib import Path
from typing import Any

import pytest

from objectry.runtime.api import accounts
from objectry.runtime.api.candidates import CandidateRequest, candidates
from objectry.runtime.api.organization import Organization
from objectry.runtime.api.recent import note_opened
from objectry.runtime.api.records import (
    ANY_VERSION,
    create_record,
    delete_record,
    update_record,
)
from objectry.runtime.errors import Forbidden, Invalid

PACK = Path(__file__).parents[2] / "data" / "inputs"
HIDING = """\
profile: surveyor
label: {zh: 勘察员, en: Surveyor}
objects:
  survey: {allow: [read, create, edit], fields: {keywords: hidden}}
  customer: {allow: [read], fields: {name: hidden, status: hidden}}
"""


@pytest.fixture
def surveys(organization: Organization, tmp_path: Path) -> Organization:
    """An organisation with an object that has a field of every type, and somebody from whom some of it is hidden."""
    (tmp_path / "pack.yaml").write_text(
        "pack: hiding\nversion: 1.0.0\nlabel: {zh: 隐藏, en: Hiding}\nrequires: [{pack: inputs}]\n",
        "utf-8",
    )
    (tmp_path / "profile.yaml").write_text(HIDING, "utf-8")
    organization.apply([PACK, tmp_path])
    with organization.write() as context:
        accounts.add_user(context, "gus", "Gus", ["surveyor"], None)
    return organization


def _make(organization: Organization, object_name: str, **values: Any) -> str:
    with organization.write(organization.principal("admin")) as context:
        return create_record(context, object_name, values).id


def _offered(
    organization: Organization, account: str, field: str, words: str = "", to: str = ""
) -> list[Any]:
    with organization.read(organization.principal(account)) as context:
        found = candidates(context, "survey", CandidateRequest(field, words, to))
    (offered,) = found.values()
    return list(offered)


def test_what_was_changed_last_is_offered_first(surveys: Organization) -> None:
    first = _make(surveys, "customer", name="华强科技")
    _make(surveys, "customer", name="Granite Works")
    assert [one["name"] for one in _offered(surveys, "admin", "customer")] == [
        "Granite Works",
        "华强科技",
    ]
    with surveys.write(surveys.principal("admin")) as context:
        update_record(context, "customer", first, {"comment": "called"}, ANY_VERSION)
    assert _offered(surveys, "admin", "customer")[0]["name"] == "华强科技"


def test_what_one_has_opened_comes_before_what_others_have_changed(surveys: Organization) -> None:
    made = {name: _make(surveys, "customer", name=name) for name in ("甲", "乙", "丙")}
    gone = _make(surveys, "customer", name="丁")
    with surveys.write(surveys.principal("admin")) as context:
        note_opened(context, "customer", made["甲"])
    with surveys.write(surveys.principal("admin")) as context:
        note_opened(context, "customer", gone)
    with surveys.write(surveys.principal("admin")) as context:
        note_opened(context, "customer", made["乙"])
    with surveys.write(surveys.principal("admin")) as context:
        delete_record(context, "customer", gone, ANY_VERSION)
    assert [one["name"] for one in _offered(surveys, "admin", "customer")] == ["乙", "甲", "丙"]
    of_object = CandidateRequest()
    with surveys.read(surveys.principal("admin")) as context:
        found = candidates(context, "customer", of_object)["records"]
        assert [one["name"] for one in found] == ["乙", "甲", "丙"]
        (match,) = candidates(context, "customer", CandidateRequest(words="丙"))["records"]
        assert match["id"] == made["丙"]
    assert [one["name"] for one in _offered(surveys, "gus", "customer")] == []


def test_words_find_records(surveys: Organization) -> None:
    _make(surveys, "customer", name="华强科技")
    _make(surveys, "customer", name="Granite Works")
    assert [one["name"] for one in _offered(surveys, "admin", "customer", "granite")] == [
        "Granite Works"
    ]
    assert _offered(surveys, "admin", "customer", "nothing") == []


def test_the_second_line_tells_namesakes_apart(surveys: Organization) -> None:
    _make(surveys, "customer", name="华强科技", status="cooperating")
    (found,) = _offered(surveys, "admin", "customer")
    with surveys.read(surveys.principal("admin")) as context:
        thing = context.catalog.objects["customer"]
        label = thing.fields["status"].type.labels(thing.fields["status"].definition)
        assert label["cooperating"].text(context.language) in found["detail"]


@pytest.mark.parametrize("words", ["", "华强"])
def test_only_what_the_field_takes_is_offered(surveys: Organization, words: str) -> None:
    _make(surveys, "customer", name="华强客户")
    _make(surveys, "customer", name="华强供货", business_type="jinneng_supplier")
    offered = _offered(surveys, "admin", "suppliers", words)
    assert [one["name"] for one in offered] == ["华强供货"]


def test_a_field_of_several_objects_is_asked_for_one(surveys: Organization) -> None:
    customer = _make(surveys, "customer", name="华强科技")
    _make(surveys, "contact", name="李经理", customer=customer)
    assert [one["id"] for one in _offered(surveys, "admin", "about", to="customer")] == [customer]
    assert [one["object"] for one in _offered(surveys, "admin", "about", to="contact")] == [
        "contact"
    ]
    with pytest.raises(Invalid):
        _offered(surveys, "admin", "about", to="task")


def test_nobody_is_offered_what_he_may_not_see(surveys: Organization) -> None:
    _make(surveys, "customer", name="华强科技")
    own = _make(surveys, "customer", name="吊车行", status="cooperating", owner={"account": "gus"})
    (found,) = _offered(surveys, "gus", "customer")
    assert found == {"object": "customer", "id": own, "name": None, "detail": found["detail"]}
    assert _offered(surveys, "gus", "customer", "吊车") == [], "nor is he told by words"
    with pytest.raises(Forbidden):
        _offered(surveys, "gus", "about", to="contact")
    with pytest.raises(Invalid):
        _offered(surveys, "gus", "keywords")


def test_people_who_have_left_are_not_offered(surveys: Organization) -> None:
    assert "苏苏" in [one["name"] for one in _offered(surveys, "admin", "people")]
    with surveys.write(surveys.principal("admin")) as context:
        sue = surveys.principal("sue")
        assert sue
        update_record(context, "user", sue.id, {"status": "departed"}, ANY_VERSION)
    assert "苏苏" not in [one["name"] for one in _offered(surveys, "admin", "people")]


def test_tags_in_use_are_suggested_the_most_frequent_first(surveys: Organization) -> None:
    _make(surveys, "survey", name="a", keywords=["VIP", "吊车"])
    _make(surveys, "survey", name="b", keywords=["吊车"])
    assert _offered(surveys, "admin", "keywords") == ["吊车", "VIP"]
    assert _offered(surveys, "admin", "keywords", "vi") == ["VIP"]


def test_nothing_is_looked_for_in_other_fields(surveys: Organization) -> None:
    for field in ("name", "customer.name", "unknown"):
        with pytest.raises(Invalid):
            _offered(surveys, "admin", field)
