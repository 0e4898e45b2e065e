"""Guards of invitations and of the calendar."""

from benchmarks.mutants.mutant import mutant

BOOKING = "app/agents/team/roles/booking_callprep"
CALENDAR = "app/agents/team/calendar"
INVITING = "tests/team/booking/test_inviting.py"
ANSWERS = "tests/team/calendar/test_answers.py"
NO_COUNT = f"{ANSWERS}::test_what_does_not_count_changes_nothing_and_says_why"

OF_BOOKING = (
    mutant(
        "booking: nothing goes without a person's word",
        f"{BOOKING}/invite.py",
        "    if not given.approved:\n",
        "    if given.approved is None:\n",
        f"{INVITING}::test_a_draft_goes_nowhere_until_its_button_is_pressed",
    ),
    mutant(
        "booking: the same invitation goes once",
        f"{BOOKING}/invite.py",
        "        refuse_second(session, event)\n",
        "        pass\n",
        f"{INVITING}::test_the_same_invitation_is_not_sent_again",
    ),
    mutant(
        "booking: who objects before it goes does not get it",
        "app/agents/leads/tools/may_write_to.py",
        "return Held(SUPPRESSED) if suppressed_among",
        "return None if suppressed_among",
        f"{INVITING}::test_who_objects_is_not_invited_not_even_a_moment_before_it_goes",
    ),
    mutant(
        "booking: only who was invited answers",
        f"{CALENDAR}/apply_reply.py",
        "    if not speaks_for(whose, answer, sender):\n",
        "    if not sender:\n",
        NO_COUNT,
    ),
    mutant(
        "booking: an answer to an earlier version does not count",
        f"{CALENDAR}/apply_reply.py",
        "answer.sequence < event.sequence and",
        "answer.sequence < 0 and",
        NO_COUNT,
    ),
    mutant(
        "booking: a calendar's address is signed",
        f"{CALENDAR}/pages/feed.py",
        "    except BadTokenError:\n        return False\n",
        "    except BadTokenError:\n        return True\n",
        f"{INVITING}::test_the_feed_has_the_calls_for_whoever_has_its_address",
    ),
    mutant(
        "booking: a model states nothing of a lead",
        f"{BOOKING}/ask_script.py",
        "        if states_something_of_them(sentence, brief):\n",
        "        if not sentence:\n",
        "tests/team/booking/test_scripts.py::test_what_no_page_says_is_refused",
    ),
)
