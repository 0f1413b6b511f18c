"""Every job is done once, whoever is killed and however many workers race; and what it came to is told."""

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from inspect import signature

import pytest
from django.apps import apps
from hypothesis import given
from hypothesis import strategies as st
from tests.company.routines.conftest import NOW, Clock, address_of, wait_until

from handfast.company.opening import open_company
from handfast.company.routines import jobs
from handfast.company.routines.kinds import KINDS, arguments_of
from handfast.company.routines.uploads import LONGEST_NAME, keep_upload, plain_name, upload_by_id
from handfast.company.routines.worker import LEASE, Chore, Worker
from handfast.company.writing import writing
from handfast.errors import Conflict, DataError, NotFound
from handfast.facade.planning import Planning


@pytest.fixture
def clock() -> Clock:
    return Clock()


def asked(kind: str = "backup", **said: object) -> int:
    return jobs.ask(kind, said, actor="jo", now=NOW)


def claimed(worker: str = "one", *, now: dt.datetime = NOW) -> jobs.Job | None:
    return jobs.claim(worker, now=now, lease=LEASE)


def test_a_job_says_what_is_to_be_done(here):
    number = asked("plan", seconds=3)
    job = jobs.job_by_id(number)
    assert (job.state, job.actor, job.arguments["seconds"], job.arguments["days"]) == ("waiting", "jo", 3, 91)
    for kind, said, words in (
        ("dance", {}, "is no kind of job"),
        ("plan", {"sceonds": 3}, "is nothing that the job 'plan' knows"),
        ("plan", {"seconds": "3"}, "is no number"),
        ("plan", {"seconds": -1}, "is not between"),
        ("plan", {"overtime": 1}, "is no yes or no"),
        ("plan", {"steps": True}, "is no whole number"),
        ("import", {}, "needs a file"),
    ):
        with pytest.raises(DataError, match=words):
            jobs.ask(kind, said, actor="jo", now=NOW)
    with pytest.raises(NotFound, match="J-99"):
        jobs.job_by_id(99)
    assert [each.id for each in jobs.jobs()] == [number]


def test_a_plan_is_made_by_a_job_just_as_at_once():
    said = signature(Planning.plan).parameters
    told = {name: each.usual for name, each in KINDS["plan"].arguments.items()}
    assert told == {name: said[name].default for name in said if name not in {"self", "stop", "progress"}}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_usual_fits(kind):
    assert arguments_of(kind, {}) == arguments_of(kind, arguments_of(kind, {}))


def test_of_those_that_run_alone_one_runs_at_a_time(here):
    first, second = asked("plan"), asked("plan")
    other = asked("volume")
    one = claimed("one")
    assert one is not None
    assert one.id == first
    assert claimed("two").id == other
    assert claimed("three") is None
    jobs.end(one, "done", now=NOW, result={"plan": "S-1"})
    assert claimed("three").id == second
    assert jobs.job_by_id(first).result == {"plan": "S-1"}


def test_a_job_is_taken_over_once_and_then_has_failed(here):
    number = asked()
    lapsed = LEASE + dt.timedelta(seconds=1)
    first = claimed("one")
    assert claimed("two", now=NOW + LEASE / 2) is None
    second = claimed("two", now=NOW + lapsed)
    assert (second.id, second.attempts) == (number, 2)
    with pytest.raises(jobs.LostJob):
        jobs.renew(first, now=NOW + lapsed, lease=LEASE, words="", done=0, of=0)
    with pytest.raises(jobs.LostJob):
        jobs.end(first, "done", now=NOW + lapsed)
    assert claimed("three", now=NOW + 2 * lapsed) is None
    job = jobs.job_by_id(number)
    assert job.state == "failed"
    assert "killed or stopped answering, 2 times" in job.error
    with pytest.raises(jobs.LostJob):
        jobs.end(second, "done", now=NOW + 2 * lapsed)


def test_two_workers_race_for_many_jobs_and_each_is_done_once(here):
    """The kind does not run alone here, so that they may meet on every job."""
    numbers = [asked() for _ in range(40)]
    apps.get_model("company", "Job").objects.update(alone=False)
    done: Counter[int] = Counter()
    guard = threading.Lock()

    def work(running):
        with guard:
            done[running.job.id] += 1
        return {}

    def workers_day() -> None:
        with open_company(address_of(here)) as database:
            Worker(database, {"backup": work}, clock=lambda: NOW).until_empty()

    both = [threading.Thread(target=workers_day) for _ in range(3)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert done == Counter(numbers)
    assert {job.state for job in jobs.jobs()} == {"done"}
    assert {job.attempts for job in jobs.jobs()} == {1}


VICTIM = """
import datetime as dt, sys
from handfast.company.opening import open_company
from handfast.company.routines.worker import Worker

def work(running):
    print("at work", flush=True)
    sys.stdin.read()

moment = dt.datetime.fromisoformat(sys.argv[2])
with open_company(sys.argv[1]) as database:
    Worker(database, {"backup": work}, clock=lambda: moment).until_empty()
"""


def test_a_killed_workers_job_is_taken_over_once(here, clock):
    number = asked()
    for attempt in (1, 2):
        command = [sys.executable, "-c", VICTIM, address_of(here), clock().isoformat()]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as victim:
            assert victim.stdout.readline() == b"at work\n"
            os.kill(victim.pid, signal.SIGKILL)
        job = jobs.job_by_id(number)
        assert (job.state, job.attempts) == ("running", attempt)
        clock.go_on(seconds=LEASE.total_seconds() + 1)
    assert Worker(here, {"backup": lambda running: {}}, clock=clock).until_empty() == 0
    assert jobs.job_by_id(number).state == "failed"


def working(here, clock, work, **more) -> tuple[Worker, threading.Thread]:
    """Start a worker that does one job."""
    worker = Worker(here, {"backup": work}, clock=clock, pulse_seconds=0.01, **more)
    thread = threading.Thread(target=worker.one)
    thread.start()
    return worker, thread


def lease_of(number: int) -> dt.datetime | None:
    return apps.get_model("company", "Job").objects.get(id=number).lease_until


def patient(go: threading.Event):
    def work(running):
        done = 0
        while not go.wait(0.005):
            done += 1
            running.progress("sawing", min(done, 7), 10)
        return {"sawn": True}

    return work


def test_a_worker_that_lives_keeps_its_job_however_long_it_takes(here, clock):
    number, go = asked(), threading.Event()
    _, thread = working(here, clock, patient(go))
    try:
        wait_until(lambda: jobs.job_by_id(number).words == "sawing" and jobs.job_by_id(number).done == 7)
        assert jobs.job_by_id(number).share == 0.7
        for _ in range(3):
            clock.go_on(seconds=LEASE.total_seconds() * 0.9)
            until = clock() + LEASE
            wait_until(lambda until=until: lease_of(number) == until)
            assert claimed("two", now=clock()) is None
    finally:
        go.set()
        thread.join()
    assert jobs.job_by_id(number).result == {"sawn": True}


def test_a_running_job_is_cancelled_where_it_next_tells_how_far_it_is(here, clock):
    number = asked()
    _, thread = working(here, clock, patient(threading.Event()))
    wait_until(lambda: jobs.job_by_id(number).state == "running")
    assert jobs.cancel(number, now=NOW).open
    thread.join()
    assert jobs.job_by_id(number).state == "cancelled"
    with pytest.raises(Conflict, match="has ended already: cancelled"):
        jobs.cancel(number, now=NOW)


def test_a_worker_that_is_told_to_stop_gives_its_job_back(here, clock):
    number, stopping = asked(), threading.Event()
    _, thread = working(here, clock, patient(threading.Event()), stopping=stopping)
    wait_until(lambda: jobs.job_by_id(number).state == "running")
    stopping.set()
    thread.join()
    job = jobs.job_by_id(number)
    assert (job.state, job.attempts) == ("waiting", 0)
    assert Worker(here, {"backup": lambda running: {"n": 1}}, clock=clock).until_empty() == 1
    assert jobs.job_by_id(number).result == {"n": 1}


def test_a_waiting_job_that_is_cancelled_is_never_begun(here):
    number = asked()
    assert jobs.cancel(number, now=NOW).state == "cancelled"
    assert claimed() is None


def test_a_cancelled_job_whose_worker_is_gone_is_not_begun_again(here):
    number = asked()
    assert claimed() is not None
    jobs.cancel(number, now=NOW)
    assert claimed("two", now=NOW + 2 * LEASE) is None
    assert jobs.job_by_id(number).state == "cancelled"


def test_why_nothing_came_of_a_job_is_told(here, clock, caplog):
    refused, broke = asked(), asked("plan")

    def refuse(running):
        raise NotFound("There is no oak.")

    def broken(running):
        raise RuntimeError("saw")

    Worker(here, {"backup": refuse, "plan": broken}, clock=clock).until_empty()
    assert (jobs.job_by_id(refused).state, jobs.job_by_id(refused).error) == ("failed", "There is no oak.")
    assert jobs.job_by_id(broke).error == "This is a fault of Handfast, not yours: RuntimeError: saw"
    assert "J-2 broke" in caplog.text or "broke" in caplog.text


def test_what_the_work_writes_and_the_jobs_end_are_one(here, clock):
    """A job that was taken over meanwhile takes what its first worker wrote with it."""
    number = asked()

    def slow(running):
        with writing():
            keep_upload("a.csv", b"1", actor="jo", now=NOW)
            running.done({"kept": 1})
        return {}

    Worker(here, {"backup": slow}, clock=clock).one()
    assert (jobs.job_by_id(number).state, jobs.job_by_id(number).result) == ("done", {"kept": 1})
    again = asked()

    def overtaken(running):
        apps.get_model("company", "Job").objects.filter(id=again).update(worker="two", attempts=2)
        return slow(running)

    Worker(here, {"backup": overtaken}, clock=clock).one()
    assert jobs.job_by_id(again).state == "running"
    assert apps.get_model("company", "Upload").objects.count() == 1


def test_chores_are_done_in_between_in_their_time(here, clock):
    heard: list[dt.datetime] = []
    worker = Worker(here, {"backup": lambda running: {}}, clock=clock, chores=[Chore("hear", 60, heard.append)])
    for _ in range(5):
        worker.until_empty()
        clock.go_on(seconds=30)
    assert heard == [NOW, NOW + dt.timedelta(seconds=60), NOW + dt.timedelta(seconds=120)]


def test_what_ended_long_ago_is_cleared_away(here):
    old, new, waiting = asked(), asked("plan"), asked("volume")
    jobs.cancel(old, now=NOW - dt.timedelta(days=31))
    jobs.cancel(new, now=NOW)
    keep_upload("forgotten.csv", b"1", actor="jo", now=NOW - dt.timedelta(hours=25))
    kept = keep_upload("new.csv", b"1", actor="jo", now=NOW)
    assert jobs.clear(now=NOW) == 1
    assert [job.id for job in jobs.jobs()] == [waiting, new]
    assert upload_by_id(kept).content == b"1"
    assert apps.get_model("company", "Upload").objects.count() == 1


def test_a_file_is_kept_until_its_job_has_ended(here):
    content = bytes(range(256))
    upload = keep_upload("stock.csv", content, actor="jo", now=NOW)
    assert (upload_by_id(upload).name, upload_by_id(upload).content) == ("stock.csv", content)
    jobs.ask("import", {}, actor="jo", now=NOW, upload=upload)
    jobs.clear(now=NOW + dt.timedelta(days=2))
    jobs.end(claimed(), "failed", now=NOW, error="faults")
    with pytest.raises(NotFound, match="Send it again"):
        upload_by_id(upload)
    with pytest.raises(NotFound, match="Send it again"):
        jobs.ask("import", {}, actor="jo", now=NOW, upload=upload)
    with pytest.raises(DataError, match="is empty"):
        keep_upload("a.csv", b"", actor="jo", now=NOW)
    with pytest.raises(DataError, match="is no name"):
        keep_upload("../..", b"1", actor="jo", now=NOW)


def test_a_file_that_is_too_big_is_refused(here, monkeypatch):
    monkeypatch.setattr("handfast.company.routines.uploads.MOST_BYTES", 3)
    with pytest.raises(DataError, match="has 4 bytes, more than 3"):
        keep_upload("a.csv", b"1234", actor="jo", now=NOW)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("stock.csv", "stock.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\jo\\stock.csv", "stock.csv"),
        ("..", ""),
        (".hidden", "hidden"),
        ("stock\x00.csv", "stock.csv"),
        ("\u202evsc.kcots", "vsc.kcots"),
        ("n" * 300 + ".csv", "n" * (LONGEST_NAME - 4) + ".csv"),
    ],
)
def test_a_files_name_is_a_plain_name(name, plain):
    assert plain_name(name) == plain


@given(st.text())
def test_no_name_leads_out_of_its_folder(name):
    found = plain_name(name)
    assert "/" not in found
    assert "\\" not in found
    assert found not in {".", ".."}
    assert len(found) <= LONGEST_NAME
    assert found.isprintable()
