"""Computed fields that are added, changed or renamed while there are records."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from objectry.metadata.actions import ComputeField
from objectry.metadata.problems import MetadataError
from objectry.runtime.api.organization import Organization
from tests.runtime.computing.conftest import DEAL, FIRM, install
from tests.runtime.computing.test_formula_fields import change
from tests.runtime.conftest import Desk

MOOD = """  - name: mood
    type: select
    label: {zh: 心情, en: Mood}
    values: [{value: good, label: {zh: 好, en: Good}}]
"""
LABEL = "label: {zh: 标, en: Mark}"
TAG = '  - {{name: tag, type: formula, returns: text, formula: "{formula}", label: {{zh: 签, en: Tag}}}}\n'
WEIGHTED = 'formula: "amount * rate"'


def value(desk: Desk, name: str, field: str) -> object:
    """The value of a field of the deal with a name."""
    (record,) = desk.get("/deal", filter=f'name = "{name}"', fields=field)["records"]
    return record[field]


def test_a_new_formula_is_computed_for_the_records_that_there_are(
    admin: Desk, organization: Organization, tmp_path: Path
) -> None:
    firm = admin.create("firm", name="华强")["id"]
    admin.create("deal", name="a", amount="100", rate="25", firm=firm)
    more = '  - {name: half, type: formula, returns: decimal, formula: "weighted / 2", label: {zh: 半, en: Half}}\n'
    total = FIRM.replace("formula: 'IF(", 'formula: \'IF(total = 25, "C", "") & IF(')
    install(
        organization,
        tmp_path / "deals",
        deal=DEAL.replace("fields:\n", "fields:\n" + more),
        firm=total,
    )
    assert value(admin, "a", "half") == "12.50"
    assert admin.get(f"/firm/{firm}")["grade"] == "CB"
    assert value(admin, "a", "rank") == "CB/"


def test_another_formula_another_scale_and_another_type_compute_anew(
    admin: Desk, organization: Organization, tmp_path: Path
) -> None:
    firm = admin.create("firm", name="华强")["id"]
    admin.create("deal", name="a", amount="100", rate="25", firm=firm)
    install(
        organization,
        tmp_path / "deals",
        deal=DEAL.replace(WEIGHTED, 'formula: "amount * rate * 3"'),
    )
    assert (value(admin, "a", "doubled"), admin.get(f"/firm/{firm}")["total"]) == (
        "150.00",
        "75.00",
    )
    finer = DEAL.replace(WEIGHTED, 'scale: 3, formula: "amount * rate / 3"')
    install(organization, tmp_path / "deals", deal=finer)
    assert (value(admin, "a", "weighted"), admin.get(f"/firm/{firm}")["total"]) == (
        "8.333",
        "8.333",
    )
    other = DEAL.replace(
        "{name: share, type: formula, returns: currency",
        "{name: share, type: formula, returns: text",
    )
    other = other.replace('"amount / parts"', '"TEXT(amount)"')
    install(organization, tmp_path / "deals", deal=other)
    assert value(admin, "a", "share") == "100"


def test_what_reads_a_field_that_is_kept_in_another_form_is_computed_with_it(
    admin: Desk, organization: Organization, tmp_path: Path
) -> None:
    """Also of records in which the field was 0 and is empty now."""
    more = (
        f"  - {{name: lone, type: formula, returns: boolean, formula: 'deals = 0', {LABEL}}}\n"
        '  - {name: size, type: formula, returns: text, formula: \'IF(ISBLANK(deals), "none", "some")\', '
        f"{LABEL}}}\n"
    )
    folder = tmp_path / "deals"
    install(organization, folder, firm=FIRM + more)
    firm = admin.create("firm", name="华强")
    assert (firm["deals"], firm["lone"], firm["size"]) == (0, True, "some")
    counted = "of: deal, through: firm, operation: count,"
    mean = FIRM.replace(counted, "of: deal, through: firm, operation: avg, field: amount,", 1)
    install(organization, folder, firm=mean + more)
    firm = admin.get(f"/firm/{firm['id']}")
    assert (firm["deals"], firm["lone"], firm["size"]) == (None, False, "none")


def test_what_reads_a_formula_of_another_type_is_computed_with_it(
    admin: Desk, organization: Organization, tmp_path: Path
) -> None:
    written = "formula: 'parts'"
    more = (
        f"  - {{name: whole, type: formula, returns: integer, {written}, {LABEL}}}\n"
        f"  - {{name: none, type: formula, returns: boolean, formula: 'ISBLANK(whole)', {LABEL}}}\n"
    )
    install(organization, tmp_path / "deals", deal=DEAL.replace("fields:\n", "fields:\n" + more))
    admin.create("deal", name="a", parts=2)
    assert value(admin, "a", "none") is False
    emptied = more.replace("integer", "decimal").replace(
        written, "formula: 'IF(parts > 5, parts)'"
    )
    install(
        organization, tmp_path / "deals", deal=DEAL.replace("fields:\n", "fields:\n" + emptied)
    )
    assert value(admin, "a", "none") is True


def test_a_formula_becomes_fleeting_and_lasting_again(
    admin: Desk, organization: Organization, tmp_path: Path
) -> None:
    admin.create("deal", name="a", parts=2, amount="100")
    fleeting = DEAL.replace('"amount / parts"', '"amount / parts + (TODAY() - TODAY())"')
    install(organization, tmp_path / "deals", deal=fleeting)
    assert value(admin, "a", "share") == "50.00"
    install(organization, tmp_path / "deals")
    assert value(admin, "a", "share") == "50.00"


def test_a_renamed_formula_keeps_its_values_and_is_computed_on(
    admin: Desk, organization: Organization, tmp_path: Path
) -> None:
    firm = admin.create("firm", name="华强")["id"]
    made = admin.create("deal", name="a", amount="100", rate="25", firm=firm)
    renamed = DEAL.replace("{name: weighted,", "{name: likely, renamed_from: weighted,")
    renamed = renamed.replace('"weighted * 2"', '"likely * 2"').replace('"weighted >', '"likely >')
    install(
        organization,
        tmp_path / "deals",
        deal=renamed,
        firm=FIRM.replace("field: weighted", "field: likely"),
    )
    assert value(admin, "a", "likely") == "25.00"
    change(admin, "deal", made["id"], rate="50")
    assert admin.get(f"/firm/{firm}")["total"] == "50.00"


def test_a_reference_that_shows_another_field_is_followed_by_the_formulas_that_read_it(
    admin: Desk, organization: Organization, tmp_path: Path
) -> None:
    tagged = DEAL.replace("fields:\n", "fields:\n" + TAG.format(formula="firm_grade & '!'"))
    install(organization, tmp_path / "deals", deal=tagged)
    firm = admin.create("firm", name="华强")["id"]
    assert admin.create("deal", name="a", firm=firm)["tag"] == "B!"
    elsewhere = tagged.replace("path: firm.grade", "path: firm.name")
    install(organization, tmp_path / "deals", deal=elsewhere)
    assert value(admin, "a", "tag") == "华强!"


def test_another_time_zone_of_the_organisation_computes_its_days_anew(
    admin: Desk, organization: Organization, tmp_path: Path
) -> None:
    more = "  - {name: at, type: datetime, label: {zh: 时间, en: At}}\n"
    more += TAG.format(formula="TEXT(DATEVALUE(at))")
    folder = tmp_path / "deals"
    install(organization, folder, deal=DEAL.replace("fields:\n", "fields:\n" + more))
    admin.create("deal", name="a", at="2026-11-29T20:00:00Z")
    assert value(admin, "a", "tag") == "2026-11-30"
    plan = organization.apply([folder], zone=ZoneInfo("America/New_York"))
    assert ComputeField("deal", "tag") in plan.actions
    assert ComputeField("deal", "weighted") not in plan.actions
    assert value(admin, "a", "tag") == "2026-11-29"


def test_another_time_zone_computes_anew_what_is_compared_with_a_time_that_is_written_out(
    admin: Desk, organization: Organization, tmp_path: Path
) -> None:
    condition = "at < #2026-11-23 10:00#"
    more = "  - {name: at, type: datetime, label: {zh: 时间, en: At}}\n"
    more += (
        f"  - {{name: soon, type: formula, returns: boolean, formula: '{condition}', {LABEL}}}\n"
    )
    early = "type: rollup, of: deal, through: firm, operation: count"
    early = f"  - {{name: early, {early}, filter: '{condition}', {LABEL}}}\n"
    folder = tmp_path / "deals"
    deal, firm = DEAL.replace("fields:\n", "fields:\n" + more), FIRM + early
    install(organization, folder, deal=deal, firm=firm)
    owner = admin.create("firm", name="华强")["id"]
    made = admin.create("deal", name="a", firm=owner, at="2026-11-23T05:00:00Z")
    assert (made["soon"], admin.get(f"/firm/{owner}")["early"]) == (False, 0)
    organization.apply([folder], zone=ZoneInfo("UTC"))
    (found,) = admin.get("/deal", filter=condition)["records"]
    assert found["soon"] is True
    assert admin.get(f"/firm/{owner}")["early"] == 1


def test_formulas_that_need_each_other_are_refused_with_the_way_round(
    admin: Desk, organization: Organization, tmp_path: Path
) -> None:
    circular = DEAL.replace(WEIGHTED, 'formula: "amount * rate * firm.total"')
    with pytest.raises(MetadataError, match="formula_cycle|firm.total") as refused:
        install(organization, tmp_path / "deals", deal=circular)
    (problem,) = refused.value.problems
    assert problem.params["path"] in (
        "deal.weighted → firm.total → deal.weighted",
        "firm.total → deal.weighted → firm.total",
    )


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("through: firm, operation: count,", "through: name, operation: count,", "rollup_through"),
        ("operation: avg, field: parts", "operation: avg, field: name", "rollup_field_type"),
        ("operation: any, field: urgent", "operation: any, field: late", "rollup_fleeting"),
        ('filter: "urgent AND amount > 10"', 'filter: "due > TODAY()"', "rollup_fleeting"),
        ('filter: "urgent AND amount > 10"', 'filter: "firm.name = \\"a\\""', "rollup_filter_far"),
    ],
)
def test_roll_ups_that_could_not_be_kept_right_are_refused(
    admin: Desk, organization: Organization, tmp_path: Path, before: str, after: str, code: str
) -> None:
    assert before in FIRM
    with pytest.raises(MetadataError) as refused:
        install(organization, tmp_path / "deals", firm=FIRM.replace(before, after, 1))
    assert [problem.message.code for problem in refused.value.problems] == [code]


def test_labels_in_computed_values_follow_those_of_the_select(
    admin: Desk, organization: Organization, tmp_path: Path
) -> None:
    words = (
        "  - {name: shown, type: formula, returns: text, formula: mood, label: {zh: 示, en: Shown}}\n"
        "  - {name: words, type: formula, returns: text, label: {zh: 词, en: Words},\n"
        '     formula: \'PICKLABEL(shown, "zh") & "/" & PICKLABEL(firm.mood, "en")\'}\n'
    )
    deal, firm = (text.replace("fields:\n", f"fields:\n{MOOD}") for text in (DEAL, FIRM))
    deal = deal.replace("fields:\n", f"fields:\n{words}")
    install(organization, tmp_path / "deals", deal=deal, firm=firm)
    owner = admin.create("firm", name="华强", mood="good")["id"]
    admin.create("deal", name="a", firm=owner, mood="good")
    assert value(admin, "a", "words") == "好/Good"
    better = firm.replace("en: Good", "en: Great")
    install(organization, tmp_path / "deals", deal=deal, firm=better)
    assert value(admin, "a", "words") == "好/Great"
    install(organization, tmp_path / "deals", deal=deal.replace("zh: 好", "zh: 很好"), firm=better)
    assert value(admin, "a", "words") == "很好/Great"
    plan = organization.plan([tmp_path / "deals"])
    assert not any(isinstance(one, ComputeField) for one in plan.actions)


def test_a_roll_up_whose_filter_compares_labels_follows_those_of_the_select(
    admin: Desk, organization: Organization, tmp_path: Path
) -> None:
    happy = (
        f"  - name: happy\n    type: rollup\n    {LABEL}\n    of: deal\n    through: firm\n"
        '    operation: count\n    filter: \'PICKLABEL(mood, "zh") = "好"\'\n'
    )
    deal, firm = DEAL.replace("fields:\n", f"fields:\n{MOOD}"), FIRM + happy
    install(organization, tmp_path / "deals", deal=deal, firm=firm)
    owner = admin.create("firm", name="华强")["id"]
    admin.create("deal", name="a", firm=owner, mood="good")
    assert admin.get(f"/firm/{owner}")["happy"] == 1
    install(organization, tmp_path / "deals", deal=deal.replace("zh: 好", "zh: 很好"), firm=firm)
    assert admin.get(f"/firm/{owner}")["happy"] == 0
    plan = organization.plan([tmp_path / "deals"])
    assert not any(isinstance(one, ComputeField) for one in plan.actions)
