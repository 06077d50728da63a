"""Errors, grouped by what the caller may do. A bad file is not an error: it is a verdict."""


class AdoptionError(Exception):
    """Base of every error that this package raises on purpose."""


class WrongUse(AdoptionError):
    """The caller asked for something that makes no sense; asking again won't help."""


class StorageUnavailable(AdoptionError):
    """A store or database did not answer. Retry later; nothing was changed."""


class StorageRefused(AdoptionError):
    """The database would not take something: our fault. Nothing was changed. Says no value of any row."""


class ObjectChanged(AdoptionError):
    """The object was overwritten or deleted while it was being read. Read it again."""


class LeaseLost(AdoptionError):
    """Another worker took the submission over; this one must commit nothing."""


class SandboxFailed(AdoptionError):
    """The reading process could not be started or spoke nonsense: our fault. Retry."""


class FaultOfOurs(AdoptionError):
    """Our code failed on somebody's file. Retry, then mend the code. Says where, and no value of any row."""


class ExpectationRaised(AdoptionError):
    """An expectation raised instead of deciding: our fault, never a pass. Retry, then alarm."""


class RebuildFailed(AdoptionError):
    """What the archive gives back is not what the ledger recorded: our fault. Nothing was changed."""


class LinesLost(AdoptionError):
    """Rows read do not equal rows accepted, held and repeated: our fault. Nothing is committed."""

    def __init__(self, where: str, *, read: int, accepted: int, held: int, repeated: int) -> None:
        super().__init__(f"{where}: {read} rows read, {accepted} accepted, {held} held, {repeated} repeated")


class FigureUnexplained(AdoptionError):
    """The rows found do not come to the figure: our fault. Nothing is shown."""

    def __init__(self, measure: str, *, shown: object, counted: object) -> None:
        super().__init__(f"{measure} is shown as {shown}, and its rows come to {counted}")
