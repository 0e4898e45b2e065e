"""`uvicorn app.main:app`: the API process with the scheduler inside."""

from app.api.application import create_app
from app.errors import MisconfiguredError
from app.parts import exit_in_plain_words, open_parts

try:
    app = create_app(open_parts())
except MisconfiguredError as error:
    exit_in_plain_words(error)
