"""Everything that can be set from outside, read once at the start."""

from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

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
        description="The currency of amounts, three letters, until a file or somebody says it.",
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

    def store_path(self, team: str) -> Path:
        """The file that holds a Slack workspace's data."""
        return self.data_dir / f"{team}.db"
