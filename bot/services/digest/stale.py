"""A digest of data to which nothing was added: it says so, and asks whether to go on."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from analytics.vocabulary.wording import day
from bot.language.commands.digest import DigestPause
from bot.services.age import is_old
from bot.services.answer import Line, NextStep
from bot.services.context import Context
from storage.records.digests import Schedule, Snapshot


@dataclass(frozen=True)
class Staleness:
    """Whether the data are as they were, or old.

    Attributes
    ----------
    last_day : date
        On which the data end.
    is_same : bool
        Whether no day came in since the last digest.
    is_old : bool
    is_asked : bool
        Whether the last digest was of the same data, and they were old by then.
    """

    last_day: date
    is_same: bool
    is_old: bool
    is_asked: bool

    def lines(self, scheduled: tuple[Schedule, ...], context: Context) -> tuple[Line, ...]:
        """That there is no new data, and a question to whoever scheduled the digest."""
        if not self.is_same and not self.is_old:
            return ()
        since = "No new data since" if self.is_same else "These data are old: no order after"
        told = Line(f"{since} {day(self.last_day)}; post a newer file.", caveat=True)
        if not self.is_asked:
            return (told,)
        asked = (
            Line(
                f"{context.outside.name_of(each.user)}, shall digest {each.id} pause until then?",
                caveat=True,
            )
            for each in scheduled
        )
        return (told, *asked)

    def steps(self, scheduled: tuple[Schedule, ...]) -> tuple[NextStep, ...]:
        """Buttons that pause it."""
        if not self.is_asked:
            return ()
        return tuple(
            NextStep(f"Pause digest {each.id}", DigestPause(number=each.id).text())
            for each in scheduled
        )


def staleness(context: Context, previous: Snapshot | None, as_of: date) -> Staleness:
    """How new the data are, beside what the channel was told last."""
    last_day = as_of - timedelta(days=1)
    old = is_old(last_day, context.today)
    if previous is None or previous.as_of != as_of:
        return Staleness(last_day, is_same=False, is_old=old, is_asked=False)
    then = datetime.fromisoformat(previous.created_at).date()
    return Staleness(last_day, is_same=True, is_old=old, is_asked=is_old(last_day, then))
