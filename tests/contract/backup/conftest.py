"""As the retention suite's: an archive on each database."""

from tests.contract.retention.conftest import archive, own_url

__all__ = ["archive", "own_url"]
