"""The steps of one session with a mail server. The door to them is app/parts/mail/sender.py."""
