"""Warm kernels: a process with the libraries imported forks the kernel of each run, which starts at once.

A kernel provisioner of jupyter_client, named "cxlab-warm" among its entry points: `report.run` uses it inside
`warm_kernels()`, and nothing else does. Where a process cannot be forked safely (no Linux, the code has
changed, the process is gone or has threads) the kernel starts cold, as ever.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

from jupyter_client.provisioning import LocalProvisioner

from . import kernel, zygote
from .kernel import OFFLINE

__all__ = ["PROVISIONER", "WarmProvisioner", "Zygote", "code_key", "is_warm", "provisioner", "warm_kernels"]

PROVISIONER = "cxlab-warm"
POSSIBLE = sys.platform == "linux" and hasattr(os, "fork") and hasattr(socket, "send_fds")
READY_SECONDS = 120.0
ANSWER_SECONDS = 10.0
TOLD_SECONDS = 2.0
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
"""Of numerical libraries: started at import they would be lost in every child."""


def code_key() -> tuple[tuple[str, int, int], ...]:
    """Return name, size and time of change of every file of the package: another key is other code."""
    package = Path(__file__).resolve().parents[1]
    found = []
    for place, folders, files in os.walk(package):
        folders[:] = [name for name in folders if name not in ("__pycache__", "_bundled")]
        for name in files:
            if name.endswith((".py", ".po", ".yml", ".txt", ".css", ".j2")):
                about = os.stat(os.path.join(place, name))
                found.append((os.path.join(place, name), about.st_size, about.st_mtime_ns))
    return tuple(sorted(found))


class ForkedKernel:
    """A kernel that the zygote has forked, with the methods of a `subprocess.Popen` that are needed."""

    stdin = stdout = stderr = None

    def __init__(self, owner: Zygote, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._owner = owner

    def poll(self) -> int | None:
        """Return how it ended: an exit code, the negative number of a signal, or None while it lives."""
        if self.returncode is None:
            self.returncode = self._owner.ended(self.pid)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end."""
        end = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            if end is not None and time.monotonic() > end:
                raise subprocess.TimeoutExpired("kernel", timeout or 0)
            time.sleep(0.01)
        return code

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it has ended."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


class Zygote:
    """The process that forks kernels, and the socket to it; started when first used.

    Examples
    --------
    >>> Zygote().is_started
    False
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._socket: socket.socket | None = None
        self._key: object = None
        self._waiting = b""
        self._answers: list[dict[str, Any]] = []
        self._ended: dict[int, int] = {}
        self._lock = threading.RLock()

    @property
    def is_started(self) -> bool:
        """Whether its process lives."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        """The number of its process."""
        return self._process.pid if self._process is not None else None

    def fork(
        self, folder: Path, arguments: Sequence[str], env: dict[str, str], files: Sequence[int]
    ) -> ForkedKernel | None:
        """Return a kernel forked for a run, or None where that cannot be done."""
        path = [os.path.abspath(entry) for entry in sys.path]
        request = {"folder": str(folder), "arguments": [*arguments], "env": env, "path": path}
        message = json.dumps(request).encode() + b"\n"
        with self._lock:
            # Its process may have died a moment ago, which shows only when it does not answer.
            answer = self._asked(message, files) or self._asked(message, files)
            if not answer.get("pid"):
                self.stop()
                return None
            return ForkedKernel(self, answer["pid"])

    def _asked(self, message: bytes, files: Sequence[int]) -> dict[str, Any]:
        """Return what its process answers; nothing where it does not, and then it is gone."""
        try:
            if not self._be_ready():
                return {}
            assert self._socket is not None
            socket.send_fds(self._socket, [message], [*files])
            answer = self._answer(ANSWER_SECONDS)
        except OSError:
            answer = {}
        if not answer:
            self.stop()
        return answer

    def start(self) -> bool:
        """Start its process and wait until it is ready; False where it cannot be."""
        with self._lock:
            try:
                return self._be_ready()
            except OSError:
                self.stop()
                return False

    def stop(self) -> None:
        """End its process, and with it the kernels that it has forked."""
        with self._lock:
            if self._socket is not None:
                self._socket.close()
            if self._process is not None:
                with suppress(subprocess.TimeoutExpired):
                    self._process.wait(2.0)
                if self._process.poll() is None:
                    self._process.kill()
                    self._process.wait()
            self._process = self._socket = None
            self._waiting, self._answers = b"", []

    def ended(self, pid: int) -> int | None:
        """Return how a kernel ended, or None while it lives."""
        with self._lock:
            if pid not in self._ended and not _lives(pid):
                end = time.monotonic() + TOLD_SECONDS
                while pid not in self._ended and self._listen(0.05) and time.monotonic() < end:
                    pass
                self._ended.setdefault(pid, -signal.SIGKILL)  # it went with the zygote, which cannot tell
            return self._ended.get(pid)

    def _be_ready(self) -> bool:
        if not POSSIBLE:
            return False
        key = code_key(), sys.executable, tuple(sys.path)
        if self.is_started and key == self._key:
            return True
        self.stop()
        ours, theirs = socket.socketpair()
        told = {"socket": theirs.fileno(), "kernel": kernel.__file__, "parent": os.getpid()}
        told["path"] = [os.path.abspath(entry) for entry in sys.path]
        env = {name: value for name, value in os.environ.items() if name != "PYTHONSTARTUP"}
        env |= dict.fromkeys(THREADS, "1") | OFFLINE | {"MATPLOTLIBRC": os.devnull}
        self._socket = ours
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603  (our own file, this Python)
                [sys.executable, "-I", "-X", "utf8", zygote.__file__, json.dumps(told)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                env=env,
                cwd=os.sep,
                start_new_session=True,
            )
        self._key = key
        if not self._answer(READY_SECONDS).get("ready"):
            self.stop()
            return False
        return True

    def _answer(self, seconds: float) -> dict[str, Any]:
        end = time.monotonic() + seconds
        while not self._answers and time.monotonic() < end:
            if not self._listen(0.2):
                break
        return self._answers.pop(0) if self._answers else {}

    def _listen(self, seconds: float) -> bool:
        """Read what the process says; False where it is gone."""
        if self._socket is None:
            return False
        self._socket.settimeout(seconds)
        try:
            received = self._socket.recv(zygote.READ)
        except (TimeoutError, BlockingIOError):
            return True
        except OSError:
            return False
        self._waiting += received
        while b"\n" in self._waiting:
            line, self._waiting = self._waiting.split(b"\n", 1)
            said = json.loads(line)
            if "ended" in said:
                self._ended[said["ended"]] = said["code"]
            else:
                self._answers.append(said)
        return bool(received)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        return b") Z " not in Path(f"/proc/{pid}/stat").read_bytes()
    except OSError:
        return False


_in_use: list[Zygote] = []


def is_warm() -> bool:
    """Say whether kernels of this process are to be warm."""
    return bool(_in_use)


@contextmanager
def warm_kernels() -> Iterator[Zygote]:
    """Let `report.run` start its kernels warm as long as this lasts.

    Examples
    --------
    >>> with warm_kernels():
    ...     is_warm()
    True
    """
    found = Zygote()
    _in_use.append(found)
    try:
        yield found
    finally:
        _in_use.remove(found)
        found.stop()


class WarmProvisioner(LocalProvisioner):
    """Starts a kernel by a fork of the zygote in use; without one as jupyter_client itself does."""

    async def launch_kernel(self, cmd: list[str], **options: Any) -> Any:
        """Start the kernel, warm where that is possible."""
        forked = _forked(cmd, options)
        if forked is None:
            return await super().launch_kernel(cmd, **options)
        self.process, self.pid, self.pgid = forked, forked.pid, forked.pid  # type: ignore[assignment]
        self.cwd = options.get("cwd")
        return self.connection_info


def _forked(cmd: list[str], options: dict[str, Any]) -> ForkedKernel | None:
    """Fork the kernel that a command line would start cold: what `execute.ThisKernel` puts together."""
    if not _in_use or kernel.__file__ not in cmd:
        return None
    position = cmd.index(kernel.__file__)
    told = json.loads(cmd[position + 1])
    files = [option.fileno() for option in (options["stdout"], options["stderr"])]
    return _in_use[-1].fork(Path(told["folder"]), cmd[position + 2 :], options["env"], files)


def provisioner() -> str:
    """Return the name of the provisioner that starts kernels now: the warm one, or that of jupyter_client."""
    if not _in_use:
        return "local-provisioner"
    _register()
    return PROVISIONER


@cache
def _register() -> None:
    """Make the provisioner known where the installed package is older than its entry point."""
    from importlib.metadata import EntryPoint

    from jupyter_client.provisioning import KernelProvisionerFactory

    factory = KernelProvisionerFactory.instance()
    value = f"{__name__}:{WarmProvisioner.__name__}"
    factory.provisioners.setdefault(
        PROVISIONER, EntryPoint(PROVISIONER, value, "jupyter_client.kernel_provisioners")
    )
