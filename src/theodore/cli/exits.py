"""What the program's exit code says; the table of docs/reference/cli.md."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """All exit codes."""

    OK = 0
    SOME_FAILED = 1
    WRONG_INPUT = 2
    COULD_NOT_GO_ON = 3
    INTERRUPTED = 130

    @property
    def meaning(self) -> str:
        """For the reference."""
        return _MEANING[self]


_MEANING = {
    Exit.OK: "All rows ended well. For `demo`: every outcome is what the demo web's truth says.",
    Exit.SOME_FAILED: "Some rows failed, or are deferred, cancelled or left over. For `forget`: a search still "
    "finds something. For `deliver`: the results are in a file beside the sheet, which is open elsewhere.",
    Exit.WRONG_INPUT: "Something was found wrong before the first company: usage, a setting, a file, the journal; or "
    "what is asked about is not there. Nothing changed.",
    Exit.COULD_NOT_GO_ON: "The run could not go on: disk full, sheet or journal gone. The same command resumes it.",
    Exit.INTERRUPTED: "Interrupted by Ctrl-C or SIGTERM. The same command resumes it; a `demo` begins anew.",
}
