"""What customers can be compared by."""

from pathlib import Path

from analytics.features.names import FEATURES, SETS, Source, Unit, uploaded
from analytics.vocabulary import schema

DEFINITIONS = Path(__file__).parents[3] / "docs" / "definitions.md"

#: What each customer has that isn't an amount: nothing to take distances of.
NO_AMOUNTS = {"customer_id", "country", "first_order", "last_order"}
COLUMNS = {
    Source.ORDERS: schema.FEATURES,
    Source.HABITS: schema.HABITS,
    Source.BASKETS: schema.BASKETS,
}


def test_every_amount_that_is_computed_can_be_named_and_is_where_it_says() -> None:
    assert set(schema.BEHAVIOUR) - set(FEATURES) == NO_AMOUNTS
    for feature in FEATURES.values():
        assert COLUMNS[feature.source][feature.name].is_numeric()


def test_the_words_for_features_are_all_different_and_fit_a_table() -> None:
    every = FEATURES.values()
    assert (
        len({each.label for each in every}) == len({each.heading for each in every}) == len(every)
    )
    apart = [word for each in every for word in (each.more, each.less)]
    assert len(set(apart)) == len(apart) == 2 * len(every)
    assert max(len(each.heading) for each in every) <= 26
    assert all(each.label[0].islower() and each.heading[0].isupper() for each in every)


def test_sets_hold_features_that_exist_and_all_holds_the_others() -> None:
    assert SETS["rfm"] == ("recency", "frequency", "monetary")
    assert SETS["all"] == (*SETS["rfm"], *SETS["behaviour"])
    assert set(SETS["all"]) | {"units"} == set(FEATURES)
    assert not set(SETS) & set(FEATURES)


def test_an_uploaded_number_goes_by_the_name_that_its_file_gave_it() -> None:
    age = uploaded("birth_year", "birth Year")
    assert (age.label, age.heading, age.unit) == ("birth Year", "Birth Year", Unit.NUMBER)


def test_every_feature_is_defined_in_the_documentation() -> None:
    defined = DEFINITIONS.read_text(encoding="utf-8")
    for feature in FEATURES.values():
        assert f"| {feature.name} | {feature.unit} |" in defined
