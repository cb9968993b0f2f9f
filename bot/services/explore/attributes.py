"""What is known of customers beside their orders, and in which segments it is frequent."""

from collections.abc import Sequence
from dataclasses import replace

from analytics.charts.ranked_bars import ranked_bars
from analytics.explore.attributes import FEWEST_EXPECTED, Meeting, associations
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import counted, listed
from bot.language.commands.explore import ExploreAttributes, ExploreDistributions
from bot.language.commands.segment import SegmentRun
from bot.services.answer import Answer, Format, Line, NextStep, picture
from bot.services.context import Context
from bot.services.explore.attribute_tables import (
    MOST_BARS,
    ONE_VALUE,
    TOO_FEW,
    focus,
    having,
    known_bar,
    meeting_bar,
    meetings_table,
    overview_table,
    share_bars,
    share_lead,
    shares_table,
    values_table,
    verdict,
)
from bot.services.explore.known import (
    COUNTRY,
    MOST_ATTRIBUTES,
    SEGMENT,
    UPLOAD,
    Beside,
    Known,
    known_attributes,
    latest_groups,
    named_attribute,
    segments_of,
    stored_attributes,
)
from bot.services.explore.wording import whom_words
from bot.services.formats import Formats
from bot.services.rfm.scoring import RulesNeedMoney
from bot.services.selection.selection import Selection, select

_TOLD = 3
_HOW = (
    "Only what holds at 95% for all attributes together is told: chi-squared or Kruskal-Wallis "
    "tests by Holm (1979), then Newcombe's interval (1998) of the difference to all others for "
    f"every value and group with {FEWEST_EXPECTED} customers or more to be expected."
)
_STRENGTH = (
    "Strength: 0 none, 1 the value says the group; Cramér's V (Bergsma 2013), of numbers epsilon "
    "squared."
)
_SHARES = (
    "Shares are of those of whom it is known; values and groups of under "
    f"{FEWEST_EXPECTED} customers aren't shown."
)
_BOTH_WAYS = (
    "So many times as often holds both ways: of champions gold, and of gold members champions."
)


def attributes(request: ExploreAttributes, context: Context) -> Answer:
    """All attributes at a glance, or one by itself; what is told is the same either way."""
    context.require_data()
    selection = select(context, request)
    stored = stored_attributes(context)
    name = None if request.name is None else named_attribute(request.name, stored, selection)
    known = tuple(known_attributes(stored, selection, name))
    if not known:
        raise SegbotError("Nothing is known of these customers beside their orders.", UPLOAD)
    why_not: tuple[str, ...] = ()
    try:
        segments = segments_of(request, context, selection)
    except RulesNeedMoney as error:
        segments, why_not = None, (f"No segments: {error.message} {error.hint}",)
    both = (segments, latest_groups(context, selection))
    groupings = [each for each in both if each is not None]
    found = associations([each.values for each in known], [each.groups for each in groupings])
    beside = [
        Beside(one, grouping, each)
        for grouping, several in zip(groupings, found, strict=True)
        for one, each in zip(known, several, strict=True)
    ]
    if name is None:
        answer = _all(request, context.formats, selection, known, beside)
    else:
        (one,) = (each for each in known if each.name == name)
        theirs = [each for each in beside if each.known is one]
        answer = _one(request, context.formats, selection, one, theirs)
    return replace(answer, notes=(*why_not, *answer.notes))


def _all(
    request: ExploreAttributes,
    formats: Formats,
    selection: Selection,
    known: Sequence[Known],
    beside: Sequence[Beside],
) -> Answer:
    told = _most_telling_first(beside)
    customers = len(selection)
    return Answer(
        title=f"What is known of customers, {whom_words(selection)}",
        reading=(
            *(
                [_line(each, meeting, formats) for each, meeting in told[:_TOLD]]
                or [_nothing_told(known, beside)]
            ),
            *_only_country(known),
        ),
        tables=(
            overview_table(known, beside, customers, formats),
            *meetings_table(told, formats),
        ),
        pictures=(
            picture(
                ranked_bars,
                [meeting_bar(each, meeting, formats) for each, meeting in told[:MOST_BARS]]
                or [known_bar(each, customers, formats) for each in known[:MOST_BARS]],
                _title(told, formats) if told else "What is known of customers",
                "Times as often as all customers" if told else "Of how many customers it is known",
                source=selection.source,
            ),
        ),
        notes=(
            *((_HOW, _STRENGTH, _BOTH_WAYS) if beside else ()),
            *(
                (f"The {MOST_ATTRIBUTES} known of most customers.",)
                if len(known) == MOST_ATTRIBUTES
                else ()
            ),
            selection.note,
        ),
        metrics={"customers": customers, "attributes": len(known), "told": len(told)},
        next_steps=(
            *(
                NextStep(each.label, request.with_values({"name": each.name}).text())
                for each in known[:3]
            ),
            *_next(request, beside),
        ),
    )


def _most_telling_first(beside: Sequence[Beside]) -> list[tuple[Beside, Meeting]]:
    """What is more than chance: first the most telling of each attribute, by segment before by
    group, then the others."""
    told = [(each, meeting) for each in beside for meeting in each.told]
    order = {each.grouping.title: place for place, each in reversed([*enumerate(beside)])}
    told.sort(key=lambda pair: (order[pair[0].grouping.title], -pair[1].at_least))
    first: dict[str, tuple[Beside, Meeting]] = {}
    for pair in told:
        first.setdefault(pair[0].known.name, pair)
    return [*first.values(), *(pair for pair in told if pair not in first.values())]


def _one(
    request: ExploreAttributes,
    formats: Formats,
    selection: Selection,
    known: Known,
    beside: Sequence[Beside],
) -> Answer:
    told = [(each, meeting) for each in beside for meeting in each.told]
    customers, drawn = len(selection), focus(known, beside)
    return Answer(
        title=f"{known.label}, {whom_words(selection)}",
        reading=(
            _common_line(known, customers, formats),
            *(_line(each, meeting, formats) for each, meeting in told[:_TOLD]),
            *(_strength_line(each) for each in beside),
        ),
        tables=(
            *(shares_table(each, customers, formats) for each in beside),
            *meetings_table(told, formats),
            *values_table(known, customers, formats),
        ),
        pictures=(
            picture(
                ranked_bars,
                share_bars(known, beside, drawn, formats),
                _title(told, formats) if told else f"{known.label}: nothing stands out",
                share_lead(known, beside, drawn, formats),
                source=selection.source,
            ),
        )
        if drawn is not None
        else (),
        notes=(
            *((_HOW, _STRENGTH, _BOTH_WAYS) if beside else ()),
            _SHARES,
            selection.note,
        ),
        metrics={
            "customers": customers,
            "fewest": FEWEST_EXPECTED,
            "known": len(known.values),
            "unknown": customers - len(known.values),
            "known_share": len(known.values) / customers,
            "values": int(known.values.nunique()),
            "told": len(told),
            **{
                f"{'strength' if each.grouping.title == SEGMENT else 'strength_run'}": (
                    each.found.strength
                )
                for each in beside
            },
            **{
                f"{'chance' if each.grouping.title == SEGMENT else 'chance_run'}": (
                    each.found.chance
                )
                for each in beside
            },
        },
        next_steps=(
            NextStep("All attributes", request.with_values({"name": None}).text()),
            *(
                ()
                if known.median is None
                else (
                    NextStep(
                        "How it is spread",
                        ExploreDistributions(feature=known.name, **request.population()).text(),
                    ),
                )
            ),
            *_next(request, beside),
        ),
    )


def _line(each: Beside, meeting: Meeting, formats: Formats) -> Line:
    share, of_all = (formats.cell(part, Format.SHARE) for part in (meeting.share, meeting.of_all))
    return Line(
        f"{share} have {having(each.known, meeting.value, formats)}, {of_all} of all do: "
        f"{meeting.times:.1f} times as often.",
        lead=meeting.group,
    )


def _nothing_told(known: Sequence[Known], beside: Sequence[Beside]) -> Line:
    many = counted(len(known), "attribute")
    if not beside:
        return Line(f"{many} known, and no two segments or groups of these customers to compare.")
    apart = [*dict.fromkeys(each.known.label for each in beside if each.found.beyond_chance)]
    if apart:
        return Line(
            f"Of {many}, {listed(apart)} differ{'s' if len(apart) == 1 else ''} between segments or"
            " groups by more than chance, but by little: no value is for sure a tenth more or less"
            " frequent in any."
        )
    return Line(
        f"Of {many}, none is more or less frequent in any segment or group by more than chance."
    )


def _common_line(known: Known, customers: int, formats: Formats) -> Line:
    share = formats.cell(len(known.values) / customers, Format.SHARE)
    if known.median is not None:
        typical = f"the median is {formats.cell(known.median, Format.COUNT)}"
    elif len(known.shared):
        many = counted(int(known.shared.iloc[0]), "customer")
        typical = f"most frequent is “{known.shared.index[0]}”, {many}"
    else:
        typical = f"no value is that of {FEWEST_EXPECTED} customers or more"
    return Line(f"known of {share} of customers; {typical}.", lead=known.label)


_NOT_COMPARED = {
    ONE_VALUE: "there is one value only",
    TOO_FEW: "there are too few customers of each value",
}


def _strength_line(each: Beside) -> Line:
    lead, found = f"By {each.grouping.title}", verdict(each)
    if found in _NOT_COMPARED:
        return Line(f"nothing can be compared, since {_NOT_COMPARED[found]}.", lead=lead)
    measure = "epsilon squared" if each.known.median is not None else "Cramér's V"
    differ = "by more than chance" if each.found.beyond_chance else "no more than chance"
    return Line(f"they differ {differ} ({measure} {each.found.strength:.2f}).", lead=lead)


def _title(told: Sequence[tuple[Beside, Meeting]], formats: Formats) -> str:
    each, meeting = told[0]
    return (
        f"{having(each.known, meeting.value, formats)}: {meeting.times:.1f} times as often in "
        f"{meeting.group}"
    )


def _only_country(known: Sequence[Known]) -> tuple[Line, ...]:
    return (Line(UPLOAD),) if [each.name for each in known] == [COUNTRY] else ()


def _next(request: ExploreAttributes, beside: Sequence[Beside]) -> tuple[NextStep, ...]:
    if beside:
        return ()
    return (NextStep("Find groups", SegmentRun(**request.population()).text()),)
