"""The project's one Airflow plugin: the web pages, and what tasks need preloaded, each only where it is used.

Airflow executes every .py file of this folder in each of its components, so there is this one file, and
`.airflowignore` keeps out anything else. The pages' parts are imported in the API server alone, what tasks
need in the processes that fork tasks, and nothing in any other.
"""

import sys
from collections.abc import Mapping
from typing import Any

from airflow.plugins_manager import AirflowPlugin

from adoption_reports.airflow.preload import answers_pages, preload_where_tasks_are_forked


def _pages() -> list[Mapping[str, Any]]:
    if not answers_pages(sys.argv):
        return []
    from adoption_reports.airflow.website import pages_app

    return [pages_app()]


class AdoptionReportsPlugin(AirflowPlugin):
    """The pages, mounted behind Airflow's log-in and named in its navigation."""

    name = "adoption_reports"
    fastapi_apps = _pages()
    external_views = [
        {
            "name": "Adoption",
            "href": "/adoption/",
            "url_route": "adoption",
            "destination": "nav",
            "nav_top_level": True,
        }
    ]


preload_where_tasks_are_forked()
