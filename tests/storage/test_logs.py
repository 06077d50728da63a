"""Each line of the log says which submission it is about. Source: steps/services.py, `about`."""

import subprocess
import sys
from pathlib import Path

import pytest
import structlog

from adoption_reports import steps
from tests.storage.conftest import PERIOD, Pipeline, adoptions, deals

NAME = f"NENC-{PERIOD}-r001"
MISFIT = f"""
- match: {{network_code: NENC, reporting_period: {PERIOD}, dataset: economic_impact}}
  action: {{column: investment_gbp, multiply_by: 1000}}
  expect: {{column: investment_gbp, less_than: 1000}}
  reason: Agreed with the network.
"""


def test_every_line_about_a_submission_names_it(pipeline: Pipeline) -> None:
    lines: list[dict[str, object]] = []

    def keep(_: object, __: str, line: dict[str, object]) -> str:
        lines.append(dict(line))
        raise structlog.DropEvent

    before = structlog.get_config()["processors"]
    structlog.configure(processors=[structlog.contextvars.merge_contextvars, keep])
    try:
        pipeline.send(f"NENC/{PERIOD}/q3.csv", adoptions("INN-0001,L01,1,received"))
        pipeline.send(f"NENC/{PERIOD}/same.csv", adoptions("INN-0001,L01,1,received"))
        first, second = steps.register_uploads(pipeline.services)
        lines.clear()
        steps.judge(pipeline.services, second)
        steps.answer(pipeline.services, first)
        steps.replay(pipeline.services, [first], stamped=False, who="me", why="a test")
    finally:
        structlog.configure(processors=before)
    said = [(line["event"], line.get("submission_id")) for line in lines if line["event"] != "totals"]
    assert ("judged", first) in said
    assert ("judged", second) in said
    assert ("replayed", first) in said
    assert [event for event, name in said if event in ("judged", "replayed") and name is None] == []
    answered = [(line["kind"], line.get("submission_id")) for line in lines if line["event"] == "written"][:3]
    assert answered == [("receipt", first), ("lake", first), ("network_page", first)]


def test_the_commands_log_names_the_submission_too(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    services = pipeline.services
    for path in services.settings.reference_folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "corrections.yaml").write_text(MISFIT)
    services.settings = services.settings.model_copy(update={"reference_folder": tmp_path})
    steps.refresh_reference(services)
    pipeline.send(f"NENC/{PERIOD}/q3.csv", deals("DEAL/1,INN-0001,1500.50,2.5"))
    for field in ("s3_endpoint", "s3_key", "s3_secret", "warehouse_url"):
        value = getattr(services.settings, field)
        monkeypatch.setenv(f"ADOPTION_{field.upper()}", value if isinstance(value, str) else value.get_secret_value())
    command = [Path(sys.executable).with_name("adoption"), "process", "--once"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 0, ran.stderr
    (line,) = [line for line in ran.stderr.splitlines() if "correction refused" in line]
    assert f"submission_id={NAME}" in line
