"""Shops for campaigns, made once and copied for each test."""

import shutil
from pathlib import Path

import pytest
from asking import Shop
from campaign_shops import before, known


@pytest.fixture(scope="session")
def _stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stocked")
    Shop(folder).take_in("before.csv", before())
    return folder


@pytest.fixture(scope="session")
def _known(_stocked: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = Path(shutil.copytree(_stocked, tmp_path_factory.mktemp("known") / "shop"))
    Shop(folder).take_in("customers.csv", known())
    return folder


@pytest.fixture
def shop(_stocked: Path, tmp_path: Path) -> Shop:
    """Four months of a shop's orders."""
    return Shop(Path(shutil.copytree(_stocked, tmp_path / "shop")))


@pytest.fixture
def knowing(_known: Path, tmp_path: Path) -> Shop:
    """The same, once it is known how most customers are reached."""
    return Shop(Path(shutil.copytree(_known, tmp_path / "knowing")))
