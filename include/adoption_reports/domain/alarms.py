"""What somebody of ours is told of, in words, and where they read what to do about it.

Reconcile mends by itself; what it has to mend twice has a cause that it does not mend.
Source: reliability, opening; the runbook in docs/operations/alarms/.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

RUNBOOK = "docs/operations/alarms"
SUBJECTS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of alarm: a title that reads without its subjects.

    times: how often a thing is found before somebody is told. hours: how long nobody is told of it again.
    """

    title: str
    times: int = 2
    hours: int = 24


KINDS: Mapping[str, Kind] = {
    "submission-unfinished": Kind("submissions stay without a receipt, however often they are announced"),
    "outbox-unwritten": Kind("what was decided is not written to the object store, or not by whom it should be"),
    "lake-differs": Kind("partitions of the lake are not what was written to them, again"),
    "correction-refused": Kind("registered corrections no longer fit what the network sent", times=1),
    "task-failed": Kind("a task has failed for good", times=1, hours=1),
    "doctor": Kind("the doctor has found something wrong", times=1),
}
"""Each has its page in the runbook, by its name."""


@dataclass(frozen=True, slots=True)
class Mend:
    """One thing that reconcile found amiss, mended or not."""

    kind: str
    subject: str


@dataclass(frozen=True, slots=True)
class Alarm:
    """One message: a kind, and all that it is about; each subject in words, maybe with how often it was found."""

    kind: str
    subjects: Sequence[str]

    @property
    def title(self) -> str:
        """One line."""
        return f"Adoption reports: {KINDS[self.kind].title} ({len(self.subjects)})"

    @property
    def text(self) -> str:
        """The whole message, in plain text; nothing of any file is in it, and no secret."""
        shown = [f"- {subject}" for subject in self.subjects[:SUBJECTS_SHOWN]]
        if len(self.subjects) > SUBJECTS_SHOWN:
            shown.append(f"- and {len(self.subjects) - SUBJECTS_SHOWN} more: see `adoption doctor`")
        return "\n".join([f"{self.title}:", *shown, "", f"What to do: {page(self.kind)}"])


def page(kind: str) -> str:
    """The runbook's page about a kind of alarm."""
    return f"{RUNBOOK}/{kind}.md"
