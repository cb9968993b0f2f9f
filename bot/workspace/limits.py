"""Slack's limits, one table; where sources disagree, the stricter value.

Lengths are in code points, sizes in bytes, counts in items.
"""

from dataclasses import dataclass
from typing import Final

# Surfaces
MESSAGE_BLOCKS: Final = 50
VIEW_BLOCKS: Final = 100
VIEW_BYTES: Final = 250_000
VIEW_STACK: Final = 3
ATTACHMENTS: Final = 100
TABLES_PER_MESSAGE: Final = 1
CHARTS_PER_MESSAGE: Final = 2
MARKDOWN_TOTAL: Final = 12_000
TABLE_TOTAL: Final = 10_000
DATA_TABLE_TOTAL: Final = 20_000
MESSAGE_TEXT: Final = 40_000
UPDATE_TEXT: Final = 4_000
IDENTIFIER: Final = 255
#: Not documented; Slack has such a limit.
METADATA_BYTES: Final = 8_000
VALIDATED_JSON: Final = 100_000

# Text and composition objects
TEXT: Final = 3000
URL: Final = 3000
OPTION_TEXT: Final = 75
OPTION_VALUE: Final = 150
OPTIONS: Final = 100
CHOICES: Final = 10
OVERFLOW_OPTIONS: Final = 5
CONFIRM_TITLE: Final = 100
CONFIRM_TEXT: Final = 300
CONFIRM_BUTTON: Final = 30
PLACEHOLDER: Final = 150
INPUT_LENGTH: Final = 3000

# Blocks
SECTION_FIELDS: Final = 10
SECTION_FIELD: Final = 2000
HEADER_TEXT: Final = 150
CONTEXT_ELEMENTS: Final = 10
ACTIONS_ELEMENTS: Final = 25
IMAGE_TEXT: Final = 2000
INPUT_LABEL: Final = 2000
BUTTON_TEXT: Final = 75
BUTTON_VALUE: Final = 2000
TABLE_ROWS: Final = 100
TABLE_COLUMNS: Final = 20
DATA_TABLE_ROWS: Final = 101
DATA_TABLE_PAGE: Final = 100
CONTAINER_TITLE: Final = 150
CONTAINER_BLOCKS: Final = 10
CARD_TITLE: Final = 150
CARD_BODY: Final = 200
CARD_ACTIONS: Final = 3
CAROUSEL_CARDS: Final = 10
ALERT_TEXT: Final = 200
CONTEXT_ACTIONS: Final = 5
CHART_TITLE: Final = 50
CHART_LABEL: Final = 20
CHART_SERIES: Final = 6
CHART_POINTS: Final = 20

# Views
VIEW_TITLE: Final = 24
PRIVATE_METADATA: Final = 3000

# Agents
SESSION_TITLE: Final = 200

# Transport
ACK_BYTES: Final = 20_480
SOCKETS: Final = 10
RESPONSE_URL_USES: Final = 5
RESPONSE_URL_SECONDS: Final = 30 * 60
FILE_BYTES: Final = 1_000_000_000
ALT_TEXT: Final = 1000


@dataclass(frozen=True, slots=True)
class Timing:
    """How long things take, in seconds; tests make a workspace with a faster clock.

    Attributes
    ----------
    acknowledge : float
        An app must acknowledge within this.
    trigger : float
        A ``trigger_id`` opens a view within this.
    event_retries : tuple of float
        Waits before an event that wasn't acknowledged is delivered again.
    file_processing : float
        From a completed upload until the file has a type and can be shown.
    """

    acknowledge: float = 3.0
    trigger: float = 3.0
    event_retries: tuple[float, ...] = (0.1, 60.0, 300.0)
    file_processing: float = 0.3
