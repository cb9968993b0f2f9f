"""What was offered last where people talk: a yes in words is to that."""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from bot.conversation.delivery import Place
from bot.language.declaration import Request

_MOST = 1000
_Key = tuple[str, str | None]


@dataclass(frozen=True)
class _Offer:
    user: str
    requests: tuple[Request, ...]
    keys: frozenset[_Key]


class Offers:
    """The last offer in each place; whatever is said there next answers it, or ends it."""

    def __init__(self) -> None:
        self._offers: OrderedDict[_Key, _Offer] = OrderedDict()
        self._lock = Lock()

    def make(self, place: Place, ts: str | None, requests: tuple[Request, ...]) -> None:
        """Note what a message offers to whoever asked, where they did and in its own thread."""
        keys = frozenset((place.channel, each) for each in (place.thread, ts or place.thread))
        offer = _Offer(place.user, requests, keys)
        with self._lock:
            for key in keys:
                self._take(key)
            if requests:
                self._offers.update(dict.fromkeys(keys, offer))
            while len(self._offers) > _MOST:
                self._offers.popitem(last=False)

    def hear(self, place: Place) -> tuple[Request, ...]:
        """What somebody's words may be an answer to; to what comes after them they no longer are.

        Nothing where it was offered to somebody else: a yes between two people is theirs.
        """
        with self._lock:
            offer = self._take((place.channel, place.thread))
        return offer.requests if offer and offer.user == place.user else ()

    def _take(self, key: _Key) -> _Offer | None:
        """Whoever calls it has the lock."""
        offer = self._offers.get(key)
        for each in offer.keys if offer else ():
            self._offers.pop(each, None)
        return offer
