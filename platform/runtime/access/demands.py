"""What is asked before anything else: may the user know of the object, and do this to its records?"""

from objectry.formula.messages import excerpt
from objectry.metadata.catalog import Object
from objectry.metadata.kinds.profile import ObjectAction
from objectry.runtime.access import messages
from objectry.runtime.access.grants import Access
from objectry.runtime.context import Context
from objectry.runtime.errors import Forbidden, NotFound


def object_named(context: Context, access: Access, name: str) -> Object:
    """The object of that name, if the user may know of it. Raises NotFound."""
    thing = context.catalog.objects.get(name)
    if thing is None or not access.on(thing).actions:
        raise NotFound(messages.OBJECT_UNKNOWN, {"object": excerpt(name)})
    return thing


def demand(access: Access, thing: Object, action: ObjectAction) -> None:
    """Raise Forbidden unless the user's profiles allow the action."""
    if action not in access.on(thing).actions:
        called = messages.ACTIONS[action]
        raise Forbidden(messages.ACTION_FORBIDDEN, {
            "object_zh": thing.label.zh, "object_en": thing.label.en,
            "action_zh": called.zh, "action_en": called.en,
        })  # fmt: skip
