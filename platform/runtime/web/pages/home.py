"""The start page, and its parts that come later or anew."""

from dataclasses import dataclass

from objectry.runtime.api.organization import Caller
from objectry.runtime.shown.home import ShownBlock, shown_block, shown_home, shown_numbers
from objectry.runtime.web.calls import known_parameters
from objectry.runtime.web.door import Call
from objectry.runtime.web.pages.endpoint import Fragment, Page

NO_BLOCK = 10_000
"""Stands for numbers that are none: no start page has so many blocks."""


@dataclass(frozen=True, slots=True)
class BlockPart:
    """A block of the page with its number."""

    number: int
    block: ShownBlock


def home_page(caller: Caller, call: Call) -> Page:
    """`GET /`"""
    return Page("home/page.html", "", shown_home(caller.context))


def home_part(caller: Caller, call: Call) -> Fragment:
    """`GET /start/{number}`: a block as it is now."""
    known_parameters(call, ())
    number = _number(call)
    return Fragment("home/part.html", BlockPart(number, shown_block(caller.context, number)))


def numbers_part(caller: Caller, call: Call) -> Fragment:
    """`GET /start/{number}/numbers`: the numbers of a block."""
    known_parameters(call, ())
    return Fragment("home/numbers.html", shown_numbers(caller.context, _number(call)))


def _number(call: Call) -> int:
    text = call.parts["number"]
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else NO_BLOCK
