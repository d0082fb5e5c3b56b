"""People as vCards over HTTP."""

from objectry.runtime.api.organization import Caller
from objectry.runtime.api.vcards import vcards
from objectry.runtime.web.calls import known_parameters, required
from objectry.runtime.web.door import Answer, Call


def export_cards(caller: Caller, call: Call) -> Answer:
    """`GET /{object}/vcards?ids=…`"""
    query, name = known_parameters(call, ("ids",)), call.parts["object"]
    ids = [one for one in required(query, "ids").split(",") if one]
    headers = {
        "content-type": "text/vcard; charset=utf-8",
        "content-disposition": f'attachment; filename="{name}.vcf"',
    }
    return Answer(200, headers=headers, raw=vcards(caller.context, name, ids).encode())
