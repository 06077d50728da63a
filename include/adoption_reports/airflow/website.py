"""The pages inside Airflow's web server: behind its log-in, with its people and their rights.

Loaded only in the API server. To see them takes what the website takes; to act takes the right to start
runs of `process_submission`, which viewers lack. Source: architecture, section 3; reliability, "Security".
"""

import hashlib
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import quote, urlsplit

from airflow.api_fastapi.app import get_auth_manager
from airflow.api_fastapi.auth.managers.models.resource_details import AccessView, DagAccessEntity, DagDetails
from airflow.api_fastapi.core_api.security import GetUserDep, requires_access_view
from airflow.configuration import conf
from airflow.models import Connection, DagRun
from airflow.utils.session import create_session
from fastapi import Depends
from sqlalchemy import select

from adoption_reports.airflow.connections import S3, WAREHOUSE, settings_of
from adoption_reports.pages.app import create_pages
from adoption_reports.pages.surroundings import Surroundings, Visitor
from adoption_reports.steps.services import Services

PREFIX = "/adoption"
PROCESSING = "process_submission"


@cache
def pages_app() -> Mapping[str, Any]:
    """The pages as Airflow mounts them."""
    app = create_pages(
        Surroundings(
            services=_services,
            visitor=_visitor,
            secret=hashlib.sha256(b"adoption pages" + conf.get("api", "secret_key").encode()).digest(),
            guards=[Depends(requires_access_view(AccessView.WEBSITE))],
            origins=_origins(),
            log_in=lambda back: get_auth_manager().get_url_login(next_url=back),
            run_of=_run_of,
        )
    )
    return {"app": app, "url_prefix": PREFIX, "name": "Adoption reports"}


def _services() -> Services:
    # Not by the SDK's Connection: that asks a task's supervisor, which the web server has none of.
    warehouse, s3 = (Connection.get_connection_from_secrets(name) for name in (WAREHOUSE, S3))
    return Services(settings_of(warehouse, s3))


def _visitor(user: GetUserDep) -> Visitor:
    may_act = get_auth_manager().is_authorized_dag(
        method="POST", access_entity=DagAccessEntity.RUN, details=DagDetails(id=PROCESSING), user=user
    )
    return Visitor(user.get_name(), may_act)


def _base_path() -> str:
    return urlsplit(conf.get("api", "base_url", fallback="")).path.rstrip("/")


def _origins() -> list[str]:
    base = urlsplit(conf.get("api", "base_url", fallback=""))
    return [f"{base.scheme}://{base.netloc}"] if base.netloc else []


def _run_of(submission_id: str) -> str | None:
    """The address of the latest run that processed a submission."""
    wanted = select(DagRun.run_id).where(DagRun.dag_id == PROCESSING, DagRun.partition_key == submission_id)
    with create_session() as session:
        run_id = session.scalar(wanted.order_by(DagRun.id.desc()).limit(1))
    return f"{_base_path()}/dags/{PROCESSING}/runs/{quote(run_id, safe='')}" if run_id else None
