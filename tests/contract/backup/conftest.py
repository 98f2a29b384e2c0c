"""As the retention suite's: an archive on each database."""

from tests.contract.retention.conftest import archive

__all__ = ["archive"]
