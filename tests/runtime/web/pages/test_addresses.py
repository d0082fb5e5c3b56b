"""What is hidden from a user stands at no address of the product: each is asked for, with records full of secrets."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import pytest

from objectry.runtime.api import accounts, follows, notes
from objectry.runtime.api.notes import Written
from objectry.runtime.api.organization import Organization
from objectry.runtime.api.recent import note_opened
from objectry.runtime.api.records import (
    ANY_VERSION,
    create_record,
    delete_record,
    update_record,
)
from objectry.runtime.api.views import ViewRequest, create_view
from objectry.runtime.web.app import PAGES, ROUTES
from tests.runtime.web.pages.conftest import Browser

PACK = "pack: rights\nversion: 1.0.0\nlabel: {zh: 权限, en: Rights}\nrequires: [{pack: base}]\n"
PROFILE = """\
profile: clerk
label: {zh: 文员, en: Clerk}
objects:
  customer: {allow: [read, edit, export], fields: {name: hidden, comment: hidden}}
  contact: {allow: [read, create, edit, delete, import, export], fields: {mobile: hidden}}
  opportunity:
    allow: [read, edit, export]
    fields: {kind: hidden, amount: hidden, weighted_amount: hidden, close_date: hidden}
  order:
    allow: [read, create, edit, delete, export]
    fields: {receiver: hidden, discount: hidden, lines_amount: hidden, amount: hidden, delivery_date: hidden}
  order_line:
    allow: [read, create, edit, delete]
    fields: {list_price: hidden, amount: hidden, discount: hidden}
  product: {allow: [read, export], fields: {name: hidden}}
  task: {allow: [read, create, edit, delete], fields: {description: hidden}}
  activity_record: {allow: [read, create, edit, delete], fields: {content: hidden}}
  user: {allow: [read], fields: {phone: hidden, email: hidden, title: hidden}}
  department: {allow: [read], fields: {name: hidden}}
"""
NAME, REMARK, FORMER = "海天重工", "只给经理看", "旧名重工"
MOBILE, PHONE, MAIL = "+8613912345678", "+8613800138000", "kim.secret"
RECEIVER, GOODS, PLACE = "收货老王", "液压机", "南山总部"
POST, TOLD, DONE = "首席顾问", "密谈内容", "密访经过"
SUMS = ("98765", "98,765", "54321", "54,321", "43215", "43,215", "16097.59", "16,097.59", "37.25")
"""The amount of a deal, the list price of a line, its sum, that of its order with the discount, and that discount."""
DAY = "2026-12-24"
KINDS = ("renewal", "upsell")
SECRETS = (
    NAME, REMARK, FORMER, MOBILE, "139 1234 5678", PHONE, "138 0013 8000", MAIL, RECEIVER, GOODS, PLACE, POST, TOLD, DONE,
    *SUMS, DAY, *KINDS,
)  # fmt: skip


@dataclass(frozen=True)
class World:
    """The IDs of what there is, by name."""

    ids: Mapping[str, str]
    browser: Browser


@pytest.fixture
def world(organization: Organization, tmp_path: Path, browser: Callable[[str], Browser]) -> World:
    """A clerk who owns records of all kinds, in which something is hidden from him."""
    (tmp_path / "pack.yaml").write_text(PACK, "utf-8")
    (tmp_path / "profile.yaml").write_text(PROFILE, "utf-8")
    organization.apply([tmp_path])
    with organization.write() as context:
        accounts.add_user(context, "kim", "金", ["clerk"], None)
    with organization.write(organization.principal("admin")) as context:

        def make(thing: str, **values: object) -> str:
            return create_record(context, thing, values).id

        own = {"owner": {"account": "kim"}}
        place = make("department", name=PLACE, code="P")
        kim, sam = accounts.user_id(context, "kim"), accounts.user_id(context, "sam")
        told = {"phone": PHONE, "email": f"{MAIL}@example.com", "title": POST, "department": place}
        update_record(context, "user", sam, told, ANY_VERSION)
        customer = make("customer", name=FORMER, comment="x", level="key", **own)
        contact = make("contact", name="李经理", customer=customer, mobile=MOBILE, **own)
        deal = make(
            "opportunity", name="大单", customer=customer, kind="renewal", amount=98765,
            win_rate=100, close_date=DAY, **own,
        )  # fmt: skip
        product = make("product", name=GOODS, code="G-1", list_price=1)
        order = make(
            "order", customer=customer, opportunity=deal, receiver=RECEIVER, discount="37.25",
            order_date="2026-11-23", delivery_date=DAY, **own,
        )  # fmt: skip
        line = make(
            "order_line", order=order, product=product, quantity=10, unit_price="4321.5", list_price=54321, discount="37.25"
        )  # fmt: skip
        about = {"object": "customer", "id": customer}
        task = make(
            "task", subject="回电", due_at="2026-11-23T09:00:00Z", related=about, description=TOLD, **own
        )  # fmt: skip
        visit = make("activity_record", subject="拜访", related=about, content=DONE, **own)
        gone = make("customer", name=NAME, comment=REMARK, **own)
        delete_record(context, "customer", gone, ANY_VERSION)
    with organization.write(organization.principal("kim")) as context:
        follows.follow(context, "customer", customer)
        follows.follow(context, "opportunity", deal)
        note_opened(context, "customer", customer)
    with organization.write(organization.principal("admin")) as context:
        said = {"name": NAME, "comment": REMARK}
        update_record(context, "customer", customer, said, ANY_VERSION)
        update_record(context, "opportunity", deal, {"kind": "upsell"}, ANY_VERSION)
        notes.write_note(context, "customer", customer, Written("请看", [kim]))
        views = {
            look: create_view(
                context, "opportunity",
                ViewRequest(
                    "全部", True, f'customer.name = "{NAME}"' if look == "table" else None, "-amount",
                    columns={"name": None, "amount": None, "customer.name": None}, look=look, by=by,
                ),
            )["view"]
            for look, by in (("table", None), ("board", "kind"), ("calendar", "close_date"))
        }  # fmt: skip
    return World({
        "customer": customer, "contact": contact, "deal": deal, "product": product, "order": order, "line": line,
        "task": task, "visit": visit, "sam": sam, "place": place, "gone": gone, **views,
    }, browser("kim"))  # fmt: skip


PAGES_OF_RECORDS = (
    "", "?from=sort%3Did", "/pane", "/pane?from=view%3Dall", "/edit", "/inline", "/print", "/owner", "/access", "/tags",
    "/timeline", "/timeline?kind=changes", "/timeline?kind=notes", "/timeline?kind=activities", "/timeline?kind=files",
    "/conflict?version=0",
)  # fmt: skip
LISTS = (
    "", "?view=all", "?as=table", "?as=split", "/filter", "/columns", "/view", "/deeds", "/change", "/export?view=all",
    "?view=_recent",
)  # fmt: skip
RECORDS = (
    "customer/{customer}", "contact/{contact}", "opportunity/{deal}", "order/{order}", "order_line/{line}",
    "product/{product}", "task/{task}", "activity_record/{visit}", "user/{sam}", "department/{place}",
)  # fmt: skip
ADDRESSES = (
    "/", "/start/1", "/start/1/numbers", "/shortcuts", "/palette", "/me", "/me/appearance", "/me/shortcuts",
    "/me/security", "/regions?inside=440000", "/imports",
    "/search?q=李", f"/search?q={NAME}", "/notifications", "/notifications/latest",
    "/deleted", "/deleted?object=customer", f"/deleted?q={NAME}",
    "/people", "/people?q=13800138000", f"/people?q={POST}", f"/people?q={PLACE}", "/people?department={place}",
    "/formulas", "/formulas?object=customer", "/formulas?object=order",
    "/o/customer?as=split&record={customer}", "/o/order?as=split&record={order}",
    "/o/customer/rows?ids={customer}&columns=id,level", "/o/order/rows?ids={order}&columns=number,customer,total_quantity",
    "/o/customer/{customer}/cell?field=level", "/o/order_line/{line}/cell?field=product",
    "/o/contact/change?field=customer", "/o/order_line/change?field=product",
    "/o/contact/condition?field=customer", "/o/order/condition?field=customer", "/o/order_line/condition?field=product",
    "/o/contact/chip?field=customer", "/o/order/chip?field=customer",
    "/o/opportunity?view={table}", "/o/opportunity?view={board}", "/o/opportunity?view={calendar}",
    "/o/opportunity/view?view={board}", "/o/opportunity/columns?view={board}", "/o/opportunity/filter?view={table}",
    "/o/opportunity?view=all&as=board", "/o/opportunity/board?as=board&column=prospecting",
    "/o/opportunity/board?view=all&as=board&card={deal}", "/o/opportunity/board?as=board&card={customer}",
    "/o/order?view=all&as=board", "/o/order/board?as=board&column=draft", "/o/order/board?as=board&card={order}",
    "/o/task?view=all&as=board", "/o/task?as=calendar&at=2026-11", "/o/task/calendar?as=calendar&at=2026-11",
    "/o/order?as=calendar&by=order_date&at=2026-11", "/o/order/calendar?as=calendar&by=order_date&at=2026-W48",
    "/o/activity_record?as=calendar", "/o/customer?view=all&as=board", "/o/contact?as=calendar&by=birthday",
    "/o/opportunity/{deal}/step?missing=lose_reason,amount&values=" + '{{"stage":"lost"}}',
    "/o/order/{order}/step?missing=receiver_phone,comment&values=" + '{{"status":"effective"}}',
    "/o/order/new", "/o/order/new?customer={customer}", "/o/order/new?_copy={order}", "/o/order/quick?customer={customer}",
    "/o/order/{order}/lines/order_line", "/o/order_line/new?order={order}&product={product}",
    "/o/order_line/new?_copy={line}", "/o/contact/new?customer={customer}", "/o/contact/new?_copy={contact}",
    "/o/contact/new?business_type=customer_contact&customer={customer}", "/o/contact/quick?customer={customer}",
    "/o/task/new?_copy={task}", "/o/contact/import",
    "/o/customer/{customer}/entry/task", "/o/customer/{customer}/entry/activity_record", "/o/order/{order}/entry/task",
    "/o/customer/{customer}/related/contact/customer", "/o/customer/{customer}/related/opportunity/customer",
    "/o/customer/{customer}/related/order/customer", "/o/order/{order}/related/order_line/order",
    "/o/opportunity/{deal}/related/order/opportunity", "/o/product/{product}/related/order_line/product",
    "/o/customer/export?view=all&fields=level&ticked=1", "/o/contact/export", "/o/order/export",
)  # fmt: skip
CALLS = (
    "/session", "/session/profile", "/preferences", "/metadata/objects", "/metadata/objects/order", "/search?q=李",
    f"/search?q={NAME}", "/jobs", "/notifications", "/notifications/unread", "/deleted", "/deleted?object=customer",
    "/openapi.json",
    "/contact/vcards?ids={contact}", "/user/vcards?ids={sam}",
    "/contact/candidates?field=customer", f"/contact/candidates?field=customer&q={NAME}", "/customer/candidates",
    f"/customer/candidates?q={NAME}", "/order/candidates?field=customer", f"/order_line/candidates?field=product&q={GOODS}",
    "/task/candidates?field=related", "/customer/deleted",
    "/opportunity/aggregate?group=stage&measures=count", "/order/aggregate?group=customer&measures=count,sum:total_quantity",
    "/contact/export?view=all", "/contact/export?labels=true", "/order/export?view=all", "/opportunity/export?view=all",
    "/opportunity/views", "/opportunity?view={board}", "/order?view=all", "/order?count=exact", "/order_line", "/task",
    "/customer/{customer}/colleagues", "/customer/{customer}/colleagues?q=13800138000",
)  # fmt: skip
CALLS_ABOUT_RECORDS = ("", "/history", "/access", "/notes", "/follow")
FORMS = {
    "order": {"id": "{order}", "values": {"status": "effective", "_lines": {"order_line": [{"id": "{line}"}]}}},
    "order_line": {"values": {"order": {"id": "{order}"}, "product": {"id": "{product}"}, "quantity": 2}},
    "opportunity": {"id": "{deal}", "values": {"stage": "lost"}},
    "contact": {"values": {"customer": {"id": "{customer}"}}},
}  # fmt: skip
"""What is asked of forms while they are filled in."""
PREVIEWS = {
    "customer": "!ISBLANK(level)",
    "order": "!ISBLANK(customer)",
    "order_line": "!ISBLANK(product)",
    "opportunity": "!ISBLANK(customer.level)",
}
"""Formulas that are tried on the latest records."""
ELSEWHERE = {
    "/imports/{id}", "/api/v1/jobs/{id}", "/api/v1/jobs/{id}/errors", "/api/v1/jobs/{id}/mapping",
    "/api/v1/session/sessions", "/api/v1/session/tokens", "/api/v1/files/{id}", "/api/v1/metadata/functions",
    "/api/v1/metadata/export",
}  # fmt: skip
"""Addresses that tests of their own ask for (what imports tell, and whom files are given), or that tell of no record."""


def _addresses() -> Iterator[str]:
    yield from ADDRESSES
    for one in RECORDS:
        yield from (f"/o/{one}{page}" for page in PAGES_OF_RECORDS)
        yield from (f"/o/{one.partition('/')[0]}{page}" for page in LISTS)
        yield from (f"/api/v1/{one}{call}" for call in CALLS_ABOUT_RECORDS)
    yield from (f"/api/v1{call}" for call in CALLS)


def _told(text: str, asked: str) -> list[str]:
    """The secrets in an answer, but for those that were asked for by their names. Digits of IDs are none."""
    return [
        one
        for one in SECRETS
        if one not in asked and re.search(rf"(?<![0-9a-f-]){re.escape(one)}(?![0-9a-f-])", text)
    ]


def test_no_address_tells_what_is_hidden(world: World) -> None:
    """What the user may not even open is refused; every other address answers, and each kind of them does so once."""
    told: dict[str, list[str]] = {}
    wrong: dict[str, int] = {}
    answered: set[str] = set()
    for one in _addresses():
        address = one.format(**world.ids)
        answer = world.browser.get(address)
        if answer.status_code == 200:
            answered.add(address.partition("?")[0])
        elif answer.status_code != 403:
            wrong[address] = answer.status_code
        if found := _told(answer.text, unquote(address)):
            told[one] = found
    assert (told, wrong) == ({}, {})
    known = {path for path, _ in PAGES} | {f"/api/v1{path}" for path, to in ROUTES if "GET" in to}
    assert ELSEWHERE <= known
    assert {
        path
        for path in known - ELSEWHERE
        if not any(re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), one) for one in answered)
    } == set()


def test_no_colleague_is_found_by_what_is_hidden_of_him(world: World) -> None:
    sam = world.ids["sam"]
    assert sam in world.browser.get("/people").text
    for words in ("13800138000", MAIL, POST):
        assert sam not in world.browser.get(f"/people?q={words}").text, words


def test_no_form_and_no_trial_of_a_formula_tells_what_is_hidden(world: World) -> None:
    csrf = world.browser.page("/").one("meta", name="csrf")["content"]

    def told(path: str, body: object) -> list[str]:
        asked = json.dumps(body)
        for name, record in world.ids.items():
            asked = asked.replace("{" + name + "}", record)
        answer = world.browser.client.post(
            f"/api/v1{path}", content=asked, headers={"x-csrf-token": csrf}
        )
        assert answer.status_code == 200, (path, answer.text)
        return _told(answer.text, asked)

    for thing, body in FORMS.items():
        assert told(f"/{thing}/form", body) == [], thing
    for thing, text in PREVIEWS.items():
        assert told(f"/{thing}/formula/preview", {"text": text}) == [], thing
