"""The history file: one SQLite database in the report folder, safe for several runs at the same time.

A run is added in one transaction, so that a reader sees it whole or not at all. The newest
:data:`KEPT_RUNS` runs are kept; older ones go with the same transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from harness.errors import ReportError

FILE_NAME = "history.sqlite"
KEPT_RUNS = 200
VERSION = 1
_PATIENCE_S = 20.0  # for another run that is writing; a run is written in milliseconds
_SCHEMA = """
CREATE TABLE run (
    id TEXT PRIMARY KEY,
    started_at REAL NOT NULL,      -- seconds since the epoch
    duration_s REAL NOT NULL,
    harness_version TEXT NOT NULL,
    commit_id TEXT NOT NULL        -- of the user's tree, empty where there is none
) STRICT;
CREATE INDEX run_by_time ON run (started_at);
CREATE TABLE result (
    run_id TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    key TEXT NOT NULL,             -- target/variant/name
    profile TEXT NOT NULL,         -- real, roomy, or empty
    suite TEXT NOT NULL,
    simulator TEXT NOT NULL,
    verdict TEXT NOT NULL,
    known INTEGER NOT NULL,        -- 1: trouble that was accepted
    PRIMARY KEY (run_id, key, profile)
) STRICT;
CREATE INDEX result_by_key ON result (key);
CREATE TABLE metric (
    run_id TEXT NOT NULL REFERENCES run (id) ON DELETE CASCADE,
    key TEXT NOT NULL,
    profile TEXT NOT NULL,
    name TEXT NOT NULL,            -- duration, flash, ram, stack, instructions, ...
    unit TEXT NOT NULL,
    value REAL NOT NULL,
    PRIMARY KEY (run_id, key, profile, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX metric_by_key ON metric (key, name);
"""


@contextmanager
def open_history(path: Path, *, create: bool = False) -> Iterator[sqlite3.Connection]:
    """A connection inside of one transaction, which is committed where the block ends well.

    Args:
        create: make the file where it is missing, and take the write lock.

    Raises:
        ReportError: it cannot be read or written, is damaged, or was written by a newer harness.
    """
    if not create and not path.is_file():
        raise ReportError(f"there is no history at {path}", remedy="`harness test` writes one")
    try:
        if create:
            path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(path, timeout=_PATIENCE_S, isolation_level=None)) as connection:
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("BEGIN IMMEDIATE" if create else "BEGIN")
            _check_version(connection, path, create=create)
            yield connection
            connection.execute("COMMIT")
    except OSError as error:
        raise ReportError(f"cannot write the history {path}: {error.strerror}", remedy=_REMEDY) from error
    except sqlite3.Error as error:
        said = str(error)
        damaged = "not a database" in said or "malformed" in said or "no such" in said
        remedy = "move it away; the next run begins a new one" if damaged else _REMEDY
        raise ReportError(f"cannot use the history {path}: {said}", remedy=remedy) from error


_REMEDY = "check the folder, or name another file with `history` in harness.toml"


def _check_version(connection: sqlite3.Connection, path: Path, *, create: bool) -> None:
    found = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if found == VERSION:
        return
    empty = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0
    if found == 0 and empty and create:
        for statement in _SCHEMA.split(";"):
            if statement.strip():
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")
        return
    problem = "no history of harness" if found == 0 else f"of schema {found}, this harness knows {VERSION}"
    raise ReportError(f"{path} is {problem}", remedy="move it away, or use the harness that wrote it")
