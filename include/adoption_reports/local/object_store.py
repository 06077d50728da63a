"""The embedded S3 store: `rclone serve s3` over plain folders, one key pair per network.

A network's key sees two buckets: landing, where it may write, and receipts, where it may read; in
each, the folder of its own code and no other. The administrator's key sees every bucket whole.
Source: contract, section 2; architecture, section 4 (what this server does not do is listed there).
"""

import configparser
import io
import json
import os
import secrets
import shutil
import sys
import sysconfig
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from adoption_reports.local.processes import (
    LOOPBACK,
    Service,
    ServiceFailed,
    free_port,
    write_privately,
)

ADMINISTRATOR = "administrator"
START_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Buckets:
    """The buckets' names; others are every bucket that no network sees."""

    landing: str = "adoption-landing"
    receipts: str = "adoption-receipts"
    others: tuple[str, ...] = ("adoption-archive", "adoption-lake", "adoption-publications")

    @property
    def names(self) -> tuple[str, ...]:
        """Every bucket."""
        return (self.landing, self.receipts, *self.others)


def key_id(network_code: str) -> str:
    """The id of a network's S3 key."""
    return f"network-{network_code}"


class ObjectStoreServer:
    """One S3 server and its folders. Secrets and the port are made once and kept in `folder`."""

    def __init__(self, folder: Path, networks: Iterable[str], buckets: Buckets | None = None) -> None:
        self.folder = folder.absolute()
        self.networks = tuple(networks)
        self.buckets = buckets or Buckets()
        self.service = Service("object-store", self.folder.parent / "run")
        self._secrets = self.folder / "secrets.json"
        self._logins = self.folder / "logins.json"
        self._remotes = self.folder / "remotes.conf"
        self._port = self.folder / "port"

    @property
    def endpoint(self) -> str:
        """The address for S3 clients: path style, any region."""
        return f"http://{LOOPBACK}:{int(self._port.read_text())}"

    def start(self, *, may_move: bool = True) -> None:
        """Start the server, with buckets and keys made where missing; return when it answers. Idempotent.

        may_move: take another port if the last one is taken.
        """
        if not self.service.is_running():
            self._provision()
            last = int(self._port.read_text()) if self._port.exists() else None
            port = free_port(last, may_move=may_move)
            write_privately(self._port, str(port))
            self.service.start(
                self._command(f"{LOOPBACK}:{port}"), environment=self._environment(), directory=Path(__file__).parent
            )
        self.service.wait_until_it_listens(int(self._port.read_text()), START_SECONDS)

    def become(self, address: str, secret: str, network_credentials: Path) -> NoReturn:
        """Turn this process into the server, for containers; the networks' keys are written to a file first.

        secret: the administrator's.
        """
        write_privately(self._secrets, json.dumps(self._known_secrets() | {ADMINISTRATOR: secret}))
        self._provision()
        self.write_network_credentials(network_credentials)
        program, *options = map(str, self._command(address))
        os.chdir(Path(__file__).parent)
        os.execve(program, [program, *options], self._environment())  # noqa: S606

    def stop(self) -> None:
        """Stop the server: uploads under way fail, whole objects stay. Idempotent."""
        # Asked to end, it waits for idle clients to hang up; killed, it leaves no partial object.
        self.service.stop(grace_seconds=2)

    def remove(self) -> None:
        """Stop the server and delete every object and secret."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def empty(self) -> None:
        """Delete every object; keys and the server stay. For tests."""
        for bucket in self.buckets.names:
            shutil.rmtree(self.folder / "buckets" / bucket)
        self._make_folders()

    def credentials(self, key: str = ADMINISTRATOR) -> dict[str, str]:
        """{"key": …, "secret": …} of a key id: the administrator's or a network's."""
        return {"key": key, "secret": self._known_secrets()[key]}

    def write_network_credentials(self, path: Path) -> Path:
        """Write each network's own key and secret, by network code, where only we may read them."""
        write_privately(path, json.dumps({code: self.credentials(key_id(code)) for code in self.networks}, indent=1))
        return path

    def _known_secrets(self) -> dict[str, str]:
        known: dict[str, str] = json.loads(self._secrets.read_text()) if self._secrets.exists() else {}
        return known

    def _provision(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        known = self._known_secrets()
        keys = (ADMINISTRATOR, *map(key_id, self.networks))
        write_privately(self._secrets, json.dumps({k: known.get(k) or secrets.token_urlsafe(30) for k in keys}))
        self._make_folders()
        remotes, logins = self._views()
        listing = io.StringIO()
        remotes.write(listing)
        write_privately(self._remotes, listing.getvalue())
        write_privately(self._logins, json.dumps(logins))

    def _make_folders(self) -> None:
        (self.folder / "nothing").mkdir(parents=True, exist_ok=True)
        for bucket in self.buckets.names:
            (self.folder / "buckets" / bucket).mkdir(parents=True, exist_ok=True)
        # A network's folder must be there before anything is in it, or its owner could not even list it.
        for bucket in (self.buckets.landing, self.buckets.receipts):
            for code in self.networks:
                (self.folder / "buckets" / bucket / code).mkdir(exist_ok=True)

    def _views(self) -> tuple[configparser.ConfigParser, dict[str, Mapping[str, Any]]]:
        """What each key sees: named storages, and each key's answer by the login program."""
        remotes = configparser.ConfigParser(interpolation=None)
        root = self.folder / "buckets"
        known = self._known_secrets()
        remotes["nothing"] = {"type": "alias", "remote": str(self.folder / "nothing")}
        logins: dict[str, Mapping[str, Any]] = {
            ADMINISTRATOR: {"type": "local", "_root": str(root), "_secret_access_key": known[ADMINISTRATOR]}
        }
        for code in self.networks:
            # Views in views: a bucket with one folder in it, which is the network's own. Links to folders
            # would do the same, but such a bucket accepts, and loses, keys outside that folder.
            landing, receipts = f"landing-{code}", f"receipts-{code}"
            remotes[f"{landing}-files"] = {"type": "alias", "remote": str(root / self.buckets.landing / code)}
            remotes[landing] = {"type": "combine", "upstreams": f"{code}={landing}-files:"}
            remotes[f"{receipts}-files"] = {
                "type": "alias", "remote": str(root / self.buckets.receipts / code)
            }  # fmt: skip
            # Only a union knows read-only storages, and it wants two at least: the other one is empty.
            remotes[f"{receipts}-read"] = {"type": "union", "upstreams": f"{receipts}-files::ro nothing::ro"}
            remotes[receipts] = {"type": "combine", "upstreams": f"{code}={receipts}-read:"}
            logins[key_id(code)] = {
                "type": "combine",
                "upstreams": f"{self.buckets.landing}={landing}: {self.buckets.receipts}={receipts}:",
                "_root": "",
                "_secret_access_key": known[key_id(code)],
            }
        return remotes, logins

    def _command(self, address: str) -> list[str | Path]:
        program = Path(sysconfig.get_path("scripts")) / "rclone"
        if not program.exists():
            raise ServiceFailed("The S3 server's program is missing. Run: make env")
        return [
            program,
            "serve",
            "s3",
            f"--addr={address}",
            # The server splits this at spaces, whatever quotes say: so no path is in it.
            f"--auth-proxy={Path(sys.executable).name} -I -S s3_login.py",
            f"--config={self._remotes}",
            f"--cache-dir={self.folder / 'cache'}",
            # Each key has listings of its own in memory; kept, one would not see another's uploads. Not 0s:
            # a PUT then takes a second and more instead of 3 ms, and the server spins on (measured).
            "--dir-cache-time=10ms",
            "--poll-interval=0",
            # Else the last DELETE in a network's folder takes the folder along.
            "--no-cleanup",
            "--use-server-modtime",
            "--log-level=NOTICE",
        ]

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.defpath)),
            "HOME": str(self.folder),
            "TZ": "UTC",
            "ADOPTION_S3_LOGINS": str(self._logins),
        }
