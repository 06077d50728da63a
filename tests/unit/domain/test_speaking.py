"""Who spoke when: the rule of one moment, asked at every moment. Source: contract, section 6 "Current"."""

from datetime import UTC, datetime

from adoption_reports.domain.speaking import Acted, Decided, spans
from adoption_reports.domain.submissions import Claim, DatasetKey

PLACE = ("NENC", "2017-18-Q3")


def at(minute: int) -> datetime:
    return datetime(2018, 1, 29, 16, minute, tzinfo=UTC)


def decided(name: str, minute: int, *, uploaded: int, number: int = 1, verdict: str = "accepted") -> Decided:
    lines_of = name if number == 1 else f"{name}~{number}"
    key = DatasetKey(*PLACE, "adoptions")
    claim = Claim(name, key, verdict, False, at(uploaded), f"{name}.csv", name, at(minute), lines_of)
    return Decided(PLACE, name, number, at(minute), (claim,))


def acted(name: str, minute: int, *, is_withdrawn: bool, number: int = 1) -> Acted:
    return Acted(PLACE, name, number, at(minute), is_withdrawn)


def told(*happenings: Decided | Acted) -> list[tuple[str, int, int | None]]:
    """Whose lines counted, from which minute until which."""
    return [
        (span.claim.lines_of, span.from_at.minute, span.to_at.minute if span.to_at else None)
        for span in spans(happenings)
    ]


def test_a_later_upload_ends_the_span_of_the_one_before() -> None:
    assert told(decided("r001", 10, uploaded=1), decided("r002", 20, uploaded=2)) == [
        ("r001", 10, 20),
        ("r002", 20, None),
    ]


def test_an_older_upload_that_is_judged_late_never_speaks() -> None:
    assert told(decided("r002", 10, uploaded=2), decided("r001", 20, uploaded=1)) == [("r002", 10, None)]


def test_a_withdrawal_lets_the_previous_one_speak_again_and_a_reinstatement_takes_it_back() -> None:
    story = [
        decided("r001", 10, uploaded=1),
        decided("r002", 20, uploaded=2),
        acted("r002", 30, is_withdrawn=True),
        acted("r002", 40, is_withdrawn=False, number=2),
    ]
    expected = [("r001", 10, 20), ("r002", 20, 30), ("r001", 30, 40), ("r002", 40, None)]
    assert told(*story) == told(*reversed(story)) == expected


def test_a_replay_that_rejects_silences_what_spoke() -> None:
    assert told(decided("r001", 10, uploaded=1), decided("r001", 20, uploaded=1, number=2, verdict="rejected")) == [
        ("r001", 10, 20)
    ]


def test_a_replay_lets_its_own_lines_speak() -> None:
    assert told(decided("r001", 10, uploaded=1), decided("r001", 20, uploaded=1, number=2)) == [
        ("r001", 10, 20),
        ("r001~2", 20, None),
    ]
