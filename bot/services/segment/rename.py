"""A group gets a name that the team chose."""

from analytics.vocabulary.errors import SegbotError
from bot.language.commands.segment import SegmentMembers, SegmentRename, SegmentShow
from bot.language.words import find
from bot.services.answer import Answer, Line, NextStep
from bot.services.context import Context
from bot.services.groups import find_group
from bot.services.segment import stored as runs


def rename(request: SegmentRename, context: Context) -> Answer:
    """Name a group anew."""
    stored = runs.load(context, request.run)
    profile = find_group(request.segment_, stored.profiles)
    name = " ".join(request.name.split())
    others = {each.label: each for each in stored.profiles if each is not profile}
    taken = find(name, others)
    if taken is not None:
        raise SegbotError(
            f"Group {others[taken].number} is already called that.", "Choose another name."
        )
    if find(name, ["all"]) or name.removeprefix("group ").strip(" #").isdecimal():
        raise SegbotError(
            "That name would be taken for a number of a group, or for all of them.",
            "Choose a name with a word in it, such as `Gift shops`.",
        )
    runs.rename(context, stored, profile.number, name)
    return Answer(
        title=f"Group {profile.number} is now called {name}",
        reading=(
            Line(
                f"It was {profile.label}. A group of a later run keeps the name where most of "
                "its customers are the same and it was found in the same way."
            ),
        ),
        notes=(stored.note,),
        metrics={"run": stored.number, "segment": profile.number, "name": name},
        next_steps=(
            NextStep("All groups", SegmentShow(run=stored.number).text()),
            NextStep(
                "Who is in it?",
                SegmentMembers(segment_=str(profile.number), run=stored.number).text(),
            ),
        ),
    )
