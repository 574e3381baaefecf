"""The live table: drawn over itself on a terminal, some five times a second, on a screen of its own.

Frames that are drawn between the lines of a shell cannot be taken back once the terminal was made narrower and has
wrapped them. On the alternate screen each frame covers all of it, and the report afterwards stands where the command
was typed.

Lines are put together from ready pieces, without a table's layout, so that drawing costs next to nothing beside
the run that it shows.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from rich.cells import cell_len
from rich.console import Console, ConsoleDimensions, ConsoleOptions, RenderResult
from rich.live import Live
from rich.segment import Segment
from rich.style import Style

from theodore.cli import figures
from theodore.cli.aside import set_aside
from theodore.cli.board import Board, UnderWay, View, Waiting
from theodore.cli.happenings import Happening, Mark
from theodore.cli.text import padded, shortened

_FRAMES_A_SECOND = 5
#: Below this width a line has no room for the website.
_WIDE = 100
#: Below this width names are cut short, and times and reasons too: what a retry is for has to be seen.
_NARROW = 70
#: What a name then takes, its space included.
_NARROW_NAME = 13
#: Said until the run is ready: a large table takes a while.
READING = "Reading the table ..."

Piece = tuple[str, str]
Line = list[Piece]


@contextmanager
def live_table(board: Board, console: Console) -> Iterator[None]:
    """Show a board on a terminal while this is open; nothing of it stays afterwards.

    What others write on stderr meanwhile is shown among the last events, and stands on stderr afterwards.
    """
    with set_aside(console) as (terminal, news):
        screen = _Screen(board)

        def frame() -> _Screen:
            _fit(terminal)
            for line in news():
                board.notice(line)
            return screen

        live = Live(
            get_renderable=frame,
            console=terminal,
            screen=True,
            refresh_per_second=_FRAMES_A_SECOND,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        live.start(refresh=True)
        try:
            yield
        finally:
            live.stop()


def _fit(console: Console) -> None:
    """Let the console be as large as its terminal is now; where that cannot be asked, as large as it was."""
    with suppress(OSError):
        size = os.get_terminal_size(console.file.fileno())
        if size.columns and size.lines:
            console.size = ConsoleDimensions(size.columns, size.lines)


class _Screen:
    """What Live draws: the board as it is when it is asked."""

    def __init__(self, board: Board) -> None:
        self._board = board

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        plain = (options.encoding or "utf-8").lower() not in ("utf-8", "utf8")
        styles: dict[str, Style] = {}
        for line in draw(self._board.view(), options.max_width, console.size.height, ascii_only=plain):
            for text, style in line:
                if style not in styles:
                    styles[style] = console.get_style(style) if style else Style.null()
                yield Segment(text, styles[style])
            yield Segment.line()


def draw(view: View, width: int, height: int, *, ascii_only: bool = False) -> list[Line]:
    """The whole screen: at most `height` lines of at most `width` cells."""
    if not view.run_id:
        return [_fitted([(READING, "dim")], width)]
    head = [
        _title(view, width),
        _bar(view, width, ascii_only=ascii_only),
        _counts(view, width, ascii_only=ascii_only),
        _speed(view, width),
    ]
    lines = [*head, *_sections(view, width, height - len(head), ascii_only=ascii_only)][: max(height, 1)]
    return [_fitted(line, width) for line in lines]


def _title(view: View, width: int) -> Line:
    run = f"run {view.run_id}"
    room = width - len(run) - 2
    if room < 10:
        return [(shortened(view.title, width), "bold")]
    return [(padded(view.title, room), "bold"), ("  " + run, "dim")]


def _bar(view: View, width: int, *, ascii_only: bool) -> Line:
    share = view.ended / view.total if view.total else 0.0
    figure = f" {figures.percent(share):>6}  {view.ended:,}/{view.total:,}"
    room = max(width - len(figure), 4)
    full, empty = ("#", ".") if ascii_only else ("━", "─")
    filled = min(int(room * share), room)
    bad = min(round(room * view.failed / view.total), filled) if view.total else 0
    return [
        (full * (filled - bad), "green"),
        (full * bad, "red"),
        (empty * (room - filled), "dim"),
        (figure, "bold"),
    ]


def _counts(view: View, width: int, *, ascii_only: bool) -> Line:
    """The counts, in the longest words for which there is room."""
    parts = [
        (Mark.COMPLETED, view.completed, ("completed", "done", "")),
        (Mark.FAILED, view.failed, ("failed", "failed", "")),
        (Mark.RETRY, len(view.waiting), ("waiting", "wait", "")),
        (Mark.BEGUN, len(view.under_way), ("under way", "active", "")),
        (Mark.SKIPPED, view.skipped, ("skipped", "fresh", "")),
    ]
    shown = [part for part in parts if part[1] or part[0] is not Mark.SKIPPED]
    forms = [
        [
            (_sign(mark, ascii_only=ascii_only), mark.style, f"{count:,} {words[form]}".strip())
            for mark, count, words in shown
        ]
        for form in range(3)
    ]
    lines = [_spread(form, gap) for form, gap in zip(forms, ("   ", "  ", "  "), strict=True)]
    return next((line for line in lines if _cells(line) <= width), lines[-1])


def _spread(parts: Sequence[tuple[str, str, str]], gap: str) -> Line:
    pieces: Line = []
    for sign, style, words in parts:
        pieces += [(gap if pieces else "", ""), (f"{sign} ", style), (words.rstrip(), "")]
    return pieces


def _cells(line: Line) -> int:
    return sum(cell_len(text) for text, _ in line)


def _speed(view: View, width: int) -> Line:
    """As many of the figures as there is room for, the most telling first."""
    left = f"{figures.clock(view.left_s)} left" if view.left_s is not None and view.to_go else ""
    parts = [
        f"{figures.clock(view.elapsed_s)} gone",
        left,
        f"{view.rate:.1f} a second" if view.rate else "",
        f"{view.limit} at once" if view.limit else "",
        f"{view.rate * 3600:,.0f} an hour" if view.rate else "",
    ]
    said = [part for part in parts if part]
    while len(said) > 1 and cell_len(", ".join(said)) > width:
        said.pop()
    return [(shortened(", ".join(said), width), "dim")]


def _sections(view: View, width: int, height: int, *, ascii_only: bool) -> Iterator[Line]:
    """Under way, waiting and last, each with its share of the lines that are left."""
    active, waiting, last = _shares(len(view.under_way), len(view.waiting), len(view.last), height)
    if active:
        yield from _section("Under way", len(view.under_way), active)
        yield from (_active_line(row, view, width) for row in view.under_way[:active])
    if waiting:
        yield from _section("Waiting", len(view.waiting), waiting)
        yield from (_waiting_line(row, view, width) for row in view.waiting[:waiting])
    if last:
        yield from _section("Last", 0, last)
        yield from (event_line(told, width, ascii_only=ascii_only) for told in view.last[-last:])


def _shares(active: int, waiting: int, last: int, height: int) -> tuple[int, int, int]:
    """How many rows each section gets; a section takes two lines more for its heading.

    The last events always get a third; what one section does not need goes to the next.
    """
    room = height - 2 * sum(bool(count) for count in (active, waiting, last))
    if room < 3:
        return 0, 0, max(0, min(last, height - 2))
    rows_last = min(last, max(room // 3, 1))
    rows_waiting = min(waiting, max(room // 4, 1))
    rows_active = min(active, room - rows_last - rows_waiting)
    return rows_active, rows_waiting, min(last, room - rows_active - rows_waiting)


def _section(name: str, count: int, shown: int) -> Sequence[Line]:
    more = f"  {count - shown:,} more" if count > shown else ""
    return [], [(name, "bold"), (more, "dim")]


def _active_line(row: UnderWay, view: View, width: int) -> Line:
    took = f"{figures.seconds(view.monotonic - row.began):>9}"
    name, website, doing = _columns(width, len(took))
    line: Line = [("  " + padded(row.name, name - 2), "")]
    if website:
        line.append((" " + padded(row.website, website - 1), "dim"))
    return [*line, (" " + padded(row.doing or "starting", doing - 1), "cyan"), (took, "dim")]


def _waiting_line(row: Waiting, view: View, width: int) -> Line:
    due = f"{figures.seconds(max(row.due - view.now, 0.0)):>9}"
    name, website, doing = _columns(width, len(due))
    room = website + doing - 1
    words = padded(_class_first(row.words, room), room)
    return [("  " + padded(row.name, name - 2), ""), (" " + words, "yellow"), (due, "dim")]


def _class_first(words: str, room: int) -> str:
    """The words, or as far as the class of a failure where its reason has no room: `retry 1/3: connection_error`."""
    return words if cell_len(words) <= room else words.rpartition("/")[0] or words


def _columns(width: int, rest: int) -> tuple[int, int, int]:
    """Name, website and words, beside the rest; no website on a narrow screen, and little of the name."""
    room = width - rest
    if width < _NARROW:
        name = min(_NARROW_NAME, max(room // 2, 8))
        return name, 0, max(room - name, 2)
    if width < _WIDE:
        name = room // 2
        return name, 0, room - name
    name, website = room * 3 // 10, room * 3 // 10
    return name, website, room - name - website


def event_line(told: Happening, width: int, *, ascii_only: bool) -> Line:
    """One happening on one line."""
    is_narrow = width < _NARROW
    time = figures.moment(told.at)[-8:][: 5 if is_narrow else 8]
    sign = _sign(told.mark, ascii_only=ascii_only)
    room = width - len(time) - cell_len(sign) - 4
    name = min(_NARROW_NAME if is_narrow else max(room * 2 // 5, 8), 40) if told.subject else 0
    words = _class_first(told.brief, room - name) if is_narrow and told.brief else told.words
    line: Line = [(f"  {time} ", "dim"), (f"{sign} ", told.mark.style)]
    if name:
        line.append((padded(told.subject, name - 1) + " ", ""))
    line.append((shortened(words, max(room - name, 1)), "dim"))
    return line


def _sign(mark: Mark, *, ascii_only: bool) -> str:
    return mark.ascii_sign if ascii_only else mark.sign


def _fitted(line: Line, width: int) -> Line:
    """The line without what would go over the edge."""
    fitted: Line = []
    left = width
    for text, style in line:
        if left <= 0:
            break
        piece = text if cell_len(text) <= left else shortened(text, left)
        fitted.append((piece, style))
        left -= cell_len(piece)
    return fitted
