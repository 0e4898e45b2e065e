"""`python worker.py`: an RQ worker. Any number, on any host that reaches Redis and the database."""

from app.worker_process import main

if __name__ == "__main__":
    main()
