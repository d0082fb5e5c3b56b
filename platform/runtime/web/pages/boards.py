"""Lists as boards, and the parts of them that follow what people do there."""

import json
from dataclasses import dataclass
from urllib.parse import urlencode

from objectry.runtime.api.organization import Caller
from objectry.runtime.errors import BadRequest
from objectry.runtime.shown.boards import (
    NONE,
    Card,
    Cards,
    Head,
    ShownBoard,
    ShownMove,
    shown_board,
    shown_column_cards,
    shown_move,
)
from objectry.runtime.shown.lists import ListHead, OpenedList, opened_list
from objectry.runtime.shown.steps import shown_step
from objectry.runtime.web import messages
from objectry.runtime.web.calls import known_parameters, required
from objectry.runtime.web.door import Call
from objectry.runtime.web.pages.endpoint import Fragment
from objectry.runtime.web.pages.list_links import PARAMETERS, Links, links_of, list_request


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a board with where it leads."""

    head: Head
    cards: tuple[Card, ...]
    more: str
    """Where its next cards are; nothing at the end."""
    new: str
    """The form of a record that begins with the value of the column; nothing where records cannot begin so."""


@dataclass(frozen=True, slots=True)
class BoardPage:
    """A list as a board."""

    head: ListHead
    links: Links
    shown: ShownBoard
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class CardsPart:
    """Further cards of a column that is open."""

    cards: tuple[Card, ...]
    more: str
    movable: bool


def board_page(caller: Caller, found: OpenedList, head: ListHead) -> BoardPage:
    """A list as a board."""
    shown, links = shown_board(caller.context, found), links_of(head)
    makes = "create" in head.actions and shown.movable
    columns = (
        Column(
            one, cards.cards, _more(head.object, links.query, one.value, cards),
            _new(head.object, shown.field, one) if makes and one.offered else "",
        )
        for one, cards in shown.columns
    )  # fmt: skip
    return BoardPage(head, links, shown, tuple(columns))


def _new(object_name: str, field: str, head: Head) -> str:
    query = urlencode({} if head.value == NONE else {field: head.value})
    return f"/o/{object_name}/new?{query}"


def _more(object_name: str, query: str, value: str, cards: Cards) -> str:
    if cards.next is None:
        return ""
    further = urlencode({"column": value, "after": cards.next})
    return f"/o/{object_name}/board?{query}&{further}"


def board_part(caller: Caller, call: Call) -> Fragment:
    """`GET /o/{object}/board?…&column=…&after=…`: further cards of a column; with `&card={id}` instead, all heads and that
    card after it has been moved."""
    query = known_parameters(call, (*PARAMETERS, "column", "after", "card"))
    name = call.parts["object"]
    found = opened_list(caller.context, name, list_request(query, "none"))
    if "card" in query:
        move: ShownMove = shown_move(caller.context, found, query["card"])
        return Fragment("list/board_move.html", move)
    value = query.get("column", NONE)
    cards = shown_column_cards(caller.context, found, value)
    said = urlencode({one: query[one] for one in PARAMETERS if one in query})
    return Fragment(
        "list/board_cards.html",
        CardsPart(cards.cards, _more(name, said, value, cards), cards.movable),
    )


def step_part(caller: Caller, call: Call) -> Fragment:
    """`GET /o/{object}/{id}/step?values={…}&missing=…`: what a record that is moved has to have besides."""
    query = known_parameters(call, ("values", "missing"))
    missing = required(query, "missing").split(",")
    shown = shown_step(
        caller.context, call.parts["object"], call.parts["id"], _values(required(query, "values")), missing
    )  # fmt: skip
    return Fragment("list/step.html", shown)


def _values(text: str) -> dict[str, str]:
    """Values by field, as people type them. Raises BadRequest."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
        raise BadRequest(messages.BODY_SHAPE, {"key": "values"})
    return found
