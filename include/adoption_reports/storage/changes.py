"""Changes applied one at a time, in the order in which they were recorded, each noted with what it moved.

So the movements between any two moments add up to the movement of the figure, distinct counts
included. A registry change is applied network by network, in the order of their codes.
Source: totals, section 8.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from adoption_reports.domain.submissions import Claim, DatasetKey
from adoption_reports.metadata.datasets import ADOPTIONS, DATASETS
from adoption_reports.storage.counting import Run, Speaker, count, speak, speakers
from adoption_reports.storage.current import claims
from adoption_reports.storage.database import rows

LATE = "late"
RESTATED = "restated"
WITHDRAWN = "withdrawn"
CORRECTED = "corrected"
REFERENCE = "reference"
RULE_CHANGE = "rule_change"

_REASON_OF_ACT = {"withdraw": WITHDRAWN, "reinstate": WITHDRAWN, "correct": CORRECTED, "replay": RULE_CHANGE}
_REGISTRY = "registry"
_Place = tuple[str, str]
"""A network and a period."""


def count_changes(run: Run, *, after: datetime | None, registry_version: int) -> None:
    """Count what is pending, change by change, and note what each moved.

    run: its touched sources are pending and whoever speaks now speaks; after: the moment and
    registry_version the registry that the totals were last made from (None and 0 for a rebuild).
    """
    touched = {DatasetKey(**row) for row in rows(run.connection, "totals/touched_sources.sql")}
    places = {_place(key) for key in touched}
    asked = {"after": after, "used_version": registry_version, "moment": run.values["moment"]}
    changes = [dict(row) for row in rows(run.connection, "totals/changes.sql", **asked)]
    if run.is_whole:
        places |= {_changed(change) for change in changes if change["kind"] != _REGISTRY}
    else:
        changes = [change for change in changes if change["kind"] == _REGISTRY or _changed(change) in places]
    only = changes[0] if len(changes) == 1 and not run.is_whole else None
    if only is not None and {_changed(only)} == places:
        count(run)
        _note(run, only, _reasons(only, _claims(run.connection, _changed(only), only["recorded_at"])))
        return
    _OneAtATime(run, touched, places, after, registry_version).apply(changes)


class _OneAtATime:
    """A batch of changes; the work tables end up holding what all of them touched."""

    def __init__(
        self,
        run: Run,
        touched: set[DatasetKey],
        places: set[_Place],
        after: datetime | None,
        registry_version: int,
    ) -> None:
        self.run = run
        self.connection = run.connection
        self.touched = touched
        self.counted: set[DatasetKey] = set()
        self.speaking_now = {
            DatasetKey(row["network_code"], row["reporting_period"], row["dataset"]): Speaker(
                row["submission_id"], row["lines_of"], row["is_nil"]
            )
            for row in rows(self.connection, "totals/speakers.sql")
        }
        self.registry_version = registry_version
        self.said: dict[_Place, dict[DatasetKey, Speaker]] = {}
        for place in places:
            said = {} if after is None else speakers(_claims(self.connection, place, after), after)
            self._let_speak(place, said)

    def apply(self, changes: Iterable[Mapping[str, Any]]) -> None:
        """Apply the changes in order, then whatever is pending for another reason."""
        for change in changes:
            if change["kind"] == _REGISTRY:
                self._apply_registry(change)
            else:
                self._apply_claims(change)
        self.registry_version = self.run.values["registry_version"]
        self._catch_up()
        rows(self.connection, "totals/one_change.sql")
        self.run.run("totals/all_shared.sql" if self.run.is_whole else "totals/all_changes.sql")
        _touch(self.connection, self.touched)

    def _apply_claims(self, change: Mapping[str, Any]) -> None:
        place = _changed(change)
        known = _claims(self.connection, place, change["recorded_at"])
        before, after = self.said[place], speakers(known, change["recorded_at"])
        moved = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
        if moved:
            self._let_speak(place, after)
            self._pass(moved, change, _reasons(change, known))

    def _apply_registry(self, change: Mapping[str, Any]) -> None:
        self.registry_version = change["registry_version"]
        found = rows(self.connection, "totals/registry_sources.sql", version=self.registry_version)
        for network, sources in groupby(found, key=lambda row: row["network_code"]):
            keys = {DatasetKey(network, row["reporting_period"], ADOPTIONS.name) for row in sources}
            said = dict.fromkeys(DATASETS, REFERENCE)
            self._pass(keys, dict(change) | {"network_code": network}, said)
            self.touched |= keys

    def _catch_up(self) -> None:
        """Let pending sources say what they say now, where no recorded change made them: after a clock went wrong."""
        for place in sorted(self.said):
            before = self.said[place]
            now = {key: speaker for key, speaker in self.speaking_now.items() if _place(key) == place}
            moved = {key for key in before.keys() | now.keys() if before.get(key) != now.get(key)}
            moved |= {key for key in self.touched - self.counted if _place(key) == place}
            if moved:
                self._let_speak(place, now)
                reasons = {
                    key.dataset: LATE if key not in before else WITHDRAWN if key not in now else RESTATED
                    for key in moved
                }
                at = {"recorded_at": self.run.values["moment"], "network_code": place[0], "submission_id": None}
                self._pass(moved, at | {"registry_version": None}, reasons)

    def _let_speak(self, place: _Place, said: dict[DatasetKey, Speaker]) -> None:
        rows(self.connection, "totals/silence.sql", network_codes=[place[0]], reporting_periods=[place[1]])
        speak(self.connection, said)
        self.said[place] = said

    def _pass(self, keys: set[DatasetKey], change: Mapping[str, Any], reasons: Mapping[str, str]) -> None:
        rows(self.connection, "totals/one_change.sql")
        _touch(self.connection, keys)
        self.counted |= keys
        values = self.run.values | {"registry_version": self.registry_version}
        one = replace(self.run, values=values, is_whole=False)
        count(one)
        _note(one, change, reasons)
        one.run("marts/dim_innovation_missing.sql", "marts/dim_location_missing.sql")
        if not self.run.is_whole:
            rows(self.connection, "totals/keep_change.sql")


def _changed(change: Mapping[str, Any]) -> _Place:
    return change["network_code"], change["reporting_period"]


def _place(key: DatasetKey) -> _Place:
    return key.network_code, key.reporting_period


def _claims(connection: sa.Connection, place: _Place, as_of: datetime) -> list[Claim]:
    return claims(connection, network_code=place[0], reporting_period=place[1], as_of=as_of)


def _reasons(change: Mapping[str, Any], known: Iterable[Claim]) -> dict[str, str]:
    """Why each dataset moves: a first time in is late, all else that comes is restated."""
    if change["kind"] in _REASON_OF_ACT:
        return dict.fromkeys(DATASETS, _REASON_OF_ACT[change["kind"]])
    earlier = {claim.dataset_key.dataset for claim in known if claim.submission_id != change["submission_id"]}
    return {dataset: RESTATED if dataset in earlier else LATE for dataset in DATASETS}


def _touch(connection: sa.Connection, keys: Iterable[DatasetKey]) -> None:
    listed = list(keys)
    rows(
        connection,
        "totals/touch.sql",
        network_codes=[key.network_code for key in listed],
        reporting_periods=[key.reporting_period for key in listed],
        datasets=[key.dataset for key in listed],
    )


def _note(run: Run, change: Mapping[str, Any], reasons: Mapping[str, str]) -> None:
    adoptions, deals = (reasons.get(dataset, RESTATED) for dataset in DATASETS)
    run.run(
        "totals/movement.sql",
        recorded_at=change["recorded_at"],
        network_code=change["network_code"],
        submission_id=change["submission_id"],
        change_version=change["registry_version"],
        adoptions_reason=adoptions,
        deals_reason=deals,
    )
