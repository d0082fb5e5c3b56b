"""All kinds of jobs. A kind that is not in this list does not exist."""

from collections.abc import Mapping
from types import MappingProxyType

from objectry.runtime.jobs.compare import Compare
from objectry.runtime.jobs.import_records import ImportRecords
from objectry.runtime.jobs.interface import JobKind
from objectry.runtime.jobs.recalculate import Recalculate
from objectry.runtime.jobs.undo_import import UndoImport

JOB_KINDS: Mapping[str, JobKind] = MappingProxyType(
    {kind.name: kind for kind in (ImportRecords(), UndoImport(), Recalculate(), Compare())}
)
"""The kinds by name."""
