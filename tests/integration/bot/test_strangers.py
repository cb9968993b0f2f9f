"""Other apps' bots, partners, people whom Slack doesn't know, organizations."""

from person import Person, words
from shops import shop

from bot.settings import Settings


def test_two_polite_bots_in_one_channel_fall_silent(stocked: Person) -> None:
    told = stocked.arrange("person", name="herald", app="Herald", answer="thanks, @segbot!")
    stocked.change_channel("invite", "marketing", invitee=told["id"])
    herald = Person(stocked.url, told["id"], stocked.channels)
    ts = herald.say("@segbot data status")
    herald.drop("orders.csv", b"a,b\n1,2\n", "marketing", "@segbot here you are")
    herald.say("k=4", thread=ts)
    answer = stocked.ask("@segbot @herald data status", "marketing")

    assert "40 customers" in words(answer)
    assert {each["user"] for each in stocked.messages("marketing", ts)} == {told["id"]}
    assert len(stocked.messages()) == 4
    assert told["id"] not in answer["pings"]


def test_a_partners_people_are_turned_away_and_no_store_is_theirs(
    stocked: Person, settings: Settings
) -> None:
    stores = sorted(settings.data_dir.glob("*.db"))
    answer = stocked.command("/rfm overview")
    partner = Person.at(stocked.url, "tom")
    stocked.arrange("person", name="tom", team="T0PARTNER")
    before = partner.seen()
    partner.click(answer, "more table")
    told = [partner.next_answer("marketing", before)]
    told.append(partner.ask("@segbot data status", "marketing"))
    told.append(partner.command("/data status"))
    partner.say("n=3", thread=answer["ts"])
    partner.drop("orders.csv", b"a,b\n1,2\n", "marketing")
    stocked.command("/data status")

    assert all("only people of the company that runs me" in each["text"] for each in told)
    assert all(each["is_ephemeral"] for each in told)
    assert sorted(settings.data_dir.glob("*.db")) == stores


def test_where_payloads_name_no_workspace_everything_goes_on(stocked: Person) -> None:
    stocked.arrange("person", name="maya", team=None)
    answer = stocked.command("/rfm overview")
    rest = stocked.more(answer)
    mentioned = stocked.ask("@segbot data status", "marketing")
    run = stocked.command("/segment run k=3")
    stocked.submit(stocked.open_form(run, "Change settings"), {"k": "2"})
    again = stocked.next_answer("marketing", {run["ts"]}, run["ts"])

    assert "40 customers" in words(mentioned)
    assert rest["thread_ts"] == answer["ts"]
    assert "in 2 groups" in words(again)


def test_of_people_whom_slack_does_not_know_no_more_is_said(stocked: Person) -> None:
    stocked.arrange("person", name="tom", is_known=False)
    stranger = Person.at(stocked.url, "tom")
    stranger.upload("more.csv", shop(9, first_invoice=900_000))
    uploads = stocked.command("/data uploads", "dm")
    today = stranger.command("/rfm today")

    assert "somebody whom I don't know" in words(uploads)
    assert stranger.id not in words(uploads)
    assert "went wrong" not in words(today)
