"""What has lain in the recycle bin for long enough goes for good, and details go with their masters."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from objectry.runtime.api.organization import Organization
from objectry.runtime.jobs import sweep
from objectry.runtime.records import expiring
from objectry.runtime.store import read
from objectry.runtime.store.query import Query
from tests.runtime.conftest import Desk

Sit = Callable[[str], Desk]


def test_details_that_were_deleted_with_their_master_come_back_or_go_with_it(
    organization: Organization, desk: Sit
) -> None:
    admin = desk("admin")

    def delete(name: str, made: Any) -> None:
        assert admin.call("DELETE", f"/{name}/{made['id']}", if_match="*").status_code == 204

    project, live = (admin.create("project", name=one) for one in ("甲", "乙"))
    kept, earlier = (
        admin.create("piece", name=one, project=project["id"]) for one in ("件", "早")
    )
    alone = admin.create("piece", name="单", project=live["id"])
    delete("piece", earlier)
    delete("piece", alone)
    delete("project", project)

    def left() -> list[str]:
        with organization.read_for(None) as context:
            piece = context.catalog.objects["piece"]
            query = Query(piece, ((piece.fields["id"],),), deleted=True)
            return list(read.page(context, expiring.EXPIRY, query).ids)

    assert len(left()) == 3
    later = organization.clock() + timedelta(days=organization.settings.bin_days + 1)
    with organization.write() as context:
        expiring.remove_expired(context, context.catalog.objects["piece"], later, None, 200)
    assert left() == [kept["id"]]
    assert admin.call("POST", f"/project/{project['id']}/restore").status_code == 200
    (back,) = admin.get("/piece", filter=f'project = "{project["id"]}"')["records"]
    assert back["id"] == kept["id"]

    delete("project", project)
    organization.clock = lambda: later + timedelta(days=1)
    sweep.empty_bins(organization, lambda: False)
    assert left() == []
