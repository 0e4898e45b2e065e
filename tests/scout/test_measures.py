"""Precision and nDCG over pools like a day's news."""

from app.agents.scout.votes.measures import Labelled, measured, seeded_pools


def test_a_file_with_too_few_of_one_kind_is_one_pool() -> None:
    assert len(seeded_pools([Labelled(3, 0.0)] * 70)) == 1
    assert len(seeded_pools([Labelled(0, 0.0)] * 70)) == 1
    assert len(seeded_pools([Labelled(3, 0.0)] * 30 + [Labelled(0, 0.0)] * 59)) == 1


def test_a_large_file_is_measured_on_the_same_pools_each_time() -> None:
    items = [Labelled(3 if n % 20 == 0 else 0, float(n % 7)) for n in range(500)]
    pools = seeded_pools(items)
    assert len(pools) == 200
    assert {len(pool) for pool in pools} == {60}
    assert measured(pools) == measured(seeded_pools(items))


def test_a_perfect_order_measures_one_and_a_wrong_one_nothing() -> None:
    right = [Labelled(3, 9), *(Labelled(0, n) for n in range(8))]
    wrong = [Labelled(3, -1), *(Labelled(0, n) for n in range(8))]
    unsafe = [Labelled(3, 9, unsafe=True), *(Labelled(0, n) for n in range(8))]
    assert (measured([right]).precision, measured([right]).ndcg) == (1.0, 1.0)
    assert (measured([wrong]).precision, measured([wrong]).ndcg) == (0.0, 0.0)
    assert measured([unsafe]).precision is None
