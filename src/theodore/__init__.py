"""Theodore fills a spreadsheet of companies with facts from their websites, each with the words that prove it.

The public names are loaded when they are first used, so that a process that needs one room does not load the house.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from theodore.main_pipeline import CompanyIntelligenceConfig, TheodoreIntelligencePipeline
    from theodore.model.errors import ErrorType
    from theodore.policy.retry import RetryConfig
    from theodore.policy.timeout import TimeoutConfig
    from theodore.sheets_integration import (
        EnhancedBatchProcessor,
        GoogleSheetsServiceClient,
        create_enhanced_processor,
    )

_PUBLIC = {
    "CompanyIntelligenceConfig": "theodore.main_pipeline",
    "EnhancedBatchProcessor": "theodore.sheets_integration",
    "ErrorType": "theodore.model.errors",
    "GoogleSheetsServiceClient": "theodore.sheets_integration",
    "RetryConfig": "theodore.policy.retry",
    "TheodoreIntelligencePipeline": "theodore.main_pipeline",
    "TimeoutConfig": "theodore.policy.timeout",
    "create_enhanced_processor": "theodore.sheets_integration",
}

__all__ = [
    "CompanyIntelligenceConfig",
    "EnhancedBatchProcessor",
    "ErrorType",
    "GoogleSheetsServiceClient",
    "RetryConfig",
    "TheodoreIntelligencePipeline",
    "TimeoutConfig",
    "create_enhanced_processor",
]


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'theodore' has no attribute {name!r}")
    return getattr(import_module(_PUBLIC[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_PUBLIC])
