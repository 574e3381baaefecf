"""What is vendored is what was published, with its licence."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

AXE = Path(__file__).parents[1] / "vendor" / "axe-core"


def test_axe_is_the_one_that_was_published() -> None:
    said = json.loads((AXE / "vendored.json").read_text(encoding="utf-8"))
    digests = {name: hashlib.sha256((AXE / name).read_bytes()).hexdigest() for name in said["sha256"]}
    assert digests == said["sha256"]
    assert set(said["sha256"]) | {"vendored.json"} == {file.name for file in AXE.iterdir()}
    assert f"axe v{said['version']}" in (AXE / "axe.min.js").read_text(encoding="utf-8")[:100]
    assert "Mozilla Public License, version 2.0" in (AXE / "LICENSE").read_text(encoding="utf-8")
