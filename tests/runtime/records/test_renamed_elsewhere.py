"""A field that one pack renames while there are records, and what other packs have made of it goes on."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from objectry.metadata.actions import ComputeField, RenameField, RewriteFile
from objectry.runtime.api import maintenance, metadata
from objectry.runtime.api.organization import Organization
from tests.runtime.conftest import Desk
from tests.runtime.records.repairs import field, get, make, repair, write_pack

OLD = (field("decimal", "cost"), field("text", "code", length=9, indexed=True))
NEW = ({**OLD[0], "name": "price", "renamed_from": "cost"}, OLD[1])
OTHER = """\
# What the workshop's bookkeeper wants to know of the cost of a repair.
extend: repair
fields:
  - {name: above, type: lookup, to: repair, label: {zh: 上级, en: Above}}
  - name: taxed
    type: formula
    returns: decimal
    scale: 2
    formula: |
      // the cost with tax
      <cost> * 1.19
    label: {zh: 含税, en: Taxed}
  - {name: parts, type: rollup, of: repair, through: above, operation: sum, field: <cost>, filter: "<cost> > 0",
     label: {zh: 合计, en: Parts}}
validation_rules:
  - {name: r, when: '<cost> < 0 || above.<cost> < 0', field: <cost>, message: {zh: 不可, en: Below}}  # cost
list_views:
  - {name: dear, label: {zh: 贵, en: Dear}, filter: <cost> > 5, columns: [name, <cost>, above.<cost>], sort: [-<cost>]}
indexes: [{fields: [code, <cost>]}]
"""


def _other(folder: Path, name: str = "cost") -> Path:
    write_pack(folder, "q")
    (folder / "book.yaml").write_text(OTHER.replace("<cost>", name), "utf-8")
    return folder


def _change(admin: Desk, record: str, **values: Any) -> None:
    version = admin.get(f"/repair/{record}")["version"]
    response = admin.call("PATCH", f"/repair/{record}", values, if_match=f'"{version}"')
    assert response.status_code == 200, response.text


def test_what_other_packs_compute_rule_and_show_goes_on(
    organization: Organization, desk: Callable[[str], Desk], tmp_path: Path
) -> None:
    ours = write_pack(tmp_path / "p", "p", repair(*OLD))
    organization.apply([*ours, _other(tmp_path / "q")])
    whole = make(organization, name="whole", cost="10", code="a")["id"]
    part = make(organization, name="part", cost="4", above=whole)["id"]
    before = get(organization, whole)

    ours = write_pack(tmp_path / "p", "p", repair(*NEW))
    plan = organization.apply(ours)

    assert RenameField("repair", "cost", "price") in plan.actions
    assert plan.actions[-1] == RewriteFile("q", "book.yaml", ("repair.price",))
    assert not any(isinstance(one, ComputeField) for one in plan.actions), "no value has changed"
    after = get(organization, whole)
    assert after == {("price" if key == "cost" else key): value for key, value in before.items()}
    assert (after["taxed"], after["parts"]) == ("11.90", "4.00")
    admin = desk("admin")
    _change(admin, part, price="6")
    assert get(organization, part)["taxed"] == "7.14"
    assert get(organization, whole)["parts"] == "6.00"
    below = admin.call("POST", "/repair", {"name": "below", "price": "-1"})
    assert [(one["field"], one["code"]) for one in below.json()["errors"]] == [
        ("price", "rule_broken")
    ]
    listed = admin.get("/repair", view="dear")["records"]
    assert [one["name"] for one in listed] == ["whole", "part"]
    assert all(finding.fine for finding in maintenance.examine(organization))


def test_the_export_is_what_was_rewritten_and_changes_nothing(
    organization: Organization, tmp_path: Path
) -> None:
    organization.apply([*write_pack(tmp_path / "p", "p", repair(*OLD)), _other(tmp_path / "q")])
    ours = write_pack(tmp_path / "p", "p", repair(*NEW))
    organization.apply(ours)
    assert organization.plan(ours).actions == ()
    assert organization.plan([*ours, _other(tmp_path / "q", "price")]).actions == ()
    metadata.export_folders(organization, tmp_path / "out")
    assert organization.plan([*(tmp_path / "out").iterdir()]).actions == ()
    text = (tmp_path / "out" / "q" / "book.yaml").read_text("utf-8")
    assert text == OTHER.replace("<cost>", "price")
    assert json.loads((tmp_path / "out" / "p" / "d0.yaml").read_text("utf-8")) == repair(*NEW)
