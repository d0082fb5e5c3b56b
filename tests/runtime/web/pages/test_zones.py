"""Moments, days and amounts as people read them: in their language and their time zone, on every page that shows them."""

from collections.abc import Callable

import pytest

from objectry.runtime.api import accounts
from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import ANY_VERSION, create_record, update_record
from tests.runtime.conftest import ONE_DATABASE
from tests.runtime.web.pages.conftest import Browser

DUE = "2026-03-08T06:30:00Z"
"""In New York the night in which clocks go forward."""


@ONE_DATABASE
@pytest.mark.parametrize(
    ("zone", "language", "due", "noted"),
    [
        ("Asia/Shanghai", "zh", "2026-03-08 14:30", "2026年11月23日 16:"),
        ("America/New_York", "en", "2026-03-08 01:30", "Nov 23, 2026, 3:"),
        ("Asia/Kathmandu", "en", "2026-03-08 12:15", "Nov 23, 2026, 1:"),
    ],
)
def test_everybody_reads_his_own_time(
    organization: Organization, browser: Callable[[str], Browser], zone: str, language: str, due: str, noted: str
) -> None:  # fmt: skip
    with organization.write(organization.principal("admin")) as context:
        sam = accounts.user_id(context, "sam")
        update_record(context, "user", sam, {"timezone": zone, "language": language}, ANY_VERSION)
        owner = {"owner": {"account": "sam"}}
        customer = create_record(context, "customer", {"name": "ABC", **owner}).id
        deal = {
            "name": "D",
            "customer": customer,
            "amount": "1234567.5",
            "close_date": "2026-03-08",
            **owner,
        }
        deal_id = create_record(context, "opportunity", deal).id
        task = create_record(context, "task", {"subject": "T", "due_at": DUE, **owner}).id
    reader = browser("sam")
    for path in ("/o/task?fields=subject,due_at", f"/o/task/{task}", f"/o/task/{task}/print"):
        assert due in reader.get(path).text, path
    assert due.replace(" ", "T") in reader.page(f"/o/task/{task}/edit").all("input", "value")
    timeline = reader.get(f"/o/task/{task}/timeline").text.replace("\u202f", " ")
    assert noted in timeline and {"zh": "刚刚", "en": "just now"}[language] in timeline
    for path in ("/o/opportunity?fields=name,amount,close_date", f"/o/opportunity/{deal_id}"):
        text = reader.get(path).text
        assert "¥1,234,567.50" in text and "2026-03-08" in text, path
