"""Draws docs/learning.svg: the share of yes among the five, day by day, with votes and without.

`python -m benchmarks.learning_curve` (about two minutes); teams and replay as in quality_learning.
"""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.quality_learning import curves

PICTURE = Path(__file__).resolve().parents[1] / "docs" / "learning.svg"
TEAMS = range(8)
DAYS_IN_A_MEAN = 21
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 340, 56, 150, 54, 44
MOST = 0.7
Curve = Sequence[float]


def means(days: Sequence[Curve]) -> list[float]:
    """The mean of all teams, smoothed over the three weeks up to each day."""
    each_day = [sum(of_day) / len(of_day) for of_day in zip(*days, strict=True)]
    windows = [each_day[max(0, day - DAYS_IN_A_MEAN + 1) : day + 1] for day in range(len(each_day))]
    return [sum(window) / len(window) for window in windows]


def x(day: float, days: int) -> float:
    return LEFT + day / (days - 1) * (WIDTH - LEFT - RIGHT)


def y(share: float) -> float:
    return HEIGHT - BOTTOM - share / MOST * (HEIGHT - TOP - BOTTOM)


def line(curve: Curve, colour: str, name: str) -> str:
    points = " ".join(f"{x(n, len(curve)):.1f},{y(value):.1f}" for n, value in enumerate(curve))
    end = f'x="{WIDTH - RIGHT + 8}" y="{y(curve[-1]) + 4:.1f}"'
    return (
        f'<polyline fill="none" stroke="{colour}" stroke-width="2.5" points="{points}"/>'
        f'<text {end} fill="{colour}" font-weight="600">{name} {curve[-1]:.0%}</text>'
    )


def grid() -> str:
    return "".join(
        f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(share):.1f}" y2="{y(share):.1f}" '
        f'stroke="#ddd"/><text x="{LEFT - 8}" y="{y(share) + 4:.1f}" text-anchor="end" '
        f'fill="#555">{share:.0%}</text>'
        for share in (0.0, 0.2, 0.4, 0.6)
    )


def months(days: int) -> str:
    return "".join(
        f'<text x="{x(day, days):.1f}" y="{HEIGHT - 18}" fill="#555" text-anchor="middle">'
        f"day {day}</text>"
        for day in range(0, days, 30)
    )


def picture(on: Curve, off: Curve) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="system-ui, sans-serif" font-size="13" role="img" '
        'aria-label="The share of yes among the five finds of a day grows with votes">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
        f'<text x="{LEFT}" y="26" font-size="15" font-weight="600" fill="#222">'
        "Finds the team says yes to, of five a day</text>"
        f"{grid()}{months(len(on))}"
        f"{line(off, '#777', 'without votes')}{line(on, '#b4001e', 'with votes')}</svg>\n"
    )


def main() -> None:
    replays = curves(TEAMS)
    on = means([with_votes.hits for with_votes, _ in replays])
    off = means([without.hits for _, without in replays])
    PICTURE.write_text(picture(on, off), "utf-8")
    print(f"{PICTURE}: {off[-1]:.2f} without votes, {on[-1]:.2f} with them")


if __name__ == "__main__":
    main()
