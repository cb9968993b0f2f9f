"""Digests delivered by processes that can be killed at any step, as by a power cut."""

from datetime import datetime
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from forking import forkserver

from bot.conversation.client import OrderlyClient
from bot.conversation.delivery import Delivery
from bot.digests import Digests
from bot.services.dispatch import Services
from storage.store import Store


def digests_of(store: Store, api_url: str) -> Digests:
    """Who delivers a store's digests, called at moments that a test chooses."""
    return Digests(store, Services(), Delivery(OrderlyClient("xoxb-local", api_url)))


def delivering(path: Path, api_url: str, now: datetime) -> ForkServerProcess:
    """A process that looks once at what is due at a moment; it has begun."""
    process = forkserver.Process(target=_deliver, args=(path, api_url, now), daemon=True)
    process.start()
    return process


def _deliver(path: Path, api_url: str, now: datetime) -> None:
    digests_of(Store(path), api_url).deliver_due(now)
