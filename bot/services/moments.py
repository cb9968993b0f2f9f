"""Moments as the person who asks reads them: by the clock where they are."""

from datetime import datetime
from zoneinfo import ZoneInfo

from analytics.vocabulary.wording import day
from bot.services.context import Context


def clock_of(context: Context) -> ZoneInfo:
    """The zone of the person who asks; UTC where nobody says where they are."""
    return ZoneInfo(context.outside.zone_of(context.user) if context.user else "UTC")


def moment(at: str, clock: ZoneInfo) -> str:
    """A moment that is kept as ISO text in UTC: ``28 Nov 2026, 18:20``."""
    local = datetime.fromisoformat(at).astimezone(clock)
    return f"{day(local.date())}, {local:%H:%M}"


def clock_note(clock: ZoneInfo) -> str:
    """By which clock moments are told."""
    return f"Times are those of {clock.key.replace('_', ' ')}."
