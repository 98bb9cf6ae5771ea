"""`jatan demo`: a synthetic network on this machine, from nothing to a sign-in page."""

import os
import signal
import subprocess
import sys
import time
from types import FrameType
from typing import Final

import click

from jatan.config import options, processes, serving, startup
from jatan.config.progress import Progress
from jatan.web.demo.build import build_demo

_RESTART_SECONDS: Final = 1.0


@click.command("demo")
@click.option("--port", type=click.IntRange(1, 65535), default=lambda: options.number("JATAN_PORT"))
@click.option("--no-serve", is_flag=True, help="Build it and end.")
def demo_command(port: int, no_serve: bool) -> None:
    """Build a synthetic network, once, and serve it. What was entered is kept."""
    host = options.text("JATAN_HOST")
    if not no_serve:
        serving.refuse_busy_port(host, port)
    progress = Progress()
    progress("starting the database")
    startup.prepare(progress)
    startup.ready()
    build_demo(progress)
    if no_serve:
        progress("the demo is built")
        return
    progress(f"serving on {serving.address(host, port)}  (Ctrl+C ends it)")
    sys.exit(_keep_running(port))


def _keep_running(port: int) -> int:
    """Serve and work in two children until one is told to stop; a worker that dies is started again."""
    with processes.registered("demo"):
        for number in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
            signal.signal(number, _leave)
        web = _start("serve", "--port", str(port))
        worker = _start("worker")
        try:
            while (code := web.poll()) is None:
                if worker.poll() is not None:
                    worker = _start("worker")
                time.sleep(_RESTART_SECONDS)
            return code
        except (KeyboardInterrupt, SystemExit):
            return 0
        finally:
            _end(web, worker)


def _start(*words: str) -> "subprocess.Popen[bytes]":
    environment = {**os.environ, processes.PARENT_VARIABLE: str(os.getpid())}
    return subprocess.Popen([sys.executable, "-m", "jatan", *words], env=environment)  # noqa: S603 - ourselves


def _leave(_number: int, _frame: FrameType | None) -> None:
    """A signal to end becomes an ordinary way out, so that the children are ended too."""
    sys.exit(0)


def _end(*children: "subprocess.Popen[bytes]") -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(timeout=15)
        except subprocess.TimeoutExpired:
            child.kill()
