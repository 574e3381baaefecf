"""`theodore farm serve` and `theodore farm sheets`: the demo web and a Google Sheet of its companies, by themselves."""

from __future__ import annotations

import asyncio
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from theodore.cli import figures, out
from theodore.cli.app import new_app
from theodore.cli.called import program
from theodore.cli.consoles import printing
from theodore.cli.paint import indented, pairs
from theodore.farm import FarmConfig, Latency, parse_shares, serve, sheets
from theodore.farm.folder import claim_folder
from theodore.model.errors import ConfigurationError

app = new_app(help="Serve the demo web, or a Google Sheet of its companies, to run or test against.")

#: Marks a folder as `theodore farm sheets`'s own.
_SHEETS_MARK = ".theodore-sheets"


@app.callback()
def farm() -> None:
    """Serve the demo web, or a Google Sheet of its companies, to run or test against."""


@app.command("serve")
def serve_farm(
    sites: Annotated[int, typer.Option(metavar="N", min=1, max=100_000, help="How many companies.")] = 60,
    scale: Annotated[float, typer.Option(metavar="N", help="Divides stalls, slow answers and Retry-After.")] = 1,
    seed: Annotated[int, typer.Option(metavar="N", help="Chooses among the webs; the same seed is the same web.")] = 7,
    folder: Annotated[Path, typer.Option("--out", metavar="FOLDER", help="Where its files are written.")] = Path(
        "theodore-farm"
    ),
    latency: Annotated[
        Latency, typer.Option(metavar="|".join(Latency), help="How long an ordinary answer takes.")
    ] = Latency.LOGNORMAL,
    share: Annotated[
        list[str] | None,
        typer.Option(metavar="CLASS=NUMBER", help="The weight of a class of sites, others none. Can be repeated."),
    ] = None,
    port: Annotated[
        int, typer.Option(metavar="N", min=0, max=65534, help="For http; https gets the next. 0: any.")
    ] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print paths and ports as one JSON object.")] = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Show the details of an error.")] = False,
) -> None:
    """Serve a web of made-up companies on loopback, until Ctrl-C or SIGTERM.

    Writes the table of companies, the file for --resolve-file, the authority for --ca-file and the truth about every
    site; prints where they are, and the command that runs against it. A folder with files of yours is refused.
    """
    del verbose  # it is looked for where errors end
    config = FarmConfig(
        sites=sites, seed=seed, scale=scale, latency=latency, shares=parse_shares(share or []), port=port
    )
    folder = folder.absolute()
    claim_folder(folder)
    try:
        asyncio.run(serve(config, folder, _announcer(_print_announcement, as_json=as_json)))
    except OSError as error:
        raise ConfigurationError(
            f"the farm cannot serve: {error.strerror or error}. Choose another --out or --port."
        ) from error


def run_command(said: dict[str, Any]) -> str:
    """The command that runs against this farm, with its timeouts and waits divided as the farm's are."""
    scale = said["scale"]
    words = ["run", said["companies"], "--resolve-file", said["resolve"], "--ca-file", said["authority"]]
    if scale != 1:
        words += [
            word
            for flag, seconds in (
                ("--default-timeout", 30),
                ("--simple-timeout", 20),
                ("--complex-timeout", 60),
                ("--max-timeout", 120),
                ("--complex-after", 40),
                ("--base-backoff", 2),
                ("--max-backoff", 60),
            )
            for word in (flag, f"{seconds / scale:g}")
        ]
    return f"{program()} {shlex.join(words)}"


def _print_announcement(said: dict[str, Any]) -> None:
    with printing() as console:
        console.print(
            Text(f"Serving {figures.many(said['sites'], 'company', 'companies')} on 127.0.0.1 until Ctrl-C.", "bold")
        )
        pairs(
            console,
            [
                ("http, https", f"ports {said['http_port']}, {said['https_port']}"),
                ("Table", said["companies"]),
                ("Names", said["resolve"]),
                ("Authority", said["authority"]),
                ("Truth", said["truth"]),
                ("Report, at the end", said["report"]),
            ],
        )
        indented(console, "Run against it:")
    out.write_line(run_command(said))


@app.command("sheets")
def serve_sheets(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="SOURCE", help="A folder of `theodore farm serve`, or a CSV; theodore-farm if none is given."
        ),
    ] = Path("theodore-farm"),
    folder: Annotated[
        Path, typer.Option("--out", metavar="FOLDER", help="Where the key file and the report are written.")
    ] = Path("theodore-sheets"),
    minute: Annotated[float, typer.Option(metavar="N", help="Seconds in the minute of Google's quotas.")] = 60,
    faults: Annotated[
        float, typer.Option(metavar="SHARE", min=0, max=1, help="The share of calls that go wrong, in every way.")
    ] = 0,
    latency: Annotated[float, typer.Option(metavar="N", min=0, help="Seconds before each answer.")] = 0,
    seed: Annotated[int, typer.Option(metavar="N", help="Chooses which calls go wrong.")] = 7,
    port: Annotated[int, typer.Option(metavar="N", min=0, max=65535, help="Where the service answers. 0: any.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print addresses and paths as one JSON object.")] = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Show the details of an error.")] = False,
) -> None:
    """Serve a Google Sheet of companies on loopback, as Google would, until Ctrl-C or SIGTERM.

    Nothing goes to Google and no account is needed: keys, tokens, quotas and errors are made here. Writes a key file;
    prints the sheet's address, the command that runs against it, and a page where you can watch the sheet being filled.
    """
    del verbose  # it is looked for where errors end
    config = sheets.SheetsConfig(
        seed=seed, minute_s=minute, faults=sheets.Faults.all(faults), latency_s=latency, port=port
    )
    companies = sheets.read_companies(source.absolute())
    folder = folder.absolute()
    claim_folder(folder, _SHEETS_MARK, "theodore farm sheets")
    try:
        asyncio.run(sheets.serve(config, companies, folder, _announcer(_print_sheet, as_json=as_json)))
    except OSError as error:
        raise ConfigurationError(
            f"the sheet cannot be served: {error.strerror or error}. Choose another --out or --port."
        ) from error


def sheet_command(said: dict[str, Any]) -> str:
    """The command that runs against this sheet; at the demo web's sites, where its companies are those."""
    words = ["run", said["sheet"], "--google-key", said["key_file"]]
    if said["resolve"]:
        words += ["--resolve-file", said["resolve"]]
    if said["authority"]:
        words += ["--ca-file", said["authority"]]
    return f"THEODORE_SHEETS__API_BASE={said['api_base']} {program()} {shlex.join(words)}"


def _print_sheet(said: dict[str, Any]) -> None:
    many = figures.many(said["companies"], "company", "companies")
    with printing() as console:
        console.print(Text(f"Serving a Google Sheet of {many} on 127.0.0.1 until Ctrl-C.", "bold"))
        minute = "a minute" if said["minute_s"] == 60 else f"in {said['minute_s']:g} s"
        pairs(
            console,
            [
                ("Service", said["api_base"]),
                ("Key", said["key_file"]),
                ("Sheet", said["sheet"]),
                ("Look at it", said["page"]),
                ("Quotas", f"{said['reads_per_minute']} reads and {said['writes_per_minute']} writes {minute}"),
                ("Report, at the end", said["report"]),
            ],
        )
        indented(console, "Run against it:")
    out.write_line(sheet_command(said))


def _announcer(show: Callable[[dict[str, Any]], None], *, as_json: bool) -> Callable[[dict[str, Any]], None]:
    """Says at once where everything is, as soon as it is served. show: prints it for people."""

    def announce(said: dict[str, Any]) -> None:
        if as_json:
            out.write_line(out.json_text(said))
        else:
            show(said)
        out.flush()

    return announce
