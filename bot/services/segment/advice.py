"""What to do about groups, and what to be careful about, in a marketer's words."""

from collections.abc import Mapping, Sequence

from analytics.clusters.describe.cautions import Caution, Kind
from analytics.clusters.describe.naming import Advice
from analytics.clusters.describe.profiles import ClusterProfile
from analytics.features.names import feature_named
from analytics.vocabulary.wording import counted, listed
from bot.language.commands.segment import SegmentRun

PLAYS: Mapping[Advice, str] = {
    Advice.FIND_OUT: "Find out why they sent everything back before writing to them again.",
    Advice.WIN_BACK: "Win them back: say what is new and make a generous offer.",
    Advice.SPEND_LITTLE: (
        "Spend little: one win-back message, then leave them out of costly campaigns."
    ),
    Advice.SECOND_ORDER: (
        "Earn the second order: follow up on what they bought with a small reason to return."
    ),
    Advice.THANK: (
        "Thank them and give them first pick: early access and previews, not discounts."
    ),
    Advice.KEEP_RHYTHM: "Keep the rhythm: a loyalty scheme, bundles, or a refill reminder.",
    Advice.REACH_OUT: "Reach out before they drift away: new arrivals in what they usually buy.",
    Advice.REMIND: "Remind them: popular products and one easy reason to order again.",
    Advice.SPEAK_TO: (
        "Speak to what sets them apart; once their orders are here, I can say who is worth most."
    ),
}
"""One line on what to do about a group."""
ACTIONS: Mapping[Advice, str] = {
    Advice.FIND_OUT: "Find out why all came back",
    Advice.WIN_BACK: "Win them back with a generous offer",
    Advice.SPEND_LITTLE: "One win-back message",
    Advice.SECOND_ORDER: "Earn the second order",
    Advice.THANK: "Give them first pick, no discount",
    Advice.KEEP_RHYTHM: "Loyalty, bundles, refills",
    Advice.REACH_OUT: "Show what is new in what they buy",
    Advice.REMIND: "Remind them with popular products",
    Advice.SPEAK_TO: "Speak to what sets them apart",
}
"""The same in a few words."""


def worded(
    cautions: Sequence[Caution], request: SegmentRun, profiles: Sequence[ClusterProfile]
) -> tuple[tuple[str, str], ...]:
    """Each reason for care in a sentence, and what to do about it.

    Parameters
    ----------
    cautions : sequence of Caution
    request : SegmentRun
        What was asked for, with the number of groups that there are where one can ask for it.
    profiles : sequence of ClusterProfile
        With the names that people see.
    """
    return tuple(_worded(each, request, {one.number: one for one in profiles}) for each in cautions)


def _worded(
    caution: Caution, request: SegmentRun, profiles: Mapping[int, ClusterProfile]
) -> tuple[str, str]:
    features = listed(feature_named(each).label for each in caution.features or ("",))
    match caution.kind:
        case Kind.TINY:
            group = profiles[caution.group]
            fewer = f"`k={request.k - 1}`, or " if request.k and request.k > 2 else ""
            return (
                (
                    f"group {group.key} ({group.label}) has only "
                    f"{counted(group.customers, 'customer')}, too few for a campaign."
                ),
                f"Try {fewer}`outliers=clip`, which pulls extreme figures in.",
            )
        case Kind.GIANT:
            group = profiles[caution.group]
            return (
                (
                    f"group {group.key} ({group.label}) holds {group.share:.0%} of customers, so "
                    "that little was divided."
                ),
                "Try `scale=log`, `outliers=clip`, or other features.",
            )
        case Kind.FAR_OUT:
            return (
                (
                    f"a few customers are very far from all others in {features}, and with "
                    f"`scale={request.scale}` they rule the groups."
                ),
                "`scale=log` brings them nearer.",
            )
        case Kind.ONE_FEATURE:
            return (
                (f"the groups differ in {features} and in nothing else."),
                "A filter says that more simply.",
            )
        case Kind.ONE_START:
            return (
                (
                    "these groups came out once only, however often they were looked for; there "
                    "may be better ones."
                ),
                "`/segment evaluate show=numbers` compares other numbers of groups.",
            )
