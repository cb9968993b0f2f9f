"""What the shop's amounts are in: the one place where somebody says it."""

from datetime import datetime

from analytics.intake.currencies import possible
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import day, listed
from bot.language.commands.data import DataCurrency
from bot.services.answer import Answer, Caveat, Format, Line, NextStep
from bot.services.context import Context
from bot.services.formats import Formats, is_currency

_NEXT = (NextStep("What is stored", "/data status"), NextStep("Uploads", "/data uploads"))


def currency(request: DataCurrency, context: Context) -> Answer:
    """Say what amounts are counted in, or count them in another currency from now on."""
    formats = context.formats
    if request.currency is None:
        return _answer(f"Amounts are in {formats.name}", counted_in(context), formats)
    wanted = Formats(_code(request.currency))
    if wanted.currency == context.store.currency.code():
        return _answer(f"Amounts are in {wanted.name} already", counted_in(context), wanted)
    relabelled = not context.store.is_empty() and wanted.currency != formats.currency
    if relabelled and request.sure == "no":
        return Answer(
            title=f"Read every amount as {wanted.name}?",
            reading=(Line(_relabelling(wanted, context), lead="Nothing is converted"),),
            notes=(counted_in(context), Caveat("Nothing has changed yet.")),
            metrics={"currency": formats.currency, "asked": wanted.currency},
            next_steps=(
                NextStep(
                    f"Yes, read them as {wanted.currency}",
                    f"/data currency {wanted.currency} sure=yes",
                ),
                NextStep(f"No, keep {formats.currency}", "/data status"),
            ),
        )
    said = _relabelled(wanted, context) if relabelled else "Every answer counts in it from now on."
    context.store.currency.decide(wanted.currency, context.user)
    return _answer(f"Amounts are in {wanted.name} now", said, wanted)


def counted_in(context: Context) -> str:
    """What amounts are in, and how that is known."""
    name, decision = context.formats.name, context.store.currency.decision()
    if decision is not None:
        who = context.outside.name_of(decision.user) if decision.user else "somebody in a terminal"
        when = day(datetime.fromisoformat(decision.at).date())
        known = f"Amounts are in {name}, as {who} set on {when}."
    elif context.store.currency.code() is not None:
        known = f"Amounts are in {name}, as the files say."
    else:
        other = "USD" if context.formats.currency == "EUR" else "EUR"
        known = (
            f"No file says what its money is in, so it counts as {name}. If that is wrong, tell me:"
            f" `/data currency {other}`, for example."
        )
    stand = _as_they_stand(context)
    return f"{known} {stand}".strip()


def _as_they_stand(context: Context) -> str:
    """Amounts that files write in another currency and that count nevertheless."""
    others = {
        each.filename: each.notes.get("as_they_stand", ()) for each in context.store.uploads.all()
    }
    words = [f"{listed(codes)} in {name}" for name, codes in others.items() if codes]
    if not words:
        return ""
    return f"Counted as they stand though written in another currency: {listed(words)}."


def _answer(title: str, text: str, formats: Formats) -> Answer:
    return Answer(
        title=title,
        reading=(Line(text),),
        metrics={"currency": formats.currency},
        next_steps=_NEXT,
        currency=formats.currency,
    )


def _code(written: str) -> str:
    """The ISO code that somebody means.

    Raises
    ------
    SegbotError
        If it is none, or one of several.
    """
    text = written.strip()
    if is_currency(text.upper()):
        return text.upper()
    codes = [code for code in possible(text) if is_currency(code)]
    if len(codes) == 1:
        return codes[0]
    if codes:
        raise SegbotError(
            f"“{text}” could be {', '.join(codes[:-1])} or {codes[-1]}.",
            f"Say its three letters, such as `/data currency {codes[0]}`.",
        )
    raise SegbotError(
        f"“{text}” is no currency that I know.",
        "Say its three letters, such as `/data currency EUR`.",
    )


def _money(context: Context, formats: Formats) -> str:
    revenue = context.store.shop_totals("net")["revenue_all"]
    return formats.cell(revenue, Format.MONEY)


def _relabelling(wanted: Formats, context: Context) -> str:
    return (
        f"Amounts are stored as they came, and would only be called otherwise: the"
        f" {_money(context, context.formats)} sold so far would read {_money(context, wanted)}."
        " That is right where they were in it all along. Where they weren't, take the files back"
        " and upload them converted."
    )


def _relabelled(wanted: Formats, context: Context) -> str:
    return (
        f"The {_money(context, context.formats)} sold so far now reads"
        f" {_money(context, wanted)}: relabelled, not converted."
    )
