"""The files of a campaign: whom to write to, as the tool that does it takes them, and a record."""

from hashlib import sha256

import pandas as pd

from analytics.vocabulary.wording import counted
from bot.language.commands.campaign import CampaignFiles, CampaignResults, CampaignStart
from bot.language.parser import parse
from bot.services.answer import Answer, Column, Export, Format, Line, NextStep, Table
from bot.services.campaign.contacts import Reach, among, reach, who_opted_out
from bot.services.campaign.stored import find_campaign
from bot.services.context import Context
from bot.services.selection.contacts import email_words, with_known
from bot.services.selection.selection import Selection, whole_shop
from storage.records.campaigns import Campaign

#: What each tool is called.
TOOLS = {"klaviyo": "Klaviyo", "mailchimp": "Mailchimp", "meta": "Meta", "google": "Google Ads"}
_GROUPS = {False: "campaign", True: "control"}


def files(request: CampaignFiles, context: Context) -> Answer:
    """A campaign's files once more, for the same tool or another one."""
    campaign = find_campaign(context, request.number)
    exports = campaign_files(campaign, context, request.for_)
    names = " and ".join(each.name for each in exports)
    return Answer(
        title=f"Files of campaign {campaign.id}",
        reading=(Line(f"{names}. {exports[0].note}"),),
        exports=exports,
        metrics={
            "campaign": campaign.id,
            "exported": len(exports[0].table.rows),
            "recorded": len(exports[1].table.rows),
        },
        next_steps=(NextStep("Results", CampaignResults(number=campaign.id).text()),),
        private=True,
    )


def campaign_files(
    campaign: Campaign, context: Context, target: str | None = None
) -> tuple[Export, Export]:
    """Whom to write to, without those who are held out, and a record of both groups.

    Whoever was forgotten since is in neither, and who opted out since is written to no more.
    """
    drawn = context.store.campaigns.customers(campaign.id).dropna(subset="customer_id")
    kept = drawn[~drawn["control"]]
    target, shop, note = target or campaign.target, whole_shop(context), ""
    kept, refusing = _willing(kept, campaign, context, shop)
    if target == "csv":
        ids = Table(campaign.name, (Column("customer_id"),), _rows(kept[["customer_id"]]))
        table = with_known(ids, context, shop)
        note = email_words(table, context)
    else:
        reached = reach(context, shop, kept["customer_id"].tolist())
        table, left_out = _for_tool(target, kept, reached, campaign)
        if left_out:
            note = (
                f"{counted(left_out, 'customer')} can't be reached by {TOOLS[target]}: no "
                f"{needed(target)} is known."
            )
    name = f"campaign_{campaign.id}_{'audience' if target == 'csv' else target}.csv"
    listed = tuple(kept["customer_id"])
    return (
        Export(
            name,
            table,
            listed,
            "customer",
            " ".join(filter(None, (note, refusing, "Nobody who is held out is in it."))),
        ),
        _record(campaign, drawn),
    )


def _willing(
    kept: pd.DataFrame, campaign: Campaign, context: Context, shop: Selection
) -> tuple[pd.DataFrame, str]:
    """Those who didn't opt out meanwhile, and how many did."""
    started = parse(campaign.command)
    assert isinstance(started, CampaignStart)
    out = who_opted_out(context, shop)
    if started.optouts == "yes" or not out.customers:
        return kept, ""
    email = reach(context, shop, kept["customer_id"].tolist()).email
    refuse = among(out.customers, email, context, shop).to_numpy()
    words = f"Left out: {out.words(int(refuse.sum()))}." if refuse.any() else ""
    return kept[~refuse], words


def reachable(target: str, reached: Reach) -> "pd.Series[bool]":
    """Whether a tool can reach customers, by customer."""
    if target == "csv":
        return pd.Series(True, reached.email.index)
    by_phone = reached.phone.notna() if target != "mailchimp" else False
    return reached.email.notna() | by_phone


def needed(target: str) -> str:
    """What a tool needs to reach somebody."""
    return "e-mail address" if target == "mailchimp" else "e-mail address or phone number"


def _for_tool(
    target: str, kept: pd.DataFrame, reached: Reach, campaign: Campaign
) -> tuple[Table, int]:
    """A table as a tool takes it, one row per person, and how many people aren't in it."""
    can = reachable(target, reached)
    people = kept[kept["customer_id"].map(can)].drop_duplicates("person")
    ids = pd.Index(people["customer_id"])
    columns_of = {
        "klaviyo": _klaviyo,
        "mailchimp": _mailchimp,
        "meta": _meta,
        "google": _google,
    }
    shaped = columns_of[target](reached, campaign).loc[ids]
    table = Table(campaign.name, tuple(map(Column, shaped)), _rows(shaped))
    return table, int(kept["person"].nunique()) - len(people)


def _klaviyo(reached: Reach, campaign: Campaign) -> pd.DataFrame:
    """Klaviyo's own names of properties; a number as E.164 has it; any other column becomes a
    property of the profile."""
    return pd.DataFrame(
        {
            "Email": reached.email,
            "Phone Number": reached.phone.map("+{}".format, na_action="ignore"),
            "First Name": reached.first_name,
            "Last Name": reached.last_name,
            "Segbot Campaign": campaign.name,
        }
    )


def _mailchimp(reached: Reach, campaign: Campaign) -> pd.DataFrame:
    """The fields that every audience of Mailchimp's has; a comma would part a tag in two."""
    return pd.DataFrame(
        {
            "Email Address": reached.email,
            "First Name": reached.first_name,
            "Last Name": reached.last_name,
            "Phone": reached.phone.map("+{}".format, na_action="ignore"),
            "Tags": campaign.name.replace(",", " "),
        }
    )


def _meta(reached: Reach, campaign: Campaign) -> pd.DataFrame:
    """Meta matches by SHA-256 of addresses in small letters, and of numbers as digits alone."""
    return pd.DataFrame({"email": _hashed(reached.email), "phone": _hashed(reached.phone)})


def _google(reached: Reach, campaign: Campaign) -> pd.DataFrame:
    """Google Ads matches by SHA-256 of addresses in small letters, and of numbers as E.164 has
    them."""
    phone = reached.phone.map("+{}".format, na_action="ignore")
    return pd.DataFrame({"Email": _hashed(reached.email), "Phone": _hashed(phone)})


def _hashed(texts: "pd.Series[str]") -> "pd.Series[str]":
    return texts.map(lambda text: sha256(text.encode()).hexdigest(), na_action="ignore")


def _record(campaign: Campaign, drawn: pd.DataFrame) -> Export:
    name = f"campaign_{campaign.id}_record.csv"
    groups = drawn["control"].map(_GROUPS)
    columns = (
        Column("customer_id"),
        Column("group"),
        Column("person", Format.WHOLE),
        Column("stratum", Format.WHOLE),
    )
    rows = _rows(drawn.assign(group=groups)[[each.name for each in columns]])
    note = "Both groups, as they were drawn, for the record: don't write to these."
    table = Table(f"{campaign.name}, both groups", columns, rows)
    return Export(name, table, tuple(drawn["customer_id"]), "customer", note)


def _rows(frame: pd.DataFrame) -> tuple[tuple[str | int | None, ...], ...]:
    whole = frame.astype("object").where(frame.notna(), None)
    return tuple(whole.itertuples(index=False, name=None))
