"""Numbers, lengths of time and comparisons: ``five``, ``£5,000``, ``not bought in 60 days``."""

import re
from collections.abc import Collection, Iterator

from bot.language.plain.sentence import Found, Sentence

_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
_TENS = ("thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORDS: dict[str, float] = {
    **{word: value for value, word in enumerate(_UNITS)},
    **{word: 10 * value for value, word in enumerate(_TENS, 3)},
    **{"dozen": 12, "a dozen": 12, "hundred": 100, "a hundred": 100, "a thousand": 1000},
}
_TIMES = {"once": 1.0, "twice": 2.0, "thrice": 3.0}
_SCALES = {"": 1, "k": 1_000, "m": 1_000_000, "hundred": 100, "thousand": 1_000, "grand": 1_000}
_IN_WORDS = "|".join(sorted(_WORDS, key=len, reverse=True))
#: What a number behind these words is the number of.
_NUMBERING = {
    "run": ("run", "runs", "segmentation", "clustering"),
    "upload": ("file", "upload", "import"),
    "item": ("campaign", "digest", "alert", "alarm"),
}
_NUMBER = frozenset({"number", "no", "nr"})
#: A number, however it is written.
NUMBER = rf"(?:[£$€]?\d[\d,]*(?:\.\d+)?[km]?(?: (?:hundred|thousand|grand))?|{_IN_WORDS})"
#: A unit of time, and its length in days.
DAYS = {"day": 1, "week": 7, "fortnight": 14, "month": 30, "quarter": 90, "year": 365}
_LENGTH = rf"(?P<many>{NUMBER}|an?) (?P<unit>{'|'.join(DAYS)})s?"
_SHORT_LENGTH = r"(?P<short>\d+)(?P<letter>[dwmy])"
_LETTERS = {"d": 1, "w": 7, "m": 30, "y": 365}
_ANY_LENGTH = f"(?:{_LENGTH}|{_SHORT_LENGTH})"

_SIGNS = {
    ">=": r"at least|no less than|no fewer than|minimum|>=",
    "<=": r"at most|up to|no more than|maximum|<=",
    ">": r"more than|over|above|greater than|higher than|bigger than|older than|longer than|>",
    "<": r"less than|under|below|fewer than|lower than|smaller than|younger than|<",
    "=": r"exactly|precisely|=",
}
_SIGN = "(?P<sign>" + "|".join(sorted("|".join(_SIGNS.values()).split("|"), key=len)[::-1]) + ")"
_AFTER = r"(?: or (?P<after>more|less|fewer)| (?P<plus>plus))"
_BOUGHT = (
    r"(?:bought|buy|buys|buying|ordered|order|orders|ordering|purchased|purchase|purchases|shopped|"
    r"shop|visited|been active|been seen|seen|heard from|come back|came back|returned|active|here)"
)
#: Who didn't buy; since when, or for how long, follows.
NOT_BOUGHT = (
    r"(?:who |that |have |has |had |did |customers )*(?:not|never|no|nothing|without)"
    rf"(?: \w+){{0,3}}?(?: {_BOUGHT})(?: (?:anything|from us|with us|again))*"
)
_GONE = (
    r"(?:(?:who |that |are |have |been |were )*(?:inactive|absent|away|gone|quiet|silent|lapsed)"
    r"|(?:with |but |and )*(?:nothing|no (?:orders?|purchases?)))"
)
_STAYED_AWAY = (
    rf"(?:{NOT_BOUGHT}|{_GONE})"
    r"(?: in| for| within| since| the| last| past| over| more than| at least)+"
    rf" {_ANY_LENGTH}(?: or more)?"
)
_LAST_AGO = (
    r"(?:whose )?last (?:order|purchase|bought|ordered)(?: was| is)?(?: over| more than)?"
    rf" {_ANY_LENGTH} ago"
)
_LATELY = (
    r"(?:customers |people |everyone |those )*(?:who|that)(?: have| has)?"
    r" (?:bought|ordered|purchased|shopped)(?: something| anything| from us)*"
    rf"(?:(?: in| within| during)? (?:the )?(?:last|past)| within) {_ANY_LENGTH}"
)
_SPENT = (
    r"(?:(?:who |that |have |has |had )*(?:total )?"
    r"(?:spent|spend|spends|spending|worth|paid|pay|brought in|brought))"
)
_MONEY = r"(?: (?:pounds?|gbp|quid|euros?|eur|dollars?|usd|bucks))"
_OLDEST = 120
_YEARS = r"(?: (?:years?|yrs?|yo))?(?: old| of age)?"
#: Two numbers may be anything.
_FEWEST_LIMITS = 3
_OF_LIMITS = frozenset(
    {
        "limit",
        "limits",
        "cut",
        "cutoff",
        "cutoffs",
        "threshold",
        "thresholds",
        "edges",
        "boundaries",
    }
    | {"recency", "frequency", "monetary", "scores", "score", "scoring", "bounds", "brackets"}
)
_BEFORE_LIMITS = (
    r"(?:(?:with|by|using|for|own|our|my|the|these|this|following|custom|limits?|cut|offs?"
    r"|thresholds?|edges|boundaries|scores?|recency|frequency|monetary|money|spend|days|orders"
    r"|purchases|of|at|were|are|is|to|set|put|as|on|in|like) )*"
)
_OF_MONEY = frozenset(
    {"monetary", "money", "spend", "spending", "pounds", "euros", "dollars", "gbp"}
)
_OF_ORDERS = frozenset({"frequency", "orders", "purchases"})
_ORDERS = r"(?:orders?|purchases?|times?|transactions?|baskets?|invoices?)"


def number(text: str) -> float:
    """The number that a text of the form `NUMBER` is.

    >>> number("five"), number("£5,000"), number("3 hundred"), number("5k")
    (5, 5000.0, 300.0, 5000.0)
    """
    if text in _WORDS:
        return _WORDS[text]
    found = re.fullmatch(r"[£$€]?([\d,.]+)([km]?) ?(\w*)", text)
    assert found
    return float(found[1].replace(",", "")) * _SCALES[found[2]] * _SCALES[found[3]]


def numbers(sentence: Sentence) -> Iterator[Found]:
    """Every number, of its own kind behind a word that says what it numbers.

    "One" mostly is none.
    """
    for start, end, match in sentence.find(NUMBER):
        before = next((word for word in sentence.words[:start][::-1] if word not in _NUMBER), "")
        kind = next((kind for kind, words in _NUMBERING.items() if before in words), "number")
        if match[0] != "one":
            yield Found(start, end, kind, number(match[0]))


def conditions(sentence: Sentence, features: Collection[str]) -> Iterator[Found]:
    """What customers must be like, as conditions that `where=` takes.

    Parameters
    ----------
    features : collection of str
        Numbers that customers may be compared by, uploaded ones too.
    """
    for start, end, said in (*_away(sentence), *_spent(sentence), *_ordered(sentence)):
        yield Found(start, end, "condition", said)
    for name in features:
        words = name.replace("_", " ")
        pattern = rf"(?:with |an? |the )*{re.escape(words)}(?: is| of| are| was)* "
        yield from _compared(sentence, pattern, name)
    if "age" in features:
        yield from _compared(sentence, r"(?:aged )?(?=older|younger|over|under)", "age", _YEARS)
        # The over 50s.
        for start, end, match in sentence.find(r"(over|under) (\d\d)s"):
            sign = ">" if match[1] == "over" else "<"
            yield Found(start, end, "condition", f"age{sign}{match[2]}")


def limits(sentence: Sentence) -> Iterator[Found]:
    """Limits of scores, several numbers in a row of one measure: ``recency 30, 60, 120, 240``."""
    for start, end, match in sentence.find(rf"{_BEFORE_LIMITS}({NUMBER}(?:(?: and)? {NUMBER})+)"):
        many = [number(each) for each in re.findall(rf"(?<!\S){NUMBER}(?!\S)", match[1])]
        beside = {*sentence.words[:end], *sentence.words[end : end + 1]}
        if not beside & _OF_LIMITS:
            continue
        is_money = beside & _OF_MONEY or match[1][0] in "£$€"
        measure = "monetary" if is_money else "frequency" if beside & _OF_ORDERS else "recency"
        if many == sorted({*many}) and len(many) >= _FEWEST_LIMITS:
            after = sentence.words[end : end + 1]
            end += bool({*after} & {*DAYS, *(f"{unit}s" for unit in DAYS), *_OF_ORDERS, *_OF_MONEY})
            written = ",".join(_written(each) for each in map(str, many))
            yield Found(start, end, "limits", (measure, written))


def _away(sentence: Sentence) -> Iterator[tuple[int, int, str]]:
    """Who stays away, and who was here lately."""
    for pattern in (_STAYED_AWAY, _LAST_AGO):
        for start, end, match in sentence.find(pattern):
            yield start, end, f"recency>={_days(match)}"
    for start, end, match in sentence.find(_LATELY):
        yield start, end, f"recency<={_days(match)}"


def _days(match: re.Match[str]) -> int:
    if match["short"]:
        return int(match["short"]) * _LETTERS[match["letter"]]
    many = 1 if match["many"] in ("a", "an") else number(match["many"])
    return int(many * DAYS[match["unit"]])


def _spent(sentence: Sentence) -> Iterator[tuple[int, int, str]]:
    """``spent over 500``, ``over 500 pounds``, ``£500 or more``."""
    money = rf"(?P<many>{NUMBER}){_MONEY}?"
    sure = rf"(?P<many>[£$€]\d[\d,]*(?:\.\d+)?k?|{NUMBER}(?={_MONEY})){_MONEY}?"
    after = r"(?: (?:of|in))?(?: total)? (?:spend|spending|spent|revenue|purchases|sales|turnover)"
    for pattern in (rf"{_SPENT} {_SIGN} {money}", rf"{_SIGN} {sure}", rf"{_SIGN} {money}{after}"):
        for start, end, match in sentence.find(pattern):
            yield start, end, f"monetary{_sign(match['sign'])}{_written(match['many'])}"
    # So many of nothing in particular are years up to a person's age, and money beyond it.
    for start, end, match in sentence.find(rf"{_SIGN} {money}(?= (?:only|please)|$)"):
        if number(match["many"]) > _OLDEST:
            yield start, end, f"monetary{_sign(match['sign'])}{_written(match['many'])}"
    for pattern in (rf"{_SPENT} {money}{_AFTER}", rf"{sure}{_AFTER}"):
        for start, end, match in sentence.find(pattern):
            sign = "<=" if match["after"] in ("less", "fewer") else ">="
            yield start, end, f"monetary{sign}{_written(match['many'])}"
    between = rf"{_SPENT} between (?P<low>{NUMBER}){_MONEY}? and (?P<high>{NUMBER}){_MONEY}?"
    for start, end, match in sentence.find(between):
        low, high = _written(match["low"]), _written(match["high"])
        yield start, end, f"monetary>={low} and monetary<={high}"


def _ordered(sentence: Sentence) -> Iterator[tuple[int, int, str]]:
    """``more than 10 orders``, ``bought only once``, ``3 or more orders``."""
    who = rf"(?:(?:who |that |with |have |has |made |placed |had |{_BOUGHT} )*)"
    for start, end, match in sentence.find(rf"{who}{_SIGN} (?P<many>{NUMBER}) {_ORDERS}"):
        yield start, end, f"frequency{_sign(match['sign'])}{_written(match['many'])}"
    many = rf"{who}(?P<many>{NUMBER})"
    for pattern in (rf"{many}{_AFTER} {_ORDERS}", rf"{many} {_ORDERS}{_AFTER}"):
        for start, end, match in sentence.find(pattern):
            sign = "<=" if match["after"] in ("less", "fewer") else ">="
            yield start, end, f"frequency{sign}{_written(match['many'])}"
    for start, end, match in sentence.find(
        rf"{who}{_BOUGHT} (?:from us )?(?:{_SIGN} )?(?:only |just )?(?P<times>once|twice|thrice)"
    ):
        yield start, end, f"frequency{_sign(match['sign'] or '=')}{int(_TIMES[match['times']])}"
    for start, end, match in sentence.find(
        rf"{who}(?:only|just|exactly) (?P<many>{NUMBER}|once|twice)(?: {_ORDERS})?(?: ever)?"
    ):
        many = match["many"]
        value = str(int(_TIMES[many])) if many in _TIMES else _written(many)
        if many in _TIMES or match[0].split()[-1] != many:
            yield start, end, f"frequency={value}"


def _compared(sentence: Sentence, subject: str, name: str, unit: str = "") -> Iterator[Found]:
    for start, end, match in sentence.find(rf"{subject}{_SIGN} (?P<many>{NUMBER}){unit}"):
        said = f"{name}{_sign(match['sign'])}{_written(match['many'])}"
        if name != "age" or number(match["many"]) <= _OLDEST:
            yield Found(start, end, "condition", said)
    between = rf"{subject}between (?P<low>{NUMBER}) and (?P<high>{NUMBER}){unit}"
    for start, end, match in sentence.find(between):
        low, high = _written(match["low"]), _written(match["high"])
        yield Found(start, end, "condition", f"{name}>={low} and {name}<={high}")


def _sign(words: str) -> str:
    return next(sign for sign, said in _SIGNS.items() if words in said.split("|") or words == sign)


def _written(text: str) -> str:
    value = float(number(text))
    return str(int(value)) if value.is_integer() else str(value)
