"""Every limit, duration and address that an operator may set, with its default. Read from `OBJECTRY_*` variables."""

import difflib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from objectry.metadata.problems import MetadataError, Place, Problem
from objectry.metadata.shapes import reason
from objectry.runtime import messages

PREFIX = "OBJECTRY_"


class Settings(BaseModel):
    """The settings of a process."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    database_url: str = "sqlite:///var/objectry.db"
    """Where the organisation lives: `sqlite:///file` or `postgresql+psycopg://…`."""
    database_schema: Annotated[str, Field(pattern=r"^[a-z_][a-z0-9_]{0,62}$|^$")] = ""
    """The PostgreSQL schema of the organisation; empty means the connection's own."""
    busy_timeout_ms: Annotated[int, Field(ge=0, le=600_000)] = 15_000
    """How long a writer waits for another one, in milliseconds."""
    statement_timeout_ms: Annotated[int, Field(ge=0, le=3_600_000)] = 30_000
    """The longest time that one statement of a request may take, in milliseconds; 0 sets no limit. Commands and changes
    of metadata may take longer."""
    collision_retries: Annotated[int, Field(ge=0, le=20)] = 2
    """How often a request is begun anew when PostgreSQL ended it because another one was in its way (as in a deadlock). It
    writes alone from then on."""
    files: Path = Path("var/files")
    """The folder of uploaded files."""
    host: str = "127.0.0.1"
    """The address that `objectry serve` listens on."""
    port: Annotated[int, Field(ge=0, le=65_535)] = 8000
    """The port that `objectry serve` listens on."""
    worker_threads: Annotated[int, Field(ge=1, le=64)] = 8
    """Requests that a process works on at the same time, and connections that it keeps open for them."""
    secure_cookies: bool = False
    """Send the session cookie over HTTPS only, under the name `__Host-objectry_session`, which browsers take from nobody
    else. Set it wherever users come over HTTPS."""
    public_address: Annotated[str, Field(pattern=r"^(https?://[^\s/?#@]+)?$")] = ""
    """Where users find the server, such as `https://crm.example.com`: links in mails begin with it, whatever a request
    says of itself. Empty means `host` and `port`."""
    session_hours: Annotated[int, Field(ge=1, le=8_760)] = 12
    """How long a sign-in lasts, in hours."""
    session_note_minutes: Annotated[int, Field(ge=1, le=1_440)] = 5
    """How exactly it is noted when a session was used last, in minutes."""
    sign_in_attempts: Annotated[int, Field(ge=1, le=1_000)] = 10
    """Failed sign-ins to an account from one address before this address has to wait."""
    sign_in_wait_minutes: Annotated[int, Field(ge=1, le=1_440)] = 15
    """How long an address waits after too many failed sign-ins, in minutes."""
    set_up_hours: Annotated[int, Field(ge=1, le=720)] = 24
    """How long the code holds with which the first administrator is made, in hours."""
    password_link_minutes: Annotated[int, Field(ge=5, le=1_440)] = 30
    """How long a link to a new password holds, in minutes."""
    mail_from: Annotated[str, Field(pattern=r"^[^\r\n]+@[^\r\n]+$")] = (
        "Objectry <objectry@localhost>"
    )
    """Who mails are from."""
    mail_folder: Path = Path("var/mail")
    """Where mails are put as long as `smtp_host` names no server."""
    mail_attempts: Annotated[int, Field(ge=1, le=20)] = 6
    """How often it is tried to send a mail."""
    mail_retry_seconds: Annotated[int, Field(ge=1, le=3_600)] = 30
    """The pause before the second try, in seconds; each further one is twice as long."""
    smtp_host: str = ""
    """The mail server that mails are handed to; without one they are put into `mail_folder`."""
    smtp_port: Annotated[int, Field(ge=1, le=65_535)] = 587
    """Its port: 587 for STARTTLS, 465 for TLS, in most places."""
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    """How the way there is encrypted: from the greeting on, from the beginning, or not at all."""
    smtp_user: str = ""
    """The account at the mail server; without one nobody signs in there."""
    smtp_password: str = ""
    """Its password."""
    smtp_timeout_seconds: Annotated[int, Field(ge=1, le=300)] = 20
    """How long the mail server may take for each answer, in seconds."""
    body_limit: Annotated[int, Field(ge=1_000, le=1_000_000_000)] = 8_000_000
    """The largest request body, in bytes. Uploaded files have their own limit."""
    upload_limit: Annotated[int, Field(ge=1_000, le=10_000_000_000)] = 100_000_000
    """The largest uploaded file, in bytes."""
    upload_extensions: tuple[Annotated[str, Field(pattern="^[a-z0-9]{1,10}$")], ...] = (
        "jpg", "jpeg", "png", "gif", "webp", "bmp", "tif", "tiff", "heic", "heif", "svg", "dwg",
        "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "wps", "et", "dps", "odt", "ods",
        "odp", "rtf", "txt", "csv", "md", "log", "json", "xml", "eml", "msg", "ics", "vcf", "zip",
        "rar", "7z", "gz", "mp3", "m4a", "wav", "amr", "mp4", "mov",
    )  # fmt: skip
    """The endings of files that may be uploaded, with commas between them."""
    upload_pending_limit: Annotated[int, Field(ge=1_000, le=1_000_000_000_000)] = 1_000_000_000
    """The most bytes that one user may have uploaded without a record that holds them."""
    upload_pending_hours: Annotated[int, Field(ge=1, le=8_760)] = 24
    """How long a file that no record holds is safe from `objectry sweep`, in hours."""
    bulk_limit: Annotated[int, Field(ge=1, le=100_000)] = 10_000
    """The most records in one bulk call."""
    draft_days: Annotated[int, Field(ge=0, le=365)] = 7
    """How long browsers keep what was typed into a form and not saved, in days; 0 keeps nothing, as on computers that many
    people use."""
    lines_limit: Annotated[int, Field(ge=1, le=10_000)] = 200
    """The most lines that are saved together with a record; a form in which more would stand leaves them to their list."""
    stream_files: Annotated[int, Field(ge=1, le=100_000)] = 5_000
    """The most files in one body of metadata."""
    page_limit: Annotated[int, Field(ge=1, le=10_000)] = 500
    """The most records on one page of a list."""
    page_size: Annotated[int, Field(ge=1, le=10_000)] = 50
    """Records on a page when the request names no limit."""
    board_cards: Annotated[int, Field(ge=1, le=200)] = 15
    """The cards that a column of a board has at first, and that follow when it is scrolled."""
    card_limit: Annotated[int, Field(ge=1, le=10_000)] = 200
    """The most people whose vCards one file has. Their IDs stand in an address, which proxies limit, often to 8 KB."""
    count_bound: Annotated[int, Field(ge=1, le=1_000_000)] = 1_000
    """Where a bounded count stops counting."""
    group_limit: Annotated[int, Field(ge=1, le=100_000)] = 10_000
    """The most groups that an aggregation answers."""
    idempotency_hours: Annotated[int, Field(ge=1, le=720)] = 24
    """How long the answer to an idempotency key is remembered, in hours."""
    inline_dependants: Annotated[int, Field(ge=0, le=100_000)] = 1_000
    """How many records a save computes anew in its own transaction, of each computed field; more are left to a job."""
    import_batch: Annotated[int, Field(ge=1, le=10_000)] = 1_000
    """Rows of an import that are saved in one transaction."""
    import_cells: Annotated[int, Field(ge=1_000, le=1_000_000_000)] = 5_000_000
    """The most cells of a file that is imported: its rows times its columns. Each takes some 100 bytes of memory."""
    import_rows_at_once: Annotated[int, Field(ge=0, le=100_000)] = 2_000
    """The most rows of a file that are imported while the caller waits; a larger file becomes a job."""
    job_threads: Annotated[int, Field(ge=0, le=16)] = 1
    """Jobs that a serving process works on at the same time; 0 leaves them to other processes."""
    job_sweep_ms: Annotated[int, Field(ge=10, le=600_000)] = 1_000
    """How often a serving process looks for jobs that wait or were left behind, in milliseconds."""
    job_lease_seconds: Annotated[int, Field(ge=1, le=3_600)] = 30
    """How long a job counts as being worked on after its last saved step, in seconds."""
    job_attempts: Annotated[int, Field(ge=1, le=100)] = 5
    """How often a job is begun without getting on before it has failed."""
    job_pause_ms: Annotated[int, Field(ge=0, le=10_000)] = 5
    """How long a job rests between two steps, so that waiting writers get their turn, in milliseconds."""
    job_days: Annotated[int, Field(ge=1, le=3_650)] = 30
    """How long finished jobs and their reports are kept, in days."""
    bin_days: Annotated[int, Field(ge=0, le=36_500)] = 90
    """How long deleted records stay in the recycle bin until they are removed for good, in days; 0 keeps them until
    somebody removes them."""
    import_undo_days: Annotated[int, Field(ge=0, le=3_650)] = 30
    """How long after its end an import can be undone, in days, as long as its report is kept; 0 allows nobody to."""
    event_days: Annotated[int, Field(ge=1, le=3_650)] = 7
    """How long the outbox keeps what happened to records for those whom it is told, in days. Histories stay for ever."""
    notification_days: Annotated[int, Field(ge=1, le=3_650)] = 90
    """How long notifications are kept, in days, whether or not they were read."""
    notification_seconds: Annotated[int, Field(ge=5, le=3_600)] = 60
    """How often an open page asks whether there is something new to be told, in seconds."""
    tidy_minutes: Annotated[int, Field(ge=1, le=1_440)] = 60
    """How often a serving process that works on jobs forgets old jobs and events, and empties the recycle bin of what is too
    old, in minutes, from its start on."""
    drift_hours: Annotated[int, Field(ge=0, le=720)] = 24
    """How often a sample of an organisation's kept values is computed anew, and wrong ones are logged, in hours, by one of
    the serving processes that work on jobs; 0 never does."""

    @property
    def session_cookie(self) -> str:
        """The name of the session cookie. Browsers take `__Host-` from this very host only, over HTTPS, for all paths."""
        return "__Host-objectry_session" if self.secure_cookies else "objectry_session"

    @property
    def address(self) -> str:
        """Where users find the server."""
        return self.public_address or f"http://{self.host}:{self.port}"

    @field_validator("upload_extensions", mode="before")
    @classmethod
    def _split(cls, given: object) -> object:
        """A variable holds a list as one text."""
        return [part.strip() for part in given.split(",")] if isinstance(given, str) else given


def _near(name: str, known: Iterable[str]) -> str:
    """The variable that was meant, if one is spelt nearly so behind the prefix that all have."""
    names = [one.removeprefix(PREFIX) for one in known]
    found = difflib.get_close_matches(name.removeprefix(PREFIX), names, 1, 0.6)
    return "".join(PREFIX + one for one in found)


def read_settings(environment: Mapping[str, str] | None = None, **given: object) -> Settings:
    """The settings of the environment, overridden by those given. Raises MetadataError for values that cannot be.

    A variable that only looks like a setting is refused too: it is misspelt, and would be missed in silence.
    """
    variables = os.environ if environment is None else environment
    known = {PREFIX + name.upper(): name for name in Settings.model_fields}
    unknown = sorted(n for n in variables if n.startswith(PREFIX) and n not in known)
    if unknown:
        raise MetadataError(
            Problem(
                messages.SETTING_UNKNOWN, Place(name), {"name": name},
                _near(name, known),
            )
            for name in unknown
        )  # fmt: skip
    found: dict[str, object] = {
        name: variables[variable] for variable, name in known.items() if variable in variables
    }
    found.update({name: value for name, value in given.items() if value is not None})
    try:
        return Settings.model_validate(found)
    except ValidationError as error:
        raise MetadataError(
            Problem(
                messages.SETTING_WRONG,
                Place(PREFIX + str(problem["loc"][0]).upper()),
                {"value": str(problem["input"])[:100], **reason(problem)},
            )
            for problem in error.errors(include_url=False)
        ) from None
