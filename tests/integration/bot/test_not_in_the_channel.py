"""Where the bot is not in the channel, who asks is told so first, then given all of it."""

from person import Person, pictures, words


def test_the_reason_comes_first_and_the_chart_comes_too(stocked: Person) -> None:
    stocked.change_channel("create", "elsewhere")
    before = stocked.seen("elsewhere")
    stocked.type("/rfm overview", "elsewhere")
    stocked.wait_for("elsewhere", pictures)
    reason, answer, *_ = [
        each for each in stocked.messages("elsewhere") if each["ts"] not in before
    ]

    assert "I'm not in the channel where you asked" in words(reason)
    assert "RFM overview of 40 customers" in words(answer)
