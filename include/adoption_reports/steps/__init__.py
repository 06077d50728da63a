"""The use cases: one function per task. The command line and the DAGs call the same ones.

Every step may be run again at any time: it looks in the ledger for what is left to do.
"""

from adoption_reports.steps.alarming import note_and_tell, tell
from adoption_reports.steps.alarming import send as send_alarm
from adoption_reports.steps.backtesting import backtest
from adoption_reports.steps.checking import Answer, Unread, check
from adoption_reports.steps.counting import Engine, count_totals
from adoption_reports.steps.explaining import bridge, explain
from adoption_reports.steps.gauges import read_gauges
from adoption_reports.steps.notifying import send_notices
from adoption_reports.steps.processing import answer, judge, register_uploads
from adoption_reports.steps.rebuilding import rebuild
from adoption_reports.steps.reconciling import reconcile
from adoption_reports.steps.replaying import try_out
from adoption_reports.steps.services import Services, log_warnings_only, open_services
from adoption_reports.steps.upkeep import (
    process_once,
    refresh_reference,
    refresh_totals,
    reinstate,
    replay,
    withdraw,
)

__all__ = [
    "Answer",
    "Engine",
    "Services",
    "Unread",
    "answer",
    "backtest",
    "bridge",
    "check",
    "count_totals",
    "explain",
    "judge",
    "log_warnings_only",
    "note_and_tell",
    "open_services",
    "process_once",
    "read_gauges",
    "rebuild",
    "reconcile",
    "refresh_reference",
    "refresh_totals",
    "register_uploads",
    "reinstate",
    "replay",
    "send_alarm",
    "send_notices",
    "tell",
    "try_out",
    "withdraw",
]
