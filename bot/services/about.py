"""What can be asked of each segment or group that an answer is about."""

from collections.abc import Iterable, Sequence

from analytics.clusters.describe.profiles import ClusterProfile
from analytics.rfm import SegmentSummary
from bot.language.commands.campaign import CampaignStart
from bot.language.commands.population import Population
from bot.language.commands.recommend import Recommend
from bot.language.commands.rfm import RfmExport, RfmPlay, RfmTop, Scored
from bot.language.commands.segment import SegmentEvaluate, SegmentExport, SegmentMembers
from bot.language.segments import Segment
from bot.services.answer import About, NextStep


def about_segments(request: Scored, segments: Iterable[SegmentSummary]) -> tuple[About, ...]:
    """The RFM segments that somebody is in, of the customers and by the scores asked about."""
    return tuple(_segment(request, each.label) for each in segments if each.customers)


def about_groups(run: int, profiles: Sequence[ClusterProfile]) -> tuple[About, ...]:
    """The groups of a run."""
    return tuple(_group(run, each) for each in profiles)


def _segment(request: Scored, label: str) -> About:
    whom = request.population()
    steps = [
        NextStep("Who they are", RfmTop(segment_=label, **whom).text()),
        NextStep("What to send them", RfmPlay(segment_=label, **whom).text()),
        NextStep("Export CSV", RfmExport(segment_=label, **whom).text()),
    ]
    # Elsewhere customers are scored among everybody, and as the settings in force say.
    if request.score == Scored.score:
        settings = Population.population(request) | request.scoring()
        steps.insert(2, NextStep("Products", Recommend(segment_=Segment(label), **settings).text()))
    plain = Scored(**Population.population(request))
    if whom == plain.population() and request.segment is None:
        asked = {**Population.population(request), "segment": Segment(label)}
        steps.append(NextStep("Start a campaign…", CampaignStart(**asked).text(), form=True))
    return About(label, tuple(steps))


def _group(run: int, profile: ClusterProfile) -> About:
    key, named = profile.key, Segment(profile.key, run=run)
    return About(
        f"{key} {profile.label}",
        (
            NextStep("Who they are", SegmentMembers(segment_=key, run=run).text()),
            NextStep("Products", Recommend(segment_=named).text()),
            NextStep("Export CSV", SegmentExport(segment_=key, run=run).text()),
            NextStep("Start a campaign…", CampaignStart(segment=named).text(), form=True),
            NextStep("Why these groups", SegmentEvaluate(run=run).text()),
        ),
    )
