"""The process that writes the sheet: it reads the journal and makes the file anew, so that the run itself never waits.

It says {"ready": true} once it has loaded what it needs. Then it takes one JSON object a line on stdin, {"run", "sink",
"layout"}, and answers each with one on stdout: {"ok": true, "seconds", "seq", "beside"} or {"ok": false, "error"}.
Before that comes a line {"notice"} for each thing that a person should know, and before the step that makes it final:
wherever a write is cut off, what it did to a person's file was told, or is found and told by the next one.
It ends when stdin does, in the middle of a write too: the run is gone then, and the one that resumes it must not find
its sheet replaced by an older one.
Started as: python -P -m theodore.batch.sheet_process JOURNAL
"""

from __future__ import annotations

import json
import os
import queue
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

from theodore.batch.sheet_file import SheetFile
from theodore.model.errors import TheodoreError
from theodore.sheets.layout import Layout


def _answer(sheet: SheetFile) -> dict[str, Any]:
    began = time.monotonic()
    try:
        seq = sheet.write(_tell)
    except TheodoreError as error:
        return {"ok": False, "error": str(error)}
    except Exception as error:  # noqa: BLE001 - the run goes on without this write, and says what happened
        return {"ok": False, "error": f"{type(error).__name__}: {error}"}
    beside = None if sheet.beside is None else str(sheet.beside)
    return {"ok": True, "seconds": time.monotonic() - began, "seq": seq, "beside": beside}


def main(journal: Path) -> None:
    """Serve requests until stdin ends."""
    # a service that is stopped signals all its processes at once; the run decides when this one ends
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    requests: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(requests,), daemon=True).start()
    sheets: dict[str, SheetFile] = {}
    _say({"ready": True})
    while True:
        line = requests.get()
        # a sheet that is asked for again knows its columns already
        if line not in sheets:
            sheets[line] = _sheet(journal, json.loads(line))
        _say(_answer(sheets[line]))


def _tell(notice: str) -> None:
    _say({"notice": notice})


def _say(what: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def _sheet(journal: Path, request: dict[str, Any]) -> SheetFile:
    return SheetFile(journal, request["run"], Path(request["sink"]), Layout.from_json(request["layout"]))


def _listen(requests: queue.SimpleQueue[str]) -> None:
    """Hand on what is asked, and end the process when nobody can ask any more."""
    for line in sys.stdin:
        requests.put(line)
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
