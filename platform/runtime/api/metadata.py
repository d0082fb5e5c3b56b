"""Metadata as a whole, for every door: what installing packs would do, doing it, and the packs as they were written."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from objectry.formula.messages import Language
from objectry.metadata.parse import Reading
from objectry.metadata.plan import Plan, Proposal, propose
from objectry.metadata.problems import MetadataError, Problem
from objectry.metadata.sources import Source, proper_name
from objectry.metadata.streams import read_stream, write_stream
from objectry.runtime.access import messages as access_messages
from objectry.runtime.access.gains import gains
from objectry.runtime.access.grants import access_of
from objectry.runtime.api import messages
from objectry.runtime.api.organization import (
    Organization,
    install,
    sound,
    texts,
    with_system,
)
from objectry.runtime.context import Context
from objectry.runtime.database import definitions
from objectry.runtime.errors import Conflict, Forbidden
from objectry.runtime.records.upgrades import counted

Json = dict[str, object]


def demand_right(context: Context) -> None:
    """Raise Forbidden for a user who may not see and change the metadata as a whole."""
    rights = access_of(context).rights
    if rights is not None and "metadata" not in rights.setup:
        right = access_messages.SETUP_RIGHTS["metadata"]
        raise Forbidden(
            access_messages.SETUP_FORBIDDEN, {"right_zh": right.zh, "right_en": right.en}
        )


def read_packs(context: Context, body: bytes) -> Reading:
    """What a stream of files defines, with what comes with the product. Raises MetadataError, Forbidden."""
    demand_right(context)
    given = read_stream(body, context.settings.stream_files)
    return with_system(given, texts(context.connection))


def plan_packs(context: Context, given: Reading) -> Plan:
    """What installing the packs would do. Raises MetadataError with all problems."""
    return _proposal(context, given).plan


def apply_packs(context: Context, given: Reading) -> Plan:
    """Install the packs, in a transaction that may change tables. Raises MetadataError with all problems."""
    demand_right(context)
    proposal = _proposal(context, given)
    own_work = replace(context, user=None, language=context.state.locale.language)
    author = context.user.id if context.user else None
    install(context.connection, proposal, context.now, author,
            lambda state: replace(own_work, state=state))  # fmt: skip
    return proposal.plan


def _proposal(context: Context, given: Reading) -> Proposal:
    """The proposal of the asking user, who may grant nothing that he lacks himself."""
    installed = definitions.documents(context.connection)
    proposal = propose(context.catalog, installed, given)
    profiles = context.user.profiles if context.user else ()
    gained = tuple(gains(proposal, profiles))
    if gained:
        raise MetadataError((*proposal.plan.problems, *gained))
    return counted(context, access_of(context), sound(proposal))


def export_packs(context: Context) -> str:
    """All installed packs as written, as a stream of files. Raises Forbidden."""
    demand_right(context)
    return write_stream(definitions.sources(context.connection))


def export_folders(organization: Organization, folder: Path) -> int:
    """Write each installed pack into a folder of its own, file by file, and answer their number. Raises Conflict."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Conflict(messages.FOLDER_IN_USE, {"folder": folder})
    with organization.read() as context:
        sources = definitions.sources(context.connection)
    beside = folder.absolute().parent
    beside.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".objectry-", dir=beside) as place:
        draft = Path(place) / "packs"  # which becomes the folder when it is complete
        draft.mkdir()
        for source in sources:
            _write(draft, source)
        draft.replace(folder)
    return len({source.file.partition("/")[0] for source in sources})


def _write(folder: Path, source: Source) -> None:
    # Names are checked when a file comes in; a database may have come from elsewhere.
    if not proper_name(source.file):
        raise Conflict(messages.FILE_NAME_KEPT, {"file": source.file})
    path = folder / source.file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(source.content)


def plan_json(plan: Plan) -> Json:
    """A plan as the API answers it."""
    return {"actions": [action.json() for action in plan.actions]}


def problem_errors(problems: Sequence[Problem], language: Language) -> list[Json]:
    """Problems of metadata as entries of a problem document."""
    return [
        {
            "file": one.place.file,
            "line": one.place.line,
            "column": one.place.column,
            "code": one.code,
            "message": one.message.text(language, one.params),
            "hint": one.hint,
        }
        for one in problems
    ]
