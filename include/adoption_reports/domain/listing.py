"""How many findings of each rule are listed when there are more than a receipt holds.

Source: contract, section 7: at most 1,000, spread over the rules; all are counted.
"""

from collections.abc import Mapping


def shares(counts: Mapping[str, int], limit: int) -> dict[str, int]:
    """How many of each rule's findings to list: as even as the counts allow, `limit` in all.

    The result is what taking one of each rule in turn would give, in the order of `counts`.
    Example: {"R02": 5, "R05": 1, "W01": 9} within 8 gives 4, 1 and 3.
    """
    given = dict.fromkeys(counts, 0)
    left = limit
    while left > 0:
        wanting = [rule for rule in counts if given[rule] < counts[rule]]
        if not wanting:
            break
        each = max(left // len(wanting), 1)
        for rule in wanting:
            more = min(each, counts[rule] - given[rule], left)
            given[rule] += more
            left -= more
    return given
