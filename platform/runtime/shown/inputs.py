"""The inputs of a form: how each kind of value is entered, with what stands in it, what it offers and what limits it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from objectry.runtime.texts.values import Shown


@dataclass(frozen=True, slots=True)
class Option:
    """A value to choose."""

    value: str
    label: str
    color: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Output:
    """What nobody enters."""

    kind: ClassVar = "output"
    shown: Shown


@dataclass(frozen=True, slots=True)
class Divider:
    """A titled line between inputs."""

    kind: ClassVar = "divider"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text."""

    kind: ClassVar = "line"
    text: str
    type: str = "text"
    """As browsers name it: `email`, `date`."""
    mode: str = ""
    """The keyboard of a phone: `decimal`."""
    before: str = ""
    """The unit that stands before it."""
    after: str = ""
    """The unit that stands behind it."""
    signs: tuple[str, ...] = ()
    """How people write that unit in the text."""


@dataclass(frozen=True, slots=True)
class Area:
    """Several lines of text."""

    kind: ClassVar = "area"
    text: str


@dataclass(frozen=True, slots=True)
class RichText:
    """Formatted text."""

    kind: ClassVar = "rich_text"
    html: str
    """Cleaned: it may be shown as it is."""
    tags: str
    """The HTML tags that are kept, with spaces between them."""


@dataclass(frozen=True, slots=True)
class Check:
    """Yes or no."""

    kind: ClassVar = "check"
    checked: bool


@dataclass(frozen=True, slots=True)
class List:
    """One or several values of a list."""

    kind: ClassVar = "list"
    options: tuple[Option, ...]
    many: bool
    long: bool
    """Whether there are so many that people would rather search."""


@dataclass(frozen=True, slots=True)
class Target:
    """An object whose records may be chosen."""

    object: str
    label: str
    creatable: bool
    """Whether a record of it can be made on the way."""


@dataclass(frozen=True, slots=True)
class Pick:
    """A record that has been chosen, or a tag."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Records:
    """One or several records."""

    kind: ClassVar = "records"
    targets: tuple[Target, ...]
    target: str
    """The object of what is chosen, or of what is looked for first."""
    picks: tuple[Pick, ...]
    many: bool
    mixed: bool
    """Whether the value names the object, too."""
    value: str
    """The value as the API takes it, as JSON; for one record of one object, its ID."""


@dataclass(frozen=True, slots=True)
class Tags:
    """Words to find records by."""

    kind: ClassVar = "tags"
    picks: tuple[Pick, ...]
    free: bool
    """Whether people may make their own."""
    value: str
    """The list, as JSON."""


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A file that the field holds."""

    id: str
    name: str
    size: str


@dataclass(frozen=True, slots=True)
class Files:
    """Files or images."""

    kind: ClassVar = "files"
    files: tuple[HeldFile, ...]
    images: bool
    count: int
    """The most that it holds."""
    size: int
    """Bytes of the largest."""
    size_text: str
    extensions: tuple[str, ...]
    value: str
    """The IDs, as JSON."""


@dataclass(frozen=True, slots=True)
class Region:
    """A province, city or county."""

    kind: ClassVar = "region"
    code: str
    levels: tuple[tuple[Option, ...], ...]
    """What each level offers: provinces, then what lies inside the one that is chosen."""


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address."""

    kind: ClassVar = "address"
    region: Region
    parts: Mapping[str, str]
    """`detail` and `postcode`."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place on earth."""

    kind: ClassVar = "place"
    parts: Mapping[str, str]
    """`lat`, `lng`, `label` and `provider`."""


Input = (
    Output
    | Divider
    | Line
    | Area
    | RichText
    | Check
    | List
    | Records
    | Tags
    | Files
    | Region
    | Address
    | Place
)
