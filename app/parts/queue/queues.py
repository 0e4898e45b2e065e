"""The queues in Redis. A worker has a process of its own for each, or several
(app/service/worker_process.py)."""

RUNS_QUEUE = "runs"
"""What nobody waits for: runs of minutes."""
ASSISTANT_QUEUE = "assistant"
"""What a person waits for: it must not wait for a run of nine minutes."""
TASKS_QUEUE = "tasks"
"""Tasks of the team: each waits for a model most of its time, so several go side by side."""
MAIL_QUEUE = "mail"
"""A mail server may take minutes to answer, and a run takes up to nine: neither waits."""
QUEUES = (RUNS_QUEUE, ASSISTANT_QUEUE, TASKS_QUEUE, MAIL_QUEUE)
