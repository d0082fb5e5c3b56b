"""Record IDs: UUIDs of version 7 (RFC 9562), whose first 48 bits are the millisecond of creation.

Because `created_at` is that very millisecond, ordering by ID is ordering by creation: the primary key is the index of
every "newest first" list.
"""

import secrets
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
LAST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff"
"""What stands behind every ID."""
_COUNTER_BITS = 26
"""Room for 67 million records of one batch, after a random start in the lower half."""


def new_ids(count: int, moment: datetime) -> list[str]:
    """IDs for `count` records made at `moment`, ascending, unguessable in their last 48 bits."""
    high = (moment - _EPOCH) // _MILLISECOND << 80 | 0x7 << 76 | 0x2 << 62
    start = secrets.randbits(_COUNTER_BITS - 1)
    tails = secrets.token_bytes(6 * count)
    ids = []
    for index in range(count):
        counter = start + index
        number = (
            high
            | (counter >> 14 & 0xFFF) << 64  # the 12 bits behind the version
            | (counter & 0x3FFF) << 48  # the first 14 bits behind the variant
            | int.from_bytes(tails[6 * index : 6 * index + 6])
        )
        text = f"{number:032x}"
        ids.append(f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}")
    return ids


def new_id(moment: datetime) -> str:
    """The ID of one record made at `moment`."""
    return new_ids(1, moment)[0]


def moment_of(record: str) -> datetime:
    """When the record with an ID was made."""
    return _EPOCH + int(record.replace("-", "")[:12], 16) * _MILLISECOND
