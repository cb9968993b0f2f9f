"""One rule says what an id is."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.vocabulary.identifiers import as_identifiers, identifier


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (" ab12 ", "AB12"),
        ("12345.0", "12345"),
        ("12345.00 ", "12345"),
        ("12345.5", "12345.5"),
        ("A1.0", "A1.0"),
        (" Ann@Example.COM", "ann@example.com"),
        # As Japanese and Chinese keyboards write them.
        ("ＡＮＮ－７７", "ANN-77"),
        ("１２３４５．０", "12345"),
        ("ａｎｎ＠ｅｘａｍｐｌｅ．ｃｏｍ", "ann@example.com"),
        ("\u3000Ann\u00a0", "ANN"),
        ("\ufeff12345", "12345"),
        ("ann\u200b", "ANN"),
        # An accent may be a letter of its own in one program's files.
        ("Rene\u0301", "REN\u00c9"),
        ("straße", "STRASSE"),
        ("N/A", ""),
        ("nan", ""),
        ("  ", ""),
    ],
)
def test_an_id_is_the_same_however_it_is_written(written: str, meant: str) -> None:
    assert identifier(written) == meant


@given(st.text())
def test_an_id_is_its_own_id(text: str) -> None:
    assert identifier(identifier(text)) == identifier(text)


@given(st.lists(st.text()))
def test_a_column_has_the_ids_of_its_cells(texts: list[str]) -> None:
    found = as_identifiers(pd.Series(texts, dtype="str")).fillna("").tolist()
    assert found == [identifier(text) for text in texts]
