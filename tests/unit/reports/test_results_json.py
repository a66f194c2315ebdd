from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from harness.errors import UsageError
from harness.events import BinaryFinished, Planned, RunFinished
from harness.model import RunResult, Verdict
from harness.reports.json import JsonReport
from harness.reports.load import load_partial, load_results
from harness.reports.partial import PartialReport
from harness.reports.schema import results_schema, schema_text
from tests.unit.reports.samples import WORKING_FOLDER, binary_of, events_of, result, run, typical_run

DOCS = Path(__file__).parents[3] / "docs"


def written(finished: RunResult, path: Path) -> Path:
    JsonReport(path)(RunFinished(result=finished))
    return path


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    path = written(typical_run(), tmp_path / "results.json")
    assert load_results(path) == typical_run()
    assert load_results(tmp_path) == typical_run()


def test_the_file_is_valid_against_the_published_schema(tmp_path: Path) -> None:
    schema = json.loads((DOCS / "results.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    data = json.loads(written(typical_run(), tmp_path / "results.json").read_text(encoding="utf-8"))
    validator.validate(data)
    data["binaries"][0]["verdict"] = "splendid"
    assert not validator.is_valid(data)
    assert not validator.is_valid({**data, "schema": "harness.results/0"})


def test_the_published_schema_is_current() -> None:
    published = (DOCS / "results.schema.json").read_text(encoding="utf-8")
    assert published == schema_text(), "run: python -m harness.reports.schema docs/results.schema.json"
    assert "schema" in results_schema()["$defs"]["RunResult"]["required"]


def test_text_that_is_no_unicode_is_written_all_the_same(tmp_path: Path) -> None:
    odd = result("a\udcffb", reason="\0\x1b", log=WORKING_FOLDER / "x\udcff.log")
    path = written(run(odd), tmp_path / "results.json")
    loaded = load_results(path).binaries[0]
    assert (loaded.name, loaded.reason) == ("a\ufffdb", "\0\x1b")
    assert loaded.log == WORKING_FOLDER / "x\ufffd.log"


def test_missing_results(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no results at .*results\.json; run `harness test` again"):
        load_results(tmp_path)


def test_truncated_results(tmp_path: Path) -> None:
    path = written(typical_run(), tmp_path / "results.json")
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(UsageError, match="is damaged"):
        load_results(path)


@pytest.mark.parametrize("text", ["", "[]", "{}", "\xff", '{"schema": "harness.results/1"}', "no json"])
def test_files_that_are_no_results(tmp_path: Path, text: str) -> None:
    path = tmp_path / "results.json"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(UsageError, match="is damaged or no results file"):
        load_results(path)


def test_results_of_another_version(tmp_path: Path) -> None:
    path = tmp_path / "results.json"
    path.write_text('{"schema": "harness.results/2", "binaries": 7}')
    with pytest.raises(UsageError, match="results/2', this harness reads 'harness"):
        load_results(path)


def partial_report(folder: Path) -> PartialReport:
    return PartialReport(
        folder / "results.partial.jsonl",
        final=folder / "results.json",
        arguments=("harness", "test"),
        working_folder=WORKING_FOLDER,
    )


def test_a_killed_run_keeps_what_it_had(tmp_path: Path) -> None:
    finished = typical_run()
    report = partial_report(tmp_path)
    emitted = 0
    for event in events_of(finished):
        if isinstance(event, RunFinished) or emitted == 10:
            break
        report(event)
        emitted += isinstance(event, BinaryFinished)
    with report.path.open("ab") as file:
        file.write(b'{"finished": {"name": "cut o')
    loaded = load_results(tmp_path)
    assert loaded.interrupted
    assert loaded.run_id == finished.run_id
    assert loaded.simulators == {"qemu": "7.2.22"}
    assert loaded.binaries[:10] == finished.binaries[:10]
    assert [each.key for each in loaded.binaries] == [each.key for each in finished.binaries]
    assert {each.verdict for each in loaded.binaries[10:]} == {Verdict.NOT_RUN}
    assert [one.name for one in loaded.binaries[-1].cases] == ["Simple.Float", "Simple.Int8"]


def test_partial_results_go_when_the_whole_ones_are_there(tmp_path: Path) -> None:
    report = partial_report(tmp_path)
    for event in events_of(typical_run()):
        if isinstance(event, RunFinished):
            assert report.path.exists()
            written(event.result, report.final)
        report(event)
    assert [each.name for each in tmp_path.iterdir()] == ["results.json"]


def test_partial_results_stay_when_the_whole_ones_could_not_be_written(tmp_path: Path) -> None:
    report = partial_report(tmp_path)
    for event in events_of(typical_run()):
        report(event)
    assert load_results(tmp_path).binaries == typical_run().binaries


def test_damaged_partial_results(tmp_path: Path) -> None:
    path = tmp_path / "results.partial.jsonl"
    path.write_bytes(b"")
    with pytest.raises(UsageError, match="holds no results"):
        load_partial(path)
    report = partial_report(tmp_path)
    report(Planned(binaries=(binary_of(result()),)))
    with pytest.raises(UsageError, match="damaged"):
        load_partial(path)
