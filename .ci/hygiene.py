"""`python .ci/hygiene.py`: no secret lies in a file of the repository, and no pinned package has a known hole.

Whether packages have holes is asked of the package index; where its data cannot be reached this says so, and does
not fail. `python .ci/hygiene.py FILE…` looks for secrets in these files alone.
"""

import json
import subprocess
import sys
from pathlib import Path

PROGRAMS = Path(sys.executable).parent
PINS = Path("requirements.txt")
MADE_UP = (
    r"wrong|given|one|two|three|four|x|password|planted-password|s3cret/\+=|p@ss:.*|scram-sha-256"
    r"|ABCDEFGHJKLMNPQRSTUVWXYZ|9b2cf535f27731c974343645a3985328"
    r"|(name: )?adoption-[a-z-]+(\s+optional: true)?|warehouse|s3|[A-Za-z]+SecretName"
)
"""What tests and documents say in place of secrets, the names of Secrets, and what only looks like one."""
WITHOUT_SECRETS = (".png", ".csv", ".txt", ".svg", ".sql")
"""Pictures, the registry, hashes of packages, and what is rendered."""


def secrets(files: list[str]) -> bool:
    """Whether no file holds what looks like a secret; says where one does."""
    command = [PROGRAMS / "detect-secrets-hook", "--no-verify", "--exclude-secrets", f"^({MADE_UP})$", *files]
    return subprocess.run(command, check=False).returncode == 0


def audit() -> bool:
    """Whether no pinned package has a known hole, as far as anybody can be asked."""
    first = next(line for line in PINS.read_text().splitlines() if "==" in line)
    probe = _asked(["--no-deps", "-r", "/dev/stdin"], first.split()[0] + "\n")
    if probe is None or any("skip_reason" in one for one in probe):
        print("pip-audit: NOT AUDITED, since the package index's data on vulnerabilities cannot be reached from here.")
        return True
    found = _asked(["--require-hashes", "-r", str(PINS)], "") or []
    holes = [f"{one['name']} {one['version']}: {hole['id']}" for one in found for hole in one.get("vulns", [])]
    skipped = sum("skip_reason" in one for one in found)
    print(
        f"pip-audit: {len(found) - skipped} packages audited, {skipped} not, {len(holes)} known holes", *holes, sep="\n"
    )
    return bool(found) and not holes


def _asked(words: list[str], text: str) -> list[dict[str, object]] | None:
    command = [PROGRAMS / "pip-audit", "--disable-pip", "--progress-spinner", "off", "--format", "json", *words]
    ran = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    try:
        dependencies: list[dict[str, object]] = json.loads(ran.stdout)["dependencies"]
    except (ValueError, KeyError):
        return None
    return dependencies


def main() -> int:
    """0: clean."""
    if sys.argv[1:]:
        return 0 if secrets(sys.argv[1:]) else 1
    listed = subprocess.run(["git", "ls-files", "-z"], capture_output=True, text=True, check=True).stdout.split("\0")
    return 0 if all([secrets([name for name in listed if name and not name.endswith(WITHOUT_SECRETS)]), audit()]) else 1


if __name__ == "__main__":
    sys.exit(main())
