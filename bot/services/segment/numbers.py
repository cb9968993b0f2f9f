"""Figures for each number of groups, side by side."""

import dataclasses

from analytics.charts.k_choice import k_choice
from analytics.clusters.judge.numbers import KChoice, choose_k
from analytics.vocabulary.wording import counted
from bot.language.commands.segment import SegmentEvaluate, SegmentRun
from bot.services.answer import Answer, Column, Format, Line, NextStep, Table, picture
from bot.services.context import Context
from bot.services.segment.comparison import comparison_notes, prepared
from bot.services.segment.judgement import number_words, structure_words
from bot.services.selection.selection import select

_MEASURES = (
    "Silhouette: 1 means clearly apart, 0 overlapping; higher is better. "
    "Davies-Bouldin: lower is better. Calinski-Harabasz: higher is better. "
    "Halves agree: 1 means that halves of your customers, who share nobody, give the same groups. "
    "Inertia always falls; look for where it stops falling fast."
)


def numbers(request: SegmentEvaluate, context: Context) -> Answer:
    """Figures for each number of groups, and the number that they speak for."""
    customers = select(context, request, request.features)
    context.progress(f"trying 2 to 10 groups of {counted(len(customers), 'customer')}")
    ready = prepared(request, customers)
    choice = choose_k(customers.features, prepared=ready)
    chosen = choice.chosen
    reason = number_words(choice)
    return Answer(
        title=f"How many groups? {chosen.k}",
        reading=(Line(reason), Line(structure_words(choice.evidence, chosen.k))),
        tables=(_candidates(choice),),
        pictures=(picture(k_choice, choice, reason, source=customers.source),),
        notes=(_MEASURES, customers.note, *comparison_notes(customers, ready)),
        metrics={
            "k": chosen.k,
            "customers": len(customers),
            "as_of": customers.as_of.isoformat(),
            **dataclasses.asdict(chosen.quality),
            "structure": choice.evidence.structure.value,
        },
        next_steps=tuple(
            NextStep(
                f"Make {k} groups",
                SegmentRun(k=k, **request.comparison()).text(),
            )
            for k in _near(choice)
        ),
    )


def _candidates(choice: KChoice) -> Table:
    return Table(
        title="Numbers of groups compared",
        columns=(
            Column("Groups", Format.COUNT),
            Column("Silhouette", Format.DECIMAL),
            Column("Davies-Bouldin", Format.DECIMAL),
            Column("Calinski-Harabasz", Format.WHOLE),
            Column("Halves agree", Format.DECIMAL),
            Column("Inertia", Format.WHOLE),
            Column("Smallest group", Format.SHARE),
        ),
        rows=tuple(
            (
                each.k,
                each.quality.silhouette,
                each.quality.davies_bouldin,
                each.quality.calinski_harabasz,
                each.stability.rand if each.stability else None,
                each.quality.inertia,
                each.smallest_share,
            )
            for each in choice.candidates
        ),
    )


def _near(choice: KChoice) -> list[int]:
    """The chosen number and its neighbours, as far as they were tried."""
    tried = [each.k for each in choice.candidates]
    wanted = (choice.chosen.k, choice.chosen.k - 1, choice.chosen.k + 1)
    return [k for k in wanted if k in tried]
