"""`segbot selftest`: results beside some found in another way, in a terminal."""

import shutil
from pathlib import Path

import pandas as pd
import pytest
from terminal import segbot

from analytics.selftest.published import COLUMNS
from analytics.vocabulary.errors import SegbotError
from bot.services.selftest import read_published


def test_a_plain_installation_checks_itself_and_says_what_against_what() -> None:
    ended = segbot("selftest")
    *lines, verdict = ended.out.splitlines()

    assert ended.status == 0, ended.out
    assert all(line.startswith("ok ") for line in lines)
    assert verdict == f"{len(lines)} comparisons, all agree."
    assert (
        "ok         scores and segments of the six | against a result worked by hand | "
        "24 values, 0 differ, largest difference 0" in lines
    )
    for source in (
        "plain pandas",
        "numpy.quantile",
        "scikit-learn's KMeans from 50 starts",
        "scikit-learn's functions",
        "the groups it was made up of",
        "no fault at all",
    ):
        assert f"| against {source} |" in ended.out


@pytest.mark.real_data
def test_published_results_are_compared_row_by_row(
    reference_dir: Path, online_retail_parquet: Path
) -> None:
    ended = segbot(
        "selftest",
        *("--reference", reference_dir),
        *("--online-retail", online_retail_parquet),
        "--json",
    )
    found = {each["subject"]: each for each in ended.json["comparisons"]}
    orders = found["scores and segments of 995 customers, rules r_rfm_0.3"]
    customers = found["scores and segments of 39,999 customers, rules r_rfm_0.3"]

    assert ended.status == 0
    assert ended.json["agree"] is True
    assert (orders["values"], orders["different"]) == (4_975, 0)
    assert (customers["values"], customers["different"]) == (199_995, 0)
    retail = found["scores of 4,338 customers of UCI Online Retail, returns: net"]
    assert (retail["values"], retail["different"]) == (13_014, 0)
    assert sum(each["against"] == "pymc-marketing's tests" for each in found.values()) == 1


@pytest.mark.real_data
def test_a_result_that_differs_is_named_and_ends_with_status_2(
    reference_dir: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "published"
    shutil.copytree(reference_dir, folder, copy_function=shutil.copyfile)
    folder.chmod(0o755)
    file = folder / "rfm_orders_expected.csv"
    rows = pd.read_csv(file)
    rows.loc[rows["customer_id"] == "Abbey O'Reilly", "recency_score"] = 5
    rows.to_csv(file, index=False)
    ended = segbot("selftest", "--reference", folder)
    wrong = [line for line in ended.out.splitlines() if line.startswith("DIFFERENT")]

    assert ended.status == 2
    assert [line.split(" | ")[2] for line in wrong] == [
        "4,975 values, 1 differ, largest difference 2: Abbey O'Reilly"
    ] * 2
    assert "comparisons, 2 different: scores and segments of 995" in ended.out.splitlines()[-1]


def test_a_folder_that_lacks_a_file_is_refused_in_words(tmp_path: Path) -> None:
    ended = segbot("selftest", "--reference", tmp_path)

    assert ended.status == 2
    assert "no rfm_orders.csv" in ended.error
    assert "Traceback" not in ended.error


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n", "a;b\n1\n1,2,3\n", "\udcff"])
def test_a_file_that_is_no_table_is_refused_in_words(tmp_path: Path, content: str) -> None:
    for each in COLUMNS:
        file = tmp_path / f"{each}.csv"
        file.write_text(content, encoding="utf-8", errors="surrogateescape")

    with pytest.raises(SegbotError, match=r"rfm_orders.csv is no table"):
        read_published(tmp_path)
