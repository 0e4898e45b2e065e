"""`uvicorn app.main:app`: the API process with the scheduler inside."""

from app.lib.errors import MisconfiguredError
from app.lib.settings.settings import load_settings
from app.parts.parts import exit_in_plain_words, open_parts
from app.service.agents import check_agents
from app.service.application import create_app

try:
    settings = load_settings()
    check_agents(settings)
    app = create_app(open_parts(settings))
except MisconfiguredError as error:
    exit_in_plain_words(error)
