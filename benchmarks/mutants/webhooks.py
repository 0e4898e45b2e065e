"""Guards of the webhooks: who may report, and that what is reported is done once."""

from benchmarks.mutants.mutant import Mutant, mutant

WEBHOOKS = "app/agents/team/webhooks"
SIGNATURES = f"{WEBHOOKS}/checking/signatures.py"
GOOGLE = f"{WEBHOOKS}/checking/google_push.py"
TOKENS = f"{WEBHOOKS}/checking/internal_tokens.py"
TESTS = "tests/team/webhooks"
NO_FORGERY = f"{TESTS}/test_signatures.py::test_no_forgery_passes"
NO_PUSH = f"{TESTS}/test_tokens.py::test_googles_push_passes_and_no_forgery_of_it"
HOSTS = f"{TESTS}/test_tokens.py::test_another_host_gives_a_task_with_a_token_that_is_good_once"
WORKING = f"{TESTS}/test_working.py"

OF_WEBHOOKS: tuple[Mutant, ...] = (
    mutant(
        "webhooks: an old request is refused",
        SIGNATURES,
        "    _check_time(sent_at, now)\n",
        "",
        NO_FORGERY,
    ),
    mutant(
        "webhooks: a header that comes twice is refused",
        SIGNATURES,
        "    if len(found) != 1:\n        name = wanted.decode()",
        "    if not found:\n        name = wanted.decode()",
        NO_FORGERY,
    ),
    mutant(
        "webhooks: a full stop in an id is refused",
        SIGNATURES,
        'if b"." in event_id:',
        "if not event_id:",
        f"{TESTS}/test_signatures.py::test_an_id_with_a_full_stop_could_be_read_in_two_ways",
    ),
    mutant(
        "webhooks: a secret that is no base64 is no short key",
        SIGNATURES,
        "if len(decoded) >= LEAST_KEY_BYTES:",
        "if decoded:",
        f"{TESTS}/test_signatures.py::"
        "test_a_secret_that_loses_most_of_its_signs_as_base64_is_no_key",
    ),
    mutant(
        "webhooks: Google's push is for this service",
        GOOGLE,
        '        claims.get("aud") == settings.pubsub_audience,\n',
        "",
        NO_PUSH,
    ),
    mutant(
        "webhooks: Google's push is of our account",
        GOOGLE,
        '        claims.get("email") == str(settings.pubsub_service_account),\n',
        "",
        NO_PUSH,
    ),
    mutant(
        "webhooks: a host's token is good once",
        f"{WEBHOOKS}/http/internal_routes.py",
        "if not use_once(session, shown):",
        "if not use_once(session, shown) and False:",
        HOSTS,
    ),
    mutant(
        "webhooks: a host's token is good for a minute",
        TOKENS,
        "if not 0 < left <= LONGEST.total_seconds():",
        "if not 0 < left:",
        HOSTS,
    ),
    mutant(
        "webhooks: a token is spelt as it was signed",
        TOKENS,
        "    if not is_as_signed(token):\n",
        "    if not token:\n",
        f"{TESTS}/test_tokens.py::test_a_token_has_one_spelling",
    ),
    mutant(
        "webhooks: an alert is mailed once",
        f"{WEBHOOKS}/monitoring/alerts.py",
        "    elif row.status == RESOLVED:\n        return None\n",
        "",
        f"{WORKING}::test_an_alert_is_mailed_when_it_begins_and_when_it_is_over",
    ),
    mutant(
        "webhooks: a task that is worked on here stays as it is",
        f"{WEBHOOKS}/finished_tasks.py",
        "(col(AgentRun.id) == run.id, col(AgentRun.status) == RunStatus.PENDING)",
        "(col(AgentRun.id) == run.id,)",
        f"{WORKING}::test_a_task_that_waits_is_finished_by_whoever_did_it",
    ),
)
