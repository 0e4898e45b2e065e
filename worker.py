"""`python worker.py`: a worker of all queues, or of those that are named. Any number, on any host
that reaches Redis and the database.
"""

import sys

from app.service.worker_process import main

if __name__ == "__main__":
    main(sys.argv[1:])
