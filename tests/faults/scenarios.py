"""What happens around the steps: events, races, stalled workers, servers that go away. Source: reliability, rows 3-6.

Each scenario is a function that does one run at the laboratory's place; whatever happened, it ends with what happens by
itself (`recover`), and then the four promises must hold.
"""

import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from adoption_reports import steps
from adoption_reports.domain.submissions import COUNTING, DUPLICATE, REJECTED
from adoption_reports.steps import Services
from adoption_reports.storage.database import table, transaction

from .crew import REGISTER, TOTALS, crew
from .invariants import broken, digest_of
from .laboratory import EMPTY, Laboratory, recover, snapshot_of
from .layer import PING, S3, Fault, Layer, installed
from .workload import PERIOD, adoptions

EQUAL_UPLOADS = 50
KEY = f"NENC/{PERIOD}/figures.csv"


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run of a scenario ended: what is wrong, and how long recovery took."""

    title: str
    wrong: list[str]
    recovery_seconds: float


Scenario = Callable[[Laboratory], Ended]


def checked(
    laboratory: Laboratory, title: str, *, digest: str = "", also: Callable[[Services], list[str]] | None = None
) -> Ended:
    """Recover, then look whether everything holds. digest: which there must be; else the whole workload's."""
    with laboratory.open() as services:
        started = time.monotonic()
        recover(services)
        seconds = time.monotonic() - started
        wrong = broken(services, digest or laboratory.digest)
        wrong += also(services) if also else []
    laboratory.place.seen = None
    return Ended(title, wrong, seconds)


# -- row 3: events


def events_doubled_and_shuffled(laboratory: Laboratory, *, seed: int, dropped: float = 0.0) -> Ended:
    """Each event comes five times, in any order, to several workers; a share of them is lost."""
    chance = random.Random(seed)
    laboratory.put_back(snapshot_of(0))
    with crew(laboratory) as workers:
        wrong = workers.answer([REGISTER] * 5)
        names = _submissions(laboratory)
        lost = {event for event in [*names, TOTALS] if chance.random() < dropped}
        events = [event for event in [*names, TOTALS] if event not in lost] * 5
        chance.shuffle(events)
        wrong += workers.answer(events)
    ended = checked(laboratory, f"each event five times, shuffled, {len(lost)} lost (seed {seed})")
    return Ended(ended.title, wrong + ended.wrong, ended.recovery_seconds)


def every_event_lost(laboratory: Laboratory) -> Ended:
    """Nothing ever wakes anybody but the clock."""
    laboratory.put_back(snapshot_of(0))
    return checked(laboratory, "every event lost")


# -- row 4: uploads in each other's way


def equal_uploads_at_once(laboratory: Laboratory, *, copies: int = EQUAL_UPLOADS) -> Ended:
    """The same file under many keys, all at once: one set of lines, and all the others repeat it."""
    content = adoptions("INN-0001,L01,100,received", "INN-0002,L02,40,covered").encode()
    digest = _alone(laboratory, content)
    laboratory.put_back(EMPTY)
    with laboratory.open() as services:
        for number in range(copies):
            _put(services, content, f"NENC/{PERIOD}/copy {number}.csv")
    with crew(laboratory) as workers:
        wrong = workers.answer([REGISTER] * 3)
        names = _submissions(laboratory)
        random.Random(4).shuffle(names)
        wrong += workers.answer([*names, TOTALS])

    def counted(services: Services) -> list[str]:
        with transaction(services.database) as connection:
            lines = connection.scalar(sa.select(sa.func.count()).select_from(table("warehouse.adoption_line")))
        found = Counter("repeats" if one == DUPLICATE else "counts" for one in _verdicts(services) if one in COUNTING)
        is_once = found == {"counts": 1, "repeats": copies - 1} and lines == 2
        return [] if is_once else [f"{lines} lines, and of the uploads {dict(found)}"]

    ended = checked(laboratory, f"the same file at once under {copies} keys", digest=digest, also=counted)
    return Ended(ended.title, wrong + ended.wrong, ended.recovery_seconds)


def versions_racing_at_one_key(laboratory: Laboratory, *, versions: int = 12) -> Ended:
    """One key is overwritten again and again while workers register and judge; the last version speaks."""
    contents = [adoptions(f"INN-0001,L01,{n + 1},received").encode() for n in range(versions)]
    digest = _alone(laboratory, contents[-1])
    laboratory.put_back(EMPTY)

    def overwrite() -> None:
        with laboratory.open() as services:
            for content in contents:
                _put(services, content)
                time.sleep(0.2)

    sender = threading.Thread(target=overwrite)
    with crew(laboratory) as workers:
        sender.start()
        wrong = []
        while sender.is_alive():
            wrong += workers.answer([REGISTER, *_submissions(laboratory)[-2:], TOTALS])
        sender.join()
        wrong += workers.answer([REGISTER])
    ended = checked(laboratory, f"{versions} versions racing at one key", digest=digest)
    return Ended(ended.title, wrong + ended.wrong, ended.recovery_seconds)


def overwritten_while_being_read(laboratory: Laboratory) -> Ended:
    """The object changes between the request for it and its last byte: the first is refused, the second counts."""
    first, second = (adoptions(f"INN-0001,L01,{n},received").encode() for n in (10, 20))
    digest = _alone(laboratory, second)
    laboratory.put_back(EMPTY)
    with laboratory.open() as services:
        _put(services, first)
        (name,) = steps.register_uploads(services)
        with installed(Layer()) as layer:
            layer.act_on(f"GET {services.settings.landing_bucket}/NENC", lambda: _put(services, second))
            verdict = steps.judge(services, name)["verdict"]
    wrong = [] if verdict == REJECTED else [f"the version that was overwritten is {verdict}"]
    ended = checked(laboratory, "an object overwritten while being read", digest=digest)
    return Ended(ended.title, wrong + ended.wrong, ended.recovery_seconds)


def deleted_before_being_read(laboratory: Laboratory) -> Ended:
    """Its sender is told so, and nothing counts."""
    digest = _alone(laboratory, b"nothing that could be read")
    laboratory.put_back(EMPTY)
    with laboratory.open() as services:
        _put(services, adoptions("INN-0001,L01,10,received").encode())
        (name,) = steps.register_uploads(services)
        services.store.delete(services.settings.landing_bucket, KEY)

    def told(services: Services) -> list[str]:
        receipt = services.store.get(services.settings.receipts_bucket, f"NENC/{PERIOD}/{name}/receipt.json")
        is_told = b"replaced or deleted before it could be read" in receipt and _verdicts(services) == [REJECTED]
        return [] if is_told else ["its sender was not told so"]

    return checked(laboratory, "an object deleted before being read", digest=digest, also=told)


# -- row 5: a worker that stalls past its lease


def stalls(laboratory: Laboratory) -> Iterator[tuple[int, int]]:
    """Stage and call of each moment at which a worker is to stall: before a call of S3, before a transaction.

    Elsewhere its transaction is gone with its connection, and it ends.
    """
    for stage, made in enumerate(laboratory.calls):
        if laboratory.stages[stage].startswith(("judge", "answer")):
            yield from ((stage, at) for at, call in enumerate(made) if call.server == S3 or call.name == PING)


def worker_stalls(laboratory: Laboratory, moment: tuple[int, int]) -> Ended:
    """Its connections are cut, others do all its work and all that is left, and then it wakes up and goes on."""
    stage, at = moment
    laboratory.put_back(snapshot_of(stage))

    def meanwhile() -> None:
        _cut_off(laboratory)
        laboratory.in_child(lambda: _all_done(laboratory))

    said = laboratory.in_child(lambda: laboratory.strike(stage, Fault(at, "stalled", act=meanwhile)))
    return checked(laboratory, f"a worker stalls in {laboratory.stages[stage]} before call {at}: {said['ended']}")


def _all_done(laboratory: Laboratory) -> dict[str, list[str]]:
    with laboratory.open() as services:
        recover(services)
    return {}


def _cut_off(laboratory: Laboratory) -> None:
    """End every worker's connection to the database."""
    query = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename = 'adoption_loader'"
    with laboratory.postgres.administrator() as connection:
        connection.execute(query, [laboratory.place.name])


# -- row 6: servers that go away under load


def postgres_restarted(laboratory: Laboratory) -> Ended:
    """PostgreSQL stops at once, without saying goodbye to anybody, and is started again; twice."""

    def restart() -> None:
        process = laboratory.postgres.service.process()
        assert process is not None
        process.send_signal(signal.SIGQUIT)
        process.wait()
        laboratory.postgres.start()

    return _under_load(laboratory, "PostgreSQL restarted at once, twice, under load", restart)


def store_away(laboratory: Laboratory) -> Ended:
    """The S3 server is gone for some seconds."""

    def away() -> None:
        laboratory.place.store.stop()
        time.sleep(3)
        laboratory.place.store.start()

    return _under_load(laboratory, "S3 away, twice, under load", away)


def _under_load(laboratory: Laboratory, title: str, trouble: Callable[[], None]) -> Ended:
    laboratory.put_back(snapshot_of(0))
    with laboratory.postgres.administrator() as connection:
        # The tests' servers forget what they committed last when they are stopped at once; ours do not.
        connection.execute(f"ALTER DATABASE {laboratory.place.name} SET synchronous_commit = on")
        connection.execute("CHECKPOINT")
    with laboratory.open() as services:
        names = steps.register_uploads(services)
    with crew(laboratory) as workers:
        for _ in range(2):
            begun = workers.begin([REGISTER, *names, TOTALS] * 2)
            time.sleep(1)
            trouble()
            workers.wait(begun)  # tasks that failed are no loss: they come again
    laboratory.place.seen = None
    return checked(laboratory, title)


# -- helpers


def _put(services: Services, content: bytes, key: str = KEY) -> None:
    services.store.put(services.settings.landing_bucket, key, content)


def _alone(laboratory: Laboratory, content: bytes) -> str:
    """The digest where only this was ever sent."""
    laboratory.put_back(EMPTY)
    with laboratory.open() as services:
        _put(services, content)
        steps.process_once(services)
        digest = digest_of(services)
    laboratory.look()
    return digest


def _submissions(laboratory: Laboratory) -> list[str]:
    with laboratory.open() as services, transaction(services.database) as connection:
        submission = table("intake.submission")
        return list(connection.scalars(sa.select(submission.c.submission_id).order_by(submission.c.upload_id)))


def _verdicts(services: Services) -> list[str | None]:
    with transaction(services.database) as connection:
        return list(connection.scalars(sa.select(table("intake.submission").c.verdict)))
