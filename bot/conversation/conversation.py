"""What happens between a person's words and the reply: the same for every way of asking."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, TypeAlias

from slack_sdk.errors import SlackApiError

from analytics.vocabulary.errors import SegbotError
from bot.conversation import restart
from bot.conversation.delivery import Delivery, Place
from bot.conversation.downloads import Downloads
from bot.conversation.files import SentFile
from bot.conversation.intake import Intake
from bot.conversation.jobs import Job, Jobs
from bot.conversation.kept import KeptAnswers
from bot.conversation.offers import Offers
from bot.conversation.once import InFlight
from bot.conversation.refusals import CALL_FAILED, may_be_done, reason
from bot.conversation.replies import Replies
from bot.conversation.reply import Reply
from bot.conversation.task import Task
from bot.conversation.work import Asked, Kind, Posted, Reread, Work, to_keep
from bot.language.commands import Help
from bot.language.declaration import Request
from bot.language.parser import parse
from bot.language.plain.agreeing import says_yes
from bot.render import notices
from bot.render.home import done_with, home, home_at_once, with_sign, working_on
from bot.render.message import Block, Message
from bot.render.parts import Part, first_part, rest
from bot.render.slack_text import escape, shorten
from bot.services.answer import Answer, Export, Instead
from bot.services.context import Context
from bot.services.data.forget import delete_recalled
from bot.services.dispatch import Services
from bot.services.intake.question import FileQuestion
from bot.services.menus import Menus
from bot.services.understanding import NotUnderstood, ToBeConfirmed
from storage.store import Store

_MOST_SAID = 200
#: Who takes the bot out of a channel and invites it again knows it.
_GREETED = timedelta(days=30)


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


#: A file, and what was noted of it when it was tried before.
_Unsent: TypeAlias = tuple[Export, SentFile | None]


class Conversation:
    """Hands requests to services, answers to delivery; nothing that goes wrong escapes it.

    Parameters
    ----------
    services, delivery, downloads, jobs
        Who answers, who speaks, who fetches files, and where the work is done.
    stores : callable
        Gives the store of a workspace by its id.

    Attributes
    ----------
    replies : Replies
        What is being written now.
    intake : Intake
        Files that people post.
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
        self._jobs = jobs
        self._stores = stores
        self._once = InFlight()
        self._kept = KeptAnswers()
        self._offers = Offers()
        self._unseen: defaultdict[str, set[str]] = defaultdict(set)
        self._taken_back: set[str] = set()
        self.replies = Replies(delivery, jobs)
        self.intake = Intake(
            services, delivery, downloads, self.replies, self._offers, self._once, stores
        )

    def ask(self, asked: Asked) -> Ahead:
        """Answer in the background; returns at once, so that Slack's three seconds are safe, and
        not before the question is kept."""
        others = len(self._unseen[asked.place.channel])
        self._accept(Kind.QUESTION, asked)
        return Ahead(others, self._jobs.is_importing)

    def refine(self, asked: Asked) -> None:
        """Answer a reply in the thread of an earlier answer, if it changes what was asked."""
        self._accept(Kind.REPLY, asked)

    def correct(self, asked: Asked, *, addressed: bool) -> None:
        """Answer what somebody made of their words, in place of what these were answered by; where
        they were none for the bot, it stays silent."""
        requests = self._stores(asked.team).requests
        earlier = requests.asked_as(asked.corrects or "")
        if earlier is None:
            return
        if earlier.begun_at is None:
            self._taken_back.add(earlier.id)
        self._accept(Kind.QUESTION if addressed else Kind.REPLY, asked)

    def take_in(self, posted: Posted) -> None:
        """Read files that were posted, after those that came before them."""
        self._accept(Kind.FILES, posted)

    def read_again(self, reread: Reread) -> None:
        """Read an upload again, after the files that came before."""
        self._accept(Kind.REREAD, reread)

    def show_home(self, team: str, user: str, *, empty: bool) -> None:
        """Fill the App Home that somebody opened; an empty one at once with what is known."""
        self._jobs.ask(lambda: self._show_home(team, user, empty=empty))

    def ask_from_home(self, asked: Asked, seen: Sequence[Block] = ()) -> None:
        """Answer what is asked for in the App Home, which then shows how things stand. Of a click a
        sign tells there meanwhile; ``seen`` is what it shows."""
        user = asked.place.user

        def sign() -> None:
            with suppress(*CALL_FAILED):
                self._delivery.publish_home(user, with_sign(seen, working_on(asked.text)))

        self._accept(Kind.HOME, asked, sign if seen else lambda: None)

    def greet(self, team: str, place: Place) -> None:
        """Say hello in a channel that the bot was invited to, unless it did lately."""
        self._jobs.ask(lambda: self._greet(self._stores(team), place))

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

    def form_instead(self, asked: Asked) -> str | None:
        """The command whose form is to be opened in place of an answer; None where none is."""
        return self._services.form_instead(asked.text, self._context(asked.team, asked.place))

    def wrong_conditions(self, team: str, place: Place, request: Request) -> SegbotError | None:
        """What is wrong with the conditions of a request, as far as only the data tells."""
        return self._services.wrong_conditions(request, self._context(team, place))

    def can_post(self, place: Place) -> bool:
        """Whether what is to be posted there later will be."""
        return place.is_person or place.is_direct or self._delivery.can_post(place.channel)

    def must_be_in(self, team: str, but: Sequence[int] = ()) -> str | None:
        """The currency that a file's amounts must be in; None where the first file may say it,
        these uploads not counted."""
        return self._services.must_be_in(self._stores(team), but)

    def answer(
        self, team: str, place: Place, number: int, choice: int, key: str | None = None
    ) -> None:
        """Read a file that waits with the answer that somebody chose.

        Raises
        ------
        SegbotError
            If it was answered meanwhile.
        """
        pending = self.intake.pending_file(team, number)
        question = FileQuestion.from_json(pending.question)
        chosen = question.choices[choice]
        told = question.answered(chosen)
        ids = tuple(pending.file_ids.split(","))
        self.take_in(Posted(team, place, ids, True, told, number, chosen.label, key))

    def question_about(self, team: str, upload_id: int | None) -> FileQuestion:
        """What a form asks about an upload that is to be read differently.

        Raises
        ------
        SegbotError
            If it can't be read again.
        """
        return self._services.question_about(upload_id, self._services.context(self._stores(team)))

    def resume(self, team: str) -> None:
        """Answer what waited when the bot was stopped, tell the people whose requests that cut off,
        and finish what can be finished."""
        store = self._stores(team)

        def delete_files() -> None:
            delete_recalled(store, self._delivery)

        self._jobs.ask(delete_files)
        restart.resume(store, self._delivery, self.replies, self._begin, self._jobs.ask)

    def _accept(self, kind: Kind, work: Work, first: Job = lambda: None) -> None:
        """Keep what was asked for until it is answered, and work on it; a second delivery of it
        is none."""
        requests = self._stores(work.team).requests
        request_id = requests.accept(to_keep(kind, work))
        if request_id is not None:
            self._begin(kind, work, Task(requests, request_id), first)

    def _begin(self, kind: Kind, work: Work, task: Task, first: Job = lambda: None) -> None:
        if kind is Kind.QUESTION:
            self._unseen[work.place.channel].add(task.id)

        def job() -> None:
            first()
            self._run(kind, work, task)

        if kind.is_intake:
            self._jobs.take_in(job)
        else:
            self._jobs.ask(job)

    def _run(self, kind: Kind, work: Work, task: Task) -> None:
        try:
            if task.id in self._taken_back:
                self._taken_back.discard(task.id)
                return
            with self.replies.answering(work.place, task):
                match work:
                    case Posted():
                        self.intake.take_in(work, task)
                    case Reread():
                        self.intake.read_again(work, task)
                    case Asked() if kind is Kind.REPLY:
                        self._refine(work, task)
                    case Asked():
                        self._ask(work, task)
        finally:
            self._unseen[work.place.channel].discard(task.id)
            task.end()
        if kind is Kind.HOME:
            place = work.place
            channel = None if place.is_person else place.channel
            self._show_home(work.team, place.user, sign=done_with(work.text, channel))

    def _ask(self, asked: Asked, task: Task) -> None:
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
                self._ask_back(asked, unsure, task)
                return
        self._answer(asked, request, task)

    def _ask_back(self, asked: Asked, unsure: NotUnderstood, task: Task) -> None:
        task.begin(asked.text)

        def ask() -> bool:
            ts = self._delivery.whisper(asked.place, _unsure(unsure))
            task.said(ts)
            self._offers.make(asked.place, ts, unsure.choices)
            return True

        self.replies.deliver(task, ask)

    def _refine(self, asked: Asked, task: Task) -> None:
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
        self._answer(asked, request, task)

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

    def _show_home(self, team: str, user: str, *, empty: bool = False, sign: str = "") -> None:
        def say(problem: Message) -> None:
            self._delivery.publish_home(user, home_at_once(problem.text))

        # Whoever looks at it sees what becomes of it; there is nobody else to tell.
        with suppress(*CALL_FAILED), self.replies.saying(say):
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

    def _corrected(self, asked: Asked) -> str | None:
        """The message that answers what these words took the place of, if it is still there to be
        written to."""
        earlier = self._stores(asked.team).requests.asked_as(asked.corrects or "")
        ts = earlier.ts if earlier else None
        return ts if ts and self.replies.give_up(ts) else None

    def _answer(self, asked: Asked, request: Request, task: Task) -> None:
        place, store = asked.place, self._stores(asked.team)
        context = self._services.context(store, place.user, place.channel, self._delivery)
        checked = self._services.checked(request, context)
        line = checked.text()
        task.begin(line)
        with self._once.turn((place.channel, place.user, line)) as turn:
            if not turn.first:
                self._delivery.whisper(place, notices.already_working(line))
                return
            alone = checked.is_private and not place.is_direct
            reply = Reply(
                self._delivery,
                place,
                line,
                notices.run_again(line),
                # What is for one person alone takes no place that everybody sees.
                asked.replaces or (None if alone else self._corrected(asked)),
                can_stop=not request.acts,
                alone=alone,
            )
            with self.replies.replying(reply, task):
                self._unseen[place.channel].discard(task.id)
                # Before the answer is there: a reply may come while its pictures are drawn.
                # The rest and other pages are about what was asked before.
                is_about = not asked.below and not asked.replaces
                if is_about:
                    self._remember(store, reply, line)
                here = replace(context.reporting(reply.stage), thread=place.thread or reply.ts)
                kept = self._kept.find(place.channel, asked.below)
                answer = kept or self._services.answer(checked, here)
                if asked.below and kept is None and answer.again == line:
                    # Made anew it would be the rest of another answer.
                    raise SegbotError("I no longer have the rest of that.", f"Ask `{line}` anew.")

                unsent: list[_Unsent] = [(each, None) for each in answer.exports]

                def show() -> Part:
                    if checked.is_private and answer.exports:
                        # What there is to see is in the files.
                        self._send_files(store, place, unsent)
                        there = place.is_direct and reply.ts is not None
                        reply.say(notices.files_sent(answer.exports, here=there))
                        return Part(replace(answer, pictures=()))
                    sign = reply.ts
                    part = reply.answer(_part(asked, checked, answer))
                    if is_about and reply.ts != sign:
                        self._remember(store, reply, line)
                    self._offer(store, reply, _to_say_yes_to(answer))
                    if answer.again and reply.ts:
                        self._kept.keep(place.channel, reply.ts, answer)
                    return part

                part = self.replies.deliver(task, show, late=reply.illustrate)
                if answer.exports and not (asked.below or checked.is_private):
                    # The words stand, whatever becomes of the files.
                    with self.replies.answering(place, task):
                        self._send_files(store, place, unsent)
                        if not place.is_direct or reply.ts is None:
                            sent = notices.files_sent(answer.exports, here=False)
                            self._delivery.whisper(place, sent)
                # Before the record is put away: whoever sees the answer may ask again at once.
                turn.end()
                task.end()
                # What a stop cuts off from here on are pictures: the words stand.
                if part is not None:
                    reply.illustrate(part)

    def _send_files(self, store: Store, place: Place, unsent: list[_Unsent]) -> None:
        """Send an answer's files to the person who asked and to nobody else; those that are sent
        leave the list."""
        while unsent:
            export, before = unsent[0]

            def note(file: SentFile, export: Export = export) -> None:
                store.exports.note(file.id, file.channel, place.user, export.name, export.customers)
                unsent[0] = export, file

            try:
                self._delivery.send_file(place.user, export, note, before)
            except SlackApiError as error:
                if may_be_done(error):
                    raise
                # Whoever waits for a file must hear that it won't come.
                needed = error.response.get("needed", "")
                raise SegbotError(
                    f"Slack didn't take {export.name}.",
                    f"Tell whoever runs me Slack's reason: {reason(error)} {needed}".strip() + ".",
                ) from error
            del unsent[0]

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


def _unsure(error: Instead) -> Message:
    return notices.unsure(error.message, error.hint, error.choices)


def _to_say_yes_to(answer: Answer) -> tuple[Request, ...]:
    """What an answer asks whether to do."""
    steps = (parse(each.command) for each in answer.next_steps if not each.form)
    return tuple(each for each in steps if getattr(each, "sure", None) == "yes")


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
