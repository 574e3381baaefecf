"""How many calls a minute Google takes, of one account and of all of a project's together."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from theodore.farm.sheets.config import Kind, SheetsConfig
from theodore.farm.sheets.errors import ApiError

#: The project that all accounts here belong to.
PROJECT = 123456789012


@dataclass(frozen=True, slots=True)
class _Limit:
    """One of Google's limits. account: empty for that of the whole project."""

    kind: Kind
    account: str
    most: int

    @property
    def refusal(self) -> ApiError:
        word = self.kind.value.capitalize()
        name = f"{word} requests per minute" + (" per user" if self.account else "")
        return ApiError(
            429,
            f"Quota exceeded for quota metric '{word} requests' and limit '{name}' "
            f"of service 'sheets.googleapis.com' for consumer 'project_number:{PROJECT}'.",
            self._details,
        )

    @property
    def _details(self) -> list[dict[str, Any]]:
        word = self.kind.value
        limit = f"{word.capitalize()}RequestsPerMinutePer{'User' if self.account else 'Project'}"
        return [
            {
                "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                "reason": "RATE_LIMIT_EXCEEDED",
                "domain": "googleapis.com",
                "metadata": {
                    "service": "sheets.googleapis.com",
                    "quota_metric": f"sheets.googleapis.com/{word}_requests",
                    "quota_limit": limit,
                    "quota_limit_value": str(self.most),
                    "quota_location": "global",
                    "quota_unit": "1/min/{project}/{user}" if self.account else "1/min/{project}",
                    "consumer": f"projects/{PROJECT}",
                },
            },
            {
                "@type": "type.googleapis.com/google.rpc.Help",
                "links": [
                    {
                        "description": "Request a higher quota limit.",
                        "url": "https://cloud.google.com/docs/quotas/help/request_increase",
                    }
                ],
            },
        ]


@dataclass(slots=True)
class Quota:
    """The calls of the last minute."""

    config: SheetsConfig
    _taken: dict[_Limit, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def take(self, kind: Kind, account: str, now: float) -> None:
        """Count a call. now: in seconds, of any clock that only goes on.

        Raises ApiError, 429, where the account or the project has made as many in the minute before as it may; such
        a call is not counted.
        """
        limits = list(self._limits(kind, account))
        for limit in limits:
            taken = self._taken[limit]
            while taken and taken[0] <= now - self.config.minute_s:
                taken.popleft()
            if len(taken) >= limit.most:
                raise limit.refusal
        for limit in limits:
            self._taken[limit].append(now)

    def _limits(self, kind: Kind, account: str) -> Iterator[_Limit]:
        if kind is Kind.READ:
            yield _Limit(kind, account, self.config.reads_per_minute)
            yield _Limit(kind, "", self.config.project_reads)
        elif kind is Kind.WRITE:
            yield _Limit(kind, account, self.config.writes_per_minute)
            yield _Limit(kind, "", self.config.project_writes)
