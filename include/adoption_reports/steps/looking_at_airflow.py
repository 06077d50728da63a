"""The doctor's look at Airflow and who keeps it running: dead services; DAGs that are broken, paused or missing."""

import fcntl
import json
import urllib.request
from typing import Any

from adoption_reports.settings import KEEPER_LOCK, PROJECT, home
from adoption_reports.steps.looking_at_stores import Unsound
from adoption_reports.steps.services import Services

PARTS = ("metadatabase", "scheduler", "triggerer", "dag_processor")


def services_healthy(services: Services) -> str:
    """Every part has given a sign of life lately."""
    address = services.settings.airflow_url
    if address is None:
        raise Unsound("this process was not told where it is: set ADOPTION_AIRFLOW_URL")
    health = _get(f"{address}/api/v2/monitor/health")
    sick = [name for name in PARTS if (health.get(name) or {}).get("status") != "healthy"]
    if sick:
        raise Unsound(f"not healthy: {', '.join(sick)}")
    return "scheduler, triggerer and DAG processor are healthy"


def dags_running(services: Services) -> str:
    """Every DAG of ours is known, sound and not paused."""
    settings = services.settings
    if settings.airflow_url is None or settings.airflow_password is None:
        return "not looked at: set ADOPTION_AIRFLOW_URL, ADOPTION_AIRFLOW_USER and ADOPTION_AIRFLOW_PASSWORD"
    api = f"{settings.airflow_url}/api/v2"
    login = {"username": settings.airflow_user, "password": settings.airflow_password.get_secret_value()}
    token = _get(f"{settings.airflow_url}/auth/token", body=login)["access_token"]
    broken = [one["filename"] for one in _get(f"{api}/importErrors", token=token)["import_errors"]]
    if broken:
        raise Unsound(f"cannot be imported: {', '.join(sorted(broken))}")
    known = {one["dag_id"]: one for one in _get(f"{api}/dags?limit=100", token=token)["dags"] if not one["is_stale"]}
    wanted = {path.stem for path in (PROJECT / "dags").glob("*.py")}
    if missing := wanted - known.keys():
        raise Unsound(f"not known: {', '.join(sorted(missing))}")
    if paused := sorted(name for name in wanted if known[name]["is_paused"]):
        raise Unsound(f"paused: {', '.join(paused)}")
    return f"{len(wanted)} are known and active"


def keeper(_: Services) -> str:
    """Whoever starts again what of the embedded stack has died is there; elsewhere that is the platform's task."""
    if not (home() / "stack.env").exists():
        return "not looked at: no embedded stack runs here"
    try:
        with (home() / KEEPER_LOCK).open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        pass
    except BlockingIOError:
        return "starts again whatever of the embedded stack dies"
    raise Unsound("it does not run: what dies stays dead")


def _get(url: str, *, body: dict[str, Any] | None = None, token: str | None = None) -> dict[str, Any]:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, headers)  # noqa: S310 (a setting of ours)
    # No proxy: Airflow stands beside us.
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10) as reply:
        answer: dict[str, Any] = json.load(reply)
    return answer
