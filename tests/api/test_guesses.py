from app.parts.http.guesses import (
    KNOWN_KEPT,
    WINDOW_SECONDS,
    WRONG_AT_MOST,
    WRONG_AT_MOST_IN_ALL,
    Guesses,
    source_of,
)

HERE, ELSEWHERE = "203.0.113.5", "203.0.113.6"


class Stopwatch:
    seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def guess(guesses: Guesses, times: int, address: str = HERE) -> int:
    """How many of the guesses were looked at."""
    looked_at = 0
    for _ in range(times):
        if not guesses.wait_seconds(address):
            looked_at += 1
            guesses.note_wrong(address)
    return looked_at


def from_many(guesses: Guesses, times: int) -> int:
    """How many guesses were looked at, each from an address of its own."""
    return sum(
        guess(guesses, 1, f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}") for n in range(1, times + 1)
    )


def test_ten_thousand_guesses_get_ten_looks_a_minute() -> None:
    stopwatch = Stopwatch()
    guesses = Guesses(stopwatch)
    assert guess(guesses, 10_000) == WRONG_AT_MOST
    assert guesses.wait_seconds(HERE) == WINDOW_SECONDS
    stopwatch.seconds += WINDOW_SECONDS
    assert guess(guesses, 10_000) == WRONG_AT_MOST


def test_any_minute_has_ten_looks_wherever_it_begins() -> None:
    stopwatch = Stopwatch()
    guesses = Guesses(stopwatch)
    looked_at = []
    for _ in range(10_000):
        if guess(guesses, 1):
            looked_at.append(stopwatch.seconds)
        stopwatch.seconds += 0.07
    busiest = max(
        sum(0 <= late - early < WINDOW_SECONDS for late in looked_at) for early in looked_at
    )
    assert busiest == WRONG_AT_MOST
    assert len(looked_at) >= 10_000 * 0.07 / WINDOW_SECONDS * WRONG_AT_MOST - 1


def test_who_waits_as_long_as_told_is_let_in() -> None:
    stopwatch = Stopwatch()
    guesses = Guesses(stopwatch)
    guess(guesses, WRONG_AT_MOST)
    stopwatch.seconds += 0.7
    wait = guesses.wait_seconds(HERE)
    stopwatch.seconds += wait - 1
    assert guesses.wait_seconds(HERE) > 0
    stopwatch.seconds += 1
    assert guesses.wait_seconds(HERE) == 0


def test_others_are_not_locked_out() -> None:
    guesses = Guesses()
    guess(guesses, 100)
    assert guesses.wait_seconds(ELSEWHERE) == 0


def test_ten_thousand_addresses_together_get_three_hundred_looks_a_minute() -> None:
    stopwatch = Stopwatch()
    guesses = Guesses(stopwatch)
    assert from_many(guesses, 10_000) == WRONG_AT_MOST_IN_ALL
    stopwatch.seconds += WINDOW_SECONDS
    assert from_many(guesses, 10_000) == WRONG_AT_MOST_IN_ALL


def test_who_gave_the_right_token_before_is_let_in_while_many_guess() -> None:
    guesses = Guesses(Stopwatch())
    guesses.note_right(HERE)
    from_many(guesses, 1_000)
    assert guesses.wait_seconds(ELSEWHERE) > 0
    assert guesses.wait_seconds(HERE) == 0
    assert guess(guesses, 100) == WRONG_AT_MOST


def test_a_network_of_ipv6_addresses_is_one_source() -> None:
    assert source_of("2001:db8::1") == source_of("2001:db8::ffff:1") != source_of("2001:db8:0:1::1")
    assert source_of("no address") == source_of("")


def test_ipv4_clients_of_a_socket_for_both_are_sources_of_their_own() -> None:
    assert source_of(f"::ffff:{HERE}") == source_of(HERE) != source_of(f"::ffff:{ELSEWHERE}")


def test_the_memory_for_sources_is_bounded() -> None:
    guesses = Guesses(Stopwatch())
    for number in range(KNOWN_KEPT + 500):
        guesses.note_right(f"192.168.{number >> 8}.{number & 255}")
    from_many(guesses, 20_000)
    assert len(guesses.wrong) == WRONG_AT_MOST_IN_ALL
    assert len(guesses.known) == KNOWN_KEPT
