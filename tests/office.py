"""LibreOffice, for tests of what a real office program makes of our files, and of what it sends back."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest


def save_by_libreoffice(files: Sequence[Path], extension: str, folder: Path) -> list[Path]:
    """Files opened by LibreOffice and saved in a format: xlsx, ods, xls. Skipped where it is not installed."""
    program = shutil.which("soffice")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("LibreOffice is missing: .ci/packages.txt names it.")
        pytest.skip("LibreOffice is not installed (soffice); CI has it.")
    folder.mkdir(exist_ok=True)
    # A profile of its own: two at once would wait for each other.
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, "--headless", "--norestore", profile, "--convert-to", extension, "--outdir", str(folder)]
    done = subprocess.run([*command, *map(str, files)], check=False, capture_output=True, text=True, timeout=180)
    saved = [folder / f"{file.stem}.{extension}" for file in files]
    assert all(file.exists() for file in saved), done.stdout + done.stderr
    return saved


def saved_by_libreoffice(file: Path, extension: str, folder: Path) -> Path:
    """One file saved so."""
    (saved,) = save_by_libreoffice([file], extension, folder)
    return saved
