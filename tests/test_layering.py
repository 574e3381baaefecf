"""Who may import whom: the house of docs/explanation/house.md, held to the code.

Every import of `src/theodore` is read from its source, those within functions, under TYPE_CHECKING and by
`importlib.import_module` too, and compared with the tables below.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "theodore"

#: From the ground up. A room may import those of the lower floors, and never a neighbour of its own floor.
FLOORS: list[set[str]] = [
    {"model"},
    {"policy"},
    {"net"},
    {"sheets", "crawl", "extract", "index", "store", "notify"},
    {"pipeline"},
    {"batch", "report"},
    {"settings"},
    {"wiring"},
    {"facade"},
    {"cli", "web"},
]
FACADE = {"__init__", "sheets_integration", "main_pipeline", "in_sync"}
#: `python -m theodore` is the command line by another name.
ALSO_CLI = {"__main__"}
EXCEPTIONS = {
    "farm": {"model"},  # so that the web that tests us is not made by what it tests
    "settings": {"model", "policy", "net"},  # the presets and the bounds, never the work
}
AND_ALSO = {"cli": {"web", "farm"}}


def may_import() -> dict[str, set[str]]:
    """For every room, the rooms it may import; itself included."""
    below: set[str] = set()
    allowed: dict[str, set[str]] = {}
    for floor in FLOORS:
        allowed |= {room: below | {room} for room in floor}
        below = below | floor
    allowed |= {room: rooms | {room} for room, rooms in EXCEPTIONS.items()}
    # what stands below wiring is handed its settings; it does not look them up
    for room in ("pipeline", "batch"):
        allowed[room] -= {"settings"}
    return {room: rooms | AND_ALSO.get(room, set()) for room, rooms in allowed.items()}


#: Rooms that have rooms of their own: each may import those before it. "" is what lies in the outer room itself.
WITHIN: dict[str, list[str]] = {
    "sheets": ["", "reading", "writing", "google"],
    "extract": ["reading", "rules", "privacy", "derived", ""],
}

#: What only some rooms may import, whoever made it: outward I/O and SQL each stand under one roof.
UNDER_ONE_ROOF: list[tuple[set[str], set[str]]] = [
    ({"sqlalchemy", "alembic", "sqlite3", "psycopg", "aiosqlite"}, {"store"}),
    (
        {
            "aiohttp",
            "aiohttp_socks",
            "httpx",
            "requests",
            "curl_cffi",
            "socket",
            "ssl",
            "http.client",
            "urllib.request",
            "playwright",
            "google.auth",
            "google.oauth2",
        },
        {"net", "farm", "policy.classify"},  # classify knows exceptions by their types
    ),
    ({"pydantic_settings"}, {"settings"}),
    ({"typer", "rich"}, {"cli"}),
    ({"fastapi", "uvicorn", "starlette"}, {"web"}),
    ({"jinja2"}, {"report", "web"}),
]

#: All that the two lowest floors may import: nothing that reads a clock, a file, chance or the environment.
PURE = {
    "__future__",
    "collections",
    "collections.abc",
    "csv",
    "dataclasses",
    "enum",
    "functools",
    "hashlib",
    "importlib.resources",  # the catalogue and the taxonomy are data files of the package
    "itertools",
    "json",
    "math",
    "typing",
}
PURE_BESIDES = {
    "model.packing": {"zstandard"},  # bytes in, bytes out
    "policy.classify": {"asyncio", "errno", "http.client", "socket", "ssl"},  # their exceptions alone
    "policy.retry_after": {"datetime.UTC", "email.utils.parsedate_to_datetime"},  # reading a date needs no clock
}
IMPURE_CALLS = {"open", "print", "input", "exec", "eval"}

SQL = re.compile(
    r"\s*(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|PRAGMA)\s", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Import:
    """One name that a file imports, in full: `theodore.model.errors.Reason`."""

    file: Path
    line: int
    name: str


def imports(root: Path) -> Iterator[Import]:
    """Every import of every file below this package's folder."""
    for file in sorted(root.rglob("*.py")):
        package, below = _package(root, file), file.relative_to(root)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            for name in _names(node, package):
                yield Import(below, getattr(node, "lineno", 0), name)


def _package(root: Path, file: Path) -> list[str]:
    return [root.name, *file.relative_to(root).parent.parts]


def _names(node: ast.AST, package: list[str]) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            yield from (alias.name for alias in names)
        case ast.ImportFrom(module=module, names=names, level=level):
            within = package[: len(package) - level + 1] if level else []
            base = ".".join([*within, *([module] if module else [])])
            yield from (f"{base}.{alias.name}" for alias in names)
        case ast.Call(func=ast.Name(id="import_module" | "__import__"), args=[ast.Constant(value=str(name)), *_]):
            yield name
        case ast.Call(func=ast.Attribute(attr="import_module"), args=[ast.Constant(value=str(name)), *_]):
            yield name


def room_of_file(file: Path) -> str:
    """The room that a file, relative to the package's folder, stands in."""
    return _room(file.parts[0].removesuffix(".py"))


def room_of_name(root: Path, name: str) -> str:
    """The room of an imported name: `theodore.model.errors` is model's; `theodore.RetryConfig` is the facade's."""
    first = name.split(".")[1] if "." in name else "__init__"
    is_file = (root / first).is_dir() or (root / f"{first}.py").is_file()
    return _room(first) if is_file else "facade"


def _room(first: str) -> str:
    if first in FACADE:
        return "facade"
    return "cli" if first in ALSO_CLI else first


def breaches(root: Path) -> list[str]:
    """Every import that breaks the tables, as `file:line: why`."""
    return [f"{found.file}:{found.line}: {why}" for found in imports(root) for why in _breaches_of(root, found)]


def _breaches_of(root: Path, found: Import) -> Iterator[str]:
    room, allowed = room_of_file(found.file), may_import()
    if room not in allowed:
        yield f"{room} is a room that the table does not know"
    elif found.name.split(".")[0] == root.name:
        other = room_of_name(root, found.name)
        if other not in allowed[room]:
            yield f"{room} may not import {other} ({found.name})"
        elif other == room:
            yield from _breaches_within(room, found)
    else:
        yield from _foreign_breaches(room, found)


def _breaches_within(room: str, found: Import) -> Iterator[str]:
    inner = WITHIN.get(room, [""])
    here, there = _place([*found.file.parts], inner), _place(found.name.split(".")[1:], inner)
    if there > here:
        yield f"{room}/{found.file.parts[1]} may not import {room}/{inner[there]} ({found.name})"


def _place(way: list[str], inner: list[str]) -> int:
    """Which of the inner rooms a way leads to, from 0."""
    return inner.index(way[1]) if len(way) > 1 and way[1] in inner else inner.index("")


def _foreign_breaches(room: str, found: Import) -> Iterator[str]:
    module = ".".join(found.file.with_suffix("").parts)
    for names, rooms in UNDER_ONE_ROOF:
        if any(_lies_in(found.name, name) for name in names) and not {room, module} & rooms:
            yield f"{found.name} belongs to {', '.join(sorted(rooms))} alone"
    pure = PURE | PURE_BESIDES.get(module, set())
    if room in {"model", "policy"} and not any(_lies_in(found.name, name) for name in pure):
        yield f"{room} is pure and may not import {found.name}"


def _lies_in(name: str, module: str) -> bool:
    # "collections" alone stands for itself and its names, "http.client" not for the rest of http
    return name == module or name.startswith(f"{module}.")


def impure_calls(root: Path) -> list[str]:
    """Calls in the two lowest floors that read or write something."""
    return [
        f"{file.relative_to(root)}:{node.lineno}: {node.func.id}()"
        for room in ("model", "policy")
        for file in sorted((root / room).rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in IMPURE_CALLS
    ]


def sql_outside_of_the_store(root: Path) -> list[str]:
    """Strings that begin like a statement of SQL, in any room but store."""
    return [
        f"{file.relative_to(root)}:{node.lineno}: {node.value.strip()[:40]}"
        for file in sorted(root.rglob("*.py"))
        if room_of_file(file.relative_to(root)) != "store"
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.match(node.value)
    ]


def test_every_import_keeps_to_its_floor() -> None:
    assert breaches(SOURCE) == []


def test_the_lowest_floors_read_and_write_nothing() -> None:
    assert impure_calls(SOURCE) == []


def test_sql_lives_in_the_store_alone() -> None:
    assert sql_outside_of_the_store(SOURCE) == []


def test_the_reader_reads() -> None:
    # that nothing was found must not be because nothing was read
    rooms = {room_of_file(found.file) for found in imports(SOURCE)}
    assert {"model", "policy"} <= rooms


def house(root: Path, files: dict[str, str]) -> Path:
    """A package of that name with these files, and an empty one for every room."""
    package = root / "theodore"
    for room in {*may_import(), "sheets_integration"} - {"facade", "pipeline", "settings", "wiring"}:
        (package / room).mkdir(parents=True)
    for file, text in files.items():
        path = package / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return package


@pytest.mark.parametrize(
    ("file", "text"),
    [
        pytest.param("policy/a.py", "from theodore.model.errors import Reason", id="downwards"),
        pytest.param("batch/a.py", "import theodore.store", id="downwards by several floors"),
        pytest.param("crawl/a.py", "from theodore.crawl import urls\nfrom . import robots", id="within the room"),
        pytest.param(
            "cli/a.py", "from theodore.web import app\nfrom theodore.farm import serve", id="cli's own rights"
        ),
        pytest.param("cli/a.py", "from theodore import RetryConfig", id="the command uses the public names"),
        pytest.param("net/a.py", "import aiohttp, socket", id="sockets under their roof"),
        pytest.param("store/a.py", "import sqlalchemy as sa", id="SQL under its roof"),
        pytest.param("sheets/a.py", "from urllib.parse import urlsplit", id="an address can be read without the net"),
        pytest.param("sheets/writing/a.py", "from theodore.sheets.reading import b", id="an inner room before it"),
        pytest.param("sheets/reading/a.py", "from theodore.sheets import cells", id="what lies beside inner rooms"),
        pytest.param("extract/a.py", "from theodore.extract.rules import b", id="inner rooms below the outer one"),
        pytest.param("__main__.py", "from theodore.cli import main", id="python -m theodore"),
    ],
)
def test_what_is_allowed_passes(tmp_path: Path, file: str, text: str) -> None:
    assert breaches(house(tmp_path, {file: text})) == []


@pytest.mark.parametrize(
    ("file", "text", "why"),
    [
        pytest.param("model/a.py", "import theodore.policy", "model may not import policy", id="upwards"),
        pytest.param(
            "crawl/a.py", "from theodore.store import x", "crawl may not import store", id="a neighbour of its floor"
        ),
        pytest.param("web/a.py", "from theodore.cli import x", "web may not import cli", id="web does not know cli"),
        pytest.param(
            "batch/a.py",
            "def f():\n    from theodore.wiring import x",
            "batch/a.py:2: batch may not import wiring",
            id="a lazy import",
        ),
        pytest.param(
            "net/a.py",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from theodore.crawl import x",
            "net may not import crawl",
            id="under TYPE_CHECKING",
        ),
        pytest.param("crawl/a.py", "from ..extract import x", "crawl may not import extract", id="a relative import"),
        pytest.param("crawl/a.py", "from .. import extract", "crawl may not import extract", id="by way of the parent"),
        pytest.param(
            "store/a.py",
            "import importlib\nimportlib.import_module('theodore.batch')",
            "store may not import batch",
            id="by its name as a string",
        ),
        pytest.param("crawl/a.py", "from theodore import RetryConfig", "may not import facade", id="the public names"),
        pytest.param("crawl/a.py", "import theodore", "may not import facade", id="the package's root"),
        pytest.param(
            "farm/a.py", "from theodore.policy import x", "farm may not import policy", id="the farm is apart"
        ),
        pytest.param("wiring.py", "from theodore.farm import x", "wiring may not import farm", id="no farm at work"),
        pytest.param("batch/a.py", "from theodore.settings import x", "may not import settings", id="handed, not read"),
        pytest.param(
            "sheets/reading/a.py",
            "from theodore.sheets.writing.b import x",
            "sheets/reading may not import sheets/writing",
            id="an inner room after it",
        ),
        pytest.param(
            "extract/rules/a.py",
            "from theodore.extract import b",
            "extract/rules may not import extract/",
            id="an outer room above its inner ones",
        ),
        pytest.param(
            "sheets/a.py", "from .reading import b", "sheets/a.py may not import sheets/reading", id="an inner room"
        ),
        pytest.param("attic/a.py", "import os", "attic is a room", id="a room that nobody placed"),
        pytest.param("attic.py", "import os", "attic is a room", id="a file that nobody placed"),
        pytest.param("batch/a.py", "import sqlite3", "sqlite3 belongs to store alone", id="SQL in another room"),
        pytest.param("crawl/a.py", "from aiohttp import web", "aiohttp.web belongs to", id="a client of its own"),
        pytest.param("policy/retry.py", "import socket", "socket belongs to", id="classify's right is not policy's"),
        pytest.param("model/a.py", "import time", "model is pure", id="a clock in model"),
        pytest.param("policy/a.py", "from random import random", "policy is pure", id="chance in policy"),
        pytest.param("model/a.py", "import logging", "model is pure", id="a log in model"),
        pytest.param("policy/a.py", "from os import environ", "policy is pure", id="the environment in policy"),
    ],
)
def test_what_is_not_is_caught(tmp_path: Path, file: str, text: str, why: str) -> None:
    # settings and wiring are files, so their names must be known as rooms
    package = house(tmp_path, {"settings.py": "", "wiring.py": "", "pipeline.py": "", file: text})
    assert [line for line in breaches(package) if why in line], breaches(package)


def test_a_file_that_is_opened_is_caught(tmp_path: Path) -> None:
    package = house(tmp_path, {"policy/a.py": "def f():\n    return open('x').read()"})
    assert impure_calls(package) == ["policy/a.py:2: open()"]


def test_a_statement_of_sql_is_caught(tmp_path: Path) -> None:
    package = house(
        tmp_path,
        {
            "batch/a.py": "QUERY = 'select id from rows where state = 1'",
            "batch/b.py": "'Select a column, or name it.'",
            "store/a.py": "QUERY = 'delete from rows '",
        },
    )
    assert sql_outside_of_the_store(package) == ["batch/a.py:1: select id from rows where state = 1"]
