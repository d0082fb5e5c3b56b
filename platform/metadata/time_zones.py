"""The names of time zones: those of the IANA database, without the files of one machine that lie beside them."""

from functools import cache
from zoneinfo import available_timezones


@cache
def time_zones() -> frozenset[str]:
    """All names, such as `Asia/Shanghai`."""
    return frozenset(available_timezones()) - {"localtime", "posixrules", "Factory"}
