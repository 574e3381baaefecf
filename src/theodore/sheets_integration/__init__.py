"""The enhanced batch processor and the client for Google Sheets under their public names."""

from __future__ import annotations

from theodore.model.errors import ErrorType
from theodore.policy.retry import RetryConfig
from theodore.policy.timeout import TimeoutConfig
from theodore.sheets_integration.client import GoogleSheetsServiceClient
from theodore.sheets_integration.making import create_enhanced_processor
from theodore.sheets_integration.processor import EnhancedBatchProcessor

__all__ = [
    "EnhancedBatchProcessor",
    "ErrorType",
    "GoogleSheetsServiceClient",
    "RetryConfig",
    "TimeoutConfig",
    "create_enhanced_processor",
]
