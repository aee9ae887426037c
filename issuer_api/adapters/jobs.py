"""The `Jobs` port on procrastinate: jobs in the node's own PostgreSQL, run by one worker or many.

    jobs = ProcrastinateJobs(conninfo, {"judge_proof": judge}, every={"sweep": "*/10"})
    jobs.soon("judge_proof", proof_id=…)      # any process
    await jobs.work(concurrency=4)            # a worker's process, until it is cancelled

A job that waits already is not put in twice. A job that fails or is killed is not tried again by itself:
the sweeps find what it was about, because the record of what must be done is in the node's tables.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import timedelta

import psycopg
from procrastinate import App, PsycopgConnector, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException

_log = logging.getLogger("mochila.jobs")
Task = Callable[..., object]
_AGAIN_SECONDS = 2.0


class ProcrastinateJobs:
    """`conninfo` is a libpq connection string. `every`: task to seconds field of a cron line, for the worker."""

    def __init__(self, conninfo: str) -> None:
        self._conninfo = conninfo
        self._app = App(connector=SyncPsycopgConnector(conninfo=conninfo, min_size=1, max_size=4))
        self._app.open()

    def soon(self, task: str, **arguments: str) -> None:
        """See `issuer_api.domain.ports.Jobs`."""
        lock = ":".join([task, *(arguments[name] for name in sorted(arguments))])
        try:
            self._app.configure_task(task, queueing_lock=lock, allow_unknown=True).defer(**arguments)
        except AlreadyEnqueued:
            return
        except ConnectorException as exc:
            _log.warning("a job could not be noted (%s); the sweep will find what it was about", type(exc).__name__)

    async def work(
        self,
        tasks: Mapping[str, Task],
        every: Mapping[str, int],
        *,
        concurrency: int,
        foreseen: tuple[type[Exception], ...],
    ) -> None:
        """Run jobs until cancelled; each of `every` also by itself, every so many seconds (a divisor of 60).

        An error of the `foreseen` kinds is one line in the log; any other comes with its traceback.
        """
        app = App(connector=PsycopgConnector(conninfo=self._conninfo, min_size=1, max_size=concurrency + 2))
        told = {name: _telling(name, task, foreseen) for name, task in tasks.items()}
        for name, task in told.items():
            app.task(name=name)(task)
        for name, seconds in every.items():
            _add_periodic(app, name, told[name], seconds)
        async with app.open_async():
            while True:
                try:
                    await app.run_worker_async(
                        concurrency=concurrency,
                        delete_jobs="successful",
                        install_signal_handlers=False,
                        fetch_job_polling_interval=2,
                    )
                except (ConnectorException, psycopg.Error) as exc:
                    _log.warning("the worker lost the database: %s", type(exc).__name__)
                if _cancelled():
                    return
                _log.warning("the worker starts again in %.0f seconds", _AGAIN_SECONDS)
                await asyncio.sleep(_AGAIN_SECONDS)

    def close(self) -> None:
        """Close the connections used by `soon`."""
        self._app.close()


def worker_beats(conninfo: str, within: timedelta) -> bool:
    """Whether a worker has said within this time that it is alive. Raises psycopg.OperationalError."""
    with psycopg.connect(conninfo, connect_timeout=5) as connection:
        query = "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - %s::interval"
        found = connection.execute(query, (within,)).fetchone()
    return bool(found and found[0])


def _cancelled() -> bool:
    """procrastinate stops by itself where it loses the database, and may end a cancelled run without an error."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _telling(name: str, task: Task, foreseen: tuple[type[Exception], ...]) -> Task:
    def run(**arguments: str) -> object:
        try:
            return task(**arguments)
        except foreseen as exc:
            _log.warning("%s: %s", name, exc)
            return None

    return run


def _add_periodic(app: App, name: str, task: Task, seconds: int) -> None:
    def run(timestamp: int) -> None:
        task()

    due = app.task(name=f"{name}.periodic", queueing_lock=f"{name}.periodic")(run)
    app.periodic(cron=f"* * * * * */{seconds}", periodic_id=name)(due)
