"""Records of people as vCards, which phones and mail programs read (RFC 6350; version 3.0, which all of them know)."""

from collections.abc import Iterator, Sequence
from typing import Any

from objectry.metadata.catalog import FieldPath, Object
from objectry.metadata.object_definitions import CardDef
from objectry.runtime.access.demands import demand
from objectry.runtime.access.grants import Access
from objectry.runtime.api import messages
from objectry.runtime.api.records import record_id, thing_for
from objectry.runtime.context import Context
from objectry.runtime.errors import Invalid, NotFound, TooLarge
from objectry.runtime.records.paths import readable
from objectry.runtime.store import read
from objectry.runtime.texts.values import shown_column
from objectry.runtime.transfer import messages as transfer_messages

LINE = 75
"""The most octets of a line; longer ones are folded."""
ESCAPES = str.maketrans({"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n", "\r": None})
"""What would mean something else in a value, above all the end of a line: a name cannot add a line of its own."""


def vcards(context: Context, object_name: str, ids: Sequence[str]) -> str:
    """The cards of some records that the user may read, in their order, with the fields that he may read. Raises Forbidden
    for those who have not the right that cards of the object take, Invalid for an object without cards, TooLarge for more
    than OBJECTRY_CARD_LIMIT records, and NotFound where none of them is there."""
    access, thing = thing_for(context, object_name)
    card = thing.definition.card
    demand(access, thing, card.right if card else "read")
    if card is None:
        params = {"object_zh": thing.plural.zh, "object_en": thing.plural.en}
        raise Invalid(messages.NO_CARDS, params)
    if len(ids) > context.settings.card_limit:
        raise TooLarge(messages.TOO_MANY_CARDS, {"limit": context.settings.card_limit})
    wanted = tuple(dict.fromkeys(map(record_id, ids)))
    paths = {
        name: path
        for name in _named(thing, card)
        if (path := readable(context, access, thing, name))
    }
    found = _texts(context, access, thing, wanted, paths)
    if not found:
        raise NotFound(transfer_messages.NONE_TO_EXPORT)
    return "".join(_card(thing, card, one, found[one]) for one in wanted if one in found)


def may_make(access: Access, thing: Object) -> bool:
    """Whether the user may make vCards of records that he may read."""
    card = thing.definition.card
    return card is not None and card.right in access.on(thing).actions


def _named(thing: Object, card: CardDef) -> Iterator[str]:
    yield thing.name_field.name
    yield from (*card.phones, *card.emails)
    yield from (one for one in (card.organization, card.department, card.title) if one)


def _texts(
    context: Context,
    access: Access,
    thing: Object,
    ids: Sequence[str],
    paths: dict[str, FieldPath],
) -> dict[str, dict[str, str]]:
    """The values of each record as people read them, by ID and name."""
    page = read.some(context, access, thing, ids, tuple(dict.fromkeys(paths.values())))
    columns: dict[str, Any] = {one.name: shown_column(context, one) for one in page.series}
    return {
        record: {name: shown[at].text for name, shown in columns.items()}
        for at, record in enumerate(page.ids)
    }


def _card(thing: Object, card: CardDef, record: str, texts: dict[str, str]) -> str:
    """One card."""

    def said(name: str | None) -> str:
        return texts.get(name or "", "").translate(ESCAPES)

    name = said(thing.name_field.name)
    group = ";".join((said(card.organization), said(card.department))).rstrip(";")
    lines = [
        "BEGIN:VCARD", "VERSION:3.0", f"N:{name};;;;", f"FN:{name}",
        f"ORG:{group}" if group else "",
        f"TITLE:{said(card.title)}" if said(card.title) else "",
        *(f"TEL;TYPE=VOICE:{said(one)}" for one in card.phones if said(one)),
        *(f"EMAIL;TYPE=INTERNET:{said(one)}" for one in card.emails if said(one)),
        f"UID:urn:uuid:{record}", "END:VCARD",
    ]  # fmt: skip
    return "".join(f"{folded(line)}\r\n" for line in lines if line)


def folded(line: str) -> str:
    """A line in pieces of at most 75 octets: each further one begins with a space, and no character is cut."""
    pieces, piece, size = [], "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > LINE:
            pieces.append(piece)
            piece, size = "", 1  # the space
        piece, size = piece + character, size + octets
    return "\r\n ".join((*pieces, piece))
