"""Replies that are being written; whatever goes wrong with their work becomes words."""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import TypeVar
from urllib.error import URLError

import structlog
from slack_sdk.errors import SlackApiError, SlackClientError

from analytics.vocabulary.errors import SegbotError
from bot.conversation.delivery import Delivery, Place, Session
from bot.conversation.downloads import NotFetchedError
from bot.conversation.jobs import Jobs
from bot.conversation.refusals import CALL_FAILED, may_be_done, reason
from bot.conversation.reply import Reply, Stopped
from bot.conversation.task import Task
from bot.render import notices
from bot.render.message import Block, Message
from bot.services.answer import Instead
from bot.services.context import NoDataYet

_log = structlog.get_logger()
#: After how many seconds it is tried again to say what Slack didn't take: three hours in all.
_WAITS = (2, 10, 30, 60, 300, 900, 1_800, 3_600, 3_600)
#: Gives the ``ts`` of a message of its own that everybody there sees.
Say = Callable[[Message], str | None]
Result = TypeVar("Result")


class Replies:
    """Nothing that goes wrong escapes it, and nothing that is done is thrown away.

    Parameters
    ----------
    delivery, jobs
        Who speaks, and where it is tried again.
    """

    def __init__(self, delivery: Delivery, jobs: Jobs) -> None:
        self._delivery = delivery
        self._jobs = jobs
        self._under_way: dict[str, Reply] = {}

    @contextmanager
    def answering(
        self, place: Place, task: Task | None = None, again: Block | None = None
    ) -> Iterator[None]:
        """Tell the person who asked what goes wrong in this block."""
        with self.saying(partial(self._delivery.whisper, place), task, again=again):
            yield

    @contextmanager
    def replying(self, reply: Reply, task: Task) -> Iterator[None]:
        """Say that work is under way, and in the same message what goes wrong in this block."""
        with self.saying(reply.say, task, reply.what, reply.again):
            self._under_way[reply.id] = reply
            try:
                task.show(reply, partial(self.deliver, task, reply.take_sign_away))
                yield
            finally:
                del self._under_way[reply.id]

    @contextmanager
    def saying(
        self,
        say: Say,
        task: Task | None = None,
        about: str = "",
        again: Block | None = None,
    ) -> Iterator[None]:
        """The one place where an exception becomes a reply; who stopped the work was told.

        Parameters
        ----------
        say : callable
        task : Task or None
            As of `deliver`.
        about : str
            The command or file that it is about, where the reader can't see that.
        again : Block or None
            The button that begins the work again, for what may go well another time.
        """
        # What went wrong may be said where the work was stopped meanwhile.
        with suppress(Stopped):
            try:
                yield
            except Stopped:
                raise
            except Instead as refused:
                message = notices.unsure(refused.message, refused.hint, refused.choices)
            except NoDataYet as nothing:
                message = notices.no_data(nothing.message, nothing.hint)
            except NotFetchedError as error:
                message = notices.with_again(notices.problem(error.message, error.hint), again)
            except SegbotError as error:
                message = notices.problem(error.message, error.hint, about)
            except Exception as error:
                message = notices.with_again(_unexpected(error), again)
            else:
                return

            def tell() -> bool:
                ts = say(message)
                if task:
                    task.said(ts)
                return True

            self.deliver(task, tell)

    def deliver(
        self,
        task: Task | None,
        do: Callable[[], Result],
        late: Callable[[Result], object] = lambda _: None,
        tries: int = 0,
    ) -> Result | None:
        """Tell somebody something or, where Slack takes it in no way, try again later.

        Parameters
        ----------
        task : Task or None
            Stays open until it is told; what belongs to none is tried once.
        do : callable
        late : callable
            Takes what `do` gave, where that was later.

        Returns
        -------
        Result or None
            None where it isn't told yet.
        """
        try:
            return do()
        except CALL_FAILED as error:
            left = _WAITS[tries:]
            _log.warning("not delivered", error=reason(error), tries_left=len(left))
            if task:
                # What is given up is told at the next start.
                task.hold()
            if task and left:
                self._jobs.later(left[0], partial(self._late, task, do, late, tries + 1))
            return None

    def stop(self, place: Place, ts: str, reply_id: str) -> None:
        """Stop the work that a message shows to be under way, if the person may and it isn't too
        late."""
        reply = self._under_way.get(reply_id)
        with self.answering(place):
            if reply is not None and reply.place.user != place.user:
                self._delivery.whisper(place, notices.not_yours_to_stop())
            elif reply is None or not reply.stop(ts):
                self._delivery.whisper(place, notices.too_late_to_stop())

    def give_up(self, ts: str) -> bool:
        """Stop the work that a message shows to be under way; tells whether the message is free."""
        under_way = [each for each in self._under_way.values() if each.ts == ts]
        return all(each.stop(ts) for each in under_way)

    def stop_all(self, place: Place) -> None:
        """Stop what is worked on in a thread, as its session's own button asks for."""
        under_way = list(self._under_way.values())
        here = [each for each in under_way if each.is_in(place.channel, place.thread)]
        for reply in here:
            if reply.ts:
                self.stop(place, reply.ts, reply.id)
        if not here and place.thread:
            # Slack shows it to be under way until it is told otherwise.
            with suppress(*CALL_FAILED):
                self._delivery.set_session(place, place.thread, Session.ACTIVE)
            with self.answering(place):
                self._delivery.whisper(place, notices.too_late_to_stop())

    def _late(
        self,
        task: Task,
        do: Callable[[], Result],
        late: Callable[[Result], object],
        tries: int,
    ) -> None:
        try:
            result = self.deliver(task, do, late, tries)
        except Stopped:
            return
        finally:
            # Where it failed again, it is held anew.
            task.release()
        if result is not None:
            late(result)


def _unexpected(error: Exception) -> Message:
    """What is said of what nobody foresaw; the log explains it."""
    reference = secrets.token_hex(4)
    _log.exception("request failed", reference=reference)
    if isinstance(error, SlackApiError) and not may_be_done(error):
        if reason(error) == "missing_scope":
            return notices.not_permitted(str(error.response.get("needed")))
        return notices.refused_by_slack(reason(error))
    if isinstance(error, SlackClientError | URLError | ConnectionError | TimeoutError):
        return notices.no_answer_of_slack()
    return notices.failure(reference)
