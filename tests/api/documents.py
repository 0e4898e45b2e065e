"""The scout's pages on invented values: by what they show, and by the address where they stand."""

from dataclasses import replace

from app.agents.scout.pages.now import NowView
from app.agents.scout.pages.page_html import ScoutPages
from app.agents.scout.pages.run_reading import OneRunView
from app.agents.scout.pages.run_view import RunView
from tests.api.sample_views import (
    AFTER_CORRECTION,
    AFTER_VOTE,
    ALL_VOTED,
    ALL_WELL,
    AROUND,
    AT_WORK,
    BRAND_NEW,
    FEEDBACK,
    HISTORY,
    IN_TROUBLE,
    NO_HISTORY,
    NOT_JUDGED,
    NOTHING_FOUND,
    NOTHING_NEW,
    ONE_RUN,
    PROGRESS,
    RUNNING,
    SENT_MAIL,
    TWO_ARTICLES,
)
from tests.dashboard import sample_brand, sample_costs, sample_picks, sample_sites

pages = ScoutPages()


def run_page(run: RunView) -> str:
    return pages.service_page("run", AROUND, OneRunView(run, NOTHING_FOUND, None))


def now_after(last: RunView) -> NowView:
    activity = replace(ALL_WELL.brands[0], active=None, progress=None, last=last)
    return replace(ALL_WELL, brands=(activity,))


ALL_PAGES = {
    "now": pages.service_page("now", AROUND, ALL_WELL),
    "now at work": pages.service_page("now", AROUND, AT_WORK),
    "now in trouble": pages.service_page("now", AROUND, IN_TROUBLE),
    "now at first": pages.service_page("now", AROUND, BRAND_NEW),
    "runs": pages.service_page("runs", AROUND, HISTORY),
    "no runs": pages.service_page("runs", AROUND, NO_HISTORY),
    "run": pages.service_page("run", AROUND, ONE_RUN),
    "run without mail": run_page(NOTHING_NEW),
    "run not judged": run_page(NOT_JUDGED),
    "now not judged": pages.service_page("now", AROUND, now_after(NOT_JUDGED)),
    "running run": pages.service_page("run", AROUND, OneRunView(RUNNING, NOTHING_FOUND, PROGRESS)),
    "mail": pages.service_page("mail", AROUND, SENT_MAIL),
    "confirm": pages.feedback_confirm_page(FEEDBACK, "yes"),
    "thanks": pages.feedback_thanks_page(FEEDBACK, "no"),
    "after a vote": pages.feedback_thanks_page(FEEDBACK, "no", after=AFTER_VOTE),
    "all voted": pages.feedback_thanks_page(FEEDBACK, "no", after=ALL_VOTED),
    "not counted": pages.feedback_thanks_page(FEEDBACK, "no", counted=False),
    "confirm a correction": pages.story_confirm_page(TWO_ARTICLES, "different", AROUND.zone),
    "after a correction": pages.story_thanks_page(
        TWO_ARTICLES,
        "different",
        AROUND.zone,
        effect=AFTER_CORRECTION,
    ),
    "correction not counted": pages.story_thanks_page(
        TWO_ARTICLES, "same", AROUND.zone, counted=False
    ),
    "bad link": pages.bad_link_page(),
    "pause": pages.pause_page("ann@example.com", paused=False, done=False),
    "paused": pages.pause_page("ann@example.com", paused=True, done=True),
    "error": pages.error_page(404, "There is no run 99."),
    "brand": pages.service_page("brand", AROUND, sample_brand.BRAND_FULL),
    "bare brand": pages.service_page("brand", AROUND, sample_brand.BRAND_EMPTY),
    "broken brand": pages.service_page("brand", AROUND, sample_brand.BRAND_TROUBLED),
    "changed brand": pages.service_page("brand", AROUND, sample_brand.BRAND_CHANGED),
    "sites": pages.service_page("sites", AROUND, sample_sites.SITES_FULL),
    "unvisited sites": pages.service_page("sites", AROUND, sample_sites.SITES_EMPTY),
    "troubled sites": pages.service_page("sites", AROUND, sample_sites.SITES_TROUBLED),
    "picks": pages.service_page("picks", AROUND, sample_picks.PICKS),
    "picks without votes": pages.service_page("picks", AROUND, sample_picks.NO_VOTES),
    "picks without mails": pages.service_page("picks", AROUND, sample_picks.NO_MAILS),
    "costs": pages.service_page("costs", AROUND, sample_costs.COSTS_FULL),
    "no costs": pages.service_page("costs", AROUND, sample_costs.COSTS_EMPTY),
    "costs of no model": pages.service_page("costs", AROUND, sample_costs.COSTS_KEYWORD),
    "costs at the ceiling": pages.service_page("costs", AROUND, sample_costs.COSTS_TROUBLED),
}
DOCUMENTS = {
    "/": ALL_PAGES["now"],
    "/at-work": ALL_PAGES["now at work"],
    "/trouble": ALL_PAGES["now in trouble"],
    "/runs": ALL_PAGES["runs"],
    "/empty": ALL_PAGES["no runs"],
    "/runs/7": ALL_PAGES["run"],
    "/runs/7/mails/3": ALL_PAGES["mail"],
    "/feedback/token/yes": ALL_PAGES["confirm"],
    "/feedback/token/no": ALL_PAGES["after a vote"],
    "/feedback/token/maybe": ALL_PAGES["not counted"],
    "/feedback/token2/no": ALL_PAGES["all voted"],
    "/feedback/token/story/different": ALL_PAGES["confirm a correction"],
    "/feedback/token/story/same": ALL_PAGES["after a correction"],
    "/feedback/token2/story/same": ALL_PAGES["correction not counted"],
    "/bad-link": ALL_PAGES["bad link"],
    "/pause/token": ALL_PAGES["pause"],
    "/error": ALL_PAGES["error"],
    "/picks": ALL_PAGES["picks"],
    "/picks-no-votes": ALL_PAGES["picks without votes"],
    "/brand": ALL_PAGES["brand"],
    "/brand-bare": ALL_PAGES["bare brand"],
    "/brand-broken": ALL_PAGES["broken brand"],
    "/brand-changed": ALL_PAGES["changed brand"],
    "/sites": ALL_PAGES["sites"],
    "/sites-unvisited": ALL_PAGES["unvisited sites"],
    "/sites-troubled": ALL_PAGES["troubled sites"],
    "/costs": ALL_PAGES["costs"],
    "/costs-none": ALL_PAGES["no costs"],
    "/costs-keyword": ALL_PAGES["costs of no model"],
    "/costs-ceiling": ALL_PAGES["costs at the ceiling"],
}
"""By address, those that a browser looks at."""
