"""Who answers what: one way in for Slack, digests and the terminal."""

import builtins
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any, NewType

from analytics.vocabulary.errors import SegbotError
from bot.language.commands import COMMANDS
from bot.language.commands.population import Population
from bot.language.declaration import Request
from bot.language.parser import parse
from bot.services.answer import Answer
from bot.services.context import Context, Nowhere, Outside
from bot.services.formats import Formats
from storage.store import Store

if TYPE_CHECKING:
    from bot.services.home.parts import Part
    from bot.services.intake.importing import ImportReport
    from bot.services.intake.options import ReadingOptions
    from bot.services.intake.question import FileQuestion
    from bot.services.intake.together import Unit
    from bot.services.menus import Menus
    from bot.services.selection.selection import Belonging, Selection

Service = Callable[[Any, Context], Answer]
#: A request whose names are those that the store has.
Checked = NewType("Checked", Request)


def service(request: type[Request]) -> Service:
    """The function that answers a kind of request, named after its verb: `/rfm top` is answered
    by ``top`` in bot/services/rfm/top.py. Where there is no verb it is named after the command.

    It is loaded when it is first asked for, since what charts and clusters need takes seconds.
    Where Python has the verb for a word of its own, an underscore follows it; between the words of
    a verb of two stands one.
    """
    word = (request.verb or request.command).replace(" ", "_")
    module = import_module(f"bot.services.{request.command}.{request.module or word}")
    name = f"{word}_" if hasattr(builtins, word) else word
    found: Service = getattr(module, name)
    return found


def warm_up() -> None:
    """Load every service, and what reads sentences, so that nobody who asks has to wait for it."""
    from bot.language.plain.classifier import classifier

    classifier()
    for command in COMMANDS.values():
        for request in command.requests:
            service(request)


@dataclass(frozen=True)
class Services:
    """Takes requests and files, gives answers.

    Attributes
    ----------
    currency : str
        ISO code of what amounts are in as long as neither a file nor anybody says.
    """

    currency: str = "GBP"

    def context(
        self, store: Store, user: str = "", channel: str = "", outside: Outside | None = None
    ) -> Context:
        """What services are given beside the request."""
        return Context(
            store=store,
            today=datetime.now(UTC).date(),
            formats=Formats(self.currency),
            user=user,
            channel=channel,
            outside=outside or Nowhere(),
            belonging=_belonging,
        ).counted_now()

    def understand(
        self,
        text: str,
        context: Context,
        previous: Request | None = None,
        *,
        offered: tuple[Request, ...] = (),
        overheard: bool = False,
    ) -> Request:
        """What somebody asks for, in a command or in plain words.

        Raises
        ------
        SegbotError, NotUnderstood
            As ``understanding.understand``.
        """
        from bot.services.understanding import understand

        return understand(text, context, previous, offered=offered, overheard=overheard)

    def ask(self, line: str, context: Context) -> Answer:
        """Answer a command line.

        Raises
        ------
        SegbotError
            Where the person who asked must change something; each has a message and a hint.
        """
        return self.answer(self.checked(parse(line), context), context)

    def answer(self, request: Checked, context: Context) -> Answer:
        """Answer a request.

        Raises
        ------
        SegbotError
            Where the person who asked must change something; each has a message and a hint.
        """
        with context.until_answered:
            answer = service(type(request))(request, context)
        return _in_currency(_dated(_of_whom(answer, request), request, context), context)

    def checked(self, request: Request, context: Context) -> Checked:
        """A request that can be worked on, as far as only the data tells.

        Raises
        ------
        SegbotError
            If it has a setting that is no attribute of customers either, names a segment that
            isn't there, or compares customers by what isn't known.
        """
        if not request.takes_attributes:
            return Checked(request)
        from bot.services.recommend.whom import with_known_whom
        from bot.services.segments import with_known_segment
        from bot.services.selection.attributes import with_known_attributes
        from bot.services.selection.features import with_known_features

        request = with_known_segment(with_known_whom(request, context), context)
        request = with_known_attributes(request, context)
        return Checked(with_known_features(request, context))

    def menus(
        self,
        kind: type[Request],
        names: Iterable[str],
        values: Mapping[str, Any],
        context: Context,
    ) -> "Menus":
        """What a form's settings can name in this shop, where so much was said of them."""
        from bot.services.menus import menus

        return menus(kind, names, values, context)

    def form_instead(self, line: str, context: Context) -> str | None:
        """The command whose form asks for what a command line leaves open, as its answer offers it;
        None where it can't be answered."""
        try:
            steps = self.answer(self.checked(parse(line), context), context).next_steps
        except SegbotError:
            return None
        return next((each.command for each in steps if each.form), None)

    def wrong_conditions(self, request: Request, context: Context) -> SegbotError | None:
        """What is wrong with a request's ``where``, as far as only the data tells."""
        from bot.services.selection.attributes import with_known_attributes

        try:
            with_known_attributes(request, context)
        except SegbotError as error:
            return error if getattr(request, "where", None) else None
        return None

    def must_be_in(self, store: Store, but: Sequence[int] = ()) -> str | None:
        """The currency that a file's amounts must be in; None where the first file may say it,
        these uploads not counted."""
        from bot.services.intake.currency import Counting

        counting = Counting.of(store, self.currency, but=but)
        return None if counting.is_open else counting.currency

    def take_in(self, unit: "Unit", context: Context, options: "ReadingOptions") -> "ImportReport":
        """Store a file, or several that are read as one.

        Raises
        ------
        SegbotError, AmbiguousFile
            Where the file can't be taken in; nothing of it is stored.
        """
        from bot.services.intake.importing import import_file
        from bot.services.intake.question import AmbiguousFile
        from bot.services.intake.trying import Trial

        if unit.same_as:
            raise SegbotError(
                f"{unit.name} has the very same content as {unit.same_as}, so it is read once.",
                "Nothing is missing.",
            )
        try:
            return import_file(
                context.store,
                unit.path,
                unit.name,
                today=context.today,
                user=context.user,
                channel=context.channel,
                progress=context.progress,
                currency=self.currency,
                options=options,
            )
        except AmbiguousFile as unclear:
            context.progress("trying what each answer would make of it")
            trial = Trial(context.store, unit.path, context.today, self.currency)
            raise AmbiguousFile(trial.of(unclear.question, options), unclear.hint) from None

    def question_about(self, upload_id: int | None, context: Context) -> "FileQuestion":
        """What a form asks about an upload that is to be read differently.

        Raises
        ------
        SegbotError
            If it can't be read again.
        """
        from bot.services.data.reread import question

        return question(upload_id, context)

    def read_again(self, upload_id: int, told: "ReadingOptions", context: Context) -> Answer:
        """Read an upload again in place of what it was.

        Raises
        ------
        SegbotError
            Where that can't be done; nothing has changed then.
        """
        from bot.services.data.reread import read_again

        return read_again(upload_id, told, context)

    def home(self, context: Context) -> "tuple[Part, ...]":
        """How things stand, for the person who looks; nothing where nothing is stored yet."""
        from bot.services.home.page import page

        with context.until_answered:
            return page(context)

    def imported(self, report: "ImportReport", context: Context) -> Answer:
        """Say what became of a file that was taken in."""
        from bot.services.intake.answer import import_answer

        context = context.counted_now()
        with context.until_answered:
            return _in_currency(import_answer(report, context), context)


def _belonging(context: Context, selection: "Selection") -> "Belonging":
    from bot.services.segments import belonging

    return belonging(context, selection)


def _of_whom(answer: Answer, request: Request) -> Answer:
    """The answer, saying in its title of whom it is where it isn't of everybody."""
    if not isinstance(request, Population):
        return answer
    from bot.services.selection.selection import titled

    # Explorations say themselves which days they sum up.
    days = request.command != "explore"
    return replace(answer, title=titled(answer.title, request, days=days))


def _dated(answer: Answer, request: Request, context: Context) -> Answer:
    """The answer, saying how old the data are where it is about how things stand."""
    if not request.is_dated:
        return answer
    from bot.services.age import age

    return replace(answer, age=age(context))


def _in_currency(answer: Answer, context: Context) -> Answer:
    """The answer, knowing what its amounts are in, which is what they were worded in."""
    return answer if answer.currency else replace(answer, currency=context.formats.currency)
