"""The shelf of the made-up shop."""

from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

_STYLES = (
    "RED SPOT",
    "VINTAGE ROSE",
    "WHITE WOODEN",
    "BLUE STRIPE",
    "RETRO KITCHEN",
    "WOODLAND",
    "IVORY LACE",
    "COPPER",
    "LONDON SKYLINE",
    "HEART OF SLATE",
)
_THINGS = {
    "MUG": 4.95,
    "CAKE STAND": 16.95,
    "LUNCH BAG": 3.95,
    "T-LIGHT HOLDER": 2.95,
    "PHOTO FRAME": 8.5,
    "CUSHION COVER": 9.95,
    "WALL CLOCK": 24.95,
    "TEA TOWEL": 4.25,
    "STORAGE TIN": 6.75,
    "GIFT WRAP": 1.25,
    "NOTEBOOK": 3.25,
    "DOOR STOP": 12.5,
    "LANTERN": 14.95,
    "JAM JAR SET": 7.95,
    "NAPKINS": 1.65,
    "HOT WATER BOTTLE": 11.95,
    "EGG CUP": 2.1,
    "TRINKET BOX": 5.5,
    "BUNTING": 6.25,
    "DOORMAT": 18.95,
    "CANDLE": 5.95,
    "APRON": 13.5,
    "COASTER": 1.95,
    "MAGNET SET": 2.5,
    "UMBRELLA": 15.95,
    "JEWELLERY TREE": 10.5,
    "CHRISTMAS BAUBLE": 2.25,
    "ADVENT CALENDAR": 9.5,
    "STOCKING": 6.95,
}
# Names that trip a careless program; real shops have them.
_AWKWARD = {
    "SALT & PEPPER MILLS": 12.95,
    "GIFT <!channel> TAG": 0.85,
    "ROBIN MUG 🐦": 5.25,
    "`BACKTICK` COASTER": 1.95,
    "TEA *FOR* ONE_SET": 14.5,
    "CAFÉ CRÈME BOWL": 6.5,
    '6" RIBBON, "SATIN"': 1.45,
    "TOM'S JAM > ALL JAMS": 3.95,
    "PRICE $5 POT": 5.0,
    "@here DOOR SIGN": 7.25,
}


@dataclass(frozen=True)
class Catalogue:
    """Products in parallel arrays; `popularity` adds up to 1, prices are of one unit."""

    codes: npt.NDArray[np.object_]
    names: npt.NDArray[np.object_]
    prices: npt.NDArray[np.float64]
    popularity: npt.NDArray[np.float64]
    postage: float = 4.5


def catalogue(rng: np.random.Generator) -> Catalogue:
    """300 products; few sell often, most sell seldom."""
    names = [f"{style} {thing}" for style, thing in product(_STYLES, _THINGS)]
    prices = [price for _, price in product(_STYLES, _THINGS.values())]
    names += list(_AWKWARD)
    prices += list(_AWKWARD.values())
    codes = [f"{20000 + 17 * n}{'' if n % 3 else 'AB'[n % 2]}" for n in range(len(names))]
    weights = 1 / (5 + rng.permutation(len(names)))
    return Catalogue(
        np.array(codes, dtype=object),
        np.array(names, dtype=object),
        np.array(prices),
        weights / weights.sum(),
    )
