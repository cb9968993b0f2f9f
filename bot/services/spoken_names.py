"""What of a shop people name in plain words."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import config
from analytics.features.names import FEATURES
from bot.language.plain.shop import Shop
from bot.services.context import Context
from bot.services.intake.sample import FILENAME as SAMPLE
from bot.services.rfm.packs import rule_pack
from bot.services.rfm.scoring import decided
from bot.services.segment import stored
from storage.ledger.attributes import Attribute, OrderAttribute

#: What the sample shop's file is called.
_SAMPLES = ("sample", "sample data", "sample shop", "sample file", "demo data", "demo shop")
#: The packs that name segments where nobody chose one: of small shops and of others.
_USUAL_PACKS = ("grid10", "grid8")


def shop_of(context: Context) -> Shop:
    """What a sentence may name of this shop."""
    store = context.store
    totals = store.shop_totals("net")
    last = totals["last_order"]
    as_of = date.fromisoformat(str(last)[:10]) + timedelta(days=1) if last else context.today
    return Shop(
        as_of=as_of,
        segments=_segments(context),
        packs=config.names("rfm_packs"),
        groups=_groups(context),
        countries=_countries(store.countries()),
        values=_values(context),
        uploads=_uploads(context),
        numbers=(*FEATURES, *(each.name for each in store.attributes.names())),
        is_customer=lambda word: store.customer((word, word.upper(), word.capitalize())),
    )


def _segments(context: Context) -> tuple[str, ...]:
    chosen = decided(context)[0].pack
    packs = _USUAL_PACKS if chosen is None else (chosen,)
    return tuple(
        dict.fromkeys(
            each.key.replace("_", " ") for pack in packs for each in rule_pack(pack).rules
        )
    )


def _groups(context: Context) -> dict[str, str]:
    if context.store.is_empty() or context.store.runs.latest() is None:
        return {}
    return {each.label: str(each.number) for each in stored.load(context, None).profiles}


def _uploads(context: Context) -> dict[str, int]:
    found: dict[str, int] = {}
    for each in context.store.uploads.all():
        called = _SAMPLES if each.filename == SAMPLE else ()
        for name in (each.filename, *called):
            found.setdefault(name, each.id)
    return found


def _countries(known: list[str]) -> dict[str, str]:
    """What a country may be called, to its name in the data."""
    own = {each.casefold(): each for each in known}
    spoken = dict(own)
    for names in config.load("plain_words")["countries"]["groups"]:
        there = next((own[name] for name in names if name in own), None)
        if there is not None:
            spoken |= {name: there for name in names if name not in own}
    return spoken


def _values(context: Context) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """What attributes may be, to the attributes that may be so."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    attributes: Sequence[Attribute | OrderAttribute] = (
        *context.store.attributes.names(),
        *context.store.attributes.of_orders(),
    )
    for each in attributes:
        for value in each.values:
            if not value.replace(".", "").isdigit():
                known = found.get(value.casefold(), ())
                found[value.casefold()] = (*known, (each.name, value))
    alike = config.load("plain_words")["alike"]
    for spoken, meant in alike.items():
        if spoken not in found and meant in found:
            found[spoken] = found[meant]
    return found
