"""The briefings of the tests that kill the bot, and what can be read from messages about them."""

from __future__ import annotations

FACTS = {
    "Turkey": (
        "Turkey bought its missiles from Moscow. Ankara would rather have the fighter jets that it has paid for.",
        "Partners of Turkey, says report {edition}, will meet in Izmir. In report {edition} the jets stay grounded.",
    ),
    "Odesa": (
        "Ships with wheat leave Odesa at night. Insurers want convoys because of drifting mines.",
        "Silos in Odesa are full according to report {edition}. A harvest like that of report {edition} fed Egypt.",
    ),
    "Gas": (
        "Gas is stored under the ground before winter comes. Pipelines through the Balkans carry most of it.",
        "Traders of gas read in report {edition} that prices fall. Nobody in report {edition} expects shortages.",
    ),
    "Chips": (
        "Chips from Taiwan need a licence for export. Makers of cars keep a year's supply in their cellars.",
        "Two factories for chips, report {edition} tells, open in Dresden. Workers are sought, warns report {edition}.",
    ),
    "Arctic": (
        "The Arctic passage opens earlier each summer. Icebreakers are ordered from Finnish yards.",
        "Rescue in the Arctic takes days, finds report {edition}. Norway doubts what report {edition} has counted.",
    ),
    "Canal": (
        "Tankers pay more for the Canal since the drought. Pilots of the Canal have gone on strike twice.",
        "Dredging the Canal goes on until report {edition} is out. Lenders trust the forecast of report {edition}.",
    ),
}
THROUGH_CHAT, THROUGH_FOLDER = ("Turkey", "Odesa", "Gas", "Chips"), ("Arctic", "Canal")


def text_of(subject, edition):
    """A briefing of which two sentences name the edition."""
    lasting, changing = FACTS[subject]
    return f"# {subject}\n\n{lasting} {changing.format(edition=edition)}\n"


def name_of(subject):
    return f"{subject.lower()}.md"


def ended(message, done):
    """How an operation ended, by the message that tells of it."""
    if done in message.text:
        return "done"
    signs = ("been given up", "Discarded")
    return "failed" if any(sign in message.text for sign in signs) else None


def quotes(message):
    kinds = ("blockquote", "expandable_blockquote")
    marks = sorted((e for e in message.entities if e["type"] in kinds), key=lambda entity: entity["offset"])
    units = message.text.encode("utf-16-le")
    return [units[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le") for e in marks]


def stored(text):
    """The text of a Markdown file as it is published."""
    return text and text.replace("# ", "", 1).strip()
