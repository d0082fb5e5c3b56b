"""The provinces, cities and counties of China: codes, names, and reading of names.

The codes (GB/T 2260) have their place in the tree in their digits: 440000 is a province, 440300 a
city in it and 440305 a county of that city. Counties without a city, as in 北京市, stand directly
below their province.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

SEPARATOR = "/"
_BETWEEN = SEPARATOR + " "
_ENDINGS: Mapping[int, tuple[str, ...]] = MappingProxyType(
    {
        1: ("特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "省", "市"),
        2: ("地区", "市", "盟"),
    }
)


@dataclass(frozen=True, slots=True)
class Region:
    """A province (depth 1), a city (2) or a county (2 or 3) with the names of all levels."""

    code: str
    names: tuple[str, ...]

    @property
    def level(self) -> int:
        """1 for provinces, 2 for cities, 3 for counties."""
        return 1 if self.code.endswith("0000") else 2 if self.code.endswith("00") else 3

    @property
    def prefix(self) -> str:
        """The digits that the codes of everything inside the region begin with."""
        return self.code[: self.level * 2]

    @property
    def text(self) -> str:
        """All names from the province down: `广东省/深圳市/南山区`."""
        return SEPARATOR.join(self.names)


def parent_code(code: str) -> str | None:
    """The code of the region that a region lies in; None for provinces."""
    if code.endswith("0000"):
        return None
    city = f"{code[:4]}00"
    return city if city != code and city in REGIONS else f"{code[:2]}0000"


def children(code: str | None) -> tuple[Region, ...]:
    """The regions directly inside a region, or all provinces, in the order of their codes."""
    return _CHILDREN.get(code, ())


def find_region(text: str) -> Region | None:
    """The region that a text names completely.

    By its code, or by names with `/` between them or none; 省 and 市 may be left out.
    """
    if text in REGIONS:
        return REGIONS[text]
    found, rest = split_region(text)
    return found if not rest else None


def split_region(text: str, inside: Region | None = None) -> tuple[Region | None, str]:
    """The deepest region that a text begins with, and what follows it.

    `inside` is a region that is known already. A short name counts only where the text ends, a
    separator follows or a region in it does: 海南路 stays a street.
    """
    at, rest = inside, text
    while step := _next(at, rest):
        at, rest = step
    return at, (rest.lstrip(_BETWEEN) if at else rest)


def _next(inside: Region | None, text: str) -> tuple[Region, str] | None:
    """The region, directly inside another one, that a text begins with, and the rest of it."""
    clean = text.lstrip(_BETWEEN) if inside else text
    regions = children(inside.code if inside else None)
    full = [region for region in regions if clean.startswith(region.names[-1])]
    if full:
        longest = max(full, key=lambda region: len(region.names[-1]))
        return longest, clean[len(longest.names[-1]) :]
    for region in regions:
        short = _short_name(region)
        if short and clean.startswith(short):
            after = clean[len(short) :]
            if not after or after[0] in _BETWEEN or _next(region, after):
                return region, after
    return None


def _short_name(region: Region) -> str:
    """The name without its ending: 广东, 深圳. Counties have none: 城 could be anything."""
    name = region.names[-1]
    for ending in _ENDINGS.get(region.level, ()):
        if name.endswith(ending) and len(name) - len(ending) >= 2:
            return name.removesuffix(ending)
    return ""


def _read() -> Mapping[str, Region]:
    lines = (Path(__file__).parent / "data" / "regions.tsv").read_text("utf-8").splitlines()
    names = dict(line.split("\t") for line in lines if not line.startswith("#"))
    found = {}
    for code, name in names.items():
        above = dict.fromkeys((f"{code[:2]}0000", f"{code[:4]}00"))
        path = (*(names[one] for one in above if one != code and one in names), name)
        found[code] = Region(code, path)
    return MappingProxyType(found)


def _by_parent() -> Mapping[str | None, tuple[Region, ...]]:
    found: dict[str | None, list[Region]] = {}
    for code, region in REGIONS.items():
        found.setdefault(parent_code(code), []).append(region)
    return MappingProxyType({parent: tuple(inside) for parent, inside in found.items()})


REGIONS: Mapping[str, Region] = _read()
"""All regions by code, in the order of their codes."""
_CHILDREN = _by_parent()
