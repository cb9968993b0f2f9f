"""Files that people post, from their message to the reply that says what became of them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path

from slack_sdk.errors import SlackApiError

from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import listed
from bot.conversation.delivery import Delivery, Place
from bot.conversation.downloads import Downloads, SlackFile
from bot.conversation.offers import Offers
from bot.conversation.once import InFlight
from bot.conversation.refusals import CALL_FAILED, FILE_UNSEEN
from bot.conversation.replies import Replies
from bot.conversation.reply import Reply
from bot.conversation.task import Task
from bot.conversation.work import Posted, Reread
from bot.render import notices
from bot.render.parts import Part
from bot.render.question import answered, asking
from bot.services.dispatch import Services
from bot.services.intake.question import AmbiguousFile, FileQuestion
from bot.services.intake.together import PostedFile, Unit, units
from storage.reading.prose import may_be_a_table
from storage.records.pending import NewPendingFile, PendingFile
from storage.store import Store


class Intake:
    """Fetches files, has them read, and says what came of it or asks what isn't clear.

    Parameters
    ----------
    services, delivery, downloads, replies, offers, once
        Who reads them, who speaks, who fetches, what is being written and offered, and what is
        worked on.
    stores : callable
        Gives the store of a workspace by its id.
    """

    def __init__(
        self,
        services: Services,
        delivery: Delivery,
        downloads: Downloads,
        replies: Replies,
        offers: Offers,
        once: InFlight,
        stores: Callable[[str], Store],
    ) -> None:
        self._services = services
        self._delivery = delivery
        self._downloads = downloads
        self._replies = replies
        self._offers = offers
        self._once = once
        self._stores = stores

    def pending_file(self, team: str, number: int) -> PendingFile:
        """A file that waits for somebody to say how it is to be read.

        Raises
        ------
        SegbotError
            If it was answered meanwhile.
        """
        pending = self._stores(team).pending.find(number)
        if pending is None:
            raise SegbotError(
                "That question was answered meanwhile.",
                "`/data uploads` lists the files that were read; what is still open is asked"
                " further down.",
            )
        return pending

    def take_in(self, posted: Posted, task: Task) -> None:
        """Read files that were posted in one message.

        Raises
        ------
        SegbotError
            If the question that this settles was answered meanwhile.
        """
        place = posted.place
        with self._once.turn(posted.file_ids) as turn:
            # Somebody else's answer may have been waiting in front of this one.
            waiting = self.pending_file(posted.team, posted.answers) if posted.answers else None
            described = [self._described(posted, each, task) for each in posted.file_ids]
            files = [file for file in described if file]
            if waiting and len(files) < len(described):
                self._delivery.whisper(place, notices.file_is_gone(waiting.filename))
                return
            if not turn.first or not files:
                return
            task.begin(f"{listed(file.name for file in files)} {_ids(files)}")
            if len(files) == 1:
                self._take_in_one(posted, files[0], task)
            else:
                self._take_in_several(posted, files, task)

    def read_again(self, reread: Reread, task: Task) -> None:
        """Read an upload again, otherwise."""
        place, line = reread.place, reread.text
        with self._once.turn((place.channel, place.user, line)) as turn:
            task.begin(line)
            if not turn.first:
                self._delivery.whisper(place, notices.already_working(line))
                return
            store = self._stores(reread.team)
            context = self._services.context(store, place.user, place.channel, self._delivery)
            reply = Reply(self._delivery, place, line, notices.run_again(line))
            with self._replies.replying(reply, task):
                again = context.reporting(reply.stage)
                answer = self._services.read_again(reread.upload, reread.told, again)
                self._replies.deliver(task, partial(reply.answer, Part(answer)))

    def _described(self, posted: Posted, file_id: str, task: Task) -> SlackFile | None:
        """What Slack knows of a file that may be data; None where it can't be, or isn't known."""
        with self._replies.answering(posted.place, task, notices.read_again(file_id)):
            try:
                file = self._downloads.describe(file_id)
            except SlackApiError as error:
                if error.response["error"] not in FILE_UNSEEN:
                    raise
                if posted.answers is None:
                    raise _unseen_file() from None
                return None
            return file if posted.addressed or self._is_data(file) else None
        return None

    def _is_data(self, file: SlackFile) -> bool:
        """Whether a file that nobody gave to the bot is worth a word."""
        if not file.looks_like_data or not file.may_be_prose:
            return file.looks_like_data
        with self._downloads.fetched(file) as path:
            return may_be_a_table(path)

    def _take_in_one(self, posted: Posted, file: SlackFile, task: Task) -> None:
        with self._replying(posted.place, file.name, [file], task) as reply:
            reply.stage("fetching and reading it")
            with self._downloads.fetched(file) as path:
                self._read(posted, [file], Unit(file.name, path), reply, task)

    def _take_in_several(self, posted: Posted, files: list[SlackFile], task: Task) -> None:
        """Read files as one where they belong together, and the others each by itself."""
        with ExitStack() as kept:
            fetched: list[tuple[SlackFile, Path]] = []
            for file in files:
                try:
                    fetched.append((file, kept.enter_context(self._downloads.fetched(file))))
                except SegbotError as error:
                    with self._replying(posted.place, file.name, [file], task):
                        raise error
            brought = [PostedFile(file.name, path) for file, path in fetched]
            for unit in kept.enter_context(units(brought)):
                theirs = [fetched[each][0] for each in unit.places]
                with self._replying(posted.place, unit.name, theirs, task) as reply:
                    self._read(posted, theirs, unit, reply, task)

    def _read(
        self, posted: Posted, files: Sequence[SlackFile], unit: Unit, reply: Reply, task: Task
    ) -> None:
        store = self._stores(posted.team)
        context = self._services.context(store, reply.place.user, reply.place.channel)
        context = context.reporting(reply.stage)
        try:
            report = self._services.take_in(unit, context, posted.told)
            part = Part(self._services.imported(report, context))
            self._replies.deliver(task, partial(reply.answer, part))
        except AmbiguousFile as unclear:
            self._ask_about(files, unit.name, store, reply, unclear, task)
        self._close(posted, store)

    def _ask_about(
        self,
        files: Sequence[SlackFile],
        name: str,
        store: Store,
        reply: Reply,
        unclear: AmbiguousFile,
        task: Task,
    ) -> None:
        """Ask how files are to be read; the question keeps, for whenever somebody answers."""
        question, place = unclear.question, reply.place
        pending = NewPendingFile(
            file_ids=_ids(files),
            filename=name,
            channel=place.channel,
            user=place.user,
            thread_ts=place.thread,
            ts=reply.ts,
            question=question.to_json(),
        )
        message = asking(question, store.pending.put(pending))

        def ask() -> bool:
            reply.say(message)
            self._offers.make(place, reply.ts, ())
            return True

        self._replies.deliver(task, ask)

    def _close(self, posted: Posted, store: Store) -> None:
        """Take the buttons off a question that is answered, and say who answered what."""
        waiting = store.pending.find(posted.answers) if posted.answers else None
        if waiting is None or not store.pending.finish(waiting.id) or waiting.ts is None:
            return
        asked = Place(waiting.channel, waiting.user, waiting.thread_ts)
        message = answered(
            FileQuestion.from_json(waiting.question), posted.label, posted.place.user
        )
        # The file is read, whatever becomes of the question.
        with suppress(*CALL_FAILED):
            self._delivery.update(asked, waiting.ts, message)

    @contextmanager
    def _replying(
        self, place: Place, what: str, files: Sequence[SlackFile], task: Task
    ) -> Iterator[Reply]:
        """A reply about files; what goes wrong in this block is said there."""
        reply = Reply(self._delivery, place, what, notices.read_again(_ids(files)))
        with self._replies.replying(reply, task):
            yield reply


def _ids(files: Sequence[SlackFile]) -> str:
    return ",".join(file.id for file in files)


def _unseen_file() -> SegbotError:
    return SegbotError(
        "I can't see that file: it is gone, or I'm not in the channel.",
        "Invite me there with /invite, or post the file to me in a direct message.",
    )
