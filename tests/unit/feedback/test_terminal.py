"""A receipt at a terminal: the verdict first, the gravest findings next, long lists counted."""

from typing import Any

from adoption_reports.feedback.terminal import receipt_lines

FINDING = {"severity": "hold", "dataset": "adoptions", "sheet": "Q3", "column": "location_code", "value": "RX1RZ"}


def found(rule: str, row: int | None, **more: Any) -> dict[str, Any]:
    place = {"row": row, "cell": f"B{row}"} if row else {"row": None, "cell": None, "column": None, "sheet": None}
    return FINDING | {"rule": rule, "message": f"Row {row} is wrong.", "fix": "Mend it."} | place | more


def receipt(*findings: dict[str, Any], **more: Any) -> dict[str, Any]:
    by_rule: dict[str, int] = {}
    for one in findings:
        by_rule[one["rule"]] = by_rule.get(one["rule"], 0) + 1
    dataset = {
        "dataset": "adoptions", "sheet": "Q3", "rows_read": 1200, "rows_accepted": 1190, "rows_held": 10,
        "rows_repeated": 0, "rows_blank": 0, "nil_return": False, "supersedes": None,
    }  # fmt: skip
    return {
        "object_key": "q3.xlsx", "verdict": "partially_accepted", "datasets": [dataset],
        "held_back": {"beneficiaries_count": 1204, "investment_gbp": "0.00"},
        "findings": list(findings), "findings_by_rule": by_rule, "findings_count": len(findings),
    } | more  # fmt: skip


def test_the_verdict_comes_first_then_the_counts_then_what_to_do() -> None:
    lines = list(receipt_lines(receipt(found("R05", 41))))
    assert lines[0] == "q3.xlsx: Part of the report counts: 10 of 1,200 rows are held and not counted yet."
    assert lines[1] == "  Adoptions (sheet Q3): 1,200 rows read, 1,190 accepted, 10 held"
    assert "1,204 people" in lines[2]
    assert lines[3].startswith("  What to do: Correct the held rows")
    assert lines[4] == "  The location is not known (the row is held and does not count) [R05]"
    assert lines[5] == "    Q3, row 41 (B41), location code: Row 41 is wrong. Mend it."


def test_the_gravest_rule_comes_first_then_the_most_frequent() -> None:
    listed = [found("W04", None), found("W01", 1), found("R05", 2), found("R07", 3), found("R07", 4)]
    rules = [line[-4:-1] for line in receipt_lines(receipt(*listed)) if line.endswith("]")]
    assert rules == ["R07", "R05", "W01", "W04"]


def test_a_long_list_is_cut_and_what_is_cut_is_counted() -> None:
    lines = list(receipt_lines(receipt(*(found("R05", row) for row in range(2, 22)), findings_by_rule={"R05": 5000})))
    assert sum("is wrong" in line for line in lines) == 8
    assert "  The location is not known, 5,000 times (the row is held and does not count) [R05]" in lines
    assert lines[-1] == "    … and 4,992 more like these."


def test_rows_of_a_refused_file_are_said_to_be_conditional() -> None:
    lines = list(receipt_lines(receipt(found("R05", 41), verdict="rejected")))
    assert "  The location is not known (the row would not count) [R05]" in lines


def test_nothing_from_a_file_reaches_the_terminal_as_a_command() -> None:
    nasty = "\x1b[2J\x9b31m\u202e"
    named = receipt(found("R05", 41, message=nasty, sheet=nasty), object_key=nasty)
    assert not any(one in "".join(receipt_lines(named)) for one in "\x1b\x9b\u202e")
