"""What the tests of Google's services share."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.net.google.server import Google, running


@pytest.fixture
async def google() -> AsyncIterator[Google]:
    async with running() as server:
        yield server


@pytest.fixture(autouse=True)
def _nobody_is_signed_in(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Neither the keys nor gcloud's credentials of whoever runs the tests."""
    monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path_factory.mktemp("gcloud")))
