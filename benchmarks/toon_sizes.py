"""Data that roles send to models, as TOON beside compact JSON: prints the table of docs/toon.md.

`python -m benchmarks.toon_sizes`; it fails where what is chosen is not the smaller of the two.
"""

import sys
from collections.abc import Mapping

from pydantic import JsonValue

from app.agents.team.roles.finance_manager.naming import figures_by_name
from app.agents.team.roles.finance_manager.role import EXAMPLE, FinanceManagerInput
from app.agents.team.roles.finance_manager.work import compute
from app.parts.model.tokens import at_most_tokens
from app.parts.model.toon import compact_json, encode_toon, smaller_of_toon_and_json


def samples() -> Mapping[str, JsonValue]:
    figures = figures_by_name(compute(FinanceManagerInput.model_validate(EXAMPLE)))
    return {
        "figures of the finance manager": [
            {"placeholder": name, "what": figure.what, "value": figure.words}
            for name, figure in figures.items()
        ],
        "twenty finds with votes": [
            {
                "id": number,
                "title": f"A pizza place in Soweto opens its kitchen to students, part {number}",
                "site": "news.example",
                "score": 90 - number,
                "yes": number % 4,
                "no": number % 3,
            }
            for number in range(20)
        ],
        "facts of a lead": [
            {
                "field": field,
                "value": value,
                "quote": f"We are {value}, and proud of it.",
                "url": "https://company.example/about",
            }
            for field, value in (("company", "a bakery"), ("size", "a team of nine"), ("town", "x"))
        ],
        "calls of a week by person": {
            f"person-{number}": {
                "starts": f"2026-12-0{number}T09:00",
                "minutes": 30,
                "booked": True,
            }
            for number in range(1, 8)
        },
        "one brief with a list": {
            "audience": "students",
            "tone": "warm",
            "words": ["slice", "hot"],
        },
        "a deep object": {"a": {"b": {"c": {"d": [{"e": [{"f": 1}]}]}}}},
    }


def main() -> int:
    print("| data | JSON, characters | TOON, characters | JSON, tokens | TOON, tokens | sent as |")
    print("|---|---:|---:|---:|---:|---|")
    wrong = 0
    for name, value in samples().items():
        texts = compact_json(value), encode_toon(value)
        tokens = [at_most_tokens(text) for text in texts]
        chosen = smaller_of_toon_and_json(value)
        wrong += at_most_tokens(chosen) != min(tokens)
        sent = "TOON" if chosen == texts[1] else "JSON"
        cells = [*(f"{len(text):,}" for text in texts), *(f"{count:,}" for count in tokens)]
        print(f"| {name} | {' | '.join(cells)} | {sent} |")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
