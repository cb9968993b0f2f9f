"""`/rfm`: who bought lately, often and for how much, and what to do about them."""

from bot.services.rfm.lint import lint, lint_file
from bot.services.rfm.overview import overview, segments
from bot.services.rfm.packs import rule_pack
from bot.services.rfm.play import play
from bot.services.rfm.preview import preview
from bot.services.rfm.scoring import Standing, in_force, scored, stand, standing
from bot.services.rfm.top import export, top
from bot.services.rfm.use import settings, use
from bot.services.rfm.why import customer, why
from bot.services.rfm.wording import reading

__all__ = [
    "Standing",
    "customer",
    "export",
    "in_force",
    "lint",
    "lint_file",
    "overview",
    "play",
    "preview",
    "reading",
    "rule_pack",
    "scored",
    "segments",
    "settings",
    "stand",
    "standing",
    "top",
    "use",
    "why",
]
