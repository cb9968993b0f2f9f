"""Results of campaigns that are told by themselves, once their last day is in the data."""

from datetime import datetime
from functools import partial

import structlog
from slack_sdk.errors import SlackApiError

from bot.conversation.delivery import Delivery, Place
from bot.conversation.refusals import NO_TOKEN, UNINVITED
from bot.language.commands.campaign import CampaignResults
from bot.services.answer import Answer
from bot.services.dispatch import Services
from bot.tries import Tries
from storage.records.campaigns import Campaign
from storage.records.claims import Claim
from storage.store import Store

_log = structlog.get_logger()
_NO_THREAD = UNINVITED | {
    *("is_archived", "restricted_action", "user_not_in_channel"),
    *("thread_not_found", "message_not_found", "cannot_reply_to_message"),
}


class ReadOuts:
    """Tells each campaign's results once, in the thread where it started.

    What is due follows from the stored campaigns and orders alone, so a restart loses nothing.

    Parameters
    ----------
    store, services, delivery
        Where campaigns are, who reads them, who posts it.
    """

    def __init__(self, store: Store, services: Services, delivery: Delivery) -> None:
        self._store = store
        self._services = services
        self._delivery = delivery
        self._tries = Tries("results not told", NO_TOKEN)

    def deliver_due(self) -> None:
        """Tell what is due and wasn't told; what fails is tried again, less and less often."""
        for campaign in self._store.campaigns.due():
            self._tries.run(campaign.id, partial(self._tell, campaign))

    def _tell(self, campaign: Campaign) -> None:
        # Before they are claimed: it may take a while, and a claim lasts for minutes.
        answer = self._answer(campaign)
        claim = self._store.campaigns.claim_telling(campaign.id)
        if claim is Claim.TAKEN:
            return
        try:
            self._post(campaign, answer, claim)
        except Exception:
            # A later look finds out whether it arrived.
            self._store.campaigns.release_telling(campaign.id)
            raise
        self._store.campaigns.mark_told(campaign.id)
        _log.info("results told", campaign=campaign.id)

    def _post(self, campaign: Campaign, answer: Answer, claim: Claim) -> None:
        event = {"campaign": campaign.id}
        metadata = {"event_type": "segbot_results", "event_payload": event}
        thread = Place(campaign.channel, campaign.user, campaign.thread)
        owner = Place(campaign.user, campaign.user)
        places = [thread, owner] if campaign.thread else [owner]
        started = datetime.fromisoformat(campaign.created_at).timestamp()
        for each in places:
            try:
                place = self._delivery.reachable(each)
                if claim is Claim.NEW or self._delivery.find(place, event, started) is None:
                    self._delivery.post_answer(place, answer, metadata)
            except SlackApiError as error:
                if each is owner or error.response["error"] not in _NO_THREAD:
                    raise
            else:
                return

    def _answer(self, campaign: Campaign) -> Answer:
        context = self._services.context(self._store, campaign.user, campaign.channel)
        line = CampaignResults(number=campaign.id).text()
        return self._services.ask(line, context)
