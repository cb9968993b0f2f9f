"""The rule packs of config/: reading them, and choosing the one that names the segments."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import ValidationError

import config
from analytics.rfm.rhythm import shop_size
from analytics.rfm.rules import RulePack, SegmentRule
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import counted
from bot.language.commands.rfm import Scoring
from bot.language.words import find, nearest
from bot.services.groups import find_group
from bot.services.selection.selection import Selection

#: Below either, fifths of the customers are too few people, or the time too short to tell.
SMALL_CUSTOMERS, SMALL_DAYS = 500, 180
_FOLDER = "rfm_packs"
_BINS, _SMALL_BINS = 5, 3
#: The pack for each number of scores, where nobody chose one.
_DEFAULTS = {3: "grid8", 4: "braze", 5: "grid10", 10: "grid10"}


def rule_pack(name: str | None = None) -> RulePack:
    """A rule pack of config/rfm_packs, by default the one for five scores.

    Raises
    ------
    SegbotError
        If there is none of this name, or if its file makes no sense.
    """
    names = config.names(_FOLDER)
    found = find(name or _DEFAULTS[_BINS], names)
    if found is None:
        close = nearest(name or "", names)
        raise SegbotError(
            f"There is no rule pack called `{_quoted(name or '')}`.",
            f"Did you mean `pack={close}`? `/rfm settings` lists them."
            if close
            else f"There are {', '.join(names)}.",
        )
    return _read(found)


def all_packs() -> tuple[RulePack, ...]:
    """Every rule pack of config/rfm_packs, by name."""
    return tuple(map(rule_pack, config.names(_FOLDER)))


def pack_in_file(path: Path) -> RulePack:
    """A person's own rule pack.

    Raises
    ------
    SegbotError
        If it makes no sense; the message says where.
    OSError
        If it can't be read.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(path.name, error) from None
    except UnicodeDecodeError:
        raise SegbotError(f"{path.name} is no text file in UTF-8.", "Save it as UTF-8.") from None
    return _parsed(content, path.stem)


def rules_of(among: Selection, chosen: Scoring) -> tuple[RulePack, tuple[str, ...]]:
    """The rules to name segments by, and why they have fewer scores where the shop is small.

    Raises
    ------
    SegbotError
        If the pack, the number of scores and the limits don't fit each other.
    """
    bins = _bins(chosen)
    if chosen.pack is not None:
        rules = rule_pack(chosen.pack)
        return (rules if bins is None else _fitted(rules, bins)), ()
    if bins is None:
        small = _why_small(among)
        return _default(_SMALL_BINS if small else _BINS), small
    if bins not in _DEFAULTS:
        raise SegbotError(
            f"{counted(bins - 1, 'limit')} make {bins} scores, and no rule pack is made for that.",
            "Give 2, 3, 4 or 9 limits, for 3, 4, 5 or 10 scores.",
        )
    return _default(bins), ()


def segment_rule(rules: RulePack, name: str) -> SegmentRule:
    """The segment that a person's words name.

    Raises
    ------
    SegbotError
        If the pack has no such segment, with the nearest one or all of them.
    """
    return find_group(name, rules.rules, "RFM segment")


def _bins(chosen: Scoring) -> int | None:
    """How many scores were asked for, by a number or by as many limits."""
    named = {"recency": chosen.recency, "frequency": chosen.frequency, "monetary": chosen.monetary}
    counts = {name: len(limits) + 1 for name, limits in named.items() if limits}
    if chosen.bins is not None:
        counts = {"bins": chosen.bins, **counts}
    for name, count in counts.items():
        first, wanted = next(iter(counts.items()))
        if count != wanted:
            raise SegbotError(
                f"{_asks_for(first, wanted)}, but {_asks_for(name, count)}.",
                f"Give {counted(wanted - 1, 'limit')} to each for {wanted} scores.",
            )
    return next(iter(counts.values()), None)


def _asks_for(name: str, bins: int) -> str:
    if name == "bins":
        return f"`bins={bins}` asks for {bins} scores"
    return f"`{name}` has {counted(bins - 1, 'limit')}, which makes {bins} scores"


def _fitted(rules: RulePack, bins: int) -> RulePack:
    """A pack over its own number of scores, or a multiple of it."""
    if _fits(rules, bins):
        return rules.finer(bins)
    names = [each.name for each in all_packs() if _fits(each, bins)]
    others = f"`bins={bins}` goes with {' or '.join(names)}. Or leave" if names else "Leave"
    raise SegbotError(
        f"The rule pack {rules.name} is made for {rules.bins} scores, not for {bins}.",
        f"{others} out how many: `/rfm overview pack={rules.name}`.",
    )


def _fits(rules: RulePack, bins: int) -> bool:
    return bins == rules.bins or (bins % rules.bins == 0 and not rules.limits.given)


def _default(bins: int) -> RulePack:
    return rule_pack(_DEFAULTS[bins]).finer(bins)


def _why_small(part: Selection) -> tuple[str, ...]:
    """Why this shop is served with three scores: the shop, whatever part of it is asked about."""
    whole = part.of_all_time.asking(until=None)
    if part.is_fetched or not whole.tables.has_orders:
        span = part.features["tenure"].max() - part.features["recency"].min()
        if len(part) >= SMALL_CUSTOMERS and span >= SMALL_DAYS:
            # The shop is no smaller than a part of it, and asking the store takes its time.
            return ()
    if whole.tables.has_orders:
        size = shop_size(whole.orders).execute().iloc[0]
        customers, days = int(size["customers"]), 0 if pd.isna(size["days"]) else int(size["days"])
    else:
        # Where files don't say who came first, nothing says that the shop is young.
        customers, days = len(whole), SMALL_DAYS if pd.isna(span) else int(span)
    if customers < SMALL_CUSTOMERS:
        why = f"The shop has {counted(customers, 'customer')}, fewer than {SMALL_CUSTOMERS}"
    elif days < SMALL_DAYS:
        why = f"The shop's orders span {counted(days, 'day')}, fewer than {SMALL_DAYS}"
    else:
        return ()
    fewer = f"so customers are scored 1 to {_SMALL_BINS} rather than 1 to {_BINS}"
    return (f"{why}, {fewer}: finer shares would be guesswork. bins={_BINS} asks for them anyway.",)


@cache
def _read(name: str) -> RulePack:
    """Read once: every answer needs it, and the files change with a new version only."""
    try:
        return _parsed(config.load(f"{_FOLDER}/{name}"), name)
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(f"{name}.toml", error) from None


def _parsed(content: dict[str, Any], name: str) -> RulePack:
    try:
        return RulePack.model_validate({**content, "name": name})
    except ValidationError as error:
        first = error.errors()[0]
        problem = first["msg"].removeprefix("Value error, ")
        raise SegbotError(
            f"The rule pack {name} makes no sense yet: {_where(first['loc'], content)}"
            f"{problem[:1].lower()}{problem[1:]}.",
            "docs/rule-packs.md explains every line of such a file.",
        ) from None


def _where(place: tuple[int | str, ...], content: dict[str, Any]) -> str:
    """The part of a file that a complaint is about, in words."""
    words = [str(each) for each in place]
    if len(place) > 1 and place[0] == "rules":
        number = int(place[1])
        rule = content["rules"][number]
        key = rule.get("key") if isinstance(rule, dict) else None
        words = [f"rule {key or number + 1}", *words[2:]]
    return f"{', '.join(words)}: " if words else ""


def _not_toml(name: str, error: tomllib.TOMLDecodeError) -> SegbotError:
    return SegbotError(
        f"{name} can't be read: {error}.",
        "Text belongs in double quotes and lists in square brackets; see docs/rule-packs.md.",
    )


def _quoted(text: str) -> str:
    return text.replace("`", "'")[:60]
