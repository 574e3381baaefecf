"""Which site bears which fault."""

from __future__ import annotations

from collections.abc import Mapping

from theodore.farm.chance import draws
from theodore.farm.config import FarmConfig
from theodore.farm.faults import VARIANTS, Fault


def seats(sites: int, shares: Mapping[Fault, float]) -> dict[Fault, int]:
    """How many sites each class has, by largest remainder.

    A rare class is given a site for each of its variants where there is room, at the cost of the largest, so that
    a small web shows everything too.
    """
    wanted = {fault: share for fault in Fault if (share := shares.get(fault, 0.0)) > 0}
    counts = _largest_remainder(sites, wanted)
    for least in (dict.fromkeys(wanted, 1), {fault: len(VARIANTS[fault]) for fault in wanted}):
        if sum(least.values()) <= sites:
            _raise_to(counts, least)
    return counts


def _largest_remainder(seats_: int, shares: Mapping[Fault, float]) -> dict[Fault, int]:
    total = sum(shares.values())
    quotas = {fault: seats_ * share / total for fault, share in shares.items()}
    counts = {fault: int(quota) for fault, quota in quotas.items()}
    by_remainder = sorted(quotas, key=lambda fault: counts[fault] - quotas[fault])
    for fault in by_remainder[: seats_ - sum(counts.values())]:
        counts[fault] += 1
    return counts


def _raise_to(counts: dict[Fault, int], least: Mapping[Fault, int]) -> None:
    for fault, needed in least.items():
        while counts[fault] < needed:
            richest = max(counts, key=lambda other: counts[other] - least[other])
            counts[richest] -= 1
            counts[fault] += 1


def deal(config: FarmConfig) -> list[tuple[Fault, int]]:
    """For each site its class, and its number within the class, from 0."""
    hands = [(fault, number) for fault, count in seats(config.sites, config.shares).items() for number in range(count)]
    draws(config.seed, "deal").shuffle(hands)
    return hands
