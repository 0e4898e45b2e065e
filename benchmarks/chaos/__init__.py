"""The fault loop: the whole service on real parts, broken at random, its history checked after.

    python -m benchmarks.chaos --slots 500 --faults 1000 --seed 7

Several lanes run side by side, each a service of its own (an API process, two workers, Redis,
PostgreSQL or SQLite, a mail server, three news sites, a model endpoint). Each lane is a process;
what it did to its service is drawn from the seed.
"""
