"""Metadata over HTTP: plan, apply and export, for those who have the right, and no more than they have themselves."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from objectry.runtime.api import accounts
from objectry.runtime.api.organization import Organization
from tests.runtime.conftest import ONE_DATABASE, Desk

WORKSHOP = """\
--- # file: workshop/pack.yaml
pack: workshop
version: 1.0.0
label: {zh: 维修, en: Workshop}
requires: [{pack: base}]
--- # file: workshop/repair.yaml
# What comes in to be mended.
object: repair
label: {zh: 维修单, en: Repair}
plural: {zh: 维修单, en: Repairs}
fields:
  - {name: name, type: text, required: true, label: {zh: 名称, en: Name}}
"""
DESIGNER = """\
--- # file: staff/pack.yaml
pack: staff
version: 1.0.0
label: {zh: 人员, en: Staff}
requires: [{pack: base}]
--- # file: staff/designer.yaml
profile: designer
label: {zh: 设计者, en: Designer}
objects:
  customer: {allow: [read, edit], fields: {phone: hidden}}
  opportunity: {allow: [read]}
setup: [metadata]
"""


def _send(desk: Desk, what: str, body: str | bytes, **headers: str) -> Any:
    named = {"authorization": f"Bearer {desk.token}", "accept-language": "en", **headers}
    return desk.client.post(f"/api/v1/metadata/{what}", content=body, headers=named)


def _export(desk: Desk) -> str:
    response = desk.client.get(
        "/api/v1/metadata/export", headers={"authorization": f"Bearer {desk.token}"}
    )
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("application/yaml")
    return str(response.text)


def test_a_plan_says_what_apply_then_does(desk: Callable[[str], Desk]) -> None:
    admin = desk("admin")
    planned = _send(admin, "plan", WORKSHOP)
    assert planned.status_code == 200, planned.text
    assert admin.call("GET", "/repair").status_code == 404
    added = planned.json()["actions"][0]
    assert added == {
        "action": "add_object",
        "object": "repair",
        "text": {"zh": "新增对象 repair", "en": "add the object repair"},
    }
    applied = _send(admin, "apply", WORKSHOP)
    assert applied.json() == planned.json()
    assert admin.create("repair", name="泵")["name"] == "泵"
    assert _send(admin, "apply", WORKSHOP).json() == {"actions": []}


def test_an_export_applied_again_changes_nothing(
    organization: Organization, desk: Callable[[str], Desk]
) -> None:
    admin = desk("admin")
    _send(admin, "apply", WORKSHOP)
    exported = _export(admin)
    assert WORKSHOP in exported
    with organization.read() as context:
        epoch = context.state.epoch
    assert _send(admin, "plan", exported).json() == {"actions": []}
    assert _send(admin, "apply", exported).json() == {"actions": []}
    with organization.read() as context:
        assert context.state.epoch == epoch
    assert _export(admin) == exported


def test_a_plan_says_which_options_change_from_what_to_what(desk: Callable[[str], Desk]) -> None:
    admin = desk("admin")
    _send(admin, "apply", WORKSHOP)
    other = WORKSHOP.replace("fields:\n", "sharing: public_read\nfields:\n")
    assert _send(admin, "plan", other).json()["actions"] == [
        {
            "action": "change_definition",
            "kind": "object",
            "definition": "repair",
            "changes": [{"option": "sharing", "before": "private", "after": "public_read"}],
            "text": {
                "zh": "更改对象 repair：sharing 由 private 改为 public_read",
                "en": "change the object repair: sharing from private to public_read",
            },
        }
    ]


def test_a_change_of_words_alone_is_kept(desk: Callable[[str], Desk]) -> None:
    admin = desk("admin")
    _send(admin, "apply", WORKSHOP)
    other = WORKSHOP.replace("# What comes in to be mended.", "# All repairs.")
    assert _send(admin, "apply", other).json()["actions"] == [
        {
            "action": "rewrite_file",
            "pack": "workshop",
            "file": "repair.yaml",
            "fields": [],
            "text": {
                "zh": "改写包 workshop 的文件 repair.yaml，含义不变",
                "en": "rewrite the file repair.yaml of the pack workshop, which means the same as before",
            },
        }
    ]
    assert other in _export(admin)


def test_unnamed_documents_are_named_after_what_they_define(desk: Callable[[str], Desk]) -> None:
    admin = desk("admin")
    text = WORKSHOP.replace(" # file: workshop/pack.yaml", "").replace(
        " # file: workshop/repair.yaml", ""
    )
    assert _send(admin, "apply", text).status_code == 200
    assert "--- # file: workshop/object.repair.yaml\n# What comes" in _export(admin)


def test_all_problems_are_told_at_once_with_their_places(desk: Callable[[str], Desk]) -> None:
    wrong = WORKSHOP.replace("version: 1.0.0", "version: one").replace("type: text", "type: txt")
    for what in ("plan", "apply"):
        response = _send(desk("admin"), what, wrong, **{"accept-language": "en"})
        assert response.status_code == 422
        assert response.headers["content-type"] == "application/problem+json"
        found = {
            (e["file"], e["line"], e["column"], e["code"], e["hint"])
            for e in response.json()["errors"]
        }
        assert found == {
            ("workshop/pack.yaml", 2, 1, "value_pattern", ""),
            ("workshop/repair.yaml", 6, 18, "value_not_listed", "text"),
        }


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "file_empty"),
        (b"\xff\xfe: x", "file_not_utf8"),
        (b"a: &x 1\nb: *x\n", "yaml_alias"),
        (b"[" * 100 + b"]" * 100, "yaml_depth"),
        (b"pack: a\npack: b\n", "yaml_key_twice"),
        (b"pack: a\n" + b"#" * 1_000_001, "file_too_large"),
        (b"--- # file: ../../etc/passwd\npack: a\n", "file_name"),
        (b"--- # file: \xff.yaml\npack: a\n", "file_name"),
        (b"object: x\n", "key_needed"),
        (b"- 1\n", "root_not_mapping"),
        (b"menu: x\nlabel: {zh: x, en: x}\ngroups: [{label: {zh: x, en: x}, items: [user]}]\n", "pack_missing"),
        (b"pack: system\nversion: 9.0.0\nlabel: {zh: x, en: x}\n", "defined_twice"),
    ],
)  # fmt: skip
def test_bad_bodies_are_refused_precisely(
    desk: Callable[[str], Desk], body: bytes, code: str
) -> None:
    response = _send(desk("admin"), "apply", body)
    assert response.status_code == 422, response.text
    codes = {error["code"] for error in response.json()["errors"]}
    assert code in codes
    assert "/system/" not in response.text.replace("system/pack.yaml", "")


def test_others_get_one_refusal_whatever_they_send(desk: Callable[[str], Desk]) -> None:
    sam = desk("sam")
    answers = {
        (response.status_code, response.json()["code"], response.json()["detail"])
        for what in ("plan", "apply")
        for body in (WORKSHOP, "", "\0", "a: [", WORKSHOP * 50)
        for response in [_send(sam, what, body)]
    }
    answers |= {
        (one.status_code, one.json()["code"], one.json()["detail"])
        for path in ("/metadata/export", "/metadata/export?x=1")
        for one in [sam.call("GET", path)]
    }
    assert len(answers) == 1
    assert next(iter(answers))[:2] == (403, "setup_forbidden")
    stranger = Desk(sam.client, "nobody")
    assert _send(stranger, "apply", WORKSHOP).status_code == 401


def test_removing_and_changing_types_is_refused_at_the_place(desk: Callable[[str], Desk]) -> None:
    admin = desk("admin")
    fields = (
        "  - {name: cost, type: currency, label: {zh: 费用, en: Cost}}\n"
        "  - name: state\n    type: select\n    label: {zh: 状态, en: State}\n"
        "    values: [{value: open, label: {zh: 开, en: Open}}, {value: done, label: {zh: 完, en: Done}}]\n"
    )
    assert _send(admin, "apply", WORKSHOP + fields).status_code == 200
    for old, new, expected in (
        (
            "{name: cost,",
            "{name: costs,",
            ("field_renamed_or_removed", "workshop/repair.yaml", 5, ""),
        ),
        (
            "type: currency",
            "type: integer",
            ("storage_changed", "workshop/repair.yaml", 7, "currency"),
        ),
        (
            "{value: done,",
            "{value: doned,",
            ("value_removed", "workshop/repair.yaml", 11, "doned"),
        ),
        (
            "object: repair\n",
            "object: repairs\n",
            ("object_removed", "workshop/pack.yaml", 1, "repairs"),
        ),
    ):
        response = _send(admin, "plan", (WORKSHOP + fields).replace(old, new))
        assert response.status_code == 422, response.text
        (error,) = response.json()["errors"]
        assert (error["code"], error["file"], error["line"], error["hint"]) == expected


# Who may change metadata is no administrator by that alone (security, row 30) ------------------------------------------


@pytest.fixture
def designer(organization: Organization, desk: Callable[[str], Desk]) -> Desk:
    """Somebody whose one profile has the right on metadata and few others."""
    assert _send(desk("admin"), "apply", DESIGNER).status_code == 200
    with organization.write() as context:
        accounts.add_user(context, "dan", "丹", ["designer"], None)
    return desk("dan")


def test_a_designer_may_design(designer: Desk) -> None:
    assert _send(designer, "apply", WORKSHOP).status_code == 200
    relabelled = DESIGNER.replace("en: Designer", "en: Planner")
    assert _send(designer, "apply", relabelled).status_code == 200


def test_a_plan_counts_only_what_a_designer_may_read(
    designer: Desk, desk: Callable[[str], Desk]
) -> None:
    admin = desk("admin")
    admin.create("customer", name="甲", phone=None)
    counted = {}
    for field in ("phone", "website"):
        strict = DESIGNER + (
            "--- # file: staff/strict.yaml\nextend: customer\n"
            f"change_fields: {{{field}: {{required: true}}}}\n"
        )
        for account, asking in (("admin", admin), ("dan", designer)):
            actions = _send(asking, "plan", strict).json()["actions"]
            told = [one["lacking"] for one in actions if one["action"] == "require_value"]
            counted[account, field] = told
    assert counted == {
        ("admin", "phone"): [1],
        ("dan", "phone"): [],
        ("admin", "website"): [1],
        ("dan", "website"): [],
    }


GRANTS = {
    "more actions": ("opportunity: {allow: [read]}", "opportunity: {allow: [read, edit]}"),
    "another object": ("  opportunity:", "  contract: {allow: [read]}\n  opportunity:"),
    "all records": ("allow: [read, edit]", "allow: [read, edit, view_all]"),
    "every object": ("setup: [metadata]", "every_object: [read]\nsetup: [metadata]"),
    "the back office": ("setup: [metadata]", "setup: [metadata, users]"),
    "a hidden field": (", fields: {phone: hidden}", ""),
    "a hidden field to edit": ("{phone: hidden}", "{phone: edit}"),
    "a new profile": (
        "setup: [metadata]\n",
        "setup: [metadata]\n--- # file: staff/boss.yaml\nprofile: boss\nlabel: {zh: 老板, en: Boss}\n"
        "objects: {expense: {allow: [read, view_all]}}\n",
    ),
    "an open object": (
        "setup: [metadata]\n",
        "setup: [metadata]\n--- # file: staff/x.yaml\nextend: opportunity\nfields:\n"
        "  - {name: seen, type: reference, path: customer.phone, label: {zh: 电话, en: Phone}}\n",
    ),
}  # fmt: skip


@ONE_DATABASE
@pytest.mark.parametrize("grant", GRANTS)
def test_nobody_grants_what_he_lacks(
    designer: Desk, desk: Callable[[str], Desk], grant: str
) -> None:
    old, new = GRANTS[grant]
    assert old in DESIGNER
    granting = DESIGNER.replace(old, new)
    before = _export(designer)
    for what in ("plan", "apply"):
        response = _send(designer, what, granting)
        assert response.status_code == 422, response.text
        codes = {error["code"] for error in response.json()["errors"]}
        assert codes <= {"gain_profile", "gain_reference"} and codes
        assert all(error["line"] for error in response.json()["errors"])
    assert _export(designer) == before
    assert _send(desk("admin"), "apply", granting).status_code == 200


CUSTOMS = """\
--- # file: customs/pack.yaml
pack: customs
version: 1.0.0
label: {zh: 报关, en: Customs}
requires: [{pack: base}]
--- # file: customs/parcel.yaml
object: parcel
label: {zh: 包裹, en: Parcel}
plural: {zh: 包裹, en: Parcels}
fields:
  - {name: name, type: text, required: true, label: {zh: 名称, en: Name}}
  - {name: secret, type: text, label: {zh: 机密, en: Secret}}
"""
RENAMED = CUSTOMS.replace("name: secret,", "name: contents, renamed_from: secret,")


def _profile(fields: str) -> str:
    rights = f"  parcel: {{allow: [read]{fields}}}\n"
    return DESIGNER.replace("  opportunity:", f"{rights}  opportunity:")


def test_nobody_sees_a_hidden_field_by_renaming_it(
    designer: Desk, desk: Callable[[str], Desk]
) -> None:
    hiding = CUSTOMS + _profile(", fields: {secret: hidden}")
    assert _send(desk("admin"), "apply", hiding).status_code == 200
    response = _send(designer, "apply", RENAMED + _profile(""))
    assert [error["code"] for error in response.json()["errors"]] == ["gain_profile"]
    shown = "  - {name: seen, type: reference, path: parcel.contents, label: {zh: 见, en: Seen}}\n"
    for_all = "  - {name: parcel, type: lookup, to: parcel, label: {zh: 包裹, en: Parcel}}\n"
    still_hidden = RENAMED + _profile(", fields: {contents: hidden}")
    response = _send(designer, "apply", WORKSHOP + for_all + shown + still_hidden)
    told = [error["message"] for error in response.json()["errors"]]
    assert any("parcel.contents" in message for message in told), told
    assert _send(designer, "apply", still_hidden).status_code == 200


RELIED_ON = {
    "profile": "code: {read_only: false}",
    "user": "account: {unique: false}",
    "group": "name: {read_only_when: 'TRUE'}",
    "role": "parent: {hierarchy: false}",
    "department": "active: {active: false}",
}


@pytest.mark.parametrize("name", RELIED_ON)
def test_what_the_platform_relies_on_stays(desk: Callable[[str], Desk], name: str) -> None:
    """Whoever could write the code of a profile could call his own one `administrator`."""
    change = f"--- # file: workshop/x.yaml\nextend: {name}\nchange_fields:\n  {RELIED_ON[name]}\n"
    response = _send(desk("admin"), "plan", WORKSHOP + change)
    errors = [(one["code"], one["file"], one["line"]) for one in response.json()["errors"]]
    assert ("change_relied_on", "workshop/x.yaml", 3) in errors
    free = change.replace(
        RELIED_ON[name], "name: {label: {zh: 名字, en: Called}, searchable: true}"
    )
    assert _send(desk("admin"), "plan", WORKSHOP + free).status_code == 200


def test_a_designer_who_renames_gives_nobody_anything_in_the_packs_of_others(
    designer: Desk, desk: Callable[[str], Desk]
) -> None:
    """What others have written goes on telling of the field that he cannot read: he has not written it."""
    asking = """\
  - {name: near, type: lookup, to: parcel, filter: 'secret <> "x"', label: {zh: 近, en: Near}}
  - {name: told, type: formula, returns: text, formula: parcel.secret & "!", label: {zh: 说, en: Told}}
validation_rules:
  - {name: r, when: 'parcel.secret = "y"', message: {zh: 错, en: No}}
"""
    others = (BOX + asking).replace("file: customs/", "file: boxes/")
    others = "--- # file: boxes/pack.yaml\n" + BOXES + others
    hiding = _profile(", fields: {secret: hidden}")
    assert _send(desk("admin"), "apply", CUSTOMS + others + hiding).status_code == 200
    response = _send(designer, "apply", RENAMED)
    assert response.status_code == 200, response.text
    told = [one["text"]["en"] for one in response.json()["actions"]]
    assert told[0] == "rename the field parcel.secret to contents"
    assert [one.split(",")[0] for one in told[1:]] == [
        "rewrite the file box.yaml of the pack boxes",
        "rewrite the file designer.yaml of the pack staff",
    ]
    assert response.json()["actions"][1]["fields"] == ["parcel.contents"]
    exported = _export(designer)
    assert others.replace("secret", "contents") in exported
    assert hiding.replace("secret", "contents") in exported
    assert designer.call("GET", "/parcel?fields=contents").status_code == 422
    assert desk("admin").call("GET", "/parcel?fields=contents").status_code == 200


PROBE = "  - {name: probe, type: lookup, label: {zh: 探, en: Probe}, "
TIMES = "  - {name: probe, type: text, label: {zh: 探, en: Probe}, "
ORACLES = {
    "the filter of a look-up": f"{PROBE}to: parcel, filter: 'secret = \"x\"'}}\n",
    "a path in a filter": f"{PROBE}to: box, filter: 'parcel.secret = \"x\"'}}\n",
    "a reference in a filter": f"{PROBE}to: box, filter: 'shown = \"x\"'}}\n",
    "a rule": (
        "validation_rules:\n  - {name: r, when: 'secret = \"x\"', message: {zh: 错, en: No}}\n"
    ),
    "a value to begin with": f"{TIMES}default_formula: secret}}\n",
    "what a rule looks up": (
        "validation_rules:\n  - {name: r, when: 'VLOOKUP(parcel.secret, parcel.name, name) = \"x\"',"
        " message: {zh: 错, en: No}}\n"
    ),
    "what a rule looks up by": (
        "validation_rules:\n  - {name: r, when: 'VLOOKUP(parcel.name, parcel.secret, name) = \"x\"',"
        " message: {zh: 错, en: No}}\n"
    ),
    "a reference that a rule looks up": (
        "validation_rules:\n  - {name: r, when: 'VLOOKUP(box.shown, box.name, name) = \"x\"',"
        " message: {zh: 错, en: No}}\n"
    ),
    "a field that is required at times": f"{TIMES}required_when: 'secret = \"x\"'}}\n",
    "a field that is locked at times": f"{TIMES}read_only_when: 'secret = \"x\"'}}\n",
}
ON_LAYOUTS = {
    "a section": "{label: {zh: 基本, en: Basics}, when: 'secret = \"x\"', fields: [name]}",
    "a field that is shown": "{label: {zh: 基本, en: Basics}, fields: [{field: name, when: 'secret = \"x\"'}]}",
    "a field that is locked":
        "{label: {zh: 基本, en: Basics}, fields: [{field: name, read_only_when: 'secret = \"x\"'}]}",
}  # fmt: skip
LAYOUT = """\
--- # file: customs/layout.yaml
layout: parcel.default
object: parcel
label: {zh: 标准, en: Standard}
sections:
  - SECTION
"""
BOXES = """\
pack: boxes
version: 1.0.0
label: {zh: 箱, en: Boxes}
requires: [{pack: base}, {pack: customs}]
"""
BOX = """\
--- # file: customs/box.yaml
object: box
label: {zh: 箱, en: Box}
plural: {zh: 箱, en: Boxes}
fields:
  - {name: name, type: text, required: true, label: {zh: 名称, en: Name}}
  - {name: parcel, type: lookup, to: parcel, label: {zh: 包裹, en: Parcel}}
  - {name: shown, type: reference, path: parcel.secret, label: {zh: 见, en: Shown}}
"""


@ONE_DATABASE
@pytest.mark.parametrize("oracle", ORACLES)
def test_no_condition_answers_for_a_hidden_field(
    designer: Desk, desk: Callable[[str], Desk], oracle: str
) -> None:
    hiding = _profile(", fields: {secret: hidden}")
    assert _send(desk("admin"), "apply", CUSTOMS + BOX + hiding).status_code == 200
    asking = CUSTOMS + ORACLES[oracle] + BOX
    response = _send(designer, "apply", asking + hiding)
    errors = response.json()["errors"]
    assert {(one["code"], one["file"]) for one in errors} == {
        ("gain_condition", "customs/parcel.yaml")
    }
    assert {one["line"] for one in errors} == {8 if "a rule" in oracle else 7}
    assert any("parcel.secret" in one["message"] for one in errors)
    assert _send(desk("admin"), "apply", asking + hiding).status_code == 200
    more = asking.replace("en: Parcel}", "en: Package}", 1)
    assert _send(designer, "apply", more + hiding).status_code == 200, "it was there before"


@ONE_DATABASE
@pytest.mark.parametrize("oracle", ON_LAYOUTS)
def test_no_condition_of_a_layout_answers_for_a_hidden_field(
    designer: Desk, desk: Callable[[str], Desk], oracle: str
) -> None:
    hiding = _profile(", fields: {secret: hidden}")
    assert _send(desk("admin"), "apply", CUSTOMS + hiding).status_code == 200
    asking = CUSTOMS + LAYOUT.replace("SECTION", ON_LAYOUTS[oracle])
    errors = _send(designer, "apply", asking + hiding).json()["errors"]
    assert [(one["code"], one["file"], one["line"]) for one in errors] == [
        ("gain_condition", "customs/layout.yaml", 5)
    ]
    assert _send(desk("admin"), "apply", asking + hiding).status_code == 200
    more = asking.replace("en: Standard}", "en: Usual}", 1)
    assert _send(designer, "apply", more + hiding).status_code == 200, "it was there before"


RULED = """\
--- # file: depot/pack.yaml
pack: depot
version: 1.0.0
label: {zh: 仓库, en: Depot}
requires: [{pack: base}]
--- # file: depot/bay.yaml
object: bay
label: {zh: 库位, en: Bay}
plural: {zh: 库位, en: Bays}
fields:
  - {name: name, type: text, required: true, label: {zh: 名称, en: Name}}
  - {name: size, type: integer, label: {zh: 大小, en: Size}}
  - {name: tenant, type: lookup, to: customer, label: {zh: 租户, en: Tenant}}
  - {name: beside, type: lookup, to: bay, label: {zh: 旁边, en: Beside}}
validation_rules:
  - {name: r, when: '%s', message: {zh: 错, en: No}}
"""


def test_a_designer_may_rule_over_the_fields_of_an_object_that_he_makes(designer: Desk) -> None:
    answer = _send(designer, "apply", RULED % "size < 0 || ISBLANK(tenant)")
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    "default",
    ["type: text, default_formula: \"'x'\"", "type: date, default_formula: TODAY() + 30",
     "type: integer, default_formula: LEN(name)", "type: percent, default_formula: 25%",
     "type: boolean, default_formula: \"TRUE\""],
)  # fmt: skip
def test_a_designer_may_say_what_fields_begin_with(designer: Desk, default: str) -> None:
    field = f"  - {{name: begun, {default}, label: {{zh: 始, en: Begun}}}}\n"
    planned = _send(designer, "plan", _bay(field))
    assert planned.status_code == 200, planned.text
    assert _send(designer, "apply", _bay(field)).status_code == 200


@pytest.mark.parametrize(
    "when",
    [
        'tenant.phone = "1"',
        'beside.name = "x"',
        'VLOOKUP(customer.phone, customer.name, name) = "1"',
        'VLOOKUP(bay.name, bay.size, size) = "x"',
    ],
)
def test_he_may_not_rule_by_what_other_records_hold(designer: Desk, when: str) -> None:
    errors = _send(designer, "apply", RULED % when).json()["errors"]
    assert {one["code"] for one in errors} == {"gain_condition"}


COMPUTED = """\
  - {name: big, type: formula, returns: boolean, formula: "size > 5", label: {zh: 大, en: Big}}
"""
COMPUTED_FAR = {
    "through a look-up": (
        "  - {name: seen, type: formula, returns: text, formula: tenant.phone, label: {zh: 见, en: Seen}}\n"
    ),
    "of other records": (
        "  - {name: most, type: rollup, of: bay, through: beside, operation: max, field: size,"
        " label: {zh: 最大, en: Most}}\n"
    ),
}


def _bay(further: str) -> str:
    return (RULED % "size < 0").replace("validation_rules:", further + "validation_rules:")


def test_a_designer_may_compute_with_the_fields_of_an_object_that_he_makes(designer: Desk) -> None:
    answer = _send(designer, "apply", _bay(COMPUTED))
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("further", COMPUTED_FAR)
def test_he_may_not_compute_with_what_others_hold(designer: Desk, further: str) -> None:
    errors = _send(designer, "apply", _bay(COMPUTED_FAR[further])).json()["errors"]
    assert {one["code"] for one in errors} == {"gain_computed"}


def test_he_may_not_rule_over_what_others_wrote_in_the_meantime(
    designer: Desk, desk: Callable[[str], Desk]
) -> None:
    assert _send(desk("admin"), "apply", RULED % "size < 0").status_code == 200
    errors = _send(designer, "apply", RULED % "size < 1").json()["errors"]
    assert {one["code"] for one in errors} == {"gain_condition"}


def test_a_plan_tells_of_narrower_limits_and_refuses_values_that_repeat(
    desk: Callable[[str], Desk],
) -> None:
    admin = desk("admin")
    assert _send(admin, "apply", RULED % "size < 0").status_code == 200
    for _ in range(2):
        admin.create("bay", name="A", size=5)
    narrower = (RULED % "size < 0").replace("type: integer", "type: integer, max: 4")
    planned = _send(admin, "plan", narrower).json()
    told = [one for one in planned["actions"] if one["action"] == "limit_values"]
    assert [(one["object"], one["field"], one["outside"]) for one in told] == [("bay", "size", 2)]
    assert _send(admin, "apply", narrower).json() == planned
    unique = (RULED % "size < 0").replace("type: integer", "type: integer, unique: true")
    for what in ("plan", "apply"):
        (error,) = _send(admin, what, unique).json()["errors"]
        assert (error["code"], error["file"]) == ("values_not_unique", "depot/bay.yaml")
        assert error["message"] == "字段 size 不能设为唯一：有 1 个值出现在多条记录中，例如 5"


def test_values_that_one_may_not_read_are_not_counted(
    designer: Desk, desk: Callable[[str], Desk]
) -> None:
    admin = desk("admin")
    assert _send(admin, "apply", RULED % "size < 0").status_code == 200
    admin.create("bay", name="A", size=5)
    narrower = (RULED % "size < 0").replace("type: integer", "type: integer, max: 4")
    actions = _send(designer, "plan", narrower).json()["actions"]
    assert "limit_values" not in {one["action"] for one in actions}


@pytest.mark.parametrize("option", ["unique: true", "hierarchy: true"])
def test_nobody_has_values_judged_that_he_cannot_see(
    designer: Desk, desk: Callable[[str], Desk], option: str
) -> None:
    kind = "text" if option.startswith("unique") else "lookup, to: parcel"
    plain = CUSTOMS.replace("type: text, label: {zh: 机密", f"type: {kind}, label: {{zh: 机密")
    judged = plain.replace("label: {zh: 机密", f"{option}, label: {{zh: 机密")
    assert judged != plain
    opened = [
        one.replace("fields:\n", "sharing: public_read\nfields:\n") for one in (plain, judged)
    ]
    admin, hidden, shown = desk("admin"), _profile(", fields: {secret: hidden}"), _profile("")
    for (before, after), rights in ((opened, hidden), ((plain, judged), shown)):
        assert _send(admin, "apply", before + rights).status_code == 200
        response = _send(designer, "apply", after + rights)
        assert [error["code"] for error in response.json()["errors"]] == ["gain_judgement"]
    assert _send(admin, "apply", opened[0] + shown).status_code == 200
    assert _send(designer, "apply", opened[1] + shown).status_code == 200


def test_nobody_opens_records_that_he_cannot_reach(designer: Desk) -> None:
    exported = _export(designer)
    closed = "object: expense\n"
    assert closed in exported
    start = exported.index(closed)
    opened = exported[:start] + exported[start:].replace(
        "sharing: private", "sharing: public_read", 1
    )
    assert opened != exported
    response = _send(designer, "apply", opened)
    assert [error["code"] for error in response.json()["errors"]] == ["gain_sharing"]


def test_nobody_takes_the_guard_from_set_up_data(
    designer: Desk, desk: Callable[[str], Desk]
) -> None:
    guarded = WORKSHOP.replace("fields:\n", "setup: users\nfields:\n")
    assert _send(desk("admin"), "apply", guarded).status_code == 200
    response = _send(designer, "apply", WORKSHOP)
    assert [error["code"] for error in response.json()["errors"]] == ["gain_sharing"]
    assert _send(desk("admin"), "apply", WORKSHOP).status_code == 200


def test_a_profile_may_lose_rights_and_get_them_back_from_administrators_only(
    designer: Desk, desk: Callable[[str], Desk]
) -> None:
    less = DESIGNER.replace("allow: [read, edit]", "allow: [read]")
    assert _send(designer, "apply", less).status_code == 200
    assert _send(designer, "apply", DESIGNER).status_code == 422
    assert _send(desk("admin"), "apply", DESIGNER).status_code == 200


def test_packs_come_with_the_exported_folders(
    organization: Organization, desk: Callable[[str], Desk], tmp_path: Path
) -> None:
    _send(desk("admin"), "apply", WORKSHOP)
    for name, text in zip(
        ("pack.yaml", "repair.yaml"), WORKSHOP.split("--- # file: ")[1:], strict=True
    ):
        (tmp_path / name).write_text(text.partition("\n")[2], "utf-8")
    assert not organization.apply([tmp_path]).actions
