"""Choosing what customers are compared by."""

import pytest
from person import Person, filled, words
from shops import as_csv

#: Of forty customers thirty have a birth year and a tier; one year is no number.
KNOWN = [
    (12_000 + n, "Gold" if n <= 10 else "silver", "long ago" if n == 30 else 1960 + n)
    for n in range(1, 31)
]


@pytest.fixture
def knowing(stocked: Person) -> Person:
    """A marketer with a shop's orders, and what is known of most of its customers."""
    stocked.upload("customers.csv", as_csv(KNOWN, ("Customer ID", "Tier", "Birth year")))
    return stocked


def test_customers_are_grouped_by_how_they_buy_and_the_answer_says_what_was_unknown(
    stocked: Person,
) -> None:
    """Of forty customers five have one order only, and six more have two."""
    answer = stocked.command("/segment run k=3 features=behaviour")
    rest = words(stocked.more(answer))

    assert "40 customers in 3 groups" in answer["text"]
    assert "Compared by days since the first order, money per order" in rest
    assert "Not compared, since many customers lack it" in rest
    assert "spending lately against before (5 customers with one order only)" in rest
    assert "days between orders vary (11 customers with fewer than three orders)" in rest


def test_a_number_that_was_uploaded_is_a_feature_and_who_lacks_it_is_counted(
    knowing: Person,
) -> None:
    answer = knowing.command('/segment run k=2 features="recency, Birth Year"')

    rest = words(knowing.more(answer))
    assert "Compared by days since the last order and Birth year." in rest
    assert "29 customers in 2 groups" in words(answer)
    assert "Birth year (11 customers without a value)" in rest
    assert "features=recency,birth_year" in words(answer)
    members = knowing.command("/segment members 1")
    assert "nearest to the middle of the group" in words(knowing.more(members))


def test_the_number_of_groups_is_tried_on_the_same_features_that_it_is_then_used_on(
    knowing: Person,
) -> None:
    answer = knowing.command(
        "/segment evaluate show=numbers features=tenure,birth_year scale=robust"
    )
    made = knowing.follow(answer, "Make")

    rest = knowing.more(answer)
    assert "Compared by days since the first order and Birth year." in words(rest)
    assert "features=tenure,birth_year scale=robust" in words(made)


def test_outliers_are_pulled_in_when_asked_and_counted(stocked: Person) -> None:
    """And recency, frequency and money go without saying."""
    clipped = stocked.command("/segment run k=2 outliers=clip")
    scaled = stocked.command("/segment run k=2 scale=yeo-johnson features=rfm")

    clipping, scaling = (words(stocked.more(each)) for each in (clipped, scaled))
    assert "pulled in to the 1% and 99% marks: days since the last order (2)" in clipping
    assert "pulled in" not in scaling
    assert "Compared by" not in clipping + scaling


def test_what_is_no_feature_is_refused_with_what_there_is(knowing: Person) -> None:
    for features, said in {
        "recensy": "Did you mean `recency`?",
        "behavior": "Did you mean `behaviour`?",
        "birth_yeer": "Did you mean `birth_year`?",
        "xq": "and of what you uploaded, `birth_year`",
        "recency,tier": "compared by `tier`, which isn't a number: it is silver, Gold.",
        "tier": '`tier="silver"`',
        ",": "must be one to 20 features with commas between",
    }.items():
        answer = knowing.command(f"/segment run k=2 features={features}")
        assert said in words(answer).replace("\\", "")


def test_without_uploads_only_computed_features_are_offered_and_a_useless_one_is_named(
    stocked: Person,
) -> None:
    said = words(stocked.command("/segment run features=xq"))
    answer = stocked.command("/segment run k=2 features=frequency,return_rate")

    assert "`recency`, `frequency`" in said
    assert "uploaded" not in said
    assert "tells nobody apart: share of the money returned." in words(stocked.more(answer))


def test_a_form_keeps_the_features_that_it_was_opened_from(knowing: Person) -> None:
    answer = knowing.command("/segment run k=2 features=recency,birth_year")
    view = knowing.open_form(answer, "Change settings")

    assert filled(view)["features"] == "recency,birth_year"
    before = knowing.seen("marketing", answer["ts"])
    assert knowing.fill(view, features="behaviour,birth_year") == {"ok": True}
    assert "features=behaviour,birth_year" in words(
        knowing.next_answer("marketing", before, answer["ts"])
    )
