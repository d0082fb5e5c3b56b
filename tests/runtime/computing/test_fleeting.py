"""What is computed whenever it is read: the same as if it were kept, wherever it is read from."""

from pathlib import Path

import pytest

from objectry.metadata.problems import MetadataError
from objectry.runtime.api import accounts
from objectry.runtime.api.organization import Organization
from tests.runtime.computing.conftest import install
from tests.runtime.conftest import Desk

BOSS = """
object: boss
label: {zh: 老板, en: Boss}
plural: {zh: 老板, en: Bosses}
features: [recycle_bin]
fields:
  - {name: name, type: text, required: true, label: {zh: 名称, en: Name}}
  - {name: pay, type: integer, label: {zh: 薪, en: Pay}}
  - {name: rate, type: percent, label: {zh: 比例, en: Rate}}
  - {name: place, type: geolocation, label: {zh: 位置, en: Place}}
  - {name: tier, type: formula, returns: text, formula: 'IF(pay > 100 && TODAY() > #2020-01-01#, "rich", "poor")',
     label: {zh: 等级, en: Tier}}
  - {name: sum, type: formula, returns: integer, formula: 'BLANKVALUE(pay, 1) + 0 * DAY(TODAY())', label: {zh: 数, en: Sum}}
  - {name: share, type: formula, returns: percent, formula: 'rate + 0 * DAY(TODAY())', label: {zh: 份额, en: Share}}
  - {name: twice, type: formula, returns: decimal, formula: 'share * 2', label: {zh: 两倍, en: Twice}}
  - {name: fixed, type: formula, returns: text, formula: 'IF(TODAY() < #2020-01-01#, "a", "a")', label: {zh: 定, en: Fixed}}
  - {name: year, type: formula, returns: date, formula: 'DATE(YEAR(TODAY()), 1, 1)', label: {zh: 年, en: Year}}
  - {name: never, type: formula, returns: boolean, formula: 'TODAY() < #2020-01-01# && FALSE', label: {zh: 从不, en: Never}}
"""
KID = """
object: kid
label: {zh: 下属, en: Kid}
plural: {zh: 下属, en: Kids}
features: [recycle_bin]
fields:
  - {name: name, type: text, required: true, label: {zh: 名称, en: Name}}
  - {name: boss, type: lookup, to: boss, label: {zh: 老板, en: Boss}}
  - {name: shown, type: reference, path: boss.tier, label: {zh: 老板等级, en: Tier of boss}}
  - {name: own, type: formula, returns: text, formula: boss.tier, label: {zh: 等级, en: Tier}}
  - {name: kept, type: formula, returns: integer, formula: boss.pay * 2, label: {zh: 双薪, en: Double}}
"""


@pytest.fixture
def kids(organization: Organization, admin: Desk, tmp_path: Path) -> Desk:
    """The administrator, with a kid of a rich boss, of a poor one, of one who was deleted, and of none."""
    install(organization, tmp_path / "pack", boss=BOSS, kid=KID)
    for name, pay in (("rich", 777), ("poor", 5), ("gone", 888)):
        boss = admin.create("boss", name=name, pay=pay, place={"lat": "31.2", "lng": "121.5"})[
            "id"
        ]
        admin.create("kid", name=f"of {name}", boss=boss)
        if name == "gone":
            admin.call("DELETE", f"/boss/{boss}", if_match="*")
    admin.create("kid", name="of nobody")
    return admin


def test_behind_an_empty_look_up_nothing_is_computed(kids: Desk) -> None:
    found = {
        one["name"]: (one["boss.tier"], one["boss.sum"], one["shown"], one["own"])
        for one in kids.get("/kid", fields="name,boss.tier,boss.sum,shown,own")["records"]
    }
    assert found == {
        "of rich": ("rich", 777, "rich", "rich"),
        "of poor": ("poor", 5, "poor", "poor"),
        "of gone": (None, None, None, None),
        "of nobody": (None, None, None, None),
    }
    blank = kids.get("/kid", fields="name", filter="boss.tier = NULL", sort="name")["records"]
    assert [one["name"] for one in blank] == ["of gone", "of nobody"]
    groups = kids.get("/kid/aggregate", group="boss.tier", measures="count,sum:boss.sum")
    assert {one["boss.tier"]: one["count"] for one in groups["groups"]} == {
        "rich": 1, "poor": 1, None: 2,
    }  # fmt: skip
    assert groups["total"]["sum:boss.sum"] == 782


def test_a_constant_is_sorted_and_grouped_by(kids: Desk) -> None:
    assert len(kids.get("/boss", sort="never,-sum")["records"]) == 2
    for name in ("fixed", "year"):
        assert len(kids.get("/boss", sort=f"{name},-{name}")["records"]) == 2
        assert kids.get("/boss/aggregate", group=name, measures="count")["total"]["count"] == 2
    groups = kids.get("/boss/aggregate", group="never", measures="count")["groups"]
    assert groups == [{"never": False, "count": 2}]


def test_percentages_are_points_wherever_they_are_read(kids: Desk) -> None:
    for name, rate in (("rich", "25"), ("poor", "9")):
        boss = kids.get("/boss", filter=f'name = "{name}"')["records"][0]["id"]
        kids.call("PATCH", f"/boss/{boss}", {"rate": rate}, if_match="*")
    found = kids.get("/boss", fields="share,twice", sort="-share")["records"]
    assert [(one["share"], one["twice"]) for one in found] == [("25", "0.50"), ("9", "0.18")]
    for condition in ("share = 25%", "share > 20%", "share * 4 = 1", "twice = 50%"):
        assert len(kids.get("/boss", filter=condition)["records"]) == 1, condition
    asked = kids.get("/boss/aggregate", group="share", measures="sum:share,max:(share)")
    assert sorted(one["share"] for one in asked["groups"]) == ["25", "9"]
    assert asked["total"] == {"sum:share": "34.00", "max:(share)": "0.25"}
    assert {one["boss.share"] for one in kids.get("/kid", fields="boss.share")["records"]} == {
        "25", "9", None,
    }  # fmt: skip


def test_distances_are_asked_by_the_database(kids: Desk) -> None:
    for condition, count in (
        ('DISTANCE(place, GEOLOCATION(31.2, 121.5), "km") < 1', 2),
        ('DISTANCE(place, GEOLOCATION(1, 1), "km") < 1', 0),
        ("ISBLANK(place)", 0),
    ):
        assert len(kids.get("/boss", filter=condition)["records"]) == count, condition
    measure = 'max:(ROUND(DISTANCE(place, GEOLOCATION(31.2, 121.5), "km"), 0))'
    found = kids.get("/boss/aggregate", measures=measure)["total"][measure]
    assert float(found) == 0


def test_a_form_knows_what_follows_from_a_look_up_that_is_entered(kids: Desk) -> None:
    boss = kids.get("/boss", filter='name = "rich"')["records"][0]["id"]
    for entered in ({"boss": boss}, {"boss": {"name": "rich"}}):
        answer = kids.call("POST", "/kid/form", {"values": {"name": "a", **entered}})
        assert answer.status_code == 200, answer.text


def test_lists_of_the_user_are_refused_with_what_to_ask_instead(kids: Desk) -> None:
    for condition in (
        'INCLUDES($User.profiles, "sales")',
        "ISBLANK($User.tags)",
        "$User.profiles = NULL",
        'INCLUDES($User.department.tags, "a")',
    ):
        answer = kids.call("GET", f"/kid?filter={condition}")
        assert answer.status_code == 422, answer.text
        assert "HASROLE" in answer.text


def _tower(levels: int, formula: str) -> str:
    """An object whose formulas stand on each other: `{}` is the one below."""
    fields = [
        f"  - {{name: f{at}, type: formula, returns: decimal, formula: '{formula.format(f'f{at + 1}')}', {LABEL}}}\n"
        for at in range(levels)
    ]
    last = f"  - {{name: f{levels}, type: formula, returns: decimal, formula: 'n + DAY(TODAY())', {LABEL}}}\n"
    return (
        f"object: tower\n{LABEL}\nplural: {{zh: 塔, en: Towers}}\nfields:\n"
        f"  - {{name: name, type: text, {LABEL}}}\n  - {{name: n, type: integer, {LABEL}}}\n{''.join(fields)}{last}"
    )


LABEL = "label: {zh: 塔, en: Tower}"


@pytest.mark.parametrize(
    ("levels", "formula", "fits"),
    [
        (9, "{0}", True),
        (9, "({0} + 1) * 2", True),
        (6, "{0} + {0}", True),
        (9, "{0} + {0}", False),
    ],
)
def test_formulas_on_formulas_are_computed_or_refused_when_they_are_defined(
    organization: Organization, admin: Desk, tmp_path: Path, levels: int, formula: str, fits: bool
) -> None:
    try:
        install(organization, tmp_path / "pack", tower=_tower(levels, formula))
    except MetadataError as refused:
        assert {one.code for one in refused.problems} == {"formula_too_nested"}
        assert not fits
        return
    assert fits
    made = admin.create("tower", name="a", n=1)
    assert admin.get("/tower", sort="f0", filter="f0 > 0")["records"][0]["f0"] == made["f0"]


ASKING = {
    "boss": BOSS + """
  - {name: mine, type: formula, returns: boolean, formula: 'owner = $User.id', label: {zh: 我的, en: Mine}}
""",
    "kid": KID + """
  - {name: ours, type: formula, returns: boolean, formula: boss.mine, label: {zh: 我们的, en: Ours}}
  - {name: reason, type: text, required_when: ours, label: {zh: 原因, en: Reason}}
  - name: greeting
    type: text
    default_formula: 'IF(boss.mine, "my ", "the ") & $User.myself'
    label: {zh: 问候, en: Greeting}
validation_rules:
  - {name: theirs, when: NOT(boss.mine), message: {zh: 别人的, en: Not yours}}
  - {name: lost, when: 'NOT(VLOOKUP(boss.mine, boss.name, boss.name))', message: {zh: 没找到, en: Not found}}
""",
    "asker": """
extend: user
fields:
  - {name: myself, type: formula, returns: text, formula: 'IF(id = $User.id, name, "")', label: {zh: 自己, en: Myself}}
""",
}  # fmt: skip


def test_who_asks_is_the_user_behind_look_ups_too(
    organization: Organization, admin: Desk, tmp_path: Path
) -> None:
    install(organization, tmp_path / "pack", **ASKING)
    boss = admin.create("boss", name="b")["id"]
    refused = admin.call("POST", "/kid", {"name": "k", "boss": boss}).json()["errors"]
    assert [(one["field"], one["code"]) for one in refused] == [("reason", "required")]
    form = admin.call("POST", "/kid/form", {"values": {"boss": boss}}).json()
    assert form["fields"]["reason"]["required"] is True
    made = admin.create("kid", name="k", boss=boss, reason="r")
    assert (made["ours"], made["greeting"]) == (True, "my 管理员")


def test_what_is_computed_of_the_user_who_asks_never_needs_itself(
    organization: Organization, admin: Desk, tmp_path: Path
) -> None:
    asker = ASKING["asker"].replace("name, ", "$User.myself, ")
    with pytest.raises(MetadataError) as refused:
        install(organization, tmp_path / "pack", asker=asker)
    assert [(one.code, one.params) for one in refused.value.problems] == [
        ("formula_cycle", {"path": "user.myself → user.myself"})
    ]


FAILING = {
    "boss": BOSS.replace("features: [recycle_bin]", "features: [recycle_bin]\nsharing: private") + """
  - {name: ratio, type: formula, returns: decimal, formula: '1 / pay + 0 * DAY(TODAY())', label: {zh: 比, en: Ratio}}
  - {name: each, type: formula, returns: decimal, formula: '1 / pay', label: {zh: 份, en: Each}}
""",
    "kid": KID.replace("path: boss.tier", "path: boss.ratio") + """
  - {name: friend, type: lookup, to: kid, label: {zh: 朋友, en: Friend}}
""",
    "guest": """
profile: guest
label: {zh: 访客, en: Guest}
objects: {boss: {allow: [read]}, kid: {allow: [read, view_all]}}
""",
}  # fmt: skip


def test_behind_look_ups_it_is_told_as_well_why_there_is_no_value(
    organization: Organization, admin: Desk, tmp_path: Path
) -> None:
    install(organization, tmp_path / "pack", **FAILING)
    bosses = [admin.create("boss", name=str(pay), pay=pay)["id"] for pay in (0, 2, None)]
    kids = [admin.create("kid", name=f"k{at}", boss=boss) for at, boss in enumerate(bosses)]
    admin.create("kid", name="k3", friend=kids[0]["id"])
    division = {"code": "division", "message": "除数为零"}
    asked = "name,shown,boss.ratio,boss.each,friend.boss.ratio,friend.shown"
    found = admin.get("/kid", fields=asked, sort="name")["records"]
    assert [one.get("_errors") for one in found] == [
        dict.fromkeys(("shown", "boss.ratio", "boss.each"), division),
        None,
        None,
        dict.fromkeys(("friend.boss.ratio", "friend.shown"), division),
    ]
    one = admin.get(f"/kid/{kids[0]['id']}", fields="shown,boss.ratio")
    assert one["_errors"] == dict.fromkeys(("shown", "boss.ratio"), division)
    with organization.write() as context:
        accounts.add_user(context, "gus", "客人", ["guest"], None)
        token = accounts.create_token(context, "gus", "test", None)
    seen = Desk(admin.client, token).get("/kid", fields=asked, sort="name")["records"]
    assert not any("_errors" in one for one in seen), "he sees none of the bosses"


def test_roles_and_rights_of_the_user_are_asked_by_the_database(
    organization: Organization, admin: Desk, tmp_path: Path
) -> None:
    may = "  - {name: may, type: formula, returns: text, label: {zh: 能, en: May}, formula: 'IF({}, name, null)'}\n"
    install(
        organization,
        tmp_path / "pack",
        boss=BOSS + may.replace("{}", 'HASPERMISSION("boss.edit")', 1),
    )
    made = admin.create("boss", name="b")
    assert made["may"] == "b"
    for condition, found in (
        ('HASPERMISSION("boss.edit")', ["b"]),
        ('may = "b" && HASPERMISSION("metadata")', ["b"]),
        ('HASPERMISSION("boss.unheard_of")', []),
        ('HASROLE("nobody") || HASROLE(name)', []),
        ("NOT(HASROLE(name))", ["b"]),
        ("HASROLE(tier & NULL)", []),
        ("NOT(HASROLE(IF(pay > 0, name)))", []),
    ):
        listed = admin.get("/boss", filter=condition, fields="name")["records"]
        assert [one["name"] for one in listed] == found, condition
