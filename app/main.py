"""`uvicorn app.main:app`: the API process with the scheduler inside."""

from app.agents import check_agents
from app.api.application import create_app
from app.errors import MisconfiguredError
from app.parts import exit_in_plain_words, open_parts
from app.settings import load_settings

try:
    settings = load_settings()
    check_agents(settings)
    app = create_app(open_parts(settings))
except MisconfiguredError as error:
    exit_in_plain_words(error)
