"""Words on charts: figures short enough, names clean, nothing wider than its room."""

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from analytics.charts import style, words


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "£0"),
        (0.01, "£0.01"),
        (7.5, "£7.50"),
        (12, "£12"),
        (99.999, "£100"),
        (1_234.4, "£1,234"),
        (9_999.9, "£10k"),
        (12_345, "£12.3k"),
        (999_999, "£1m"),
        (4_500_000, "£4.5m"),
        (2_340_000_000, "£2.3bn"),
        (1e12, "£1tn"),
        (-20, "−£20"),
    ],
)
def test_money_is_short(value: float, shown: str) -> None:
    assert style.money(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (7.4, "7"),
        (999.4, "999"),
        (999.6, "1k"),
        (1_234, "1.2k"),
        (9_960, "10k"),
        (558_512, "559k"),
        (999_400, "999k"),
        (999_600, "1m"),
        (1_100_000, "1.1m"),
        (2_340_000_000, "2.3bn"),
        (-54_321, "−54k"),
    ],
)
def test_an_amount_in_a_square_has_four_letters(value: float, shown: str) -> None:
    assert words.two_digits(value) == shown


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (0, "0%"),
        (0.004, "<1%"),
        (0.005, "<1%"),
        (0.146, "15%"),
        (0.9951, ">99%"),
        (1, "100%"),
    ],
)
def test_a_trace_is_never_nothing_and_nearly_all_never_all(share: float, shown: str) -> None:
    assert style.percent(share) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [(3, "3"), (3.5, "3.5"), (1_234, "1,234"), (2_500_000, "2.5m"), (1e9, "1bn")],
)
def test_numbers_have_no_more_figures_than_one_reads(value: float, shown: str) -> None:
    assert style.number(value) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("  At   risk\n", "At risk"),
        ("VIP 🎉 club", "VIP club"),
        ("日本", "(no name)"),
        ("", "(no name)"),
        ("Größte Käufer & Co <b>", "Größte Käufer & Co <b>"),
        ("x" * 50, "x" * 39 + "…"),
        ("לקוחות 7", "\u2067לקוחות 7\u2069"),
    ],
)
def test_text_from_outside_is_made_drawable(text: str, shown: str) -> None:
    assert style.line(text) == shown


def test_a_name_that_cannot_be_drawn_is_replaced() -> None:
    assert style.line("日本", otherwise="Group 3") == "Group 3"


@pytest.mark.parametrize("size", [style.NOTE, style.LARGE])
@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize(
    "text", ["W" * 90, "the best of all customers " * 5, "ffi £12.3k — 40%" * 6]
)
def test_fitted_text_is_as_wide_as_promised(text: str, size: float, bold: bool) -> None:
    """What matplotlib draws is no wider than the room, but for letters set on whole pixels."""
    fitted = style.fitted(text, 3.0, size, 2, bold=bold)
    figure = Figure(figsize=(8, 2), dpi=150)
    canvas = FigureCanvasAgg(figure)
    weight = "bold" if bold else "normal"
    drawn = figure.text(0, 0.5, fitted, size=size, weight=weight, family=words.FONT)
    width = drawn.get_window_extent(canvas.get_renderer()).width / 150
    assert width <= 3.06
    assert fitted.count("\n") == 1
    assert fitted.endswith("…")


def test_short_text_is_left_whole() -> None:
    assert style.fitted("At risk", 3.0, style.SMALL) == "At risk"


def test_a_direction_of_its_own_goes_on_over_lines() -> None:
    first, second = style.fitted("לקוחות נאמנים מאוד", 1.2, style.SMALL, 2).splitlines()
    assert [first[0], first[-1], second[0], second[-1]] == ["\u2067", "\u2069"] * 2


def test_a_title_breaks_where_one_pauses() -> None:
    title = "The largest segment is Hibernating, 24% of customers"
    assert words.balanced(title, 6, style.LARGE, bold=True).splitlines() == [
        "The largest segment is Hibernating,",
        "24% of customers",
    ]


def test_a_title_without_a_pause_has_lines_of_about_the_same_width() -> None:
    title = "Everything that was ever bought here was sent back again"
    first, second = words.balanced(title, 7, style.LARGE, bold=True).splitlines()
    assert len(second) > 0.6 * len(first)


def test_a_list_ends_with_a_whole_item_and_how_many_are_left() -> None:
    items = [f"Segment {number} has {number} customers" for number in range(100)]
    text = style.listed("Bars.", items)
    whole = text.removeprefix("Bars. ").removesuffix(".").split("; ")
    assert 900 < len(text) <= words.ALT_LIMIT
    assert whole[:-1] == items[: len(whole) - 1]
    assert whole[-1] == f"and {100 - len(whole) + 1} more"
