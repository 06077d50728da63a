"""The scan for secrets finds one."""

import subprocess
import sys
from pathlib import Path

from adoption_reports.settings import PROJECT


def scan(file: Path) -> int:
    return subprocess.run([sys.executable, PROJECT / ".ci" / "hygiene.py", file], check=False).returncode


def test_a_secret_in_a_file_is_found_and_a_made_up_one_is_not(tmp_path: Path) -> None:
    file = tmp_path / "settings.py"
    file.write_text("password = 'wrong'\n")
    assert scan(file) == 0
    file.write_text("password = '" + "kT7#pQ2v" + "Lz9x'\n")
    assert scan(file) == 1
