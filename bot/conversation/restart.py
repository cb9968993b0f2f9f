"""What becomes of requests that the last stop cut off: they are answered, or told about, once."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial

from analytics.vocabulary.errors import SegbotError
from bot.conversation.delivery import Delivery, Place, Session
from bot.conversation.refusals import CALL_FAILED
from bot.conversation.replies import Replies
from bot.conversation.task import Task, metadata
from bot.conversation.work import Kind, Work, kept
from bot.language.parser import parse
from bot.render import notices
from bot.render.message import Message
from storage.records.requests import Request
from storage.store import Store

#: Who asked longer ago may have gone on by other ways; and Slack takes an answer to a command in a
#: place where the bot isn't for half an hour.
_WAITS_FOR = timedelta(minutes=30)


def resume(
    store: Store,
    delivery: Delivery,
    replies: Replies,
    begin: Callable[[Kind, Work, Task], None],
    later: Callable[[Callable[[], None]], None],
) -> None:
    """Take up what a stop left.

    Parameters
    ----------
    store, delivery, replies
    begin : callable
        Works on a request of which nothing was seen or done.
    later : callable
        Does something in the background.
    """
    for request in store.requests.open():
        task = Task(store.requests, request.id)
        work = None if request.begun_at else _waiting(request)
        if work is None and request.kind == Kind.REPLY and not request.begun_at:
            # Perhaps nobody spoke to the bot.
            task.end()
        elif work is not None:
            begin(Kind(request.kind), work, task)
        else:
            later(partial(_tell, store, delivery, replies, request, task))


def _waiting(request: Request) -> Work | None:
    """Work that can still be done as if it had just been asked for."""
    if datetime.now(UTC) - datetime.fromisoformat(request.asked_at) > _WAITS_FOR:
        return None
    try:
        return kept(request)
    except ValueError:
        return None


def _tell(store: Store, delivery: Delivery, replies: Replies, request: Request, task: Task) -> None:
    asked_at = Place(request.channel, request.user, request.thread_ts)

    def tell() -> bool:
        place = delivery.reachable(asked_at)
        shown, told = _shown(delivery, place, request)
        for ts in shown:
            with suppress(*CALL_FAILED):
                if told:
                    delivery.delete(place, ts)
                else:
                    delivery.update(place, ts, notices.stopped())
                    delivery.set_session(place, place.thread or ts, Session.ACTIVE)
        if told:
            return True
        message = _message(store, request)
        if _is_public(request):
            # The mention must reach the person, and a changed message notifies nobody.
            delivery.tell(place, message, _told(request))
        else:
            delivery.whisper(place, message)
        return True

    replies.deliver(task, tell)
    task.end()


def _told(request: Request) -> dict[str, object]:
    about = metadata(request.id)
    return {**about, "event_payload": {**about["event_payload"], "restarted": True}}


def _shown(delivery: Delivery, place: Place, request: Request) -> tuple[list[str], bool]:
    """The messages that say "working on it", and whether the person heard already what became of
    it: a stop may come between a message and the note of it."""
    since = datetime.fromisoformat(request.asked_at).timestamp()
    under_way, told = [], False
    try:
        for message in delivery.said(place, since):
            about = (message.get("metadata") or {}).get("event_payload", {})
            if about.get("request") != request.id:
                continue
            if "restarted" in about:
                return [], True
            if "answered" in about:
                # Of several files, others may be unread.
                told = request.kind != Kind.FILES or "," not in request.text
            else:
                under_way.append(str(message["ts"]))
    except CALL_FAILED:
        # What can't be looked up may still be told.
        under_way = [request.ts] if request.ts else []
    return under_way, told


def _is_public(request: Request) -> bool:
    """Whether everybody may read what was asked for."""
    if Kind(request.kind).is_intake:
        return True
    try:
        return not parse(request.text).is_private
    except SegbotError:
        return False


def _message(store: Store, request: Request) -> Message:
    user, text = request.user, request.text
    if request.begun_at:
        if request.kind == Kind.FILES:
            return _cut_off_import(store, request)
        if _is_public(request):
            return notices.interrupted_command(user, text)
        return notices.perhaps_answered(user, text)
    if request.kind == Kind.FILES:
        return notices.file_never_begun(user, text)
    return notices.command_never_begun(user, text)


def _cut_off_import(store: Store, request: Request) -> Message:
    """What became of a file whose import a stop cut off, perhaps only before its last word."""
    name, _, file_ids = request.text.rpartition(" ")
    stored = any(
        (each.filename, each.user, each.channel) == (name, request.user, request.channel)
        and each.at >= request.asked_at
        for each in store.uploads.all()
    )
    if stored:
        return notices.import_was_complete(request.user, name)
    return notices.interrupted_import(request.user, name, file_ids)
