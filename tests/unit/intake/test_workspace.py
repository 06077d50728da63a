"""Folders for a piece of work: gone afterwards, even after a kill, and nobody else's are touched."""

import os
import signal
import threading
from pathlib import Path

import pytest

from adoption_reports.intake.workspace import MARK, PREFIX, workspace


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's folder for temporary files, for this test."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def killed_at_work() -> None:
    """A worker that is killed with a file in its folder."""
    child = os.fork()
    if child == 0:
        with workspace() as folder:
            (folder / "upload").write_bytes(b"x" * 1000)
            os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(child, 0)


def test_a_folder_is_gone_when_the_work_is_done(place: Path) -> None:
    with workspace() as folder:
        assert folder.parent == place
        assert [path.name for path in folder.iterdir()] == [MARK]
        (folder / "upload").write_bytes(b"x")
    assert list(place.iterdir()) == []


def test_what_a_killed_worker_leaves_is_gone_when_the_next_work_begins(place: Path) -> None:
    for _ in range(5):
        killed_at_work()
        assert len(list(place.iterdir())) == 1
    with workspace() as folder:
        assert list(place.iterdir()) == [folder]


def test_a_folder_in_use_is_left_alone(place: Path) -> None:
    """By this thread, by another one, by another process."""
    made, done = threading.Event(), threading.Event()

    def work() -> None:
        with workspace():
            made.set()
            done.wait(60)

    thread = threading.Thread(target=work)
    thread.start()
    made.wait(60)
    with workspace(), workspace():
        assert len(list(place.iterdir())) == 3
        killed_at_work()
        assert len(list(place.iterdir())) == 4
    done.set()
    thread.join()


def test_folders_that_are_no_workspace_are_left_alone(place: Path) -> None:
    own = place / f"{PREFIX}figures"
    own.mkdir()
    (own / "figures.csv").write_text("mine")
    elsewhere = place / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / MARK).touch()
    (place / f"{PREFIX}link").symlink_to(elsewhere)
    with workspace():
        pass
    assert (own / "figures.csv").read_text() == "mine"
    assert (elsewhere / MARK).exists()
