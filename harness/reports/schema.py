"""The JSON schema of ``results.json``: ``python -m harness.reports.schema docs/results.schema.json``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import msgspec

from harness.model import RESULTS_SCHEMA, RunResult
from harness.reports.files import write_atomically

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def results_schema() -> dict[str, Any]:
    """The schema (draft 2020-12), generated from :class:`~harness.model.RunResult`."""
    schema = msgspec.json.schema(RunResult, schema_hook=_path_schema)
    run = schema["$defs"][RunResult.__name__]
    run["properties"]["schema"] = {"const": RESULTS_SCHEMA}
    run["required"] = ["schema", *run["required"]]
    return {"$schema": _DIALECT, "title": RESULTS_SCHEMA, **schema}


def schema_text() -> str:
    """The schema as it lies in ``docs/results.schema.json``."""
    return json.dumps(results_schema(), indent=2) + "\n"


def _path_schema(type_: type) -> dict[str, Any]:
    if type_ is Path:
        return {"type": "string", "description": "a file or folder"}
    raise NotImplementedError(f"no schema for {type_.__name__}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        write_atomically(Path(sys.argv[1]), [schema_text()])
    else:
        sys.stdout.write(schema_text())
