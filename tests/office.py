"""LibreOffice, for tests of what a real office program makes of our files, and of what it sends back."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest


def saved_by_libreoffice(file: Path, extension: str, folder: Path) -> Path:
    """The file opened by LibreOffice and saved in a format: xlsx, ods, xls. Skipped where it is not installed."""
    program = shutil.which("soffice")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("LibreOffice is missing: .ci/packages.txt names it.")
        pytest.skip("LibreOffice is not installed (soffice); CI has it.")
    folder.mkdir(exist_ok=True)
    # A profile of its own: two at once would wait for each other.
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = [program, "--headless", profile, "--convert-to", extension, "--outdir", str(folder), str(file)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    saved = folder / f"{file.stem}.{extension}"
    assert saved.exists(), done.stdout + done.stderr
    return saved
