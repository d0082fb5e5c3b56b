"""The calls that help those who write formulas, as OpenAPI describes them."""

from collections.abc import Callable, Iterator

from objectry.formula.functions.declare import Use
from objectry.runtime.api.formula_preview import PREVIEWED
from objectry.runtime.api.formulas import RETURNS
from objectry.runtime.api.openapi_parts import (
    ID,
    TEXT,
    Json,
    body,
    call,
    json_content,
    list_of,
    object_of,
    query,
)

_WHOLE: Json = {"type": "integer", "minimum": 1}
_TRUTH: Json = {"type": "boolean"}
_USE: Json = {"type": "string", "enum": [one.value for one in Use], "default": Use.FILTER.value}
_MAYBE: Json = {"type": ["string", "null"]}
_EXAMPLES: Json = list_of(object_of(formula=TEXT, result=TEXT))
_CHECKED: Json = object_of(
    valid=_TRUTH,
    type={**_MAYBE, "description": "What people call the type of the value."},
    problems=list_of(
        object_of(
            code=TEXT, message=TEXT, line=_WHOLE, column=_WHOLE, end_line=_WHOLE, end_column=_WHOLE, hint=TEXT,
            fix={**TEXT, "description": "What may stand in that place instead; empty when nobody knows."},
        )
    ),
)  # fmt: skip
_COMPLETION: Json = object_of(
    before={**TEXT, "description": "What a suggestion replaces before that place."},
    after={**TEXT, "description": "What a suggestion replaces behind that place."},
    suggestions=list_of(
        object_of(
            sort={"type": "string", "enum": ["value", "field", "days", "function", "word"]}, label=TEXT,
            insert=TEXT, then={**TEXT, "description": "What is written behind the place where one goes on."},
            detail=TEXT, help=TEXT, examples=_EXAMPLES,
        )
    ),
)  # fmt: skip
_PREVIEW: Json = object_of(
    results=list_of(
        object_of(
            id=ID["schema"],
            name=_MAYBE,
            text={**TEXT, "description": "The value as people read it."},
            holds={"type": ["boolean", "null"], "description": "Whether a condition holds."},
            error={**_MAYBE, "description": "Why there is no value."},
        )
    )
)


def functions_path() -> Json:
    """What is known of functions."""
    form = object_of(written=TEXT, arguments=list_of(TEXT), help=TEXT, examples=_EXAMPLES)
    answer = object_of(functions=list_of(object_of(name=TEXT, forms=list_of(form))))
    use = query("use", "What the formula is for.", _USE)
    return {
        "/metadata/functions": {
            "get": call("list_functions", "Functions that formulas may use", [use], answer)
        }
    }


def formula_paths(name: str, say: Callable[[str], str]) -> Iterator[tuple[str, Json]]:
    """The calls about formulas of one object."""
    asked: Json = {"type": "boolean", "description": "Whether to propose what has not been begun."}
    behind: Json = {**TEXT, "description": "What stands behind that place."}
    record: Json = {
        **ID["schema"], "description": f"The record; the latest {PREVIEWED} when left out.",
    }  # fmt: skip
    calls = (
        ("check", "What is wrong with a formula of {plural}", _written(), _CHECKED),
        ("complete", "What may follow in a formula of {plural}",
         _written(after=behind, asked=asked), _COMPLETION),
        ("preview", "What a formula gives for {plural}", _written(record=record), _PREVIEW),
    )  # fmt: skip
    for deed, sentence, given, answer in calls:
        made = call(f"{deed}_formula_{name}", say(sentence), [], answer)
        yield (
            f"/{name}/formula/{deed}",
            {"post": {**made, "requestBody": body(json_content(given))}},
        )


def _written(**further: Json) -> Json:
    returns: Json = {
        "type": "string",
        "enum": ["", *RETURNS],
        "description": "The type of the field that it is for.",
    }
    use = {**_USE, "description": "What the formula is for."}
    given = object_of(text=TEXT, use=use, returns=returns, **further)
    return {**given, "required": ["text"], "additionalProperties": False}
