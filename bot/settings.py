"""Everything that can be set from outside, read once at the start."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from storage.reading.limits import Limits

_MEGABYTE = 1_000_000
Currency = Annotated[str, Field(pattern="^[A-Z]{3}$")]


class Settings(BaseSettings):
    """One frozen record of settings; each comes from the environment variable of its alias."""

    model_config = SettingsConfigDict(frozen=True, populate_by_name=True, extra="ignore")

    slack_bot_token: SecretStr | None = Field(
        default=None, alias="SLACK_BOT_TOKEN", description="The bot's token, xoxb-…"
    )
    slack_app_token: SecretStr | None = Field(
        default=None,
        alias="SLACK_APP_TOKEN",
        description="The app-level token for Socket Mode, xapp-…",
    )
    slack_api_url: str = Field(
        default="https://slack.com/api/",
        alias="SEGBOT_API_URL",
        description="The Slack API's base address; another one points the bot at a stand-in.",
    )
    data_dir: Path = Field(
        default=Path("data"),
        alias="SEGBOT_DATA_DIR",
        description="The folder that holds one file per Slack workspace.",
    )
    currency: Currency = Field(
        default="GBP",
        alias="SEGBOT_CURRENCY",
        description="The currency of amounts, three letters.",
    )
    max_file_mb: int = Field(
        default=200,
        gt=0,
        alias="SEGBOT_MAX_FILE_MB",
        description="The largest file that is taken in, in megabytes.",
    )
    max_unpacked_mb: int = Field(
        default=1_000,
        gt=0,
        alias="SEGBOT_MAX_UNPACKED_MB",
        description="The most that an archive or a workbook may hold once unpacked, in megabytes.",
    )
    max_ratio: int = Field(
        default=200,
        gt=0,
        alias="SEGBOT_MAX_RATIO",
        description="The most that an archive may grow when it is unpacked, as a ratio.",
    )
    max_entries: int = Field(
        default=1_000,
        gt=0,
        alias="SEGBOT_MAX_ENTRIES",
        description="The most files that an archive or a workbook may consist of.",
    )
    max_nesting: int = Field(
        default=2,
        gt=0,
        alias="SEGBOT_MAX_NESTING",
        description="How deep archives may lie in archives; 1 takes plain archives only.",
    )
    max_columns: int = Field(
        default=1_000,
        gt=0,
        alias="SEGBOT_MAX_COLUMNS",
        description="The most columns that a table may have.",
    )
    max_cell_characters: int = Field(
        default=100_000,
        gt=0,
        alias="SEGBOT_MAX_CELL_CHARACTERS",
        description="The most characters that a cell may have.",
    )
    workers: int = Field(
        default=8,
        gt=0,
        le=32,
        alias="SEGBOT_WORKERS",
        description="How many questions are worked on at the same time.",
    )
    log_level: str = Field(
        default="INFO", alias="SEGBOT_LOG_LEVEL", description="DEBUG, INFO, WARNING or ERROR."
    )

    @property
    def limits(self) -> Limits:
        """What a file may cost to read."""
        return Limits(
            file_bytes=self.max_file_mb * _MEGABYTE,
            unpacked_bytes=self.max_unpacked_mb * _MEGABYTE,
            ratio=self.max_ratio,
            entries=self.max_entries,
            nesting=self.max_nesting,
            columns=self.max_columns,
            field_chars=self.max_cell_characters,
        )

    def store_path(self, team: str) -> Path:
        """The file that holds a Slack workspace's data."""
        return self.data_dir / f"{team}.db"
