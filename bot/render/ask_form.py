"""The form of the shortcut *Ask Segbot*: one question, in a person's own words."""

from typing import Any

ASK_CALLBACK = "ask_form"
_QUESTION = "question"
_LONGEST = 1000


def ask_form() -> dict[str, Any]:
    """The form, empty."""
    return {
        "type": "modal",
        "callback_id": ASK_CALLBACK,
        "title": _plain("Ask Segbot"),
        "submit": _plain("Ask"),
        "close": _plain("Cancel"),
        "blocks": [
            {
                "type": "input",
                "block_id": _QUESTION,
                "label": _plain("What would you like to know?"),
                "hint": _plain("In your own words, or a command. Only you see the answer."),
                "element": {
                    "type": "plain_text_input",
                    "action_id": _QUESTION,
                    "max_length": _LONGEST,
                    "focus_on_load": True,
                    "placeholder": _plain("Who should I write to this week?"),
                },
            }
        ],
    }


def asked_in(view: dict[str, Any]) -> str:
    """What somebody asks."""
    return str(view["state"]["values"][_QUESTION][_QUESTION]["value"]).strip()


def on_its_way() -> dict[str, Any]:
    """What the form becomes: the answer can't come where it was asked."""
    return {
        "type": "modal",
        "title": _plain("Ask Segbot"),
        "close": _plain("Close"),
        "blocks": [
            {
                "type": "section",
                "text": {
                    "type": "mrkdwn",
                    "text": "I'm on it. The answer comes in your messages with me.",
                },
            }
        ],
    }


def _plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}
