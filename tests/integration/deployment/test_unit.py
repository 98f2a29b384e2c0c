"""The systemd unit, read by systemd itself."""

import subprocess
from pathlib import Path

from tests.servers.adapted import adapted


def test_systemd_understands_the_unit_and_finds_it_well_shut(tmp_path: Path) -> None:
    unit = tmp_path / "yuntiao.service"
    # An installation has the command there; a test has only some program.
    unit.write_text(adapted("yuntiao.service", {"/opt/yuntiao/bin/yuntiao": "/usr/bin/true"}))
    for command in (["verify", "--man=no"], ["security", "--offline=true", "--threshold=35"]):
        done = subprocess.run(["systemd-analyze", *command, str(unit)], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "yuntiao.service:" not in done.stderr  # where it names a line, it ignored it
