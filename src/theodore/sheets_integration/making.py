"""How a processor is made: all its settings as arguments, of which none contradicts another."""

from __future__ import annotations

import inspect
from typing import Any

from theodore.batch.caller import CallersPipeline
from theodore.main_pipeline import TheodoreIntelligencePipeline
from theodore.model.errors import ConfigurationError
from theodore.policy.retry import RetryConfig
from theodore.policy.timeout import TimeoutConfig
from theodore.settings import load, retry_values, timeout_values
from theodore.sheets_integration.client import GoogleSheetsServiceClient
from theodore.sheets_integration.processor import EnhancedBatchProcessor, check_kinds


def create_enhanced_processor(
    sheets_client: GoogleSheetsServiceClient | None = None,
    pipeline: TheodoreIntelligencePipeline | CallersPipeline | None = None,
    concurrency: int = 3,
    max_companies: int | None = None,
    max_retries: int = 3,
    base_backoff: float = 2.0,
    max_backoff: float = 60.0,
    jitter: bool = True,
    default_timeout: float = 30,
    simple_timeout: float = 20,
    complex_timeout: float = 60,
    max_timeout: float = 120,
    *,
    retry_config: RetryConfig | None = None,
    timeout_config: TimeoutConfig | None = None,
    again: bool | None = None,
    fresh_for: float | str | None = None,
    refresh: bool | None = None,
    personal_data: bool | None = None,
) -> EnhancedBatchProcessor:
    """A processor with these settings; all times are in seconds.

    sheets_client: the client with whose key Google Sheets are read and filled; without it that of the settings. Files
    need neither. pipeline: Theodore's own, or anything with `process_single_company(company_name, website,
    job_id=None)`, sync or async. concurrency: companies at once.
    max_companies: stop after so many; the next call goes on. retry_config: a whole RetryConfig in the place of
    max_retries, base_backoff, max_backoff and jitter; timeout_config: likewise of the four timeouts. again,
    fresh_for, refresh: for all batches, see `EnhancedBatchProcessor.process_batch`. personal_data: False keeps people's
    names, mail addresses and direct lines out of everything, and stores no page. Raises ConfigurationError for a
    wrong value, and where a config and an argument are given and differ.
    """
    check_kinds(retry_config, timeout_config, sheets_client)
    retry = {
        "max_retries": max_retries,
        "base_backoff": base_backoff,
        "max_backoff": max_backoff,
        "jitter": jitter,
    }
    timeouts = {
        "default": default_timeout,
        "simple": simple_timeout,
        "complex": complex_timeout,
        "max": max_timeout,
    }
    if retry_config is not None:
        retry = _agreed("retry_config", retry_values(retry_config), retry)
    if timeout_config is not None:
        timeouts = _agreed("timeout_config", timeout_values(timeout_config), timeouts, suffix="_timeout")
    settings = load(
        {
            "run": {
                "concurrency": concurrency,
                "max_companies": max_companies,
                "again": again,
                "fresh_for": fresh_for,
                "refresh": refresh,
                "personal_data": personal_data,
            },
            "retry": retry,
            "timeouts": timeouts,
        }
    )
    return EnhancedBatchProcessor(
        pipeline, settings, sheets_client=sheets_client, retry_config=retry_config, timeout_config=timeout_config
    )


def _agreed(name: str, whole: dict[str, Any], single: dict[str, Any], suffix: str = "") -> dict[str, Any]:
    """The values of a whole config, which none of the single arguments contradicts.

    One that is its default cannot be told from one that was not given.
    """
    parameters = inspect.signature(create_enhanced_processor).parameters
    for key, value in single.items():
        argument = f"{key}{suffix}"
        if value != parameters[argument].default and value != whole[key]:
            raise ConfigurationError(
                f"{argument} is {value}, and {name} says {whole[key]}. Give one of them; {name} alone says everything."
            )
    return whole
