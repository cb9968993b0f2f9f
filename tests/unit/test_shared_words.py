"""Words that analytics and storage each write down, since neither may know the other."""

from analytics.intake import reading
from storage.ledger.uploads import UploadKind
from storage.reading import headers


def test_both_name_the_column_of_cells_beyond_the_headers_alike():
    assert reading.SURPLUS == headers.SURPLUS


def test_whatever_a_row_can_be_an_upload_can_be():
    assert {kind.value for kind in reading.Kind} == {kind.value for kind in UploadKind}
