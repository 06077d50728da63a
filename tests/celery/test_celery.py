"""Files through Redis and two Celery workers, with a real scheduler that runs no task itself.

`make celery` kills programs meanwhile; what survived is in RESULTS.md.
"""

import os
import re
import shutil

import pytest

from adoption_reports import steps
from adoption_reports.local.burst import burst_files
from adoption_reports.steps import Services

from .laboratory import burst, kept, own_stack, programs, send


def test_files_sent_at_once_through_two_workers_come_to_what_one_process_makes_of_them() -> None:
    if shutil.which("redis-server") is None:
        assert not os.environ.get("CI"), "redis-server is missing: .ci/packages.txt names it"
        pytest.skip("Redis is not installed (redis-server); CI has it.")
    with own_stack(workers=2) as settings, Services(settings) as services:
        files = burst_files(10, services.registry())
        burst(services, files, lambda: None)
        found = kept(services, files)
        logs = [worker.log.read_text(errors="replace") for worker in programs("airflow-worker")]
        assert [bool(re.search(r"succeeded in [0-9.]+s", log)) for log in logs] == [True, True]
    with own_stack(workers=0) as settings, Services(settings) as services:
        send(services, files)
        steps.process_once(services)
        assert kept(services, files) == found
