"""What of a shop a form offers to choose from."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from typing import Any

from analytics.clusters.describe.profiles import ClusterProfile
from analytics.features.names import FEATURES, SETS
from analytics.vocabulary.errors import SegbotError
from bot.language.commands.rfm import RfmPreview, RfmUse, Scoring
from bot.language.declaration import Menu, Request, parameters
from bot.language.kinds import time_zones
from bot.language.segments import Segment
from bot.language.words import find
from bot.services.context import Context
from bot.services.explore.known import COUNTRY, stored_attributes
from bot.services.rfm.packs import all_packs
from bot.services.segment import stored as runs
from bot.services.segment.group_tables import label
from bot.services.segments import rules_for
from bot.services.selection.features import known_numbers

_SETS = {
    "rfm": "Recency, frequency and money",
    "behaviour": "How they buy",
    "all": "All of both",
}


@dataclass(frozen=True)
class Offer:
    """One of the things to choose from.

    Attributes
    ----------
    label : str
        What people call it.
    value : str
        As a command has it.
    """

    label: str
    value: str


Menus = Mapping[str, tuple[Offer, ...]]


@dataclass(frozen=True)
class _Asked:
    """What menus are for: a kind of request, and as much as was said of it."""

    kind: type[Request]
    values: Mapping[str, Any]
    context: Context


def menus(
    kind: type[Request], names: Iterable[str], values: Mapping[str, Any], context: Context
) -> Menus:
    """What the settings of a request can name here, by setting.

    Parameters
    ----------
    kind : Request class
    names : iterable of str
        Of the settings.
    values : mapping
        What was said of it by now, by setting: another run has other groups.
    context : Context

    Returns
    -------
    mapping of str to tuple of Offer
        In the order in which people look for them; empty where there is nothing yet.
    """
    asked = _Asked(kind, values, context)
    declared = parameters(kind)
    wanted = {name: menu for name in names if (menu := declared[name].menu)}
    found = {menu: tuple(_OFFERS[menu](asked)) for menu in dict.fromkeys(wanted.values())}
    return {name: found[menu] for name, menu in wanted.items()}


def _countries(asked: _Asked) -> Iterator[Offer]:
    return (Offer(each, each) for each in asked.context.store.countries())


def _segments(asked: _Asked) -> Iterator[Offer]:
    if asked.kind.command == "segment":
        return (Offer(label(each), each.key) for each in _groups(asked)[1])
    return (Offer(each, each) for each in _rfm(asked))


def _segments_and_groups(asked: _Asked) -> Iterator[Offer]:
    run, groups = _groups(asked)
    taken = [each.label for each in groups]
    for name in _rfm(asked):
        # Where a group is called so, too, the word alone could mean either.
        yield Offer(name, str(Segment(name, rfm=find(name, taken) is not None)))
    for each in groups:
        yield Offer(f"Group {label(each)}", str(Segment(each.key, run=run)))


def _rfm(asked: _Asked) -> list[str]:
    if not asked.context.store.has_orders():
        return []
    scoring = RfmUse()
    # Those of a preview are the ones before.
    if issubclass(asked.kind, Scoring) and asked.kind is not RfmPreview:
        scoring = RfmUse(**{each.name: asked.values.get(each.name) for each in fields(Scoring)})
    try:
        return [each.label for each in rules_for(scoring, asked.context).rules]
    except SegbotError:
        # A pack and a number of scores that don't fit: the answer says so.
        return []


def _groups(asked: _Asked) -> tuple[int | None, tuple[ClusterProfile, ...]]:
    """The groups of the run that is asked about, which is the latest unless one is named."""
    if asked.context.store.runs.latest() is not None:
        with suppress(SegbotError):
            run = runs.load(asked.context, asked.values.get("run"))
            return run.number, run.profiles
    return None, ()


def _packs(_: _Asked) -> Iterator[Offer]:
    return (Offer(f"{each.label} ({each.name})", each.name) for each in all_packs())


def _features(asked: _Asked) -> Iterator[Offer]:
    if asked.kind.command == "segment":
        yield from (Offer(_SETS[each], each) for each in SETS)
    for each in known_numbers(FEATURES, asked.context):
        yield Offer(each.heading, each.name)


def _attributes(asked: _Asked) -> Iterator[Offer]:
    context = asked.context
    known = {each.name: each.label for each in stored_attributes(context)}
    if context.store.countries():
        known = {COUNTRY: COUNTRY.capitalize(), **known}
    return (Offer(name.capitalize(), each) for each, name in known.items())


def _time_zones(_: _Asked) -> Iterator[Offer]:
    return (Offer(each.replace("_", " "), each) for each in sorted(time_zones()))


_OFFERS: Mapping[Menu, Callable[[_Asked], Iterator[Offer]]] = {
    Menu.COUNTRIES: _countries,
    Menu.SEGMENTS: _segments,
    Menu.SEGMENTS_AND_GROUPS: _segments_and_groups,
    Menu.PACKS: _packs,
    Menu.FEATURES: _features,
    Menu.ATTRIBUTES: _attributes,
    Menu.TIME_ZONES: _time_zones,
}
