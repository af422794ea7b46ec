"""Several workers on one database file or server: nothing is done twice and nothing is left."""

import ast
import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent
FACTS, WORKERS = 800, 4


@pytest.fixture
def environment(tmp_path):
    """The environment of processes that share an empty database: of the server, if one is named."""
    variables = os.environ | {"JIEYUE_DATA": str(tmp_path)}
    url = os.environ.get("JIEYUE_DATABASE_URL", "")
    if not url:
        yield variables
        return
    import psycopg

    name = f"jieyue_workers_{secrets.token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield variables | {"JIEYUE_DATABASE_URL": urlunsplit(urlsplit(url)._replace(path=name))}
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def start(environment, *arguments) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", *map(str, arguments)],
        env=environment,
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(*processes: subprocess.Popen) -> list[str]:
    ends = [process.communicate(timeout=400) for process in processes]
    problems = [
        err for process, (_out, err) in zip(processes, ends, strict=True) if process.returncode
    ]
    assert not problems, problems[0]
    return [out for out, _err in ends]


def step(environment, name: str, number: int = 0) -> subprocess.Popen:
    return start(environment, "tests.worker_process", name, number)


def test_each_fact_is_delivered_once_and_each_due_run_done_once(environment):
    finish(step(environment, "prepare"))
    workers = [step(environment, "work", FACTS) for _worker in range(WORKERS)]
    finish(step(environment, "record", FACTS), *workers)
    figures = ast.literal_eval(finish(step(environment, "report"))[0])
    assert (figures["heard"], figures["heard_once"]) == (FACTS, FACTS)
    assert figures["attempts"] == 1
    assert figures["numbers"] == [f"WO-2026-{n:05d}" for n in range(1, WORKERS * 25 + 1)]
    assert figures["broken"] == [None, None, None]
    due = 3 * 5 * 2  # sites, jobs, minutes
    assert (figures["worked"], figures["worked_once"], figures["runs_ended"]) == (due, due, due)


def test_reactions_go_on_while_a_long_task_runs(environment):
    finish(step(environment, "prepare"))
    assert finish(step(environment, "work_beside")) == ["done"]


def test_a_worker_ends_in_order_when_told_to(environment):
    finish(step(environment, "prepare"))
    worker = start(environment, "jieyue", "run_worker")
    for line in worker.stderr:
        if "timed jobs" in line:
            break
    time.sleep(1)
    worker.send_signal(signal.SIGTERM)
    began = time.monotonic()
    _out, err = worker.communicate(timeout=30)
    assert worker.returncode == 0, err
    assert "has stopped" in err
    assert "Traceback" not in err
    assert time.monotonic() - began < 10
