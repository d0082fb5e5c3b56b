"""Boards: a column for each value, bounded cards, numbers by one question, and all that a list has besides."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import ANY_VERSION, create_record, update_record
from tests.runtime.conftest import ONE_DATABASE
from tests.runtime.web.pages.conftest import Browser, Drawn, drawn

Sit = Callable[[str], Browser]
BOARD = "/o/opportunity?view=all&as=board"


def _deals(organization: Organization, *deals: tuple[str, str, int]) -> list[str]:
    """Deals of Sam with a name, a stage and an amount."""
    with organization.write(organization.principal("sam")) as context:
        customer = create_record(context, "customer", {"name": "华强"}).id
        common = {"customer": customer, "close_date": "2026-12-03"}
        return [
            create_record(
                context, "opportunity", {"name": name, "stage": stage, "amount": amount, **common}
            ).id
            for name, stage, amount in deals
        ]


def _lanes(page: Drawn) -> dict[str, tuple[str, str]]:
    """The columns with their numbers of records and what these add up to."""
    names = page.all("section", "data-name")
    counts = page.texts("span", **{"class": "o-lane-count"})
    sums = {
        parts[1]["data-head"]: page.parts[at + 2][2]
        for at, parts in enumerate(page.parts)
        if "data-head" in parts[1] and page.parts[at + 2][1].get("class") == "o-lane-sum"
    }
    values = page.all("section", "data-value")
    return {
        name: (count, sums.get(value, ""))
        for name, value, count in zip(names, values, counts, strict=True)
    }


def test_a_board_has_a_column_for_each_value_with_its_numbers(
    organization: Organization, browser: Sit
) -> None:
    _deals(organization, ("甲", "needs", 100), ("乙", "needs", 2000), ("丙", "won", 5))
    sam = browser("sam")
    page = sam.page(BOARD + "&sort=-amount")
    assert _lanes(page) == {
        "初步接洽": ("0", ""), "需求确定": ("2", "¥2,100.00"), "方案/报价": ("0", ""), "谈判审核": ("0", ""),
        "赢单": ("1", "¥5.00"), "输单": ("0", ""),
    }  # fmt: skip
    assert page.texts("a", **{"class": "o-card-name"}) == ["乙", "甲", "丙"]
    assert page.one("li", **{"data-column": "won"})["data-layout"] == "opportunity.default"
    assert "/o/opportunity/new?stage=needs" in page.all("a", "href")
    assert page.texts("a", **{"aria-label": "看板", "aria-current": "true"}) != []
    narrowed = sam.page(f"{BOARD}&q=甲&filter=amount > 50")
    assert narrowed.texts("a", **{"class": "o-card-name"}) == ["甲"]
    assert _lanes(narrowed)["需求确定"] == ("1", "¥100.00")
    table = next(one for one in narrowed.all("a", "href") if "as=table" in one)
    assert parse_qs(urlsplit(table).query) == {
        "view": ["all"], "q": ["甲"], "filter": ["amount > 50"], "as": ["table"],
    }  # fmt: skip
    sue = browser("sue").page(BOARD)  # of records that she may not see, nothing is counted
    assert {count for count, _ in _lanes(sue).values()} == {"0"}


def test_a_column_has_its_first_cards_and_gets_the_next_ones(
    organization: Organization, browser: Sit
) -> None:
    organization.settings = organization.settings.model_copy(update={"board_cards": 2})
    _deals(organization, *((f"机会{number}", "needs", number + 1) for number in range(5)))
    sam = browser("sam")
    page = sam.page(f"{BOARD}&sort=name")
    shown = page.texts("a", **{"class": "o-card-name"})
    more = page.one("button", **{"hx-target": "closest li"})["hx-get"]
    while more:
        rest = drawn(sam.get(more, hx_request="true").text)
        shown += rest.texts("a", **{"class": "o-card-name"})
        more = next(iter(rest.all("button", "hx-get")), "")
    assert shown == [f"机会{number}" for number in range(5)]
    assert sam.get("/o/opportunity/board?as=board&column=nosuch").status_code == 404
    assert sam.get("/o/opportunity/board?column=needs").status_code == 404  # a table has none


@ONE_DATABASE
def test_a_board_stands_by_any_select_field(organization: Organization, browser: Sit) -> None:
    (deal,) = _deals(organization, ("甲", "needs", 100))
    sam = browser("sam")
    page = sam.page(f"{BOARD}&by=kind")
    assert page.all("section", "data-value") == [
        "",
        "new_business",
        "existing_business",
        "renewal",
        "upsell",
    ]
    assert page.one("li", **{"data-id": deal})["data-column"] == ""
    assert page.texts("a", **{"class": "dropdown-item active", "aria-current": "true"}) == [
        "机会类型"
    ]
    for query, status, reason in (
        ("as=board&by=nosuch", 422, "没有字段 nosuch"),
        ("as=board&by=amount", 422, "记录不能按字段 amount 显示为 board"),
        ("as=calendar&by=stage", 422, "记录不能按字段 stage 显示为 calendar"),
        ("as=heap", 400, "参数 as 不能是 heap"),
    ):  # fmt: skip
        answer = sam.get(f"/o/opportunity?{query}")
        assert answer.status_code == status and reason in answer.text, query
    assert sam.get("/o/product_category?as=board").status_code == 422  # it has no select field
    assert "as=board" not in sam.get("/o/product_category").text


def test_a_move_answers_all_numbers_and_the_card_as_it_is_now(
    organization: Organization, browser: Sit
) -> None:
    first, second = _deals(organization, ("甲", "needs", 100), ("乙", "needs", 7))
    with organization.write(organization.principal("sam")) as context:
        update_record(context, "opportunity", first, {"stage": "proposal"}, ANY_VERSION)
        update_record(context, "opportunity", second, {"stage": "won"}, ANY_VERSION)
    sam = browser("sam")
    path = "/o/opportunity/board?view=open&as=board"
    moved = drawn(sam.get(f"{path}&card={first}").text)
    card = moved.one("li", **{"data-id": first})
    assert (card["data-column"], card["data-version"]) == ("proposal", "2")
    assert moved.texts("span", **{"class": "o-lane-count"}) == ["0", "0", "1", "0", "0", "0"]
    assert (
        drawn(sam.get(f"{path}&card={second}").text).texts("li") == []
    )  # it meets the view no more


@ONE_DATABASE
def test_what_a_move_lacks_is_asked_for(organization: Organization, browser: Sit) -> None:
    (deal,) = _deals(organization, ("甲", "needs", 100))
    sam = browser("sam")
    path = f"/o/opportunity/{deal}/step?values=" + '{"stage": "lost"}'
    form = drawn(sam.get(f"{path}&missing=lose_reason,created_at,nosuch").text)
    put = form.one("input", type="hidden", name="stage")
    assert (put["value"], put["data-begun"]) == ("lost", "")
    assert form.all("div", "data-field") == ["lose_reason"]
    assert form.texts("b") == ["输单"]
    assert sam.get(f"{path}&missing=nosuch").status_code == 404
    assert sam.get(f"/o/opportunity/{deal}/step?values=[]&missing=name").status_code == 400


def test_a_view_of_somebody_opens_as_what_it_was_saved(
    organization: Organization, browser: Sit
) -> None:
    sam = browser("sam")
    saved = sam.page(f"{BOARD}&by=kind").one("section", **{"data-value": "renewal"})
    assert saved["data-name"] == "续约"
    tool = sam.get("/o/opportunity/view?view=all&as=board&by=kind", hx_request="true").text
    assert '"as": "board", "by": "kind"' in drawn(tool).one("o-view")["data-saved"]
    csrf = sam.page("/").one("meta", name="csrf")["content"]
    body = {"name": "类型", "columns": ["name", "amount"], "as": "board", "by": "kind"}
    made = sam.client.post("/api/v1/opportunity/views", json=body, headers={"x-csrf-token": csrf})
    assert made.status_code == 201, made.text
    view = made.json()
    assert (view["as"], view["by"]) == ("board", "kind")
    assert "renewal" in sam.page(f"/o/opportunity?view={view['view']}").all(
        "section", "data-value"
    )
    other = sam.page(f"/o/opportunity?view={view['view']}&as=table")
    assert other.all("section", "data-value") == []
    links = sam.page(f"{BOARD}").all("a", "href")
    assert f"?view={view['view']}" in links and "?view=mine&as=board" in links
    for change, code in (
        ({"as": "heap"}, "look_wrong"), ({"by": "nosuch"}, "field_unknown"), ({"by": "amount"}, "look_unfit"),
    ):  # fmt: skip
        path = f"/api/v1/opportunity/views/{view['view']}"
        refused = sam.client.patch(path, json=change, headers={"x-csrf-token": csrf})
        assert refused.json()["code"] == code
    for change, kept in (
        ({"as": "board"}, ("board", "kind")), ({"name": "种类"}, ("board", "kind")), ({"as": "table"}, ("table", "")),
    ):  # fmt: skip
        changed = sam.client.patch(path, json=change, headers={"x-csrf-token": csrf})
        assert changed.status_code == 200, changed.text
        assert (changed.json()["as"], changed.json()["by"]) == kept
