"""An organisation in which every page has something to show, for what is true of all pages: whatever its records say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from objectry.runtime.api import accounts, follows, import_drafts, notes, undoing, views
from objectry.runtime.api.maintenance import DEMO_PASSWORD
from objectry.runtime.api.organization import Organization
from objectry.runtime.api.records import (
    ANY_VERSION,
    ListRequest,
    create_record,
    list_records,
    update_record,
)
from objectry.runtime.context import Context
from objectry.runtime.database import organizations
from objectry.runtime.jobs import sweep
from tests.journeys.browser.page_types import Seen
from tests.runtime.conftest import fill

RENTAL = Path(__file__).parents[2] / "data" / "rental"
"""A pack whose object `machine` has a field of every type."""


@dataclass(frozen=True, slots=True)
class Words:
    """What people have written into an organisation."""

    names: Sequence[str]
    """Of machines: one record each, the first of which has everything."""
    long: str
    """Several lines."""
    html: str
    """Formatted."""
    tags: Sequence[str]
    page: str
    """An address of the web."""
    notes: Sequence[str]
    views: Sequence[str]
    person: str
    """The name of the user who looks."""
    organization: str
    file: bytes
    """What is imported as machines."""


def filled(organization: Organization, words: Words, pack: Path = RENTAL) -> Seen:
    """Fill an organisation that is empty; `admin` signs in with the password of the demo organisation."""
    fill(organization.settings, pack)
    admin = organization.principal("admin")
    assert admin
    with organization.write() as context:
        accounts.set_password(context, "admin", DEMO_PASSWORD)
        organizations.set_name(context.connection, words.organization)
    with organization.write(organization.principal("sam")) as context:
        customer = create_record(
            context, "customer", {"name": words.names[-1], "comment": words.long}
        ).id
    with organization.write(admin) as context:
        update_record(context, "user", admin.id, {"name": words.person}, ANY_VERSION)
        first = create_record(context, "machine", _whole(words, customer)).id
        for name in words.names[1:]:
            create_record(context, "machine", {"name": name, "remark": name, "customer": customer})
        _around(context, words, first)
    jobs = list(_imports(organization, words.file))
    return Seen("machine", first, *jobs)


def _whole(words: Words, customer: str) -> dict[str, Any]:
    """A machine with a value in every field that takes one."""
    name = words.names[0]
    return {
        "name": name, "remark": words.long, "story": words.html, "keywords": words.tags, "page": words.page,
        "mail": "a@example.com", "phone": "13800138000", "hours": 7, "weight": "2.5", "price": "1200", "discount": "10",
        "bought": "2026-03-01", "checked_at": "2026-03-02T08:30:00Z", "opens": "08:00", "insured": True,
        "state": "free", "fuels": ["diesel"],
        "customer": customer, "about": {"object": "customer", "id": customer}, "keepers": [{"account": "admin"}],
        "spot": {"lat": "22.5", "lng": "114.0", "label": name}, "site": {"region": "440305", "detail": name},
    }  # fmt: skip


def _around(context: Context, words: Words, machine: str) -> None:
    """What gathers around a record: repairs, notes that mention the user, saved views, changes, a follower."""
    assert context.user
    create_record(context, "repair", {"name": words.names[1], "machine": machine, "paid": "5"})
    for text in words.notes:
        notes.write_note(context, "machine", machine, notes.Written(text, [context.user.id]))
    for name in words.views:
        asked = views.ViewRequest(name=name, columns={"name": None, "state": None})
        views.create_view(context, "machine", asked)
    update_record(
        context,
        "machine",
        machine,
        {"name": words.names[-1], "remark": words.names[1]},
        ANY_VERSION,
    )
    update_record(
        context, "machine", machine, {"name": words.names[0], "remark": words.long}, ANY_VERSION
    )
    follows.follow(context, "machine", machine)


def _imports(
    organization: Organization, file: bytes, account: str = "admin", thing: str = "machine"
) -> Iterable[str]:
    """An import that was tried, one that has ended, and the job that took it back."""
    user = organization.principal(account)

    def laid(context: Context) -> str:
        return import_drafts.lay(context, import_drafts.read_file(context, thing, "a.csv", file))

    with organization.write(user) as context:
        draft, done = laid(context), laid(context)
        for job, trial in ((draft, True), (done, False)):
            import_drafts.start(
                context, job, import_drafts.read_draft(context, job), dry_run=trial
            )
    sweep.sweep(organization, "test", lambda: False)
    with organization.write(user) as context:
        undo = undoing.undo_import(context, done)
    sweep.sweep(organization, "test", lambda: False)
    return draft, done, undo


def in_the_demo(organization: Organization, account: str, thing: str = "opportunity") -> Seen:
    """What there is to see in the demo organisation for one of its people, who has begun an import there."""
    with organization.read(organization.principal(account)) as context:
        asked = ListRequest(fields="id", sort="-amount", limit=1)
        (record,) = list_records(context, thing, asked)["records"]
    file = "name,customer,amount,close_date,stage\nA,Nobody,1,2026-12-01,prospecting\nB,Granite Works,2,2026-12-02,begun\n"
    good = "C,Granite Works,3,2026-12-03,prospecting\n"
    return Seen(
        thing, record["id"], *_imports(organization, (file + good).encode(), account, thing)
    )
