"""Facts a person may edit without Python: segments, column names, product codes."""

import tomllib
from importlib.resources import files
from typing import Any


def load(name: str) -> dict[str, Any]:
    """Read ``config/<name>.toml``; ``name`` may have a folder in it.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    tomllib.TOMLDecodeError
        If it is not valid TOML; the message names the line.
    """
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))


def names(folder: str) -> tuple[str, ...]:
    """What files there are in ``config/<folder>``, without their ending, by name."""
    found = files(__package__).joinpath(folder).iterdir()
    return tuple(
        sorted(each.name.removesuffix(".toml") for each in found if each.name.endswith(".toml"))
    )
