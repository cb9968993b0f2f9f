"""Answers of every shape, with names as nasty as names get."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from analytics.charts.style import Chart
from bot.services.answer import About, Answer, Bars, Column, Format, Line, NextStep, Picture, Table

NASTY = "<!channel> & <@U0AAAAAAAAA> `*x*` ``` 🎂\n" + "w" * 60


def table_of(rows: int, cell: str = "12345", columns: int = 4) -> Table:
    words = [Column(f"Column {cell}"[:300]) for _ in range(columns - 1)]
    return Table(
        title=f"Table {cell}"[:300],
        columns=(*words, Column("Spent", Format.MONEY)),
        rows=tuple((*(cell for _ in range(columns - 1)), 1234.5) for _ in range(rows)),
    )


def answer_with(**parts: Any) -> Answer:
    return Answer(title="An answer", reading=(Line("10 customers.", lead="Best"),), **parts)


def about(name: str) -> About:
    """A segment with what can be asked of it."""
    return About(
        name,
        (
            NextStep("Who they are", f"/rfm top {name[:40]}"),
            NextStep("Start a campaign…", f"/campaign start {name[:40]}", form=True),
        ),
    )


PICTURE = Picture("map.png", lambda: Chart(b"png", "Map", "What the map shows. " * 200))
#: A picture whose bars can be touched, and called as badly as Slack takes.
TOUCHED = replace(
    PICTURE,
    bars=Bars(
        NASTY,
        tuple(f"{number:02d}{NASTY}"[:20] for number in range(20)),
        (("All <!channel>", (-1.25,) * 20), ("First & last", (0.0,) * 20)),
        NASTY,
        NASTY,
    ),
)
ANSWERS = {
    "a title alone": Answer(title="Done", reading=()),
    "one row": answer_with(tables=(table_of(1),)),
    "no row": answer_with(tables=(table_of(0),)),
    "100 rows": answer_with(tables=(table_of(100),)),
    "500 rows": answer_with(tables=(table_of(500),)),
    "500 rows of nasty names": answer_with(tables=(table_of(500, NASTY),)),
    "very long cells": answer_with(tables=(table_of(30, "long & <word> " * 100),)),
    "30 columns of ampersands": answer_with(tables=(table_of(5, "&" * 300, columns=30),)),
    "empty cells": answer_with(
        tables=(Table("Empty", (Column("a"), Column("b")), (("", None), (None, ""))),)
    ),
    "several tables": answer_with(tables=(table_of(3), table_of(200, NASTY), table_of(3))),
    "60 tables": answer_with(tables=tuple(table_of(2) for _ in range(60))),
    "pictures": answer_with(pictures=(PICTURE, PICTURE)),
    "more charts than Slack takes": answer_with(pictures=(TOUCHED, PICTURE, TOUCHED, TOUCHED)),
    "12 next steps": answer_with(
        next_steps=tuple(NextStep(f"{NASTY}{n}", f"/rfm top {n} {NASTY}") for n in range(12))
    ),
    "a menu of 200 segments": answer_with(about=tuple(about(f"{n} {NASTY}") for n in range(200))),
    "a menu of nasty names": answer_with(about=(about(NASTY), about("&" * 300))),
    "25 notes": answer_with(notes=tuple(f"{NASTY} {n}" for n in range(25))),
    "nothing but nasty names": Answer(
        title=NASTY * 10,
        reading=tuple(Line(NASTY * 20, lead=NASTY) for _ in range(40)),
        tables=(table_of(20, NASTY),),
        notes=(NASTY * 100,),
    ),
}


def texts(node: object) -> Iterator[str]:
    """Every text in blocks."""
    if isinstance(node, list):
        for each in node:
            yield from texts(each)
    elif isinstance(node, dict):
        if isinstance(node.get("text"), str):
            yield node["text"]
        for each in node.values():
            yield from texts(each)


def written(blocks: list[dict[str, Any]]) -> str:
    return "\n".join(texts(blocks))
