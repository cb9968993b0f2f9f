"""What comes by itself, posted by processes that can be killed at any step, as by a power cut."""

from collections.abc import Callable
from datetime import datetime
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import TypeAlias

from forking import forkserver

from bot.alerts import Alerts
from bot.conversation.client import OrderlyClient
from bot.conversation.delivery import Delivery
from bot.digests import Digests
from bot.readouts import ReadOuts
from bot.services.dispatch import Services
from storage.store import Store

#: Looks once at what is due at a moment, and posts it.
Look: TypeAlias = Callable[[Store, Delivery, datetime], None]


def digests_of(store: Store, api_url: str) -> Digests:
    """Who delivers a store's digests, called at moments that a test chooses."""
    return Digests(store, Services(), _delivery(api_url))


def at_digests(store: Store, delivery: Delivery, now: datetime) -> None:
    """A look at digests."""
    Digests(store, Services(), delivery).deliver_due(now)


def at_alerts(store: Store, delivery: Delivery, now: datetime) -> None:
    """A look at alerts."""
    Alerts(store, Services(), delivery).look(now)


def at_results(store: Store, delivery: Delivery, now: datetime) -> None:
    """A look at campaigns, whatever the moment."""
    ReadOuts(store, Services(), delivery).deliver_due()


def delivering(look: Look, path: Path, api_url: str, now: datetime) -> ForkServerProcess:
    """A process that looks once; it has begun."""
    process = forkserver.Process(target=_deliver, args=(look, path, api_url, now), daemon=True)
    process.start()
    return process


def _deliver(look: Look, path: Path, api_url: str, now: datetime) -> None:
    look(Store(path), _delivery(api_url), now)


def _delivery(api_url: str) -> Delivery:
    return Delivery(OrderlyClient("xoxb-local", api_url))
