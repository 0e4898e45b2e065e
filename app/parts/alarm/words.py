"""How people are told that an agent's runs stop finishing, and that they finish again."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SilenceWords:
    """The alert's headline is `headline` with the moment, or `never`. `of_profile` begins the
    sentence on one profile, `failed` what its last run failed of, `meanwhile` ends both: what does
    not happen as long as it lasts. `lost` says what becomes of the work, `again` what is so again.
    """

    headline: str = "No finished run since"
    never: str = "No run has finished yet"
    of_profile: str = "No run for {profile} has finished"
    failed: str = "The last one failed: "
    meanwhile: str = ""
    lost: str = (
        "Until then no summaries are sent. Nothing found is lost: it is taken up as soon as it "
        "works again, and one mail will say so."
    )
    works: str = "It works again"
    again: str = "A run finished at {when}. Summaries come again as before; there is nothing to do."
    before: str = "Before that, no run had finished since {since}."


SUMMARIES = SilenceWords()
