"""Facts a person may edit without Python: segments, column names, product codes."""

import tomllib
from importlib.resources import files
from typing import Any


def load(name: str) -> dict[str, Any]:
    """Read ``config/<name>.toml``.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    tomllib.TOMLDecodeError
        If it is not valid TOML; the message names the line.
    """
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))
