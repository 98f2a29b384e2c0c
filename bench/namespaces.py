"""Network namespaces with TUN devices between them (ip-netns(8), network_namespaces(7), tun(4)). Needs root."""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import socket
import struct
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bench.bridge import Line, bridging

SERVICE_ADDRESS = "10.77.0.1"
_DEVICE = "line"
_TUNSETIFF = 0x400454CA  # <linux/if_tun.h>
_IFF_TUN, _IFF_NO_PI = 0x0001, 0x1000
_CLONE_NEWNET = 0x40000000  # <linux/sched.h>
_END_WITHIN = 3.0
_PREFIX = "bench-"
_NAMESPACES = Path("/run/netns")


class NotAllowed(Exception):
    """Namespaces cannot be made here; the text says why."""


@dataclass(frozen=True, slots=True)
class Namespace:
    """A network of its own; `name` is as `ip netns` lists it."""

    name: str

    def command(self, *command: str) -> list[str]:
        """The same command, run inside."""
        return ["nsenter", f"--net={_NAMESPACES / self.name}", *command]

    def ip(self, *arguments: str) -> None:
        _run("ip", "-n", self.name, *arguments)

    def socket(self) -> socket.socket:
        """A stream socket that lives inside, for this process."""
        with self._entered():
            return socket.socket(socket.AF_INET, socket.SOCK_STREAM)

    def tun(self, device: str) -> int:
        """Make a TUN device inside; the non-blocking descriptor of its other end."""
        with self._entered():
            end = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            fcntl.ioctl(end, _TUNSETIFF, struct.pack("16sH22x", device.encode(), _IFF_TUN | _IFF_NO_PI))
        except OSError:
            os.close(end)
            raise
        return end

    @contextmanager
    def _entered(self) -> Iterator[None]:
        """This thread is inside within the block; what it opens there stays there."""
        with open("/proc/thread-self/ns/net") as outside, open(_NAMESPACES / self.name) as inside:
            _setns(inside.fileno())
            try:
                yield
            finally:
                _setns(outside.fileno())


@dataclass(slots=True)
class Access:
    """A person's network: a namespace whose only way out is the line to the service."""

    namespace: Namespace
    line: Line
    _number: int
    _host: int = 2

    @property
    def address(self) -> str:
        return f"10.77.{self._number}.{self._host}"

    def move(self) -> None:
        """Another address, and the former one is gone: as a phone that leaves a Wi-Fi network."""
        self.namespace.ip("addr", "del", f"{self.address}/24", "dev", _DEVICE)
        self._host += 1
        self.settle()

    def settle(self) -> None:
        """Take the address. The way out goes with a former one (Linux deletes routes with their last address)."""
        self.namespace.ip("addr", "add", f"{self.address}/24", "dev", _DEVICE)
        self.namespace.ip("route", "replace", "default", "dev", _DEVICE)


def check() -> None:
    """Raises NotAllowed when this process cannot make namespaces and TUN devices."""
    if os.geteuid() != 0:
        raise NotAllowed("network namespaces need root: run `sudo .venv/bin/python -m bench network`")
    if not Path("/dev/net/tun").exists():
        raise NotAllowed("there is no /dev/net/tun: the line needs TUN devices (modprobe tun)")


@contextmanager
def networks(people: int) -> Iterator[tuple[Namespace, list[Access]]]:
    """The service's namespace, with SERVICE_ADDRESS, and a line to each person's. Needs a running event loop.

    Whatever happens inside the block, nothing is left: processes in the namespaces are ended, too.
    Raises NotAllowed.
    """
    check()
    _sweep()
    with ExitStack() as stack:
        prefix = f"{_PREFIX}{os.getpid()}"
        service = stack.enter_context(_namespace(f"{prefix}-service"))
        service.ip("addr", "add", f"{SERVICE_ADDRESS}/32", "dev", "lo")
        accesses = []
        for number in range(1, people + 1):
            namespace = stack.enter_context(_namespace(f"{prefix}-person{number}"))
            access = Access(namespace, Line(), number)
            access.line.up.seed, access.line.down.seed = 2 * number, 2 * number + 1
            ends = _joined(stack, namespace, _DEVICE), _joined(stack, service, f"{_DEVICE}{number}")
            access.settle()
            service.ip("addr", "add", f"10.77.{number}.1/24", "dev", f"{_DEVICE}{number}")
            stack.enter_context(bridging(*ends, access.line))
            accesses.append(access)
        yield service, accesses


def _joined(stack: ExitStack, namespace: Namespace, device: str) -> int:
    """A TUN device that is up; the descriptor of its other end."""
    end = namespace.tun(device)
    stack.callback(os.close, end)
    namespace.ip("link", "set", device, "up")
    return end


@contextmanager
def _namespace(name: str) -> Iterator[Namespace]:
    made = Namespace(name)
    _run("ip", "netns", "add", name)
    try:
        made.ip("link", "set", "lo", "up")
        yield made
    finally:
        _remove(name)


def _sweep() -> None:
    """Remove what a run left behind that was killed without a chance to do so itself."""
    for path in _NAMESPACES.glob(f"{_PREFIX}*"):
        owner = path.name.removeprefix(_PREFIX).partition("-")[0]
        if owner.isdigit() and not Path(f"/proc/{owner}").exists():
            _remove(path.name)


def _remove(name: str) -> None:
    _end_processes(name)
    _run("ip", "netns", "del", name)


def _end_processes(name: str) -> None:
    """What still runs inside: a browser that lost its driver would keep the namespace alive, and itself."""
    deadline = time.monotonic() + _END_WITHIN
    how = signal.SIGTERM
    while inside := _processes(name):
        for process in inside:
            with suppress(ProcessLookupError):
                os.kill(process, how)
        if time.monotonic() > deadline:
            how = signal.SIGKILL
        time.sleep(0.05)


def _processes(name: str) -> list[int]:
    printed = subprocess.run(["ip", "netns", "pids", name], check=True, capture_output=True, text=True)
    return [int(line) for line in printed.stdout.split()]


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise NotAllowed(f"`{' '.join(command)}` failed: {done.stderr.strip()}")


def _setns(descriptor: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.setns(descriptor, _CLONE_NEWNET) != 0:
        number = ctypes.get_errno()
        raise NotAllowed(f"a network namespace cannot be entered: {os.strerror(number)}")
