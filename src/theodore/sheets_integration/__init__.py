"""The enhanced batch processor under its public names."""

from __future__ import annotations

from theodore.model.errors import ErrorType
from theodore.policy.retry import RetryConfig
from theodore.policy.timeout import TimeoutConfig
from theodore.sheets_integration.making import create_enhanced_processor
from theodore.sheets_integration.processor import EnhancedBatchProcessor

__all__ = ["EnhancedBatchProcessor", "ErrorType", "RetryConfig", "TimeoutConfig", "create_enhanced_processor"]
