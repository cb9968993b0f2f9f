"""Interactive elements and images, and where each may stand."""

from collections.abc import Iterator, Mapping

from bot.workspace import limits
from bot.workspace.blockkit.checks import (
    Check,
    Json,
    Problem,
    among_options,
    array,
    boolean,
    by_type,
    choice,
    day,
    exactly_one,
    integer,
    shape,
    string,
)
from bot.workspace.blockkit.composition import (
    CONFIRM,
    CONVERSATION_FILTER,
    DISPATCH_CONFIG,
    IDENTIFIER,
    OPTION,
    OPTION_GROUPS,
    OPTIONS,
    OVERFLOW_OPTION,
    PLACEHOLDER,
    RICH_OPTION,
    SLACK_FILE,
    URL,
    plain_text,
)

_ACTION: Mapping[str, Check] = {"action_id": IDENTIFIER}
_CONFIRMABLE: Mapping[str, Check] = {**_ACTION, "confirm": CONFIRM, "focus_on_load": boolean}
_SELECT: Mapping[str, Check] = {**_CONFIRMABLE, "placeholder": PLACEHOLDER}
_TYPED: Mapping[str, Check] = {
    **_ACTION,
    "placeholder": PLACEHOLDER,
    "focus_on_load": boolean,
    "dispatch_action_config": DISPATCH_CONFIG,
}
_MANY: Mapping[str, Check] = {"max_selected_items": integer(1, limits.OPTIONS)}
_WORD = string(limits.TEXT)
_WORDS = array(_WORD, limits.OPTIONS)

IMAGE = shape(
    {"alt_text": string(limits.IMAGE_TEXT)},
    {"image_url": URL, "slack_file": SLACK_FILE},
    exactly_one("image_url", "slack_file"),
)
BUTTON = shape(
    {"text": plain_text(limits.BUTTON_TEXT)},
    {
        **_CONFIRMABLE,
        "value": string(limits.BUTTON_VALUE, least=0),
        "url": URL,
        "style": choice("primary", "danger"),
        "accessibility_label": string(limits.BUTTON_TEXT),
    },
)
_STATIC_OPTIONS: Mapping[str, Check] = {"options": OPTIONS, "option_groups": OPTION_GROUPS}
_ONE_SOURCE = exactly_one("options", "option_groups")


def _conversation_select(noun: str, many: bool) -> Check:
    initial: Mapping[str, Check] = (
        {f"initial_{noun}s": _WORDS, **_MANY}
        if many
        else {f"initial_{noun}": _WORD, "response_url_enabled": boolean}
    )
    extra: Mapping[str, Check] = (
        {"default_to_current_conversation": boolean, "filter": CONVERSATION_FILTER}
        if noun == "conversation"
        else {}
    )
    return shape({}, {**_SELECT, **initial, **extra})


_SELECTS: Mapping[str, Check] = {
    "static_select": shape(
        {},
        {**_SELECT, **_STATIC_OPTIONS, "initial_option": OPTION},
        _ONE_SOURCE,
        among_options("initial_option"),
    ),
    "multi_static_select": shape(
        {},
        {**_SELECT, **_STATIC_OPTIONS, "initial_options": OPTIONS, **_MANY},
        _ONE_SOURCE,
        among_options("initial_options"),
    ),
    "external_select": shape(
        {}, {**_SELECT, "min_query_length": integer(0, 3000), "initial_option": OPTION}
    ),
    "multi_external_select": shape(
        {}, {**_SELECT, "min_query_length": integer(0, 3000), "initial_options": OPTIONS, **_MANY}
    ),
    "users_select": shape({}, {**_SELECT, "initial_user": _WORD}),
    "multi_users_select": shape({}, {**_SELECT, "initial_users": _WORDS, **_MANY}),
    "channels_select": _conversation_select("channel", many=False),
    "multi_channels_select": _conversation_select("channel", many=True),
    "conversations_select": _conversation_select("conversation", many=False),
    "multi_conversations_select": _conversation_select("conversation", many=True),
}
_CHOICES: Mapping[str, Check] = {
    "checkboxes": shape(
        {"options": array(RICH_OPTION, limits.CHOICES)},
        {**_CONFIRMABLE, "initial_options": array(RICH_OPTION, limits.CHOICES)},
        among_options("initial_options"),
    ),
    "radio_buttons": shape(
        {"options": array(RICH_OPTION, limits.CHOICES)},
        {**_CONFIRMABLE, "initial_option": RICH_OPTION},
        among_options("initial_option"),
    ),
}
_PICKERS: Mapping[str, Check] = {
    "datepicker": shape({}, {**_SELECT, "initial_date": day}),
    "timepicker": shape(
        {},
        {
            **_SELECT,
            "initial_time": string(5, pattern=r"([01]\d|2[0-3]):[0-5]\d"),
            "timezone": string(100),
        },
    ),
}
_DATETIME: Mapping[str, Check] = {
    "datetimepicker": shape(
        {}, {**_CONFIRMABLE, "initial_date_time": integer(1_000_000_000, 9_999_999_999)}
    ),
}
_RICH_TEXT_INPUT: Mapping[str, Check] = {
    "rich_text_input": shape(
        {},
        {
            **_TYPED,
            "initial_value": shape({"elements": array(shape({}, {}), 1000)}),
            "min_lines": integer(1, 100),
            "max_lines": integer(1, 100),
        },
    ),
}


def _initial_fits(value: Json, pointer: str) -> Iterator[Problem]:
    most = value.get("max_length", limits.INPUT_LENGTH)
    if len(value.get("initial_value") or "") > most:
        yield Problem(f"must be less than {most + 1} characters", f"{pointer}/initial_value")


_INPUTS: Mapping[str, Check] = {
    "plain_text_input": shape(
        {},
        {
            **_TYPED,
            "initial_value": string(limits.INPUT_LENGTH, least=0),
            "multiline": boolean,
            "min_length": integer(0, limits.INPUT_LENGTH),
            "max_length": integer(1, limits.INPUT_LENGTH),
        },
        _initial_fits,
    ),
    "number_input": shape(
        {"is_decimal_allowed": boolean},
        {
            **_TYPED,
            "initial_value": _WORD,
            "min_value": _WORD,
            "max_value": _WORD,
        },
    ),
    "email_text_input": shape({}, {**_TYPED, "initial_value": _WORD}),
    "url_text_input": shape({}, {**_TYPED, "initial_value": _WORD}),
    "file_input": shape(
        {}, {**_ACTION, "filetypes": array(_WORD, limits.OPTIONS), "max_files": integer(1, 10)}
    ),
}
_BUTTONS: Mapping[str, Check] = {
    "button": BUTTON,
    "overflow": shape(
        {"options": array(OVERFLOW_OPTION, limits.OVERFLOW_OPTIONS)},
        {**_ACTION, "confirm": CONFIRM},
    ),
}
_FEEDBACK_BUTTON = shape(
    {"text": plain_text(limits.BUTTON_TEXT), "value": string(limits.BUTTON_VALUE)},
    {"accessibility_label": string(limits.BUTTON_TEXT)},
)

SECTION_ACCESSORY = by_type({"image": IMAGE, **_BUTTONS, **_SELECTS, **_CHOICES, **_PICKERS})
ACTIONS_ELEMENT = by_type(
    {**_BUTTONS, **_SELECTS, **_CHOICES, **_PICKERS, **_DATETIME, **_RICH_TEXT_INPUT}
)
INPUT_ELEMENT = by_type(
    {**_SELECTS, **_CHOICES, **_PICKERS, **_DATETIME, **_RICH_TEXT_INPUT, **_INPUTS}
)
CONTEXT_ACTION = by_type(
    {
        "feedback_buttons": shape(
            {"positive_button": _FEEDBACK_BUTTON, "negative_button": _FEEDBACK_BUTTON}, _ACTION
        ),
        "icon_button": shape(
            {"icon": choice("trash"), "text": plain_text(limits.BUTTON_TEXT)},
            {
                **_ACTION,
                "value": string(limits.BUTTON_VALUE),
                "confirm": CONFIRM,
                "accessibility_label": string(limits.BUTTON_TEXT),
            },
        ),
    }
)
