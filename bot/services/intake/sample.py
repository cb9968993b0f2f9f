"""The made-up shop, taken in like any file."""

from pathlib import Path
from tempfile import TemporaryDirectory

from analytics.sample.shop import LAST_DAY, sample_shop
from bot.services.context import Progress, tell_nobody
from bot.services.intake.importing import ImportReport, import_file
from bot.services.intake.options import ANY_CURRENCY, ReadingOptions
from storage.store import Store

FILENAME = "sample_shop.csv"
_SEED = 7


def load_sample(
    store: Store, *, user: str = "", channel: str = "", progress: Progress = tell_nobody
) -> ImportReport:
    """Fill the store with the made-up shop; the same shop every time, so twice changes nothing."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / FILENAME
        sample_shop(_SEED).rows.to_csv(path, index=False)
        return import_file(
            store,
            path,
            FILENAME,
            today=LAST_DAY,
            user=user,
            channel=channel,
            progress=progress,
            # Made-up money is of any currency.
            options=ReadingOptions(currency=ANY_CURRENCY),
        )
