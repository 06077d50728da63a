"""The archive: the exact bytes of every upload, and every submission's lines. Written once.

Source: contract, section 2.
"""

import io
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from adoption_reports.domain.errors import ObjectChanged
from adoption_reports.domain.judgement import JudgedDataset
from adoption_reports.settings import Settings
from adoption_reports.storage.lines import write_parquet
from adoption_reports.storage.objects import ObjectStore


def bytes_key(sha256: str) -> str:
    """Where the bytes with a hash are kept."""
    return f"sha256/{sha256[:2]}/{sha256}"


def lines_key(submission_id: str, dataset: str) -> str:
    """Where a submission's accepted lines of a dataset are kept."""
    return f"lines/{submission_id}/{dataset}.parquet"


def held_key(submission_id: str, dataset: str) -> str:
    """Where a submission's held rows of a dataset are kept, as sent and with their findings."""
    return f"held/{submission_id}/{dataset}.parquet"


class Archive:
    """Reads and writes the archive bucket."""

    def __init__(self, store: ObjectStore, settings: Settings) -> None:
        self._store = store
        self._bucket = settings.archive_bucket

    def keep_bytes(self, path: Path, sha256: str) -> None:
        """Keep a file's bytes, unless they are there."""
        if not self._store.exists(self._bucket, bytes_key(sha256)):
            self._store.put(self._bucket, bytes_key(sha256), path)

    def fetch_bytes(self, sha256: str, folder: Path) -> Path:
        """Write kept bytes to a file in a folder. Raises ObjectChanged when they are not there."""
        listed = self._store.find(self._bucket, bytes_key(sha256))
        if listed is None:
            raise ObjectChanged(f"The archive does not hold {sha256}")
        path = folder / sha256
        if self._store.download(self._bucket, listed, path) != sha256:
            raise ObjectChanged(f"The archive's bytes of {sha256} are damaged")
        return path

    def keep_rows(self, submission_id: str, datasets: Iterable[JudgedDataset], workspace: Path) -> None:
        """Keep the lines and held rows of a submission.

        Judging the same bytes by the same stamps yields the same rows, so writing again is safe.
        """
        for judged in datasets:
            path = workspace / f"{judged.dataset}.parquet"
            for key, rows in ((lines_key, judged.lines), (held_key, judged.held)):
                if rows.num_rows:
                    write_parquet(rows, path)
                    self._store.put(self._bucket, key(submission_id, judged.dataset), path)

    def lines(self, submission_id: str, dataset: str) -> pa.Table:
        """The accepted lines of a submission. Raises ObjectChanged when there are none."""
        return self._read(lines_key(submission_id, dataset))

    def held(self, submission_id: str, dataset: str) -> pa.Table:
        """The held rows of a submission. Raises ObjectChanged when there are none."""
        return self._read(held_key(submission_id, dataset))

    def _read(self, key: str) -> pa.Table:
        content = self._store.get(self._bucket, key)
        try:
            return pq.read_table(io.BytesIO(content), page_checksum_verification=True)
        except (pa.ArrowInvalid, OSError) as error:
            raise ObjectChanged(f"The archive's {key} is damaged: {error}") from error
