"""The one event loop that all crawls of a process run in."""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
from collections.abc import Coroutine
from functools import partial
from typing import Any, TypeVar

from scrapy.utils.reactor import install_reactor, is_reactor_installed

REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
T = TypeVar("T")


def run_until_complete(work: Coroutine[Any, Any, T]) -> T:
    """Run `work` on Twisted's asyncio reactor and return what it returns; may be called again and again.

    A reactor can be started only once in a process, but its asyncio loop can be driven as often as one likes.
    """
    if not is_reactor_installed():
        install_reactor(REACTOR)
    from twisted.internet import reactor  # noqa: PLC0415 - importing it installs one, so only after ours stands

    # A thread that looks up a host's name must not keep the process from ending: the reactor is never stopped.
    reactor.getThreadPool().threadFactory = partial(threading.Thread, daemon=True)
    loop: asyncio.AbstractEventLoop = reactor._asyncioEventloop  # noqa: SLF001 - the reactor's own loop has no public name
    if not reactor.running:
        reactor.startRunning(installSignalHandlers=False)
    # Scrapy's own lines name addresses of adverts; they go nowhere, neither to standard error nor to any log.
    for name in ("scrapy", "scrapy-playwright", "twisted", "asyncio"):
        logging.getLogger(name).addHandler(logging.NullHandler())
        logging.getLogger(name).propagate = False
    return _until_done_or_interrupted(loop, work)


def _until_done_or_interrupted(loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, T]) -> T:
    """Run `work`; a first interrupt cancels it, so that it writes what it has, and is raised when it has ended."""
    task = loop.create_task(work)
    in_main_thread = threading.current_thread() is threading.main_thread()
    if in_main_thread:
        loop.add_signal_handler(signal.SIGINT, task.cancel)
    try:
        return loop.run_until_complete(task)
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None
    finally:
        if in_main_thread:
            loop.remove_signal_handler(signal.SIGINT)
