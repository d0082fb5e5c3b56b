"""Auto numbers are given once each, whatever runs at the same time: threads of one process, and several processes."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from objectry.runtime.api import records
from objectry.runtime.api.organization import Organization, Principal
from objectry.runtime.settings import Settings

EACH = 10
WRITERS = 6
SCRIPT = """
import sys
from objectry.runtime.api import records
from objectry.runtime.api.organization import Organization
from objectry.runtime.settings import read_settings
organization = Organization(read_settings({}, database_url=sys.argv[1]))
user = organization.principal("sam")
for number in range(int(sys.argv[2])):
    with organization.write(user) as context:
        records.create_record(context, "customer", {"name": f"{sys.argv[3]}-{number}"})
"""


def _numbers(organization: Organization, user: Principal) -> list[str]:
    with organization.read(user) as context:
        page = records.list_records(
            context, "customer", records.ListRequest(fields="code", limit=500)
        )
    return sorted(record["code"] for record in page["records"])


def _expected(count: int) -> list[str]:
    return [f"KH-{number:06d}" for number in range(1, count + 1)]


def _user(organization: Organization) -> Principal:
    found = organization.principal("sam")
    assert found is not None
    return found


def test_threads_get_different_numbers_without_gaps(organization: Organization) -> None:
    user = _user(organization)

    def write(writer: int) -> None:
        for number in range(EACH):
            with organization.write(user) as context:
                records.create_record(context, "customer", {"name": f"{writer}-{number}"})

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    assert _numbers(organization, user) == _expected(WRITERS * EACH)


def test_processes_get_different_numbers_without_gaps(
    settings: Settings, organization: Organization
) -> None:
    command = [sys.executable, "-c", SCRIPT, settings.database_url, str(EACH)]
    running = [subprocess.Popen([*command, str(writer)]) for writer in range(3)]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    assert _numbers(organization, _user(organization)) == _expected(3 * EACH)


def test_a_refused_record_uses_up_no_number(organization: Organization) -> None:
    user = _user(organization)
    with organization.write(user) as context:
        rows = [{"name": "甲"}, {"name": ""}, {"name": "乙"}]
        records.bulk(context, "customer", "create", rows, "id", False)
    assert _numbers(organization, user) == _expected(2)
