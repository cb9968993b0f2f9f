"""Segment rules and the linter that reads them."""

from itertools import product
from typing import Any

import pytest
from pydantic import ValidationError

import config
from analytics.rfm.rules import Lint, RulePack, all_cells, cell_text
from analytics.selftest.published import Published
from analytics.selftest.published_packs import compare_published_packs, published_pack
from analytics.selftest.rule_packs import FAULTY
from analytics.vocabulary.errors import SegbotError

R_GAPS = ["215", "241", "251", "252", "341", "351", "441", "451", "541", "551"]


def rule(key: str, **ranges: Any) -> dict[str, Any]:
    return {"key": key, "label": key, "description": "Who.", "play": "What to do."} | ranges


def test_our_pack_covers_every_combination_exactly_once(pack: RulePack) -> None:
    lint = pack.lint()
    assert lint == Lint(gaps=(), unreachable=(), overlaps=())
    assert lint.clean
    assert len(all_cells()) == 125


def test_our_pack_has_the_ten_segments_everybody_knows(pack: RulePack) -> None:
    assert [rule.key for rule in pack.rules] == [
        "champions",
        "loyal_customers",
        "potential_loyalists",
        "new_customers",
        "promising",
        "need_attention",
        "about_to_sleep",
        "at_risk",
        "cannot_lose",
        "hibernating",
    ]


def test_the_linter_names_gaps_overlaps_and_rules_never_reached() -> None:
    found = FAULTY.lint()
    assert found.gaps == ((5, 1, 1), (5, 2, 1), (5, 3, 1), (5, 4, 1), (5, 5, 1))
    assert found.unreachable == ("shadowed",)
    assert [(overlap.cell, overlap.keys) for overlap in found.overlaps] == [
        ((2, 3, 1), ("low", "shadowed"))
    ]
    assert not found.clean


@pytest.mark.parametrize(
    "broken",
    [
        {"rules": []},
        {"rules": [rule("twice"), rule("twice")]},
        {"rules": [rule("backwards", r=[4, 2])]},
        {"rules": [rule("too_high", f=[1, 6])]},
        {"rules": [rule("Not A Key")]},
        {"rules": [rule("two_lines", play="One.\nTwo.")]},
        {"rules": [rule("misspelt", recency=[1, 2])]},
        {"rules": [rule("both", r=[1, 2], cells=["333"])]},
        {"rules": [rule("two_scores", cells=["33"])]},
        {"rules": [rule("too_high", cells=["336"])]},
        {"rules": [rule("zero", r=[0, 2])]},
        {"rules": [rule("all")], "scores": [3, 3]},
        {"rules": [rule("no_other", needs={"days": 30}), rule("rest")]},
        {"rules": [rule("no_needs", otherwise="rest"), rule("rest")]},
        {"rules": [rule("nothing", needs={}, otherwise="rest"), rule("rest")]},
        {"rules": [rule("gaps_alone", needs={"gaps": 1}, otherwise="rest"), rule("rest")]},
        {"rules": [rule("backwards", needs={"orders": [2, 1]}, otherwise="rest"), rule("rest")]},
        {"rules": [rule("all")], "limits": {"recency": [30, 90, 180]}},
        {"rules": [rule("all")], "limits": {"recency": [30, 20, 90, 180]}},
    ],
)
def test_a_pack_that_makes_no_sense_is_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        RulePack.model_validate(broken)


def a_pack(otherwise: str, rest: dict[str, Any] | None = None) -> RulePack:
    """New is who bought most recently and ordered once, lately; the rest is everybody else."""
    new = rule("new", r=[5, 5], needs={"orders": [1, 1], "days": 30}, otherwise=otherwise)
    return RulePack.model_validate({"rules": [new, rule("rest", r=[1, 4]) | (rest or {})]})


def test_customers_who_do_not_meet_what_a_segment_needs_have_another() -> None:
    assert a_pack("rest").lint().clean
    assert a_pack("rest").otherwise_of(a_pack("rest").rule("new")).key == "rest"


@pytest.mark.parametrize("otherwise", ["nowhere", "new", "rest"])
def test_the_linter_names_segments_that_send_customers_astray(otherwise: str) -> None:
    """To no segment, to itself, and to one that needs something as well."""
    needy = {"needs": {"orders": [2, 9]}, "otherwise": "rest"} if otherwise == "rest" else {}
    pack = a_pack(otherwise, needy)
    found = pack.lint()
    assert found.astray == (("new", "rest") if needy else ("new",))
    assert not found.clean
    with pytest.raises(SegbotError, match="no segment that takes everybody"):
        pack.otherwise_of(pack.rule("new"))


def test_a_segment_only_of_those_who_do_not_meet_another_is_used() -> None:
    new = rule("new", r=[5, 5], needs={"days": 30}, otherwise="back")
    pack = {"rules": [new, rule("rest", r=[1, 4]), rule("back", cells=["511"])]}
    first = RulePack.model_validate({**pack, "first_match_wins": True}).lint()
    assert first.clean
    unused = {"rules": [rule("new", r=[5, 5]), *pack["rules"][1:]], "first_match_wins": True}
    assert RulePack.model_validate(unused).lint().unreachable == ("back",)


def test_a_pack_without_needs_is_the_same_in_every_shop() -> None:
    published = RulePack.model_validate({"rules": [rule("new", r=[5, 5]), rule("rest", r=[1, 4])]})
    assert published.in_shop(7) == published


SHIPPED = [
    RulePack.model_validate({"name": name, **config.load(f"rfm_packs/{name}")})
    for name in config.names("rfm_packs")
]


@pytest.mark.parametrize("pack", SHIPPED, ids=lambda each: each.name)
def test_every_pack_that_comes_along_is_without_a_fault(pack: RulePack) -> None:
    assert pack.lint().clean
    assert pack.label
    assert pack.description
    assert len({rule.label for rule in pack.rules}) == len(pack.rules)


def test_the_packs_that_come_along_are_these() -> None:
    assert [each.name for each in SHIPPED] == ["braze", "grid10", "grid8", "klaviyo", "rfm11"]


def test_the_pack_of_eleven_covers_all_125_combinations_exactly_once() -> None:
    pack = next(each for each in SHIPPED if each.name == "rfm11")
    times = [sum(rule.covers(cell) for rule in pack.rules) for cell in all_cells()]

    assert len(pack.rules) == 11
    assert times == [1] * 125


@pytest.mark.parametrize("scores", [(1, 5), (1, 3), (0, 3)])
def test_the_linter_takes_the_packs_own_scores(scores: tuple[int, int]) -> None:
    pack = RulePack.model_validate({"scores": scores, "rules": [rule("top", r=[3, scores[1]])]})
    gaps = pack.lint().gaps

    assert {each for cell in gaps for each in cell} == set(range(scores[0], scores[1] + 1))
    assert max(cell[0] for cell in gaps) == 2


def test_overlaps_are_no_fault_where_the_order_of_rules_is_meant_to_decide() -> None:
    rules = [rule("top", r=[5, 5]), rule("rest")]
    meant = RulePack.model_validate({"rules": rules, "first_match_wins": True}).lint()

    assert len(meant.overlaps) == 25
    assert meant.clean
    assert not RulePack.model_validate({"rules": rules}).lint().clean


def test_ten_scores_fall_in_pairs_on_a_pack_for_five(pack: RulePack) -> None:
    finer = pack.finer(10)

    assert finer.scores == (1, 10)
    assert finer.lint().clean
    for r, f, m in product(range(1, 11), repeat=3):
        found = finer.rule_for((r, f, m))
        coarse = pack.rule_for(((r + 1) // 2, (f + 1) // 2, (m + 1) // 2))
        assert found is not None
        assert coarse is not None
        assert found.key == coarse.key


def test_lists_of_combinations_fall_in_pairs_too() -> None:
    pack = next(each for each in SHIPPED if each.name == "rfm11")
    finer = pack.finer(10)

    assert finer.lint().clean
    found, coarse = finer.rule_for((10, 9, 6)), pack.rule_for((5, 5, 3))
    assert found is not None
    assert coarse is not None
    assert found.key == coarse.key


def test_a_pack_stays_with_its_own_number_of_scores_or_a_multiple(pack: RulePack) -> None:
    with pytest.raises(SegbotError, match="made for 5 scores, not for 4"):
        pack.finer(4)
    klaviyo = next(each for each in SHIPPED if each.name == "klaviyo")
    with pytest.raises(SegbotError, match="made for 3 scores, not for 9"):
        klaviyo.finer(9)


def test_a_score_of_two_digits_is_written_apart() -> None:
    assert cell_text((5, 4, 1)) == "541"
    assert cell_text((10, 4, 1)) == "10-4-1"
    pack = RulePack.model_validate(
        {"scores": [1, 10], "rules": [rule("one", cells=["10-4-1", "333"])]}
    )
    assert pack.rules[0].cells == ((10, 4, 1), (3, 3, 3))


@pytest.mark.real_data
def test_klaviyos_cells_and_days_are_those_it_documents(published: Published) -> None:
    theirs = published_pack(published.segment_rule_packs, "klaviyo_1_to_3")
    ours = next(each for each in SHIPPED if each.name == "klaviyo")

    assert [rule.label for rule in ours.rules] == [rule.label for rule in theirs.rules]
    assert [rule.cells for rule in ours.rules] == [rule.cells for rule in theirs.rules]
    assert ours.limits.recency == (180, 365)


@pytest.mark.real_data
def test_brazes_cells_are_those_it_documents_but_for_the_one_that_it_forgot(
    published: Published,
) -> None:
    theirs = published_pack(published.segment_rule_packs, "braze_0_to_3")
    ours = next(each for each in SHIPPED if each.name == "braze")
    different = [
        cell
        for cell in ours.cells
        if (found := theirs.rule_for(cell)) is None
        or theirs.rules.index(found) != ours.rules.index(ours.rule_for(cell))
    ]

    assert different == [(0, 3, 0)]


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("name", "gaps", "unreachable"),
    [
        ("r_rfm_0.3", R_GAPS, []),
        ("r_rfm_0.2", 36, ["New Customers", "Promising", "Can't Lose Them"]),
        ("braze_0_to_3", ["030"], []),
        ("klaviyo_1_to_3", [], []),
        ("pymc_marketing_1_to_4", 18, []),
        ("rf_grid_10", [], []),
    ],
)
def test_the_linter_finds_exactly_the_faults_of_published_packs(
    published: Published, name: str, gaps: list[str] | int, unreachable: list[str]
) -> None:
    pack = published_pack(published.segment_rule_packs, name)
    found = pack.lint()
    labels = {rule.key: rule.label for rule in pack.rules}
    cells = [cell_text(cell) for cell in found.gaps]

    assert cells == gaps if isinstance(gaps, list) else len(cells) == gaps
    assert [labels[key] for key in found.unreachable] == unreachable


@pytest.mark.real_data
def test_the_linter_agrees_with_the_published_rows_read_one_by_one(published: Published) -> None:
    """Every gap, every combination that several rules fit, every segment that is never used."""
    found = compare_published_packs(published.segment_rule_packs)

    assert [each.where for each in found] == [()] * 7
    assert [each.values for each in found] == [135, 135, 74, 33, 69, 135, 12]
