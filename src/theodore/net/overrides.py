"""Names that lead where the user says: `--resolve NAME[:PORT]=ADDRESS[:PORT]`."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import idna

from theodore.model.errors import ConfigurationError

#: Stands for "there is no such name" in place of an address.
NO_SUCH_NAME = "-"
_FORM = "Write it like example.com=127.0.0.1 or example.com:443=[::1]:8443; example.com=- says: no such name."
_HOST_PORT = re.compile(r"(?P<host>\[[^\]]*\]|[^:\[\]]*)(?::(?P<port>[0-9]{1,5}))?")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a name leads. address: None where there is no such name. port: None leaves the port as it is."""

    address: str | None
    port: int | None = None


@dataclass(frozen=True, slots=True)
class Overrides:
    """Names and where they lead, by (name, port); the port is None where an override holds for every port."""

    targets: Mapping[tuple[str, int | None], Target] = field(default_factory=dict)

    @classmethod
    def parse(cls, lines: Iterable[str], source: str = "--resolve") -> Overrides:
        """Read overrides, one a line; blank lines and comments (#) are left out, and the last of a name counts.

        source: what an error says the lines came from. Raises ConfigurationError.
        """
        targets = {}
        for number, line in enumerate(lines, start=1):
            text = line.split("#", 1)[0].strip()
            if text:
                key, target = _parse(text, f"{source}, line {number}: {text!r}")
                targets[key] = target
        return cls(targets)

    @classmethod
    def read(cls, path: Path) -> Overrides:
        """Read a file of overrides. Raises ConfigurationError, also where there is no such file."""
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as unreadable:
            raise ConfigurationError(
                f"{path}: cannot be read ({type(unreadable).__name__}). --resolve-file takes a text file. {_FORM}"
            ) from unreadable
        return cls.parse(text.splitlines(), source=str(path))

    def __or__(self, later: Overrides) -> Overrides:
        """Both; where both name the same, the later one counts."""
        return Overrides({**self.targets, **later.targets})

    def find(self, host: str, port: int) -> Target | None:
        """Where this name leads on this port; None where the name service decides."""
        if not self.targets:
            return None
        name = host.rstrip(".").lower()
        return self.targets.get((name, port)) or self.targets.get((name, None))


def _parse(text: str, where: str) -> tuple[tuple[str, int | None], Target]:
    left, equals, right = (part.strip() for part in text.partition("="))
    if not equals:
        raise ConfigurationError(f"{where} has no '='. {_FORM}")
    name, port = _split(left, where)
    key = (_name(name, where), port)
    if right == NO_SUCH_NAME:
        return key, Target(None)
    address, to_port = _split(right, where)
    return key, Target(_address(address, where), to_port)


def _split(text: str, where: str) -> tuple[str, int | None]:
    match = _HOST_PORT.fullmatch(text)
    if match is None:
        raise ConfigurationError(f"{where}: {text!r} is not NAME or NAME:PORT; IPv6 stands in brackets. {_FORM}")
    port = match["port"]
    if port is not None and not 0 < int(port) < 65536:
        raise ConfigurationError(f"{where}: {port} is not a port (1 to 65535). {_FORM}")
    return match["host"], None if port is None else int(port)


def _name(text: str, where: str) -> str:
    name = text.rstrip(".").lower()
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode("ascii")
        except idna.IDNAError as unreadable:
            raise ConfigurationError(f"{where}: {text!r} is not a name. {_FORM}") from unreadable
    labels = name.split(".")
    if not all(_LABEL.fullmatch(label) for label in labels) or labels[-1].isdigit():
        raise ConfigurationError(f"{where}: {text!r} is not a name; only names can be led elsewhere. {_FORM}")
    return name


def _address(text: str, where: str) -> str:
    bare = text[1:-1] if text.startswith("[") else text
    try:
        return str(ipaddress.ip_address(bare))
    except ValueError:
        raise ConfigurationError(f"{where}: {text!r} is not an IP address. {_FORM}") from None
