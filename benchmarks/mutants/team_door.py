"""Guards of the team's door, of asking models, and of what is limited over all processes."""

from benchmarks.mutants.mutant import mutant

ASKING = "app/agents/team/asking"
ASKED = "tests/team/test_asking.py"
PLACES = "app/parts/queue/shared_places.py"
PLACED = "tests/queue/test_shared_places.py"

OF_TEAM_DOOR = (
    mutant(
        "team: an answer is kept as soon as it came",
        f"{ASKING}/asking.py",
        "        answer = await self._asked(question)\n        self._keep(question, answer)\n",
        "        answer = await self._asked(question)\n",
        f"{ASKED}::test_a_second_attempt_pays_for_no_answer_of_the_first_also_for_a_wrong_one",
    ),
    mutant(
        "team: two wrong answers are forgotten",
        f"{ASKING}/asking.py",
        "        self.kept.forget(question, again)\n",
        "",
        f"{ASKED}::test_whoever_asks_again_after_two_wrong_answers_gets_another",
    ),
    mutant(
        "team: an answer is kept for a day",
        f"{ASKING}/kept_answers.py",
        "if kept is None or kept.created_at <= self.parts.clock() - KEPT:",
        "if kept is None:",
        f"{ASKED}::test_an_answer_is_kept_for_a_day_and_then_gone",
    ),
    mutant(
        "team: no more places than there are",
        PLACES,
        ">= ARGV[2] - redis.call('ZCARD', KEYS[1])",
        ">= ARGV[2] + redis.call('ZCARD', KEYS[1])",
        f"{PLACED}::test_no_more_than_there_are_places_are_at_work_and_the_first_to_wait_is_next",
    ),
    mutant(
        "team: a dead holder's place is free again",
        PLACES,
        "redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)\n",
        "",
        f"{PLACED}::test_the_place_of_a_process_that_died_is_free_again",
    ),
    mutant(
        "team: a form asks for one task however often it is sent",
        "app/agents/team/pages/page_routes.py",
        'f"form-{form_id}" if form_id else None',
        "None",
        "tests/team/test_pages.py::test_a_task_is_asked_for_by_a_form_once_and_looked_at",
    ),
    mutant(
        "team: a research is done once for each call",
        "app/agents/leads/tools/research_lead.py",
        "        external_id=caller.call_id,\n",
        "",
        "tests/team/test_lead_roles.py::test_addresses_become_leads_that_are_researched_once",
    ),
    mutant(
        "team: only who is in a campaign gets its mail",
        "app/agents/leads/tools/prepare_mail.py",
        "        if not ways.is_open(session, way):\n",
        "        if ways.is_open(session, way):\n",
        "tests/team/test_lead_roles.py::test_one_mail_is_a_draft_that_a_person_has_to_approve",
    ),
    mutant(
        "mail: no more in a minute than may go",
        "app/parts/mail/mails.py",
        "gone_in_a_minute(session, now) >= per_minute",
        "gone_in_a_minute(session, now) > per_minute",
        "tests/mail/test_per_minute.py",
    ),
)
