"""Block Kit's limits, each just inside and just outside."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.workspace.blockkit.blocks import Surface, block_problems, named_blocks
from bot.workspace.blockkit.views import unfilled, view_problems


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def raw(text: str) -> dict[str, Any]:
    return {"type": "raw_text", "text": text}


def button(**more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain("Go"), **more}


def section(**fields: Any) -> dict[str, Any]:
    return {"type": "section", **fields}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def option(text: str = "Text", value: str = "value") -> dict[str, Any]:
    return {"text": plain(text), "value": value}


def select(options: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "static_select", "action_id": "s", "options": options}


def data_table(rows: list[list[dict[str, Any]]], **more: Any) -> dict[str, Any]:
    return {"type": "data_table", "caption": "Top", "rows": rows, **more}


def bar(data: list[dict[str, Any]], categories: list[str]) -> dict[str, Any]:
    chart = {
        "type": "bar",
        "series": [{"name": "A", "data": data}],
        "axis_config": {"categories": categories},
    }
    return {"type": "data_visualization", "title": "T", "chart": chart}


def pie(count: int) -> dict[str, Any]:
    segments = [{"label": str(number), "value": 1} for number in range(count)]
    chart = {"type": "pie", "segments": segments}
    return {"type": "data_visualization", "title": "T", "chart": chart}


FINE = [
    [],
    [{"type": "divider"}] * 50,
    [section(text=mrkdwn("x" * 3000))],
    [section(fields=[mrkdwn("x" * 2000)] * 10, accessory=button())],
    [{"type": "header", "text": plain("x" * 150)}],
    [{"type": "context", "elements": [mrkdwn("x")] * 10}],
    [actions(*(button(action_id=str(n)) for n in range(25)))],
    [actions(button(text=plain("x" * 75), value="x" * 2000, style="danger"))],
    [actions(select([option("x" * 75, "x" * 150)] * 100))],
    [{"type": "image", "alt_text": "a", "image_url": "https://example.com/a.png"}],
    [{"type": "image", "alt_text": "a", "slack_file": {"id": "F0123456789"}, "title": plain("t")}],
    [{"type": "markdown", "text": "x" * 12_000}],
    [{"type": "table", "rows": [[raw("x")] * 20] * 100, "column_settings": [None, {}]}],
    [{"type": "table", "rows": [[raw("x" * 10_000)]]}],
    [data_table([[raw("a")] * 2] * 101, page_size=100, row_header_column_index=1)],
    [data_table([[raw("a")], [{"type": "raw_number", "value": 1.5, "text": "£1.50"}]])],
    [pie(6), pie(6)],
    [bar([{"label": "Oct", "value": -1}, {"label": "Nov", "value": 2}], ["Nov", "Oct"])],
    [{"type": "container", "title": plain("t"), "child_blocks": [{"type": "divider"}]}],
]

REFUSED = [
    ("x", "must provide an array", "/blocks"),
    ([{"type": "divider"}] * 51, "no more than 50 items allowed", "/blocks"),
    ([None], "must provide an object", "/blocks/0"),
    ([{}], "missing required field: type", "/blocks/0"),
    ([{"type": "nonsense"}], "unsupported type: nonsense", "/blocks/0/type"),
    ([{"type": "file"}], "unsupported type: file", "/blocks/0/type"),
    ([{"type": "alert", "text": plain("x")}], "unsupported type: alert", "/blocks/0/type"),
    ([{"type": "divider", "text": 1}], "invalid additional property: text", "/blocks/0"),
    ([section()], "must define at least one of: text, fields", "/blocks/0"),
    ([section(text=mrkdwn(""))], "must be more than 0 characters", "/blocks/0/text/text"),
    (
        [section(text=mrkdwn("x" * 3001))],
        "must be less than 3001 characters",
        "/blocks/0/text/text",
    ),
    (
        [section(fields=[mrkdwn("x" * 2001)])],
        "must be less than 2001 characters",
        "/blocks/0/fields/0/text",
    ),
    ([section(fields=[plain("x")] * 11)], "no more than 10 items allowed", "/blocks/0/fields"),
    ([section(text="x")], "must provide an object", "/blocks/0/text"),
    (
        [{"type": "header", "text": mrkdwn("x")}],
        "must be a valid enum value",
        "/blocks/0/text/type",
    ),
    (
        [{"type": "header", "text": plain("x" * 151)}],
        "must be less than 151 characters",
        "/blocks/0/text/text",
    ),
    (
        [{"type": "context", "elements": [mrkdwn("x")] * 11}],
        "no more than 10 items allowed",
        "/blocks/0/elements",
    ),
    (
        [{"type": "context", "elements": [button()]}],
        "unsupported type: button",
        "/blocks/0/elements/0/type",
    ),
    ([actions(*[button()] * 26)], "no more than 25 items allowed", "/blocks/0/elements"),
    ([actions()], "no less than 1 items allowed", "/blocks/0/elements"),
    (
        [actions(button(text=plain("x" * 76)))],
        "must be less than 76 characters",
        "/blocks/0/elements/0/text/text",
    ),
    (
        [actions(button(value="x" * 2001))],
        "must be less than 2001 characters",
        "/blocks/0/elements/0/value",
    ),
    (
        [actions(button(style="loud"))],
        "must be a valid enum value",
        "/blocks/0/elements/0/style",
    ),
    (
        [actions(button(action_id="x" * 256))],
        "must be less than 256 characters",
        "/blocks/0/elements/0/action_id",
    ),
    (
        [actions(button(action_id="a"), button(action_id="a"))],
        "action_id is not unique: a",
        "/blocks/0/elements",
    ),
    (
        [actions(button(confirm={"title": plain("x" * 101)}))],
        "must be less than 101 characters",
        "/blocks/0/elements/0/confirm/title/text",
    ),
    (
        [actions(select([option()] * 101))],
        "no more than 100 items allowed",
        "/blocks/0/elements/0/options",
    ),
    (
        [actions(select([option(value="x" * 151)]))],
        "must be less than 151 characters",
        "/blocks/0/elements/0/options/0/value",
    ),
    (
        [actions({"type": "overflow", "options": [option()] * 6})],
        "no more than 5 items allowed",
        "/blocks/0/elements/0/options",
    ),
    (
        [actions({"type": "static_select"})],
        "must define exactly one of: options, option_groups",
        "/blocks/0/elements/0",
    ),
    (
        [{"type": "image", "image_url": "https://example.com/a.png"}],
        "missing required field: alt_text",
        "/blocks/0",
    ),
    (
        [{"type": "image", "alt_text": "a"}],
        "must define exactly one of: image_url, slack_file",
        "/blocks/0",
    ),
    (
        [{"type": "image", "alt_text": "a", "image_url": "http://localhost:1/a.png"}],
        "downloading image failed",
        "/blocks/0/image_url",
    ),
    (
        [{"type": "image", "alt_text": "a", "slack_file": {"id": "nope"}}],
        "input must match regex pattern: ^[F][A-Z0-9]{8,}$",
        "/blocks/0/slack_file/id",
    ),
    ([{"type": "input", "label": plain("x")}], "missing required field: element", "/blocks/0"),
    (
        [{"type": "divider", "block_id": "a"}] * 2,
        "block_id is not unique: a",
        "/blocks/1/block_id",
    ),
    (
        [{"type": "divider", "block_id": "x" * 256}],
        "must be less than 256 characters",
        "/blocks/0/block_id",
    ),
    (
        [{"type": "markdown", "text": "x" * 6001}] * 2,
        "must be less than 12001 characters",
        "/blocks",
    ),
    (
        [{"type": "table", "rows": [[raw("x")] * 21]}],
        "no more than 20 items allowed",
        "/blocks/0/rows/0",
    ),
    (
        [{"type": "table", "rows": [[raw("x")]] * 101}],
        "no more than 100 items allowed",
        "/blocks/0/rows",
    ),
    (
        [{"type": "table", "rows": [[raw("")]]}],
        "must be more than 0 characters",
        "/blocks/0/rows/0/0/text",
    ),
    (
        [{"type": "table", "rows": [[raw("x" * 5001)] * 2]}],
        "must be less than 10001 characters",
        "/blocks/0/rows",
    ),
    ([data_table([[raw("a")]])], "no less than 2 items allowed", "/blocks/0/rows"),
    ([data_table([[raw("a")]] * 102)], "no more than 101 items allowed", "/blocks/0/rows"),
    (
        [data_table([[raw("a")], [raw("b")] * 2])],
        "all rows must have the same number of cells",
        "/blocks/0/rows/1",
    ),
    (
        [data_table([[{"type": "rich_text", "elements": []}], [raw("b")]])],
        "unsupported type: rich_text",
        "/blocks/0/rows/0/0/type",
    ),
    (
        [data_table([[raw("a")], [raw("b")]]), {"type": "table", "rows": [[raw("x")]]}],
        "only_one_table_allowed",
        "/blocks",
    ),
    ([pie(7)], "no more than 6 items allowed", "/blocks/0/chart/segments"),
    ([pie(1)] * 3, "no more than 2 data_visualization blocks allowed", "/blocks"),
    (
        [bar([{"label": "Oct", "value": 1}], ["Oct", "Nov"])],
        "must have one point for each category",
        "/blocks/0/chart/series/0/data",
    ),
]


@pytest.mark.parametrize("blocks", FINE)
def test_what_stays_inside_the_limits_is_accepted(blocks: list[dict[str, Any]]) -> None:
    assert block_problems(blocks, Surface.MESSAGE) == []


@pytest.mark.parametrize(("blocks", "message", "pointer"), REFUSED)
def test_what_is_outside_the_limits_is_refused_and_pointed_at(
    blocks: object, message: str, pointer: str
) -> None:
    problems = [(each.message, each.pointer) for each in block_problems(blocks, Surface.MESSAGE)]
    assert (message, pointer) in problems


@pytest.mark.parametrize(
    ("block", "surface", "accepted"),
    [
        ({"type": "alert", "text": plain("x")}, Surface.MODAL, True),
        ({"type": "alert", "text": plain("x")}, Surface.HOME, False),
        ({"type": "table", "rows": [[raw("x")]]}, Surface.HOME, True),
        ({"type": "table", "rows": [[raw("x")]]}, Surface.MODAL, False),
        ({"type": "markdown", "text": "x"}, Surface.HOME, False),
    ],
)
def test_some_blocks_belong_on_some_surfaces(
    block: dict[str, Any], surface: Surface, accepted: bool
) -> None:
    assert (block_problems([block], surface) == []) is accepted


@pytest.mark.parametrize(
    ("change", "message", "pointer"),
    [
        ({"title": None}, "missing required field: title", "/view"),
        ({"title": plain("x" * 25)}, "must be less than 25 characters", "/view/title/text"),
        (
            {"private_metadata": "x" * 3001},
            "must be less than 3001 characters",
            "/view/private_metadata",
        ),
        ({"blocks": [{"type": "divider"}] * 101}, "no more than 100 items allowed", "/view/blocks"),
        ({"type": "popup"}, "unsupported type: popup", "/view/type"),
        ({"blocks": None}, "missing required field: blocks", "/view"),
    ],
)
def test_a_view_outside_the_limits_is_refused_and_pointed_at(
    change: dict[str, Any], message: str, pointer: str
) -> None:
    view = {"type": "modal", "title": plain("Run"), "blocks": [], **change}
    assert (message, pointer) in [(each.message, each.pointer) for each in view_problems(view)]


def field(kind: str, **more: Any) -> dict[str, Any]:
    return {"type": "input", "label": plain("x"), "element": {"type": kind, **more}}


GROUPS = [
    {"label": plain("g"), "options": [option("A", "a")]},
    {"label": plain("h"), "options": [option("B", "b")]},
]


@pytest.mark.parametrize(
    ("blocks", "wrong"),
    [
        ([field("static_select", option_groups=GROUPS, initial_option=option("B", "b"))], None),
        (
            [field("static_select", option_groups=GROUPS, initial_option=option("B", "c"))],
            "/0/element/initial_option",
        ),
        (
            [field("checkboxes", options=[option()], initial_options=[option("Other")])],
            "/0/element/initial_options",
        ),
        ([field("datepicker", initial_date="2024-02-29")], None),
        ([field("datepicker", initial_date="2023-02-29")], "/0/element/initial_date"),
        ([field("timepicker", initial_time="24:00")], "/0/element/initial_time"),
        ([field("plain_text_input", initial_value="abcd", max_length=4)], None),
        (
            [field("plain_text_input", initial_value="abcde", max_length=4)],
            "/0/element/initial_value",
        ),
        ([field("datepicker", focus_on_load=True), field("datepicker")], None),
        ([field("datepicker", focus_on_load=True)] * 2, "/1"),
    ],
)
def test_a_form_opens_with_what_could_be_put_into_it(
    blocks: list[dict[str, Any]], wrong: str | None
) -> None:
    pointers = [each.pointer for each in block_problems(blocks, Surface.MODAL, "")]
    assert pointers == ([wrong] if wrong else [])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["type", "text", "elements", "rows", "chart", "block_id", "image_url", "element"]
            ),
            inner
            | st.sampled_from(
                ["section", "actions", "table", "data_table", "image", "plain_text", "raw_text"]
            ),
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(JSON, st.sampled_from(Surface))
def test_any_json_is_either_accepted_or_refused(blocks: object, surface: Surface) -> None:
    block_problems(blocks, surface)
    view_problems(blocks)


def test_ids_are_given_to_whatever_came_without_one() -> None:
    blocks = [actions(button(action_id="mine"), button()), {"type": "markdown", "text": "x"}]
    blocks[1]["block_id"] = "dropped"
    first, second = named_blocks(blocks, (str(number) for number in range(9)))
    assert first["elements"][0]["action_id"] == "mine"
    assert first["block_id"] == "0"
    assert first["elements"][1]["action_id"] == "1"
    assert second["block_id"] == "2"


def test_only_required_inputs_have_to_be_filled() -> None:
    block = {
        "type": "input",
        "block_id": "b",
        "label": plain("Name"),
        "element": {"type": "plain_text_input", "action_id": "a", "min_length": 3},
    }
    typed = {"b": {"a": {"type": "plain_text_input", "value": "ab"}}}
    assert unfilled([block], {}) == {"b": "Please complete this required field."}
    assert unfilled([{**block, "optional": True}], {}) == {}
    assert unfilled([block], typed) == {"b": "Enter at least 3 characters."}
