"""Moments as the person who asks reads them: by the clock where they are."""

from datetime import datetime
from zoneinfo import ZoneInfo

from analytics.vocabulary.wording import day
from bot.language.kinds import time_zones
from bot.services.context import Context

_NOWHERE = "UTC"


def clock_of(context: Context) -> ZoneInfo:
    """The zone of the person who asks; UTC where nobody says where they are."""
    return ZoneInfo(zone_of(context))


def zone_of(context: Context) -> str:
    """Its IANA name; UTC's where this machine doesn't know it."""
    name = context.outside.zone_of(context.user) if context.user else _NOWHERE
    return name if name in time_zones() else _NOWHERE


def moment(at: str, clock: ZoneInfo) -> str:
    """A moment that is kept as ISO text in UTC: ``28 Nov 2026, 18:20``."""
    local = datetime.fromisoformat(at).astimezone(clock)
    return f"{day(local.date())}, {local:%H:%M}"


def clock_note(clock: ZoneInfo) -> str:
    """By which clock moments are told."""
    return f"Times are those of {clock.key.replace('_', ' ')}."
