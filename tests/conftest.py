"""Fixtures that every kind of test shares."""

import gc
import os
import sys
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, settings

ONLINE_RETAIL = (
    Path(__file__).resolve().parents[2] / "shared" / "data" / "online_retail_2011.parquet"
)
REFERENCE = ONLINE_RETAIL.parents[1] / "reference"

# No test depends on speed: a machine with other work to do must not fail one.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("usual", PATIENT, max_examples=20)
settings.register_profile("many", PATIENT, max_examples=100)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`pytest --many` kills, damages and simulates as often as the project promises."""
    parser.addoption(
        "--many", action="store_true", help="the full number of kills, files, shops and settings"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Load how many examples a property is tried on, and log to standard error, as a server does:
    what a bot's thread logs must not stand in what a command prints in the same process."""
    # To what standard error is at that moment, so that a test can read it.
    structlog.configure(logger_factory=lambda *_: structlog.PrintLogger(sys.stderr))
    settings.load_profile("many" if config.getoption("--many") else "usual")


def pytest_collection_finish() -> None:
    """Nothing that was loaded by now goes away: garbage is looked for in what tests make."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def many(pytestconfig: pytest.Config) -> bool:
    """Whether as much is tried as the project promises: an hour, not seconds."""
    return bool(pytestconfig.getoption("--many"))


def _outside_file(path: Path) -> Path:
    """Skip where a file that isn't part of the project is absent; under CI its absence fails."""
    if not path.exists():
        reason = f"{path.name} is not part of the project and is absent here"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return path


@pytest.fixture(scope="session")
def online_retail_parquet() -> Path:
    """UCI Online Retail, all 541,909 lines."""
    return _outside_file(ONLINE_RETAIL)


@pytest.fixture(scope="session")
def reference_dir() -> Path:
    """Published results to check ours against."""
    return _outside_file(REFERENCE)
