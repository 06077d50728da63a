"""Where PostgreSQL's files lie and whose they are. PostgreSQL refuses to run as root.

Anyone but root runs it as themselves, in the folder asked for. Root runs it as a system account;
where that account cannot reach the folder (a checkout in root's home), the files go to a folder of
their own in /var/tmp, and the folder asked for becomes a link to it.
"""

import hashlib
import os
import pwd
import shutil
import stat
from pathlib import Path

from adoption_reports.local.processes import Account, ServiceFailed

ELSEWHERE = Path("/var/tmp")  # nosec B108  # noqa: S108 - survives a restart, all reach it; names are checked
SYSTEM_ACCOUNTS = ("postgres", "nobody")


def server_account() -> Account | None:
    """The system account that PostgreSQL runs under; None: one's own, which is not root."""
    if os.geteuid() != 0:
        return None
    for name in SYSTEM_ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(name, entry.pw_uid, entry.pw_gid)
    raise ServiceFailed(
        f"PostgreSQL does not run as root and this machine has no account {' or '.join(SYSTEM_ACCOUNTS)}. "
        "Run as another user, or add one with: useradd --system postgres"
    )


def is_reachable(path: Path) -> bool:
    """Whether every account may pass through all folders above `path` and into it."""
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in (path, *path.parents) if folder.exists())


def place_for(folder: Path, account: Account | None) -> Path:
    """The real folder for `folder`, made if missing, owned by the account that will use it.

    Raises ServiceFailed where someone else already made the folder that we would use.
    """
    folder = folder.absolute()
    if folder.is_symlink():
        real = folder.readlink()
    elif account is None or is_reachable(folder.parent):
        real = folder
    else:
        name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
        real = ELSEWHERE / f"adoption-{os.geteuid()}-{name}"
    real.parent.mkdir(parents=True, exist_ok=True)
    real.mkdir(mode=0o700, exist_ok=True)
    allowed = {os.geteuid()} | ({account.uid} if account else set())
    found = real.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in allowed:
        raise ServiceFailed(f"{real} belongs to someone else. Remove it, or set ADOPTION_HOME to another folder.")
    if account is not None:
        os.chown(real, account.uid, account.gid)
    if real != folder and not folder.is_symlink():
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.symlink_to(real)
    return real


def remove_place(folder: Path) -> None:
    """Remove the folder and what it links to. Idempotent."""
    if folder.is_symlink():
        shutil.rmtree(folder.readlink(), ignore_errors=True)
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)
