"""Alarms as an Airflow notifier: of a task that has failed for good, and of what reconcile finds again and again.

Off until ADOPTION_ALARM_ADDRESSES (e-mail, by the connection adoption_smtp) or the connection adoption_chat says
where to; always in the log. Source: domain/alarms.py; docs/operations/README.md.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import structlog
from airflow.sdk.bases.notifier import BaseNotifier

from adoption_reports.airflow.connections import for_alarms, settings_from_connections
from adoption_reports.domain.alarms import Alarm, Mend
from adoption_reports.domain.errors import StorageUnavailable

if TYPE_CHECKING:
    from airflow.sdk.definitions.context import Context

    from adoption_reports.steps import Services

log = structlog.get_logger(logger_name=__name__)


class AlarmNotifier(BaseNotifier):
    """Tells people: of the alarm that it is given, or, as a callback, of the task that has failed."""

    def __init__(self, alarm: Alarm | None = None) -> None:
        super().__init__()
        self.alarm = alarm

    def notify(self, context: "Context") -> None:
        """Send. A task that goes on failing is told of once an hour. Raises StorageUnavailable, WrongUse."""
        from adoption_reports import steps  # here, since a DAG file must parse without them

        settings = settings_from_connections()
        if self.alarm is not None:
            steps.send_alarm(for_alarms(settings), self.alarm)
            return
        failed = Mend("task-failed", _failed(context))
        try:
            with steps.open_services(settings) as services:
                steps.note_and_tell(services, [failed], _send)
        except StorageUnavailable:
            # The ledger may be what is away; then nobody can say when this was told of last.
            steps.send_alarm(for_alarms(settings), Alarm(failed.kind, [failed.subject]))


def tell(services: "Services", found: dict[str, Any]) -> dict[str, Any]:
    """Send the alarms that reconcile found due; returns its counts, with how many were sent."""
    from adoption_reports import steps

    return found | {"alarms": steps.tell(services, found["alarms"], _send)}


def tell_unsound(services: "Services") -> list[str]:
    """Examine the installation and tell of every part that is not sound; returns their names."""
    from adoption_reports import steps
    from adoption_reports.steps.doctor import ABOUT_AIRFLOW, examine

    settings = for_alarms(services.settings)
    unsound = [check.name for check in examine(settings, besides=ABOUT_AIRFLOW) if not check.is_sound]
    if unsound:
        steps.note_and_tell(services, [Mend("doctor", name) for name in unsound], _send)
    return unsound


def _send(alarm: Alarm) -> None:
    AlarmNotifier(alarm)({})


def _failed(context: Mapping[str, Any]) -> str:
    """DAG, task and the kind of error; never its words, which may repeat what a file holds."""
    instance, error = context.get("task_instance") or context.get("ti"), context.get("exception")
    why = f" ({type(error).__name__})" if isinstance(error, BaseException) else ""
    if instance is None:
        return f"{getattr(context.get('dag'), 'dag_id', 'a DAG')}{why}"
    return f"{instance.dag_id}.{instance.task_id}{why}"
