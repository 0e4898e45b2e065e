"""Scores articles without a language model: when there is no key, or the budget is spent.

`signals` finds what an article names and where, `score` weighs it, `safety` decides whether the
brand may be seen with it, `reason` says why in a sentence. What the words mean is in `lexicon/`.
"""

from app.agents.scout.judge.keyword.scorer import KeywordScorer, keyword_scorer

__all__ = ["KeywordScorer", "keyword_scorer"]
