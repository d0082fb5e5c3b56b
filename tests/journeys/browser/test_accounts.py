"""People and their accounts in a browser: colours, profile, password, a forgotten one, and a new organisation."""

from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from objectry.runtime.api import accounts, first_steps
from objectry.runtime.api.maintenance import DEMO_PASSWORD
from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import ANY_VERSION, update_record
from objectry.runtime.jobs.mailing import deliver
from objectry.runtime.settings import read_settings
from objectry.runtime.web.app import build_app
from tests.journeys.browser.browsing import PHONE, Person, Reader, everybody, served
from tests.runtime.conftest import PACKS

FRESH = "a password of my own"


def _password(person: Person, label: str, text: str) -> None:
    person.page.get_by_label(label, exact=True).fill(text)


def test_colours_and_size_hold_at_once_and_everywhere(person: Person) -> None:
    person.signs_in("sue")
    person.opens("/me/appearance")
    html = person.page.locator("html")
    for label, attribute, value in (
        ("深色", "data-bs-theme", "dark"), ("紫色", "data-o-color", "purple"), ("大", "data-o-size", "large"),
    ):  # fmt: skip
        with person.page.expect_response("**/preferences"):
            person.page.get_by_role("radio", name=label, exact=True).check()
        expect(html).to_have_attribute(attribute, value)
    person.opens("/o/customer")
    expect(html).to_have_attribute("data-bs-theme", "dark")
    expect(html).to_have_attribute("data-o-color", "purple")
    person.page.get_by_role("button", name="苏青").click()
    with person.page.expect_response("**/preferences"):
        person.page.get_by_role("button", name="浅色或深色").click()
    expect(html).to_have_attribute("data-bs-theme", "light")


def test_the_weeks_of_calendars_begin_on_the_day_that_is_chosen(person: Person) -> None:
    person.signs_in("sue")
    page, heads = person.page, person.page.locator(".o-calendar th")
    person.opens("/o/task?as=calendar")
    expect(heads.first).to_have_attribute("abbr", "星期一")
    person.opens("/me/appearance")
    with page.expect_response("**/preferences"):
        page.get_by_role("radio", name="星期日", exact=True).check()
    person.opens("/o/task?as=calendar")
    expect(heads.first).to_have_attribute("abbr", "星期日")


def test_a_profile_is_changed_and_mistakes_stand_at_their_fields(person: Person) -> None:
    person.signs_in("sam")
    person.opens("/me")
    page = person.page
    page.get_by_label("手机").fill("not a phone")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("#phone-wrong")).not_to_be_empty()
    expect(page.get_by_label("手机")).to_be_focused()
    page.get_by_label("手机").fill("13800138000")
    expect(page.get_by_label("当前密码")).to_be_hidden()
    page.get_by_label("邮箱").fill("sam@example.com")
    page.get_by_label("当前密码").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".o-toast")).to_contain_text("已保存")
    expect(page.get_by_label("邮箱")).to_have_value("sam@example.com")


def test_a_new_password_ends_the_other_sign_in(
    person: Person, browser: Browser, address: str
) -> None:
    person.signs_in("mia")
    context = browser.new_context(locale="zh-CN")
    elsewhere = Person(context.new_page(), address)
    elsewhere.signs_in("mia")
    person.opens("/me/security")
    page = person.page
    expect(page.locator(".o-devices").first.locator("li")).to_have_count(2)
    _password(person, "当前密码", DEMO_PASSWORD)
    _password(person, "新密码", FRESH)
    _password(person, "再输入一次", "another one")
    page.get_by_role("button", name="修改密码").click()
    expect(page.locator("#again-wrong")).to_have_text("两次输入的密码不一致")
    _password(person, "再输入一次", FRESH)
    page.get_by_role("button", name="修改密码").click()
    expect(page.locator(".o-toast")).to_contain_text("密码已修改")
    expect(page.locator(".o-devices").first.locator("li")).to_have_count(1)
    elsewhere.opens("/")
    expect(elsewhere.page).to_have_url(f"{address}/sign-in")
    context.close()


def test_a_forgotten_password_is_replaced_by_a_link(
    person: Person, organization: Organization, address: str, tmp_path: Path
) -> None:
    given = {"mail_folder": tmp_path, "public_address": address}
    organization.settings = organization.settings.model_copy(update=given)
    with organization.write(organization.principal("admin")) as context:
        user = accounts.user_id(context, "amy")
        update_record(context, "user", user, {"email": "amy@example.com"}, ANY_VERSION)
    person.opens("/sign-in")
    page = person.page
    page.get_by_role("link", name="忘记密码？").click()
    page.get_by_label("账号或邮箱").fill("amy@example.com")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="请查收邮件")).to_be_visible()
    letter = _delivered(organization, person, tmp_path)
    link = next(one for one in _lines(letter) if one.startswith(address))
    page.goto(link)
    expect(page).to_have_url(f"{address}/new-password?lang=zh")  # no history keeps it
    page.get_by_role("link", name="English").click()
    page.get_by_label("New password").fill(FRESH)
    page.get_by_label("Repeat it").fill(FRESH)
    page.get_by_role("button", name="Save the password").click()
    expect(page.get_by_role("heading", name="Your password was changed")).to_be_visible()


def _delivered(organization: Organization, person: Person, folder: Path) -> Path:
    """The mail. It is posted after the answer, and a worker of the server may be quicker than we are."""
    for _ in range(100):
        deliver(organization, lambda: False)
        if found := [one for one in folder.glob("*.eml") if one.stat().st_size]:
            return found[0]
        person.page.wait_for_timeout(100)
    raise TimeoutError


def _lines(letter: Path) -> list[str]:
    found = message_from_bytes(letter.read_bytes(), policy=policy.default).get_body(("plain",))
    assert found
    return str(found.get_content()).splitlines()


def test_a_password_can_be_seen_while_it_is_typed(person: Person) -> None:
    person.opens("/sign-in")
    field = person.page.get_by_label("登录密码")
    field.fill("visible")
    person.page.get_by_role("button", name="显示密码").click()
    expect(field).to_have_attribute("type", "text")
    expect(field).to_be_focused()


@pytest.fixture
def new_organization(tmp_path: Path) -> Iterator[Organization]:
    """An organisation in which nobody can sign in."""
    settings = read_settings({}, database_url=f"sqlite:///{tmp_path}/new.db", files=tmp_path)
    organization = Organization(settings)
    organization.apply(PACKS)
    yield organization
    organization.close()


def test_an_organisation_begins_on_a_phone(
    browser: Browser, new_organization: Organization
) -> None:
    code = first_steps.new_code(new_organization)
    context = browser.new_context(viewport=PHONE, locale="zh-CN", timezone_id="Asia/Tokyo")
    with served(build_app(new_organization)) as address:
        person = Person(context.new_page(), address)
        person.opens("/")
        person.opens(f"/welcome#{code}")
        page = person.page
        expect(page.get_by_label("设置码")).to_have_value(code or "")
        expect(page.get_by_label("时区")).to_have_value("Asia/Tokyo")
        page.get_by_label("组织名称").fill("东方机械")
        page.get_by_label("您的姓名").fill("王敏")
        for label in ("登录密码", "再输入一次"):
            _password(person, label, FRESH)
        page.get_by_role("button", name="开始使用").click()
        page.wait_for_url(f"{address}/")
        expect(page.get_by_role("heading", name="王敏，您好")).to_be_visible()
        assert person.complaints == []
        context.close()


@everybody
def test_everybody_can_use_the_pages_of_accounts(reader: Reader) -> None:
    reader.can_use("/me", "/me/appearance", "/me/security")
