"""The lead agent's states, fields and ways in words, the same on every page."""

from collections.abc import Mapping

from app.agents.leads.law.country_names import country_of
from app.agents.leads.tables import Lead
from app.parts.http.pages import Badge
from app.parts.model.prices import dollars

STATUSES = {
    "new": Badge("New", "quiet"),
    "researching": Badge("Being researched", "busy"),
    "researched": Badge("Researched", "good"),
    "unqualified": Badge("Not qualified", "warn"),
    "emailed": Badge("Written to", "busy"),
    "replied": Badge("Replied", "good"),
    "unsubscribed": Badge("Unsubscribed", "bad"),
    "bounced": Badge("Bounced", "bad"),
}
CAMPAIGNS = {
    "draft": Badge("Not started", "quiet"),
    "running": Badge("Running", "good"),
    "paused": Badge("Paused", "warn"),
    "stopped": Badge("Stopped", "bad"),
}
MAILS = {
    "draft": Badge("To approve", "warn"),
    "approved": Badge("Approved", "busy"),
    "rejected": Badge("Rejected", "bad"),
    "handed_over": Badge("Waits for its hour", "busy"),
    "cancelled": Badge("Not sent", "bad"),
    "sent": Badge("Sent", "good"),
    "replied": Badge("Answered", "good"),
    "bounced": Badge("Bounced", "bad"),
    "unsubscribed": Badge("Unsubscribed", "bad"),
}
OUTCOMES = {
    "found": Badge("Found something", "good"),
    "nothing": Badge("Nothing there", "quiet"),
    "blocked": Badge("Blocked", "bad"),
    "failed": Badge("Did not work", "bad"),
    "skipped": Badge("Left out", "warn"),
}
FIELDS = {
    "name": "Name",
    "email": "Mail address",
    "company": "Company",
    "title": "Role",
    "website_url": "Website",
    "linkedin_url": "LinkedIn profile",
    "twitter_url": "X profile",
    "ig_url": "Instagram profile",
    "social": "Profile elsewhere",
    "phone": "Telephone",
    "fax": "Fax",
    "address": "Address",
    "location": "Place",
    "country": "Country",
    "source": "Comes from",
    "ground": "Ground",
    "recent_activity": "What is new there",
    "company_info": "What the company says of itself",
    "person": "People",
    "personal_interests": "Interests",
}
WAYS = {
    "company_site": "The company's site",
    "search": "A search",
    "given_link": "A link that was given",
    "profile_text": "The profile that was pasted",
    "model": "The language model",
    "browser": "A browser, for a page that is empty without scripts",
    "scraper": "Apify, for a page that could not be had",
}
STEPS = {
    "introduction": "Introduction",
    "value_proposition": "What it is worth to them",
    "case_study": "A case",
    "soft_reminder": "A reminder",
    "breakup": "The last one",
    "consent_request": "May we write?",
}
EVENTS = {
    "sent": "Mail sent",
    "replied": "They answered",
    "reply": "They answered",
    "bounced": "It bounced for good",
    "soft_bounced": "It bounced for now",
    "complained": "They complained",
    "objected": "They objected",
    "refused": "They refused",
    "unsubscribed": "They unsubscribed",
    "auto_replied": "An automatic answer",
    "delayed": "It is delayed",
    "suppressed": "Nobody writes to them any more",
    "opened": "Opened",
    "clicked": "A link was opened",
}
CONSENTS = {
    "asked": Badge("Asked", "quiet"),
    "given": Badge("Given", "good"),
    "refused": Badge("Refused", "bad"),
    "withdrawn": Badge("Withdrawn", "bad"),
    "objected": Badge("Objected", "bad"),
    "erased": Badge("Erased", "quiet"),
    "tracking_given": Badge("May see opens", "good"),
    "tracking_withdrawn": Badge("May not see opens", "bad"),
}
GROUNDS = {
    "consent": "They agreed",
    "customer_relation": "They are customers",
    "published_address": "They published the address",
    "disclosed_address": "They gave the address",
    "legitimate_interest": "Legitimate interest",
}
EVIDENCE = {
    "named_by": "The ground was named by",
    "named_at": "The ground was named on",
    "stated_by": "What is said of all leads of the campaign, by",
    "stated_at": "What is said of all leads of the campaign, on",
    "details_from_sale": "The address is from a sale",
    "similar_products": "The offer is like what they bought",
    "could_object_then": "They could object then",
    "purchased_on": "They last bought on",
    "inquired_on": "They last asked on",
    "relevant_to_role": "It concerns their work",
    "no_objection_stated": "Nothing beside the address forbids mails",
    "published_by_them": "They published it themselves",
    "url": "The page",
    "seen_at": "The page was read on",
    "how": "How they gave the address",
    "given_at": "Given on",
    "wording": "The words",
    "source": "Kept in",
    "interest": "The interest",
    "necessity": "Why it is needed",
    "balance": "How it was weighed",
    "prevails": "It prevails",
    "recorded_at": "The balancing test is of",
}
SIGNS = {
    "stated": "as stated",
    "phone": "by the telephone's prefix",
    "mail_domain": "by the mail address",
    "site_domain": "by the site's address",
    "location": "by the place",
    "postal_address": "by a postal address that a page has",
}
APPROVALS = {
    "all": "every mail is looked at before it goes",
    "first": "the first mail to each lead is looked at before it goes",
    "none": "mails without problems go without a look",
}


def money(usd: float) -> str:
    return dollars(usd)


def named(words: Mapping[str, str], key: str) -> str:
    """What has no words of its own is shown as it is stored, without its underscores."""
    return words.get(key) or key.replace("_", " ").capitalize()


def is_country(text: str) -> bool:
    """Whether the law knows it; a lead keeps what was given all the same."""
    return country_of(text) == text


def badge(badges: Mapping[str, Badge], key: str) -> Badge:
    return badges.get(key) or Badge(key.replace("_", " ").capitalize(), "quiet")


def lead_name(lead: Lead) -> str:
    """What a lead is called where there is room for one name."""
    return lead.name or lead.company or lead.email or f"Lead {lead.id}"
