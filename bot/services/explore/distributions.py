"""How customers' figures are spread: all main ones at a glance, or one by itself."""

from analytics.charts.histograms import Panel, histograms
from analytics.charts.words import money as money_words
from analytics.charts.words import number as number_words
from analytics.charts.words import percent
from analytics.explore.distributions import QUANTILES, Distribution, distribution, gini
from analytics.explore.gaps import gaps as gaps_of
from analytics.explore.overview import TOP, top_share
from analytics.features.customers import midnight
from analytics.features.names import SETS, Feature, Unit
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import counted, listed
from bot.language.commands.explore import ExploreDistributions, ExploreGaps, ExploreOverview
from bot.services.answer import Answer, Cell, Column, Format, Line, NextStep, Table, picture
from bot.services.context import Context
from bot.services.explore.wording import whom_words
from bot.services.formats import Formats
from bot.services.selection.features import known_numbers
from bot.services.selection.selection import Selection, select

#: What customers are first looked at by. What takes every line of every order is shown by name.
_MAIN = (
    "recency",
    "frequency",
    "monetary",
    "average_order",
    "units_per_order",
    "gap_mean",
    "tenure",
)
#: As many numbers as one looks at side by side.
_MOST = 12
_FORMATS = {Unit.MONEY: Format.MONEY, Unit.SHARE: Format.SHARE, Unit.CHANGE: Format.DECIMAL}
_GINI = "Gini {}: 0 where all spend alike, near 1 where one spends all (Gini 1912)."
_SKEW = (
    "Skew: 0 where low and high values balance, above 1 where a few high ones stretch far "
    "(Bulmer 1979)."
)


def distributions(request: ExploreDistributions, context: Context) -> Answer:
    """The main figures in a table, or one in detail."""
    context.require_data()
    if request.feature is None:
        return _all(request, context)
    if request.feature in SETS:
        raise SegbotError(
            f"`{request.feature}` stands for several figures.",
            "Name one of them: `/explore distributions recency`.",
        )
    selection = select(context, request, request.feature)
    (feature,) = selection.compared
    spread = distribution(selection.features[feature.name])
    if spread is None:
        raise SegbotError(
            f"`{feature.name}` isn't known of any of these customers.",
            "`/explore distributions` shows what is.",
        )
    return _one(request, context, selection, feature, spread)


def _all(request: ExploreDistributions, context: Context) -> Answer:
    numbers = known_numbers(_MAIN, context)
    if not numbers:
        raise SegbotError(
            "Nothing that is known of customers is a number yet.",
            "Upload a file of orders, or of customers with numbers such as an age.",
        )
    selection = select(context, request, ",".join(each.name for each in numbers))
    features, formats = selection.features, context.formats
    known = [
        (each, spread)
        for each in numbers
        if (spread := distribution(features[each.name])) is not None
    ]
    if not known:
        raise SegbotError(
            "None of the numbers that there are is known of these customers.",
            "Widen a limit or leave it out.",
        )
    shown = known[:_MOST]
    spreads = {each.name: spread for each, spread in known}
    metrics = _metrics(selection, spreads)
    bent = [each.heading for each, spread in shown if spread.log_helps]
    return Answer(
        title=f"Distributions, {whom_words(selection)}",
        reading=(
            *(_shop_lines(metrics, formats) or _typical_line(shown, formats)),
            *((_log_line(bent),) if bent else ()),
        ),
        tables=(
            Table(
                "How figures are spread over customers",
                (
                    Column("Figure"),
                    *(Column(f"{share:.0%}", Format.COUNT) for share in (0.1, 0.25)),
                    Column("Median", Format.COUNT),
                    *(Column(f"{share:.0%}", Format.COUNT) for share in (0.75, 0.9)),
                    Column("Mean", Format.COUNT),
                    Column("Skew", Format.DECIMAL),
                    Column("Customers", Format.COUNT),
                ),
                tuple(_row(each, spread, formats) for each, spread in shown),
            ),
        ),
        pictures=(
            picture(
                histograms,
                [_panel(each, spread, formats) for each, spread in shown],
                _title(shown),
                source=selection.source,
            ),
        ),
        notes=(
            "10% of customers have the figure under 10% or less, and so on.",
            _SKEW,
            *_gini_note(metrics, formats),
            *((f"The first {_MOST} of {len(known)} numbers.",) if len(known) > _MOST else ()),
            selection.note,
        ),
        metrics=metrics,
        next_steps=(
            *(
                NextStep(each.heading, request.with_values({"feature": each.name}).text())
                for each, _ in shown[:3]
            ),
            *_overview(request, selection),
        ),
    )


def _one(
    request: ExploreDistributions,
    context: Context,
    selection: Selection,
    feature: Feature,
    spread: Distribution,
) -> Answer:
    formats = context.formats
    metrics = _metrics(selection, {feature.name: spread}) | {
        "mean": spread.mean,
        "median": spread.quantile(0.5),
        "skew": spread.skewness,
        "log_skew": spread.log_skewness,
        "known": spread.known,
        "unknown": spread.unknown,
    }

    def word(value: float) -> str:
        return formats.cell(value, _FORMATS.get(feature.unit, Format.COUNT))

    kind = _FORMATS.get(feature.unit, Format.COUNT)
    rows: tuple[tuple[Cell, ...], ...] = (
        ("Lowest", float(spread.values[0])),
        *(
            ("Median" if share == 0.5 else f"{share:.0%}", value)
            for share, value in zip(QUANTILES, spread.quantiles, strict=True)
        ),
        ("Highest", float(spread.values[-1])),
        ("Mean", spread.mean),
    )
    low, middle, high = (word(spread.quantile(share)) for share in (0.25, 0.5, 0.75))
    return Answer(
        title=f"{feature.heading}, {whom_words(selection)}",
        reading=(
            Line(
                f"median {middle}, mean {word(spread.mean)}; the middle half of customers is "
                f"between {low} and {high}.",
                lead=feature.heading,
            ),
            *_shop_lines(metrics, formats),
            _scale_line(spread),
        ),
        tables=(
            Table(
                f"{feature.heading}: so many have that or less",
                (Column("Customers"), Column(feature.heading, kind)),
                rows,
            ),
        ),
        pictures=(
            picture(
                histograms,
                [_panel(feature, spread, formats)],
                _title([(feature, spread)]),
                source=selection.source,
            ),
        ),
        notes=(_unknown(feature, spread), _SKEW, *_gini_note(metrics, formats), selection.note),
        metrics=metrics,
        next_steps=(
            NextStep("All figures", request.with_values({"feature": None}).text()),
            *_gaps(request, selection, feature),
            *_overview(request, selection),
        ),
    )


def _metrics(selection: Selection, spreads: dict[str, Distribution]) -> dict[str, float | None]:
    """What is said in words of some figures, for those that are looked at."""
    found: dict[str, float | None] = {"customers": len(selection)}
    if orders := spreads.get("frequency"):
        found["one_time_share"] = float((orders.values == 1).mean())
    if spent := spreads.get("monetary"):
        found["top_20_share"] = top_share(selection.features["monetary"].dropna(), TOP)
        found["gini"] = gini(spent.values)
    if "gap_mean" in spreads:
        orders_by_now = selection.orders.filter(
            selection.orders.ordered_at < midnight(selection.as_of)
        )
        found["median_gap_days"] = gaps_of(orders_by_now).median
    return found


def _shop_lines(metrics: dict[str, float | None], formats: Formats) -> tuple[Line, ...]:
    said = []
    if (once := metrics.get("one_time_share")) is not None:
        said.append(f"{formats.cell(once, Format.SHARE)} ordered just once.")
    if (top := metrics.get("top_20_share")) is not None:
        said.append(
            f"The fifth who spent most brought {formats.cell(top, Format.SHARE)} of the money."
        )
    if (gap := metrics.get("median_gap_days")) is not None:
        days = formats.cell(gap, Format.COUNT)
        said.append(f"Half of all next orders came within {days} days.")
    return tuple(map(Line, said))


def _gini_note(metrics: dict[str, float | None], formats: Formats) -> tuple[str, ...]:
    if (unequal := metrics.get("gini")) is None:
        return ()
    return (_GINI.format(formats.cell(unequal, Format.DECIMAL)),)


def _typical_line(shown: list[tuple[Feature, Distribution]], formats: Formats) -> tuple[Line, ...]:
    """The typical customer, where there is nothing to be said of orders."""
    typical = [
        f"{each.label} {formats.cell(spread.quantile(0.5), Format.COUNT)}"
        for each, spread in shown[:3]
    ]
    return (Line(f"{listed(typical)}.", lead="Medians"),)


def _log_line(headings: list[str]) -> Line:
    return Line(
        f"{listed(headings)}: a few customers are far out, and the logarithm takes half of the "
        "skew or more.",
        lead="Log scale",
    )


def _scale_line(spread: Distribution) -> Line:
    skew, bent = (
        f"{each:.2f}".replace("-", "−") for each in (spread.skewness, spread.log_skewness)
    )
    if spread.log_helps:
        return Line(
            f"it helps: the skew is {skew}, and {bent} of the logarithms.", lead="Log scale"
        )
    if abs(spread.skewness) <= 1:
        return Line(f"not needed: the skew is {skew}.", lead="Log scale")
    return Line(f"no help: the skew is {skew}, and {bent} of the logarithms.", lead="Log scale")


def _row(feature: Feature, spread: Distribution, formats: Formats) -> tuple[Cell, ...]:
    of = f" ({formats.symbol})" if feature.unit is Unit.MONEY else ""
    return (
        f"{feature.heading}{of}",
        *(spread.quantile(share) for share in (0.1, 0.25, 0.5, 0.75, 0.9)),
        spread.mean,
        spread.skewness,
        spread.known,
    )


def _panel(feature: Feature, spread: Distribution, formats: Formats) -> Panel:
    symbol = formats.symbol
    words = {Unit.MONEY: lambda value: money_words(value, symbol), Unit.SHARE: percent}
    return Panel(feature.heading, spread, words.get(feature.unit, number_words))


def _title(shown: list[tuple[Feature, Distribution]]) -> str:
    """The figure that is spread most unevenly, and how."""
    if len(shown) == 1:
        (feature, spread), *_ = shown
        if spread.log_helps:
            return f"{feature.heading}: most are close together, a few far out"
        return f"{feature.heading}: how it is spread over customers"
    bent = [each.heading for each, spread in shown if spread.log_helps]
    if not bent:
        return "How customers' figures are spread"
    few = f"{len(bent)} of {len(shown)} figures"
    return f"{few} have a few customers far out"


def _unknown(feature: Feature, spread: Distribution) -> str:
    if not spread.unknown:
        return f"Of {counted(spread.known, 'customer')}."
    who = f": those {feature.undefined}" if feature.undefined else ""
    return f"Of {counted(spread.known, 'customer')}; not known of {spread.unknown:,}{who}."


def _gaps(
    request: ExploreDistributions, selection: Selection, feature: Feature
) -> tuple[NextStep, ...]:
    if not selection.tables.has_orders or feature.unit is not Unit.DAYS:
        return ()
    return (NextStep("Time between orders", ExploreGaps(**request.population()).text()),)


def _overview(request: ExploreDistributions, selection: Selection) -> tuple[NextStep, ...]:
    if not selection.tables.has_orders:
        return ()
    return (NextStep("Overview", ExploreOverview(**request.population()).text()),)
