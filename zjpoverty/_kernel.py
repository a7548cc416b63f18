"""The kernel of a lesson: forked from a process that has imported the libraries, or ``python -m zjpoverty._kernel``.

Starting a kernel and importing altair takes about as long as a lesson; a fork takes none of it. It is made while its
parent has no socket, event loop or thread of Python, waits for its connection file, and is handed to jupyter_client by
a provisioner. Either kernel notes what its lesson reads.
"""

import json
import math
import os
import random
import signal
import sys
import time
from contextlib import suppress
from importlib.metadata import EntryPoint
from pathlib import Path
from queue import Empty

from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

from . import _trace

NAME = "zjpoverty-forked"
NOTES = "read-by-kernel.txt"
_PATH_OF_A_SOCKET = 90  # a Unix socket's path holds about 100 bytes, and jupyter_client adds a number to ours


class Forked:
    """A forked kernel, with what jupyter_client asks of a ``subprocess.Popen``."""

    stdin = stdout = stderr = None

    def __init__(self):
        reading, self._writing = os.pipe()
        self.returncode: int | None = None
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self._writing)
            _become_a_kernel(reading)
        os.close(reading)

    def begin(self, told: dict) -> None:
        """Tell the process its arguments, folder and environment. Untold, it ends with this one."""
        with open(self._writing, "w", encoding="utf-8") as pipe:
            json.dump(told, pipe)

    def poll(self) -> int | None:
        """Exit code, or None while it lives."""
        return self._waited(os.WNOHANG)

    def wait(self) -> int | None:
        """Wait for its end."""
        return self._waited(0)

    def _waited(self, how: int) -> int | None:
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, how)
            self.returncode = os.waitstatus_to_exitcode(status) if pid else None
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal, if it lives."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once, if it lives."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end, if it lives."""
        self.send_signal(signal.SIGTERM)


class ForkedProvisioner(LocalProvisioner):
    """Gives the manager a kernel that is there already."""

    kernel: Forked

    async def launch_kernel(self, cmd, **kwargs):
        """Let the forked kernel begin with the arguments of the command that would have started another."""
        arguments = cmd[cmd.index("-f") :]
        self.process = self.kernel
        self.pid = self.pgid = self.process.pid
        self.process.begin({"arguments": arguments, "cwd": kwargs.get("cwd") or os.getcwd(), "env": kwargs["env"]})
        return self.connection_info


class Client(AsyncKernelClient):
    """A client that does not listen for 0.2 seconds more when the kernel is ready: nbclient knows its own messages."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel answers on both channels that a lesson needs."""
        deadline = time.monotonic() + (timeout or math.inf)
        while not await self._answers():
            if not await self.is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > deadline:
                raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")

    async def _answers(self) -> bool:
        self.kernel_info()
        with suppress(Empty):
            reply = await self.get_shell_msg(timeout=1)
            # What comes here shows that it is subscribed to; what a lesson prints would else be lost.
            return reply["msg_type"] == "kernel_info_reply" and bool(await self.get_iopub_msg(timeout=0.2))
        return False


class ThisPython(KernelSpecManager):
    """Knows one kernel: any Python may be behind the name python3 in the folders of a machine. Ours is this one."""

    forked = False

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """Give the command of a kernel that notes what its lesson reads."""
        argv = [sys.executable, "-m", __name__, "-f", "{connection_file}"]
        metadata = {"kernel_provisioner": {"provisioner_name": NAME}} if self.forked else {}
        return KernelSpec(argv=argv, display_name="Python 3 (ipykernel)", language="python", metadata=metadata)


def manager(folder: Path, forked: Forked | None) -> AsyncKernelManager:
    """Return what starts the kernel of a lesson in a folder, or takes the one that has been forked."""
    specs = ThisPython()
    if forked:
        specs.forked, ForkedProvisioner.kernel = True, forked
        point = EntryPoint(NAME, f"{__name__}:{ForkedProvisioner.__name__}", KernelProvisionerFactory.GROUP_NAME)
        KernelProvisionerFactory.instance().provisioners[NAME] = point
    made = AsyncKernelManager(kernel_spec_manager=specs, connection_file=str(folder / "kernel.json"))
    made.client_factory = Client
    sockets = str(folder / "k")
    # Sockets in a folder that only its owner can enter: nobody else can connect, and no two kernels want one port.
    if os.name == "posix" and len(os.fsencode(sockets)) < _PATH_OF_A_SOCKET:
        made.transport, made.ip = "ipc", sockets
    return made


def serve(arguments: list[str]) -> None:
    """Be the kernel of a connection file, beside which the notes are written."""
    from ipykernel.kernelapp import IPKernelApp

    _trace.write_to(Path(arguments[arguments.index("-f") + 1]).with_name(NOTES))
    # The lesson loads this package anew, so that the notes name each module that it needs, and no table is known yet.
    for name in [name for name in sys.modules if name.partition(".")[0] == __package__ and name != "__main__"]:
        del sys.modules[name]
    IPKernelApp.launch_instance(arguments)


def _become_a_kernel(reading: int) -> None:
    try:
        os.setsid()
        parent = os.getppid()
        with open(reading, encoding="utf-8") as pipe:
            told = json.loads(pipe.read() or "null")
        if told:
            _settle(told)
            serve([*told["arguments"], f"--IPKernelApp.parent_handle={parent}"])
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        os._exit(0)  # nothing of the process from which this one was forked is to be put in order here


def _settle(told: dict) -> None:
    """Take the folder and the surroundings of a process that was started."""
    import numpy

    os.environ.clear()
    os.environ.update(told["env"])
    os.chdir(told["cwd"])
    with open(os.devnull) as nothing:
        os.dup2(nothing.fileno(), 0)
    # Else all lessons would draw the same numbers, those of the process from which they come.
    random.seed()
    numpy.random.seed()


if __name__ == "__main__":
    serve(sys.argv[1:])
