"""The worker process: timed jobs, reactions and background work, each in a thread of its own.

Any number of workers may run at once. The main thread keeps the heartbeats by which the others
see that this one lives, and ends everything in order when asked to stop.
"""

import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import close_old_connections, connections

from jieyue.kit.journal import deliver_all, deliver_next
from jieyue.kit.tasks import due_runs, running
from jieyue.kit.tasks.jobs import Job
from jieyue.kit.tasks.models import ScheduledRun, Task, TaskStatus
from jieyue.kit.write_back import write_back

logger = logging.getLogger(__name__)

IDLE_SECONDS = 1.0
AFTER_ERROR_SECONDS = 5.0
HEARTBEAT_SECONDS = 20.0
GRACE_SECONDS = 25.0


class Worker:
    """Runs `jobs` and whatever waits in the database. `clock` gives an aware time."""

    def __init__(self, jobs: Sequence[Job], *, clock: Callable[[], datetime]) -> None:
        self.jobs, self.clock = jobs, clock
        self.name = f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(4)}"
        self.stopping = threading.Event()
        self._tried: dict[Job, datetime] = {}  # spares an idle worker a query each second

    def run(self) -> None:
        """Until `stop` is called."""
        steps = {
            "jobs": self.job_step,
            "reactions": self.reaction_step,
            "tasks": self.task_step,
            "log": write_back,
        }
        threads = [
            threading.Thread(target=self._loop, args=(step,), name=name, daemon=True)
            for name, step in steps.items()
        ]
        for thread in threads:
            thread.start()
        logger.info("Worker %s runs %s timed jobs", self.name, len(self.jobs))
        self._loop(self.heartbeat_step, idle=HEARTBEAT_SECONDS)
        for thread in threads:
            thread.join(GRACE_SECONDS / len(threads))
        self._release()
        logger.info("Worker %s has stopped", self.name)

    def run_once(self) -> None:
        """Everything that is due or waits now, in this thread; then return."""
        while self.job_step() or deliver_all(now=self.clock()) or self.task_step():
            pass

    def stop(self) -> None:
        """Ask for the end: each thread finishes what it is at, a task at its next progress."""
        self.stopping.set()

    def job_step(self) -> bool:
        """Run one due job; False when none is due."""
        now = self.clock()
        by_name = {job.name: job for job in self.jobs}
        for row in due_runs.take_over(self.jobs, worker=self.name, now=now):
            self._perform(row, by_name[row.job])
            return True
        for job in self.jobs:
            due_at = job.last_due(now)
            if due_at is None or self._tried.get(job) == due_at:
                continue
            for run in due_runs.due_runs(job, due_at):
                taken = due_runs.start(run, worker=self.name, now=now)
                if taken is not None:
                    self._perform(taken, job)
                    return True
            self._tried[job] = due_at
        return False

    def reaction_step(self) -> bool:
        """Run one delivery; False when none is due."""
        return deliver_next(now=self.clock())

    def task_step(self) -> bool:
        """Run one task to its end; False when none waits."""
        task = running.claim_next(worker=self.name, now=self.clock())
        if task is None:
            return False
        running.run(task, clock=self.clock, is_stopping=self.stopping.is_set)
        return True

    def heartbeat_step(self) -> bool:
        """Tell the other workers that what this one holds is being done."""
        now = self.clock()
        held = Task.objects.filter(worker=self.name, status=TaskStatus.RUNNING)
        if held.exists():
            held.update(heartbeat_at=now)
        runs = ScheduledRun.objects.filter(worker=self.name, finished_at=None)
        if runs.exists():
            runs.update(heartbeat_at=now)
        return False

    def _perform(self, row: ScheduledRun, job: Job) -> None:
        error = due_runs.perform(row, job)
        due_runs.finish(row, error=error, now=self.clock())

    def _loop(self, step: Callable[[], bool], *, idle: float = IDLE_SECONDS) -> None:
        """Step until stopped. Whatever goes wrong, such as a database away, is tried again."""
        while not self.stopping.is_set():
            try:
                close_old_connections()
                wait = 0.0 if step() else idle
            except Exception:
                logger.exception("Worker %s goes on after an error", self.name)
                connections.close_all()
                wait = AFTER_ERROR_SECONDS
            if wait:
                self.stopping.wait(wait)
        connections.close_all()

    def _release(self) -> None:
        """A task that did not hear the end in time goes back to wait for another worker."""
        held = Task.objects.filter(worker=self.name, status=TaskStatus.RUNNING)
        held.update(status=TaskStatus.WAITING, worker="")
        connections.close_all()
