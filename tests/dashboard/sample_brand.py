"""Invented brand files as the page shows them."""

from dataclasses import replace

from app.agents.scout.brand.brand_file import Brand, Site
from app.agents.scout.pages.brand import BrandView
from app.agents.scout.pages.brand_choice import Choice
from app.agents.scout.pages.brand_file import BrandFileState
from tests.scout.stored import BRAND

BRAND_FULL = BrandView("brand_repo.yaml", BrandFileState(BRAND))
BARE = Brand(id="bare", display_name="Bare", sites=(Site(url="https://news.example/"),))
BRAND_EMPTY = BrandView("brand_repo.yaml", BrandFileState(BARE))
BRAND_TROUBLED = replace(
    BRAND_FULL,
    now=BrandFileState(
        BRAND,
        problems=(
            "brand_repo.yaml line 14: 'keyword' is not a known key, did you mean 'keywords'?",
            "brand_repo.yaml line 97: 'primary': the colour is empty; put it in quotes, because "
            "# starts a comment",
        ),
    ),
    choices=(Choice("debonairs", "Debonairs Pizza", True), Choice("bare", "Bare", False)),
)
ODD = BRAND.model_copy(
    update={
        "rivals": (*BRAND.rivals, "Debonairs"),
        "banned_words": (*BRAND.banned_words, "slice"),
        "no_go_topics": (*BRAND.no_go_topics, "burger and chips"),
        "colours": BRAND.colours.model_copy(update={"secondary": "#D2282F"}),
    }
)
BRAND_CHANGED = replace(BRAND_FULL, now=BrandFileState(ODD, changed=("banned_words", "colours")))
