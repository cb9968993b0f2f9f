"""Files of every kind as tables of text, under limits, with every error in words."""

from analytics.vocabulary.rows import SURPLUS
from storage.reading.limits import Limits
from storage.reading.source import fingerprint, open_source
from storage.reading.table import FileFormat, Fingerprint, Record, Source, Table

__all__ = [
    "SURPLUS",
    "FileFormat",
    "Fingerprint",
    "Limits",
    "Record",
    "Source",
    "Table",
    "fingerprint",
    "open_source",
]
