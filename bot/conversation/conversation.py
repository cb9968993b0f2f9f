"""What happens between a person's words and the reply: the same for every way of asking."""

import secrets
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import structlog
from slack_sdk.errors import SlackApiError

from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import listed
from bot.conversation.delivery import CALL_FAILED, FILE_UNSEEN, Delivery, Place, Session
from bot.conversation.downloads import Downloads, SlackFile
from bot.conversation.jobs import Jobs
from bot.conversation.kept import KeptAnswers
from bot.conversation.offers import Offers
from bot.conversation.once import InFlight, Turn
from bot.conversation.reply import Reply, Stopped
from bot.language.commands import Help
from bot.language.declaration import Request
from bot.language.parser import parse
from bot.language.plain.agreeing import says_yes
from bot.render import notices
from bot.render.home import done_with, home, home_at_once, with_sign, working_on
from bot.render.message import Block, Message
from bot.render.parts import Part, first_part, rest
from bot.render.question import answered, asking
from bot.render.slack_text import escape, shorten
from bot.services.answer import Answer, Instead
from bot.services.context import Context, NoDataYet
from bot.services.data.forget import delete_recalled
from bot.services.dispatch import Services
from bot.services.intake.options import NO_OPTIONS, ReadingOptions
from bot.services.intake.question import AmbiguousFile, FileQuestion
from bot.services.intake.together import PostedFile, Unit, units
from bot.services.menus import Menus
from bot.services.understanding import NotUnderstood, ToBeConfirmed
from storage.reading.prose import may_be_a_table
from storage.records.pending import NewPendingFile, PendingFile
from storage.records.requests import Request as WorkUnderWay
from storage.store import Store

_log = structlog.get_logger()
_MOST_SAID = 200
#: Who takes the bot out of a channel and invites it again knows it.
_GREETED = timedelta(days=30)
Say = Callable[[Message], object]
_Begin = Callable[[Reply], None]
Result = TypeVar("Result")


@dataclass(frozen=True)
class Asked:
    """Somebody's words and where they said them.

    Attributes
    ----------
    team : str
        The workspace's id; it decides whose data is read.
    place : Place
    text : str
        The command line, as the person typed it.
    below : str or None
        The ``ts`` of the message that shows the first of an answer, where its rest is asked for.
    replaces : str or None
        The ``ts`` of the bot's message in whose place the answer goes.
    seen : callable
        Called when the person sees something of it.
    """

    team: str
    place: Place
    text: str
    below: str | None = None
    replaces: str | None = None
    seen: Callable[[], None] = field(default=lambda: None, repr=False, compare=False)


@dataclass(frozen=True)
class Ahead:
    """Because of what it may be a while until anything is seen of a question.

    Attributes
    ----------
    questions : int
        How many others were asked in the same place of which nothing is seen yet.
    importing : bool
        Whether a file is being read.
    """

    questions: int
    importing: bool


@dataclass(frozen=True)
class Posted:
    """Files that somebody posted in one message.

    Attributes
    ----------
    team : str
        The workspace's id.
    file_ids : tuple of str
        Slack's, in the message's order.
    place : Place
        Where the answer goes.
    addressed : bool
        Whether they were given to the bot rather than to a channel: then even a file that can't be
        data gets an answer.
    told : ReadingOptions
        What was said about how they are to be read.
    answers : int or None
        The question that this settles, where the files waited for an answer.
    label : str
        The answer in words; empty where a form gave it.
    """

    team: str
    place: Place
    file_ids: tuple[str, ...]
    addressed: bool
    told: ReadingOptions = NO_OPTIONS
    answers: int | None = None
    label: str = ""


class Conversation:
    """Hands requests to services, answers to delivery; nothing that goes wrong escapes it.

    Parameters
    ----------
    services, delivery, downloads, jobs
        Who answers, who speaks, who fetches files, and where the work is done.
    stores : callable
        Gives the store of a workspace by its id.
    """

    def __init__(
        self,
        services: Services,
        delivery: Delivery,
        downloads: Downloads,
        jobs: Jobs,
        stores: Callable[[str], Store],
    ) -> None:
        self._services = services
        self._delivery = delivery
        self._downloads = downloads
        self._jobs = jobs
        self._stores = stores
        self._once = InFlight()
        self._kept = KeptAnswers()
        self._offers = Offers()
        self._under_way: dict[str, Reply] = {}
        self._unseen: defaultdict[str, set[object]] = defaultdict(set)

    def ask(self, asked: Asked) -> Ahead:
        """Answer in the background; returns at once, so that Slack's three seconds are safe."""
        waiting = self._unseen[asked.place.channel]
        others, mine = len(waiting), object()
        waiting.add(mine)
        asked = replace(asked, seen=partial(waiting.discard, mine))
        self._jobs.ask(lambda: self._answer_one(asked))
        return Ahead(others, self._jobs.is_importing)

    def _answer_one(self, asked: Asked) -> None:
        try:
            self._ask(asked)
        finally:
            asked.seen()

    def refine(self, asked: Asked) -> None:
        """Answer a reply in the thread of an earlier answer, if it changes what was asked."""
        self._jobs.ask(lambda: self._refine(asked))

    def take_in(self, posted: Posted) -> None:
        """Read files that were posted, after those that came before them."""
        self._jobs.take_in(lambda: self._take_in(posted))

    def show_home(self, team: str, user: str, *, empty: bool) -> None:
        """Fill the App Home that somebody opened; an empty one at once with what is known."""
        self._jobs.ask(lambda: self._show_home(team, user, empty=empty))

    def ask_from_home(self, asked: Asked, seen: Sequence[Block] = ()) -> None:
        """Answer what is asked for in the App Home, which then shows how things stand. Of a click a
        sign tells there meanwhile; ``seen`` is what it shows."""
        self._jobs.ask(lambda: self._ask_from_home(asked, seen))

    def greet(self, team: str, place: Place) -> None:
        """Say hello in a channel that the bot was invited to, unless it did lately."""
        self._jobs.ask(lambda: self._greet(self._stores(team), place))

    def stop(self, place: Place, ts: str, reply_id: str) -> None:
        """Stop the work that a message shows to be under way, if the person may and it isn't too
        late."""
        reply = self._under_way.get(reply_id)
        with self.answering(place):
            if reply is not None and reply.place.user != place.user:
                self._delivery.whisper(place, notices.not_yours_to_stop())
            elif reply is None or not reply.stop(ts):
                self._delivery.whisper(place, notices.too_late_to_stop())

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

    def menus(
        self,
        team: str,
        place: Place,
        kind: type[Request],
        names: Iterable[str],
        values: Mapping[str, Any],
    ) -> Menus:
        """What a form's settings can name here, where so much was said of them."""
        return self._services.menus(kind, names, values, self._context(team, place))

    def wrong_conditions(self, team: str, place: Place, request: Request) -> SegbotError | None:
        """What is wrong with the conditions of a request, as far as only the data tells."""
        return self._services.wrong_conditions(request, self._context(team, place))

    def can_post(self, place: Place) -> bool:
        """Whether what is to be posted there later will be."""
        return self._delivery.is_in(place)

    def must_be_in(self, team: str, but: Sequence[int] = ()) -> str | None:
        """The currency that a file's amounts must be in; None where the first file may say it,
        these uploads not counted."""
        return self._services.must_be_in(self._stores(team), but)

    def pending_file(self, team: str, number: int) -> PendingFile:
        """A file that waits for somebody to say how it is to be read.

        Raises
        ------
        SegbotError
            If it was answered meanwhile.
        """
        pending = self._stores(team).pending.find(number)
        if pending is None:
            raise _answered_already()
        return pending

    def answer(self, team: str, place: Place, number: int, choice: int) -> None:
        """Read a file that waits with the answer that somebody chose.

        Raises
        ------
        SegbotError
            If it was answered meanwhile.
        """
        pending = self.pending_file(team, number)
        question = FileQuestion.from_json(pending.question)
        chosen = question.choices[choice]
        told = question.answered(chosen)
        ids = tuple(pending.file_ids.split(","))
        self.take_in(Posted(team, place, ids, True, told, number, chosen.label))

    def question_about(self, team: str, upload_id: int | None) -> FileQuestion:
        """What a form asks about an upload that is to be read differently.

        Raises
        ------
        SegbotError
            If it can't be read again.
        """
        return self._services.question_about(upload_id, self._services.context(self._stores(team)))

    def read_again(self, team: str, place: Place, upload_id: int, told: ReadingOptions) -> None:
        """Read an upload again, after the files that came before."""
        self._jobs.take_in(lambda: self._read_again(team, place, upload_id, told))

    @contextmanager
    def answering(self, place: Place) -> Iterator[None]:
        """Tell the person who asked what goes wrong in this block."""
        with self._never_silent(lambda message: self._delivery.whisper(place, message)):
            yield

    def resume(self, team: str) -> None:
        """Tell the people whose requests a stop cut off, and finish what can be finished."""
        store = self._stores(team)
        delete_recalled(store, self._delivery)
        for request in store.requests.abandoned():
            place = Place(request.channel, request.user, request.thread_ts)
            if request.kind == "import":
                message = _cut_off_import(store, request)
            else:
                message = notices.interrupted_command(request.user, request.text)
            with suppress(SlackApiError):
                # It may have been cut off between posting "working on it" and noting that.
                ts = request.ts or self._delivery.find(place, _metadata(request.id))
                if ts:
                    self._delivery.update(place, ts, notices.stopped())
                    self._delivery.set_session(place, place.thread or ts, Session.ACTIVE)
            with suppress(SlackApiError):
                # The mention must reach the person, and a changed message notifies nobody.
                self._delivery.post(place, message)
            store.requests.finish(request.id)

    def _ask(self, asked: Asked) -> None:
        with self.answering(asked.place):
            asked = replace(asked, place=self._delivery.reachable(asked.place))
            offered = self._offers.hear(asked.place)
            if self._answers_a_question(asked, offered):
                return
            try:
                request = self._understood(asked, self._about(asked), offered)
            except NotUnderstood as unsure:
                if isinstance(unsure, ToBeConfirmed) and unsure.request.asks:
                    # Its answer says what it would change, and nothing changes without another yes.
                    request = unsure.request
                else:
                    ts = self._delivery.whisper(asked.place, _unsure(unsure))
                    self._offers.make(asked.place, ts, unsure.choices)
                    return
            self._answer(asked, request)

    def _refine(self, asked: Asked) -> None:
        with self.answering(asked.place):
            offered = self._offers.hear(asked.place)
            if self._answers_a_question(asked, offered):
                return
            about = self._about(asked)
            if about is None and not offered:
                return
            try:
                request = self._understood(asked, about, offered, overheard=True)
            except NotUnderstood:
                # Nobody spoke to the bot: people talk to each other there, too.
                return
            self._answer(asked, request)

    def _answers_a_question(self, asked: Asked, offered: tuple[Request, ...]) -> bool:
        """Read a file that waits where somebody speaks, if what they say is the answer; a yes is
        to what was offered since."""
        place = asked.place
        if place.thread is None and not place.is_direct:
            return False
        if offered and says_yes(asked.text) is not None:
            return False
        for pending in self._stores(asked.team).pending.waiting(place.channel, place.thread):
            question = FileQuestion.from_json(pending.question)
            if choice := question.choice_meant(asked.text):
                number = question.choices.index(choice)
                answered = replace(place, thread=place.thread or pending.thread_ts)
                self.answer(asked.team, answered, pending.id, number)
                return True
        return False

    def _ask_from_home(self, asked: Asked, seen: Sequence[Block]) -> None:
        user = asked.place.user
        with suppress(*CALL_FAILED):
            if seen:
                self._delivery.publish_home(user, with_sign(seen, working_on(asked.text)))
        self._ask(asked)
        channel = None if asked.place.is_person else asked.place.channel
        self._show_home(asked.team, user, sign=done_with(asked.text, channel))

    def _show_home(self, team: str, user: str, *, empty: bool = False, sign: str = "") -> None:
        def say(problem: Message) -> None:
            self._delivery.publish_home(user, home_at_once(problem.text))

        # Whoever looks at it sees what becomes of it; there is nobody else to tell.
        with suppress(*CALL_FAILED), self._never_silent(say):
            if empty:
                self._delivery.publish_home(user, home_at_once())
            context = self._services.context(self._stores(team), user, outside=self._delivery)
            self._delivery.publish_home(user, home(self._services.home(context), sign))

    def _greet(self, store: Store, place: Place) -> None:
        if store.greetings.begin(place.channel, not_within=_GREETED):
            with suppress(*CALL_FAILED):
                self._delivery.post(place, notices.greeting(has_data=not store.is_empty()))

    def _understood(
        self,
        asked: Asked,
        about: Request | None,
        offered: tuple[Request, ...],
        *,
        overheard: bool = False,
    ) -> Request:
        context = self._context(asked.team, asked.place)
        return self._services.understand(
            asked.text, context, about, offered=offered, overheard=overheard
        )

    def _context(self, team: str, place: Place) -> Context:
        return self._services.context(self._stores(team), place.user, place.channel, self._delivery)

    def _about(self, asked: Asked) -> Request | None:
        """What the answer was asked for in whose thread something is said."""
        if asked.place.thread is None:
            return None
        threads = self._stores(asked.team).threads
        thread = threads.find(asked.place.channel, asked.place.thread)
        return parse(thread.command) if thread else None

    def _answer(self, asked: Asked, request: Request) -> None:
        place, store = asked.place, self._stores(asked.team)
        context = self._services.context(store, place.user, place.channel, self._delivery)
        checked = self._services.checked(request, context)
        if checked.is_private:
            private = self._services.answer(checked, context)
            if not private.exports:
                self._delivery.answer_privately(place, _part(asked, checked, private))
            self._offers.make(place, None, _to_say_yes_to(private))
            self._send_files(store, place, private)
            return
        line = checked.text()
        with self._once.turn((place.channel, place.user, line)) as turn:
            if not turn.first:
                self._delivery.whisper(place, notices.already_working(line))
                return
            again = notices.run_again(line)
            reply = Reply(
                self._delivery, place, line, again, asked.replaces, can_stop=not request.acts
            )

            def work() -> Part:
                asked.seen()
                # Before the answer is there: a reply may come while its pictures are drawn.
                # The rest and other pages are about what was asked before.
                if not asked.below and not asked.replaces:
                    self._remember(store, reply, line)
                here = replace(context.reporting(reply.stage), thread=place.thread or reply.ts)
                kept = self._kept.find(place.channel, asked.below)
                answer = kept or self._services.answer(checked, here)
                part = reply.answer(_part(asked, checked, answer))
                self._offer(store, reply, _to_say_yes_to(answer))
                if answer.again and reply.ts:
                    self._kept.keep(place.channel, reply.ts, answer)
                if not asked.below:
                    # The words stand, whatever becomes of the files.
                    with self.answering(place):
                        self._send_files(store, place, answer)
                return part

            part = self._work(store, reply, line, turn, work)
            # What a stop cuts off from here on are pictures: the words stand.
            if part is not None:
                reply.illustrate(part)

    def _send_files(self, store: Store, place: Place, answer: Answer) -> None:
        """Send an answer's files to the person who asked and to nobody else."""
        for export in answer.exports:
            file = self._delivery.send_file(place.user, export)
            store.exports.note(file.id, file.channel, place.user, export.name, export.customers)
            if not place.is_direct:
                self._delivery.whisper(place, notices.file_sent(export))

    def _take_in(self, posted: Posted) -> None:
        place = posted.place
        with self.answering(place), self._once.turn(posted.file_ids) as turn:
            # Somebody else's answer may have been waiting in front of this one.
            waiting = self.pending_file(posted.team, posted.answers) if posted.answers else None
            described = [self._described(posted, each) for each in posted.file_ids]
            files = [file for file in described if file]
            if waiting and len(files) < len(described):
                self._delivery.whisper(place, notices.file_is_gone(waiting.filename))
                return
            if not turn.first or not files:
                return
            store = self._stores(posted.team)
            what = listed(file.name for file in files)
            with self._recorded(store, "import", f"{what} {_ids(files)}", place) as begin:
                if len(files) == 1:
                    self._take_in_one(posted, files[0], begin)
                else:
                    self._take_in_several(posted, files, begin)

    def _described(self, posted: Posted, file_id: str) -> SlackFile | None:
        """What Slack knows of a file that may be data; None where it can't be, or isn't known."""
        with self.answering(posted.place):
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

    def _take_in_one(self, posted: Posted, file: SlackFile, begin: _Begin) -> None:
        with self._replying(posted.place, file.name, [file], begin) as reply:
            reply.stage("fetching and reading it")
            with self._downloads.fetched(file) as path:
                self._read(posted, [file], Unit(file.name, path), reply)

    def _take_in_several(self, posted: Posted, files: list[SlackFile], begin: _Begin) -> None:
        """Read files as one where they belong together, and the others each by itself."""
        with ExitStack() as kept:
            fetched: list[tuple[SlackFile, Path]] = []
            for file in files:
                try:
                    fetched.append((file, kept.enter_context(self._downloads.fetched(file))))
                except SegbotError as error:
                    with self._replying(posted.place, file.name, [file], begin):
                        raise error
            brought = [PostedFile(file.name, path) for file, path in fetched]
            for unit in kept.enter_context(units(brought)):
                theirs = [fetched[each][0] for each in unit.places]
                with self._replying(posted.place, unit.name, theirs, begin) as reply:
                    self._read(posted, theirs, unit, reply)

    def _read(self, posted: Posted, files: Sequence[SlackFile], unit: Unit, reply: Reply) -> None:
        store = self._stores(posted.team)
        context = self._services.context(store, reply.place.user, reply.place.channel)
        context = context.reporting(reply.stage)
        try:
            report = self._services.take_in(unit, context, posted.told)
            reply.answer(Part(self._services.imported(report, context)))
        except AmbiguousFile as unclear:
            self._ask_about(files, unit.name, store, reply, unclear)
        self._close(posted, store)

    def _read_again(self, team: str, place: Place, upload_id: int, told: ReadingOptions) -> None:
        line = f"/data reread {upload_id}"
        with self.answering(place), self._once.turn((place.channel, place.user, line)) as turn:
            if not turn.first:
                self._delivery.whisper(place, notices.already_working(line))
                return
            store = self._stores(team)
            context = self._services.context(store, place.user, place.channel, self._delivery)
            reply = Reply(self._delivery, place, line, notices.run_again(line))

            def work() -> None:
                again = context.reporting(reply.stage)
                reply.answer(Part(self._services.read_again(upload_id, told, again)))

            self._work(store, reply, line, turn, work)

    def _ask_about(
        self,
        files: Sequence[SlackFile],
        name: str,
        store: Store,
        reply: Reply,
        unclear: AmbiguousFile,
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
        reply.say(asking(question, store.pending.put(pending)))
        self._offers.make(place, reply.ts, ())

    def _remember(self, store: Store, reply: Reply, line: str) -> None:
        """Note what the thread is about, so that a reply in it can change that."""
        if reply.ts is not None:
            place = reply.place
            store.threads.remember(place.channel, place.thread or reply.ts, line, place.user)

    def _offer(self, store: Store, reply: Reply, offered: tuple[Request, ...]) -> None:
        """Note what an answer asks, so that it can be answered in words where it stands."""
        self._offers.make(reply.place, reply.ts, offered)
        for each in offered:
            # With what it is about by name: the latest file may be another one by then.
            self._remember(store, reply, each.with_values({"sure": "no"}).text())

    def _work(
        self, store: Store, reply: Reply, line: str, turn: Turn, work: Callable[[], Result]
    ) -> Result | None:
        """Work on a question with a record of it, as `_recorded` keeps it; then its turn is over.

        Returns what the work does; None where it went wrong, which the person was told.
        """
        with self._recorded(store, "question", line, reply.place) as begin:
            try:
                with self._never_silent(reply.say, about=reply.what):
                    begin(reply)
                    return work()
            finally:
                # Before the record is put away: whoever sees the answer may ask again at once.
                turn.end()
        return None

    @contextmanager
    def _recorded(self, store: Store, kind: str, text: str, place: Place) -> Iterator[_Begin]:
        """Keep a record while work is under way: what a stop cuts off must not end in silence.

        Gives what begins a reply about it.
        """
        # Before anything is said: what was said and not recorded would never be taken back.
        number = store.requests.begin(kind, text, place.channel, place.user, place.thread)

        begun: list[str] = []

        def begin(reply: Reply) -> None:
            begun.append(reply.id)
            self._under_way[reply.id] = reply
            reply.begin(_metadata(number))
            if reply.ts:
                store.requests.shown(number, reply.ts)

        try:
            yield begin
        finally:
            for each in begun:
                del self._under_way[each]
            store.requests.finish(number)

    @contextmanager
    def _replying(
        self, place: Place, what: str, files: Sequence[SlackFile], begin: _Begin
    ) -> Iterator[Reply]:
        """A reply about files; what goes wrong in this block is said there."""
        reply = Reply(self._delivery, place, what, notices.read_again(_ids(files)))
        with self._never_silent(reply.say, about=what):
            begin(reply)
            yield reply

    @contextmanager
    def _never_silent(self, say: Say, about: str = "") -> Iterator[None]:
        """The one place where an exception becomes a reply; who stopped the work was told."""
        # What went wrong may be said where the work was stopped meanwhile.
        with suppress(Stopped):
            try:
                yield
            except Stopped:
                raise
            except Instead as refused:
                say(_unsure(refused))
            except NoDataYet as nothing:
                say(notices.no_data(nothing.message, nothing.hint))
            except SegbotError as error:
                say(notices.problem(error.message, error.hint, about))
            except Exception:
                reference = secrets.token_hex(4)
                _log.exception("request failed", reference=reference)
                say(notices.failure(reference))


def _cut_off_import(store: Store, request: WorkUnderWay) -> Message:
    """What became of a file whose import a stop cut off, perhaps only before its last word."""
    name, _, file_ids = request.text.rpartition(" ")
    stored = any(
        (each.filename, each.user, each.channel) == (name, request.user, request.channel)
        and each.at >= request.started_at
        for each in store.uploads.all()
    )
    if stored:
        return notices.import_was_complete(request.user, name)
    return notices.interrupted_import(request.user, name, file_ids)


def _ids(files: Sequence[SlackFile]) -> str:
    return ",".join(file.id for file in files)


def _unseen_file() -> SegbotError:
    return SegbotError(
        "I can't see that file: it is gone, or I'm not in the channel.",
        "Invite me there with /invite, or post the file to me in a direct message.",
    )


def _answered_already() -> SegbotError:
    return SegbotError(
        "That question was answered meanwhile.",
        "`/data uploads` lists the files that were read; what is still open is asked further down.",
    )


def _unsure(error: Instead) -> Message:
    return notices.unsure(error.message, error.hint, error.choices)


def _to_say_yes_to(answer: Answer) -> tuple[Request, ...]:
    """What an answer asks whether to do."""
    steps = (parse(each.command) for each in answer.next_steps if not each.form)
    return tuple(each for each in steps if getattr(each, "sure", None) == "yes")


def _metadata(request_id: int) -> dict[str, Any]:
    return {"event_type": "segbot_request", "event_payload": {"request": request_id}}


def _part(asked: Asked, request: Request, answer: Answer) -> Part:
    """What is said of an answer at once, or, where that is asked for, the rest of it."""
    if isinstance(request, Help):
        return Part(answer)
    if asked.below:
        return Part(rest(answer) or answer)
    by = "" if request.is_private else _asked_by(asked.place, asked.text, request.text())
    again = answer.again or ("" if request.acts else request.text())
    threaded = asked.place.thread is not None and not asked.place.is_direct
    shareable = threaded and not request.is_private and not answer.private and not answer.exports
    return first_part(answer, again, by, shareable=shareable)


def _asked_by(place: Place, text: str, line: str) -> str:
    """Who asked, and how it was read."""
    read_as = f"`{escape(line.replace('`', chr(39)))}`"
    words = "" if text.startswith("/") else f"“{escape(shorten(text, _MOST_SAID))}”, read as "
    return f"Asked by <@{place.user}>: {words}{read_as}"
