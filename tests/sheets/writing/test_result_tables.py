"""What every table that takes results promises, whatever its format."""

from __future__ import annotations

import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.sheets.results import ACME, OWN, ROWS, Table, read_csv, read_xlsx
from theodore.model.company import ResultRow
from theodore.model.errors import SinkUnavailable
from theodore.model.ports import ResultTable
from theodore.sheets.writing.sinks import open_sink, sink_files


@dataclass(frozen=True)
class Sink:
    """A table under test, and how to read it back."""

    path: Path

    @property
    def table(self) -> ResultTable:
        return open_sink(self.path)

    def companies(self) -> Table:
        return read_xlsx(self.path, "Companies") if self.path.suffix == ".xlsx" else read_csv(self.path)

    def details(self) -> Table:
        return read_xlsx(self.path, "Details") if self.path.suffix == ".xlsx" else read_csv(sink_files(self.path)[1])

    def content(self) -> list[bytes]:
        return [file.read_bytes() for file in sink_files(self.path)]

    def files(self) -> set[str]:
        return {file.name for file in self.path.parent.iterdir()}


@pytest.fixture(params=["leads.xlsx", "leads.csv", "leads.tsv"])
def sink(request: pytest.FixtureRequest, tmp_path: Path) -> Sink:
    return Sink(tmp_path / request.param)


def test_rows_come_in_their_order_with_the_users_cells(sink: Sink) -> None:
    sink.table.write(OWN, ROWS)
    written = sink.companies()
    assert [row["Company"] for row in written] == ["Acme", "Bolt", "Crux"]
    assert [row["Notes"] or "" for row in written] == ["=1+1 is mine", "", "zuletzt"]
    assert [row["Status"] for row in written] == ["completed", "failed", "completed"]


def test_details_are_the_rows_that_have_any(sink: Sink) -> None:
    sink.table.write(OWN, ROWS)
    assert [row["Official Name"] for row in sink.details()] == ["Acme GmbH", "Crux AG"]
    assert [row["Record ID"] for row in sink.details()] == ["r_1", "r_3"]


def test_a_second_write_makes_the_whole_anew(sink: Sink) -> None:
    sink.table.write(OWN, ROWS)
    sink.table.write(OWN, [ACME])
    assert len(sink.companies()) == 1
    assert sink.files() == {file.name for file in sink_files(sink.path)}


def test_no_rows_make_a_table_of_headers(sink: Sink) -> None:
    sink.table.write(OWN, [])
    assert sink.companies() == []
    assert sink.details() == []


def test_rows_are_taken_one_by_one(sink: Sink) -> None:
    sink.table.write(OWN, iter(ROWS))
    assert len(sink.companies()) == 3


def test_a_feed_that_fails_changes_nothing(sink: Sink) -> None:
    def broken() -> Iterator[ResultRow]:
        yield from ROWS
        raise RuntimeError("the journal is gone")

    sink.table.write(OWN, ROWS)
    before = sink.content()
    with pytest.raises(RuntimeError, match="the journal is gone"):
        sink.table.write(OWN, broken())
    assert sink.content() == before
    assert sink.files() == {file.name for file in sink_files(sink.path)}


def test_a_feed_that_fails_at_once_leaves_no_file(sink: Sink) -> None:
    def broken() -> Iterator[ResultRow]:
        raise RuntimeError("no rows today")
        yield ACME

    with pytest.raises(RuntimeError, match="no rows today"):
        sink.table.write(OWN, broken())
    assert sink.files() == set()


def test_a_folder_that_is_gone(sink: Sink) -> None:
    table = open_sink(sink.path.parent / "gone" / sink.path.name)
    with pytest.raises(SinkUnavailable, match="its folder is gone"):
        table.write(OWN, ROWS)


@pytest.mark.parametrize(
    "text", ["a\0b", "a\ud800b", "\x01\x1f", "<r>&</r>", "_x0041_", "a\r\nb", "\ufffe", "]]>", " a "]
)
def test_hostile_text_breaks_no_table(sink: Sink, text: str) -> None:
    row = ResultRow(OWN, {"error_notes": text, "status": text}, {"official_name": text, "emails": [text, "a@b.de"]})
    sink.table.write(OWN, [row, ACME])
    assert len(sink.companies()) == 2
    assert sink.details()[0]["Emails"].endswith("a@b.de")


def test_shares_are_rounded_to_a_tenth_of_a_percent(sink: Sink) -> None:
    row = ResultRow(OWN, {"field_coverage": 9 / 52}, {"field_coverage": 9 / 52, "classification_confidence": 2 / 3})
    sink.table.write(OWN, [row])
    assert str(sink.companies()[0]["Field Coverage"]) == "0.173"
    assert str(sink.details()[0]["Field Coverage"]) == "0.173"


def _run(script: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


_FULL_DISK = """
import resource, sys
from pathlib import Path
from theodore.model.company import ResultRow
from theodore.model.errors import SinkUnavailable
from theodore.sheets.writing.sinks import open_sink
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
def rows():
    for number in range(int(sys.argv[3])):
        # digits that do not compress, so that the finished file is large too
        yield ResultRow((str(hash(str(number)) * 7919),), {"status": "x"}, {"official_name": str(hash((number, 1)))})
try:
    open_sink(Path(sys.argv[1])).write(("Website",), rows())
except SinkUnavailable as error:
    print(error)
"""


@pytest.mark.parametrize(
    ("limit", "rows"),
    [
        pytest.param(1_000, 4_000, id="at once"),
        pytest.param(30_000, 4_000, id="on the way"),
        pytest.param(3_000, 90, id="at the end, when what was held back is written"),
    ],
)
def test_a_full_disk_leaves_the_old_table_and_nothing_else(sink: Sink, limit: int, rows: int) -> None:
    sink.table.write(OWN, ROWS)
    before, files = sink.content(), sink.files()
    ran = _run(_FULL_DISK, sink.path, limit, rows)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert str(sink.path) in ran.stdout
    assert "safe" in ran.stdout
    assert sink.content() == before
    assert sink.files() == files


_HALF_WAY = """
import sys
from pathlib import Path
from theodore.model.company import ResultRow
from theodore.sheets.writing.sinks import open_sink
def rows():
    for number in range(3_000):
        yield ResultRow(("a.com",), {"status": "pending"}, {"official_name": "A"})
    print("half way", flush=True)
    sys.stdin.read()
open_sink(Path(sys.argv[1])).write(("Website",), rows())
"""


def test_a_killed_writer_leaves_the_old_table_and_stands_in_nobodys_way(sink: Sink) -> None:
    sink.table.write(OWN, ROWS)
    before = sink.content()
    command = [sys.executable, "-c", _HALF_WAY, str(sink.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "half way\n"
        with pytest.raises(SinkUnavailable, match="another run is writing it"):
            sink.table.write(OWN, ROWS)
        writer.send_signal(signal.SIGKILL)
    assert sink.content() == before
    sink.table.write(OWN, [ACME])
    assert len(sink.companies()) == 1
    assert sink.files() == {file.name for file in sink_files(sink.path)}


_MANY_ROWS = """
import resource, sys
from pathlib import Path
from theodore.model.company import ResultRow
from theodore.sheets.writing.sinks import open_sink
def write(count):
    own, states = ("a.com", "n" * 9_000), {"status": "pending"}
    rows = (ResultRow(own, states, {"error_notes": f"{number:05} " * 1_500}) for number in range(count))
    open_sink(Path(sys.argv[1])).write(("Website", "Notes"), rows)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
small = write(100)
print(write(2_000) - small)
"""


def test_memory_stays_flat_over_many_rows(sink: Sink) -> None:
    ran = _run(_MANY_ROWS, sink.path)
    assert ran.stderr == ""
    grown_kb = int(ran.stdout) // (1024 if sys.platform == "darwin" else 1)
    assert grown_kb < 8_000, "the rows are 36 MB of text"


def test_a_table_can_be_handed_to_another_process(sink: Sink) -> None:
    pickle.loads(pickle.dumps(sink.table)).write(OWN, ROWS)  # noqa: S301 - our own pickle
    assert len(sink.companies()) == 3


def test_columns_can_be_any_sequence(sink: Sink) -> None:
    columns: Sequence[str] = list(OWN)
    sink.table.write(columns, ROWS)
    assert list(sink.companies()[0])[:3] == columns
