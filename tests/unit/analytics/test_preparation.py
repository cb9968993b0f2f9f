"""Features made comparable before distances are taken."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    FunctionTransformer,
    PowerTransformer,
    RobustScaler,
    StandardScaler,
)

from analytics.clusters.find.preparation import Preparation, Scale, prepare

THEIRS = {
    Scale.LOG: (FunctionTransformer(np.log1p), StandardScaler()),
    Scale.STANDARD: (StandardScaler(),),
    Scale.ROBUST: (RobustScaler(),),
    Scale.YEO_JOHNSON: (PowerTransformer("yeo-johnson"),),
}
RFM = ("recency", "frequency", "monetary")


def shop(customers: int, seed: int = 0) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "customer_id": [f"c{number}" for number in random.permutation(customers)],
            "recency": random.integers(0, 400, customers),
            "frequency": random.geometric(0.2, customers),
            "monetary": random.lognormal(6, 1.3, customers).round(2),
        }
    )


def one(*values: float | None) -> pd.DataFrame:
    ids = [f"c{number:04}" for number in range(len(values))]
    return pd.DataFrame({"customer_id": ids, "x": pd.array(values, dtype="Float64")})


def plain(features: pd.DataFrame, scale: Scale) -> pd.DataFrame:
    """Scaling in three lines of pandas, as this project did it before other scales existed."""
    values = features.set_index("customer_id").sort_index().loc[:, list(RFM)].astype(float)
    if scale is Scale.LOG:
        values = values.apply(np.log1p)
    return (values - values.mean()) / values.std(ddof=0)


@pytest.mark.parametrize("scale", [Scale.LOG, Scale.STANDARD])
@pytest.mark.parametrize("customers", [4, 7, 129, 4_338])
def test_log_and_standard_are_plain_pandas_to_the_last_bit(scale: Scale, customers: int) -> None:
    features = shop(customers)
    found = prepare(features, RFM, scale)
    pd.testing.assert_frame_equal(found.matrix, plain(features, scale), check_exact=True)
    assert not found.unknown
    assert not found.clipped
    assert not found.constant


@pytest.mark.parametrize("scale", list(Scale))
def test_each_scale_is_a_pipeline_of_scikit_learn(scale: Scale) -> None:
    features = shop(500)
    features.loc[[3, 99, 400], "monetary"] = np.nan
    values = features.set_index("customer_id").sort_index().dropna()
    expected = make_pipeline(*THEIRS[scale]).fit_transform(values.to_numpy())
    found = prepare(features, RFM, scale)
    np.testing.assert_allclose(found.matrix.to_numpy(), expected, rtol=1e-9, atol=1e-12)
    assert found.unknown == {"monetary": 3}
    assert found.matrix.index.tolist() == values.index.tolist()


@pytest.mark.parametrize("clip", [False, True])
@pytest.mark.parametrize("scale", list(Scale))
@settings(max_examples=15)
@given(
    values=st.lists(st.none() | st.floats(-1e6, 1e9), min_size=1, max_size=30),
    others=st.lists(st.none() | st.floats(-1e6, 1e9), max_size=5),
)
def test_what_was_stored_prepares_to_the_last_bit_as_what_was_fitted(
    scale: Scale, clip: bool, values: list[float | None], others: list[float | None]
) -> None:
    found = prepare(one(*values), ("x",), scale, clip=clip)
    stored = json.dumps(found.preparation.to_json(), allow_nan=False)
    again = Preparation.from_json(json.loads(stored))
    assert again == found.preparation
    for customers, expected in (
        (one(*values), found.matrix),
        (one(*others), found.preparation.apply(one(*others))),
    ):
        pd.testing.assert_frame_equal(again.apply(customers), expected, check_exact=True)
        assert np.isfinite(expected.to_numpy()).all()


def test_a_power_is_not_taken_of_what_lies_beyond_the_values_that_it_suits() -> None:
    """Birth years ask for a power of 4 and more; of a mistyped one it would be enormous."""
    years = prepare(one(*range(1940, 2005)), ("x",), Scale.YEO_JOHNSON)
    assert not years.clipped
    newcomers = years.preparation.apply(one(2004, 20_040, 10**300))
    assert newcomers["x"].nunique() == 1


@pytest.mark.parametrize("scale", list(Scale))
def test_neither_the_order_of_rows_nor_other_columns_matter(scale: Scale) -> None:
    features = shop(300)
    found = prepare(features, RFM, scale, clip=True)
    mixed = features.sample(frac=1, random_state=3).assign(country="France")
    again = prepare(mixed, RFM, scale, clip=True)
    pd.testing.assert_frame_equal(again.matrix, found.matrix, check_exact=True)
    assert again.preparation == found.preparation
    assert found.matrix.index.is_monotonic_increasing


def test_clipping_pulls_in_the_outermost_hundredths_and_counts_them() -> None:
    """0 to 1000: the quantiles at 1 and 99 % are 10 and 990, with ten values beyond each."""
    found = prepare(one(*range(1_001)), ("x",), Scale.STANDARD, clip=True)
    assert found.clipped == {"x": 20}
    assert (found.preparation.columns[0].low, found.preparation.columns[0].high) == (10, 990)
    assert found.matrix["x"].nunique() == 981
    expected = np.clip(np.arange(1_001), 10, 990)
    np.testing.assert_allclose(
        found.matrix["x"], (expected - expected.mean()) / expected.std(), rtol=1e-12
    )


def test_a_single_huge_value_is_pulled_in_to_the_next() -> None:
    """At 99 % of 0 to 29 and a million lies 700,000 and some, but nobody has that."""
    found = prepare(one(*range(30), 1_000_000), ("x",), Scale.STANDARD, clip=True)
    assert (found.preparation.columns[0].low, found.preparation.columns[0].high) == (1, 29)
    assert found.clipped == {"x": 2}


def test_of_a_handful_of_customers_nobody_is_pulled_in() -> None:
    few = prepare(one(*range(8), 1_000_000), ("x",), Scale.STANDARD, clip=True)
    assert not few.clipped
    assert few.matrix["x"].nunique() == 9


def test_newcomers_are_clipped_and_scaled_as_those_before_them_and_left_out_where_unknown() -> None:
    """Values 1 to 5: mean 3, population standard deviation the root of 2."""
    fitted = prepare(one(1, 2, 3, 4, 5), ("x",), Scale.STANDARD).preparation
    placed = fitted.apply(one(None, 7))
    assert placed.index.tolist() == ["c0001"]
    assert placed["x"].tolist() == pytest.approx([4 / 2**0.5])
    clipping = prepare(one(*range(1_001)), ("x",), Scale.STANDARD, clip=True).preparation
    assert clipping.apply(one(990, 10**9))["x"].nunique() == 1


@pytest.mark.parametrize("scale", list(Scale))
@pytest.mark.parametrize("values", [(0.1 + 0.2,) * 31, (None, 5, None), (7,)])
def test_a_feature_in_which_nobody_differs_becomes_zero(
    scale: Scale, values: tuple[float | None, ...]
) -> None:
    found = prepare(one(*values), ("x",), scale, clip=True)
    assert (found.matrix["x"] == 0).all()
    assert found.constant == ("x",)
    assert (found.preparation.apply(one(10**9, None))["x"] == 0).all()


def test_a_fall_weighs_as_much_as_a_rise_in_logarithms() -> None:
    found = prepare(one(-1, 0, 1), ("x",), Scale.LOG)
    assert found.matrix["x"].tolist() == pytest.approx([-(1.5**0.5), 0, 1.5**0.5])


def test_a_rare_trait_is_measured_by_its_deviation_where_the_quartiles_coincide() -> None:
    values = [0.0] * 90 + [1_000.0] * 10
    found = prepare(one(*values), ("x",), Scale.ROBUST)
    assert found.matrix["x"].max() == pytest.approx(1_000 / np.std(values))


def test_the_features_are_left_as_they_were() -> None:
    features = shop(50)
    before = features.copy(deep=True)
    prepare(features, RFM, Scale.LOG, clip=True)
    pd.testing.assert_frame_equal(features, before)
