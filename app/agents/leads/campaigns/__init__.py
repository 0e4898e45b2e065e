"""Campaigns: whom what is offered to, when a mail may go, and what stops it."""
