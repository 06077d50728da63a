"""Which faults each call is to meet, and which of them are one run. Source: reliability, rows 1 and 2.

Rules by which one run stands for several faults:
- Between two calls of servers nothing happens that others could see: killed before a call is killed after the one
  before it.
- The answer lost of a call that changes nothing for others, or only within a transaction that goes with its
  connection, is the same as the call lost.
- A recovery that is killed leaves behind what was there at that moment. So, of each state that a kill has left behind,
  one recovery is looked at after each of its calls that changes something. Where a kill would leave what a run has
  left before, that run stands for it; each state that is new is one run. What the outbox says is still to be written
  makes no difference here: it is written whole.
- A server that stays away after a fault is the same as one that fails once, where nobody asks it again.
- Slowness changes no answer: one run a stage, with every call slow.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace

from .laboratory import Outcome, Plan, Watched
from .layer import FAILURES, KILLS, NO_ROOM, NO_ROOM_HERE, Call, Fault

Calls = Sequence[Sequence[Call]]


def kills(calls: Calls) -> Iterator[Plan]:
    """SIGKILL before and after each call."""
    for stage, made in enumerate(calls):
        yield Plan(stage, Fault(0, KILLS[0]), made[0])
        for at, call in enumerate(made):
            yield Plan(stage, Fault(at, KILLS[1]), call, stands_for=1 if at == len(made) - 1 else 2)


def effects(calls: Calls) -> Iterator[Plan]:
    """SIGKILL after each call that changes something."""
    for stage, made in enumerate(calls):
        for at, call in enumerate(made):
            if call.changes_something:
                yield Plan(stage, Fault(at, KILLS[1]), call)


def kills_again(watched: Iterable[Watched], known: Container[str]) -> list[Plan]:
    """SIGKILL where recoveries have come to what is not known, as `coming`; one run for each such state."""
    new: dict[str, Plan] = {}
    for one in watched:
        for at, state in one.effects:
            if state not in known:
                new.setdefault(state, replace(one.plan, again=Fault(at, KILLS[1])))
    return list(new.values())


def failures_once(calls: Calls) -> Iterator[Plan]:
    """Each call fails in each way, once; and every call of a stage is slow."""
    for stage, made in enumerate(calls):
        yield Plan(stage, Fault(0, "slow", lasts=True), made[0], stands_for=2 * len(made))
        for at, call in enumerate(made):
            for how in FAILURES[call.server]:
                if how == "slow" or not call.can(how) or (how.endswith("after") and not call.changes_something):
                    continue
                same = 2 if how.endswith("before") and not call.changes_something else 1
                yield Plan(stage, Fault(at, how), call, stands_for=same)


def failures_lasting(once: Sequence[Outcome]) -> Iterator[Plan]:
    """The same, lasting, where the server was asked again; else the run that was done stands for it, too."""
    for outcome in once:
        plan = outcome.plan
        if plan.fault.how == "slow":
            continue
        if outcome.later_calls:
            yield replace(plan, fault=replace(plan.fault, lasts=True))
        else:
            outcome.plan = replace(plan, stands_for=2 * plan.stands_for)


def no_room(calls: Calls) -> Iterator[Plan]:
    """A server's disk is full from each write on; and the worker's own disk, in each stage."""
    for stage, made in enumerate(calls):
        yield Plan(stage, Fault(0, NO_ROOM_HERE), made[0])
        for at, call in enumerate(made):
            if call.writes:
                yield Plan(stage, Fault(at, NO_ROOM, lasts=True), call)


def faults(calls: Calls, *, of_calls: bool) -> int:
    """How many pairs of a call and a fault there are: kills of calls, or their failures."""
    if of_calls:
        return sum(2 * len(made) for made in calls)
    return sum(2 * sum(call.can(how) for how in FAILURES[call.server]) for made in calls for call in made)
