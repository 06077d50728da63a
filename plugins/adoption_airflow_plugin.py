"""The project's one Airflow plugin: preloads what tasks need, in the processes that fork tasks and no other.

Airflow executes every .py file of this folder in each of its components, so there is this one file, and
`.airflowignore` keeps out anything else.
"""

from airflow.plugins_manager import AirflowPlugin

from adoption_reports.airflow.preload import preload_where_tasks_are_forked


class AdoptionReportsPlugin(AirflowPlugin):
    """Registers nothing in the user interface yet."""

    name = "adoption_reports"


preload_where_tasks_are_forked()
