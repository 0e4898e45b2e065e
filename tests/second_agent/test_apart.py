"""Twelve ways in which the trouble of one agent could touch the other; none does."""

from dataclasses import replace
from datetime import timedelta
from typing import NoReturn

import pytest
import typer
from fastapi.testclient import TestClient

from app import cli
from app.agents.scout.agent import BRAND_SCOUT
from app.agents.scout.agent import NAME as SCOUT
from app.jobs import deliver_mails, perform_run
from app.lib.clock import utc_now
from app.lib.errors import MisconfiguredError, PermanentError
from app.parts.alarm import silences
from app.parts.mail import settling
from app.parts.mail.tables import Mail, MailPhase
from app.parts.parts import open_parts
from app.parts.queue.queues import RUNS_QUEUE
from app.parts.runs import run_requests
from app.parts.runs.tables import AgentRun, MailStatus, RunStatus
from app.parts.runs.work import Work
from app.parts.store.statements import required_id
from app.service import agents
from app.service.application import create_app
from app.service.background import ticks_of
from app.service.commands.check import check_agent
from app.service.worker_process import prepare
from tests.second_agent.agent import GREETER
from tests.second_agent.agent import NAME as SECOND
from tests.second_agent.conftest import ANN, TEAM, TwoAgents

LATER = timedelta(minutes=5)


def succeeded(run: AgentRun) -> bool:
    return (run.status, run.error_message) == (RunStatus.COMPLETED, None)


def test_both_work_side_by_side_and_each_sends_its_own_mails(two: TwoAgents) -> None:
    scout, greeter = two.run_scout(), two.run_greeter()
    assert succeeded(scout)
    assert scout.mail_status == MailStatus.SENT
    assert succeeded(greeter)
    [summary], [letter] = two.smtp.mailbox.to(TEAM), two.smtp.mailbox.to(ANN)
    assert summary["List-Id"]
    assert summary["Auto-Submitted"] == "auto-generated"
    assert letter["From"] == "Greeter <greeter@example.com>"
    assert letter["List-Id"] is None
    assert letter["Auto-Submitted"] is None


def test_1_a_brand_file_that_broke_stops_the_scout_alone(two: TwoAgents) -> None:
    two.brand_file.write_text("brands: nonsense")
    assert "brand file cannot be used" in str(two.run_scout().error_message)
    assert succeeded(two.run_greeter())


def test_2_the_second_s_own_broken_file_stops_it_alone(two: TwoAgents) -> None:
    two.greeter_file.write_text("nobody")
    ended = two.run_greeter()
    assert (ended.status, ended.error_message) == (
        RunStatus.FAILED,
        "greeter.txt: 'nobody' is no address.",
    )
    assert succeeded(two.run_scout())


def test_3_a_bug_in_one_is_handed_back_and_the_other_goes_on(two: TwoAgents) -> None:
    crashed = two.run_greeter("crash")
    assert (crashed.status, crashed.attempt) == (RunStatus.PENDING, 1)
    assert succeeded(two.run_scout())


def test_4_a_result_that_one_cannot_read_does_not_hold_up_the_other_s_mails(
    two: TwoAgents,
) -> None:
    two.smtp.mailbox.refuse = {TEAM: "451 later", ANN: "451 later"}
    scout, greeter = two.run_scout(), two.run_greeter()
    two.change(AgentRun, required_id(scout.id), result={"top": "of no shape"})
    make_due(two, scout, greeter)
    two.smtp.mailbox.refuse = {}
    deliver_mails()
    settled = two.stored(required_id(greeter.id))
    assert settled.mail_status == MailStatus.SENT
    assert settled.result == {"greeted": 2, "arrived": 2}


def test_5_the_second_s_result_is_not_taken_for_the_scout_s(two: TwoAgents) -> None:
    two.smtp.mailbox.refuse = {TEAM: "451 later", ANN: "451 later"}
    greeter, scout = two.run_greeter(), two.run_scout()
    two.change(AgentRun, required_id(greeter.id), result={"greeted": [1]})
    make_due(two, scout, greeter)
    two.smtp.mailbox.refuse = {}
    deliver_mails()
    assert two.stored(required_id(scout.id)).mail_status == MailStatus.SENT


def make_due(two: TwoAgents, *ended: AgentRun) -> None:
    for run in ended:
        for mail in two.mails_of(run):
            two.change(Mail, mail.id or 0, next_try_at=mail.created_at)


def test_6_a_settling_that_crashes_is_logged_and_the_next_is_settled(
    two: TwoAgents, monkeypatch: pytest.MonkeyPatch
) -> None:
    two.smtp.mailbox.refuse = {TEAM: "451 later", ANN: "451 later"}
    greeter, scout = two.run_greeter(), two.run_scout()
    with two.database.write() as session:
        session.delete(session.get_one(Mail, two.mails_of(greeter)[0].id or 0))
    monkeypatch.setattr("tests.second_agent.agent.MailStatus", None)
    make_due(two, scout, greeter)
    two.smtp.mailbox.refuse = {}
    deliver_mails()
    assert two.stored(required_id(scout.id)).mail_status == MailStatus.SENT


def test_7_a_refused_letter_fails_alone(two: TwoAgents) -> None:
    two.smtp.mailbox.refuse = {ANN: "550 no such person"}
    greeter, scout = two.run_greeter(), two.run_scout()
    assert {mail.recipient: mail.phase for mail in two.mails_of(greeter)}[ANN] == MailPhase.FAILED
    assert scout.mail_status == MailStatus.SENT


def test_8_both_may_work_on_something_of_the_same_name(two: TwoAgents) -> None:
    first, second = two.ask(SCOUT, "debonairs"), two.ask(SECOND, "debonairs")
    assert first != second


def test_9_both_may_be_given_work_of_the_same_name(two: TwoAgents) -> None:
    settings = open_parts(need_redis=False)
    asked = [
        run_requests.add_requested_run(
            two.database,
            agent=agent,
            profile="debonairs",
            now=settings.clock(),
            work=Work({"of": agent}, "task-1"),
        )[1]
        for agent in (SCOUT, SECOND)
    ]
    settings.close()
    assert asked == [False, False]


def test_10_a_page_that_crashes_leaves_the_other_pages(two: TwoAgents) -> None:
    parts = open_parts(need_redis=False)
    client = TestClient(create_app(parts), raise_server_exceptions=False)
    assert "0 greetings" in client.get("/greetings").text
    two.greeter_file.unlink()
    assert client.get("/greetings").status_code == 500
    assert client.get("/").status_code == 200
    listed = client.get("/agent-runs", params={"agent": SECOND}).json()
    assert (listed, client.get("/agent-runs").json()) == ({"runs": []}, {"runs": []})
    parts.close()


def test_11_each_is_ticked_and_missed_by_its_own_interval(two: TwoAgents) -> None:
    parts = open_parts(need_redis=False)
    [scout], [greeter] = ticks_of(parts, BRAND_SCOUT), ticks_of(parts, GREETER)
    assert (scout.interval, greeter.interval) == (timedelta(minutes=10), timedelta(hours=1))
    now = parts.clock()
    with two.database.write() as session:
        silences.begin_silence(session, SECOND, "everybody", None, now)
        assert silences.open_silence(session, SCOUT, "everybody") is None
    parts.close()


def test_12_a_run_of_an_agent_that_was_taken_out_ends_and_says_so(
    two: TwoAgents, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = two.ask(SECOND, "everybody")
    monkeypatch.setattr(agents, "AGENTS", (BRAND_SCOUT,))
    perform_run(asked)
    ended = two.stored(asked)
    assert (ended.status, ended.error_message) == (
        RunStatus.FAILED,
        "This version of the service has no agent 'greeter'.",
    )
    assert succeeded(two.run_scout())
    with pytest.raises(PermanentError):
        agents.agent_named(SECOND)


def test_at_a_start_the_mistakes_of_all_agents_are_told(two: TwoAgents) -> None:
    two.brand_file.write_text("brands: nonsense")
    two.greeter_file.write_text("nobody")
    with pytest.raises(MisconfiguredError) as told:
        agents.check_agents(two.settings())
    assert len(told.value.problems) == 2


def test_mails_of_a_run_whose_agent_was_taken_out_are_settled_without_it(
    two: TwoAgents, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else its run would wait, and be rung for every few seconds, for ever."""
    two.smtp.mailbox.refuse = {ANN: "451 later"}
    greeter = two.run_greeter()
    monkeypatch.setattr(agents, "AGENTS", (BRAND_SCOUT,))
    make_due(two, greeter)
    two.smtp.mailbox.refuse = {}
    deliver_mails()
    assert two.stored(required_id(greeter.id)).mail_status == MailStatus.SENT
    assert not settling.unsettled(two.database, utc_now())


def test_a_run_whose_settling_crashes_is_settled_without_its_agent(
    two: TwoAgents, monkeypatch: pytest.MonkeyPatch
) -> None:
    two.smtp.mailbox.refuse = {ANN: "451 later"}
    greeter = two.run_greeter()
    two.smtp.mailbox.refuse = {ANN: "550 no such person"}
    monkeypatch.setattr("tests.second_agent.agent.select", None)
    make_due(two, greeter)
    deliver_mails()
    assert two.stored(required_id(greeter.id)).mail_status == MailStatus.SENT  # Ben has his
    assert not settling.unsettled(two.database, utc_now())


def crash(*_: object) -> NoReturn:
    raise RuntimeError("a bug of the greeter")


def test_a_check_that_crashes_is_told_in_plain_words_and_the_others_go_on(two: TwoAgents) -> None:
    parts, lines = open_parts(need_redis=False), list[str]()
    for agent in (replace(GREETER, check=crash), replace(GREETER, check=misconfigured)):
        assert not check_agent(agent, parts, lines.append)
    assert lines == [
        "greeter: its check ended early, by a fault of this service "
        "(RuntimeError: a bug of the greeter)",
        "greeter: greeter.txt: 'nobody' is no address.",
    ]
    parts.close()


def misconfigured(*_: object) -> bool:
    raise MisconfiguredError(["greeter.txt: 'nobody' is no address."])


def test_at_a_start_a_bug_of_one_agent_hides_no_mistake_of_another(
    two: TwoAgents, monkeypatch: pytest.MonkeyPatch
) -> None:
    two.brand_file.write_text("brands: nonsense")
    monkeypatch.setattr(agents, "AGENTS", (replace(GREETER, profiles=crash), BRAND_SCOUT))
    with pytest.raises(MisconfiguredError) as told:
        agents.check_agents(two.settings())
    bug, mistake = told.value.problems
    assert bug.startswith("greeter: what it works on cannot be read, by a fault of this service")
    assert "brands" in mistake


def test_commands_that_cannot_be_added_leave_those_of_the_others(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    added = typer.Typer()
    monkeypatch.setattr(cli, "app", added)
    broken = replace(GREETER, add_commands=crash)
    monkeypatch.setattr(agents, "AGENTS", (broken, GREETER))
    cli.add_agents_commands()
    assert len(added.registered_commands) == 1
    assert "greeter: its commands cannot be added" in capsys.readouterr().err


def test_a_slot_of_one_waits_for_one_run_of_another_however_many_were_asked_for_before(
    two: TwoAgents, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agents, "AGENTS", (BRAND_SCOUT, replace(GREETER, queue=RUNS_QUEUE)))
    many = [two.ask(SECOND, f"lead-{number}") for number in range(4)]
    slot = two.ask(SCOUT, "debonairs")
    begun = []
    for rung in (*many, slot):
        perform_run(rung)
        begun.append([one for one in (*many, slot) if two.stored(one).attempt])
    assert [len(one) for one in begun] == [1, 2, 3, 4, 5]
    assert begun[1] == [many[0], slot]


def test_who_is_alone_in_its_queue_runs_what_was_rung_for(two: TwoAgents) -> None:
    first, second = two.ask(SECOND, "lead-1"), two.ask(SECOND, "lead-2")
    perform_run(second)
    assert (two.stored(first).attempt, two.stored(second).attempt) == (0, 1)


def test_an_agent_that_cannot_be_loaded_keeps_no_worker_from_working(
    monkeypatch: pytest.MonkeyPatch, two: TwoAgents
) -> None:
    prepared: list[object] = []
    monkeypatch.setattr(
        agents,
        "AGENTS",
        (replace(GREETER, prepare=crash), replace(GREETER, prepare=prepared.append)),
    )
    prepare(two.settings())
    assert len(prepared) == 1


def test_a_command_of_a_name_that_is_taken_takes_nobody_s_place(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    added = typer.Typer()

    @added.command()
    def greet() -> None:
        """The service's own."""

    monkeypatch.setattr(cli, "app", added)
    monkeypatch.setattr(agents, "AGENTS", (GREETER,))
    cli.add_agents_commands()
    assert [command.callback for command in added.registered_commands] == [greet]
    assert "greeter: its command 'greet' is left out" in capsys.readouterr().err
