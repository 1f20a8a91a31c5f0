"""No log line shows an address that is itself a key: who reads the log must not join or choose a password with it."""

import logging
import re

SECRET = re.compile(r"""((?:/|%2F)(?:join|password(?:/|%2F)reset(?:/|%2F)key)(?:/|%2F))[^\s/"'<>]+""", re.IGNORECASE)
FORMATTER = logging.Formatter()


def masked(text: str) -> str:
    """The text with the tokens of invitations and password resets replaced by ***."""
    return SECRET.sub(r"\1***", text)


class MaskTokens(logging.Filter):
    """Masks message and traceback of each record; belongs on the handler, so that every logger passes it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = masked(record.getMessage()), None
        if record.exc_info and not record.exc_text:
            record.exc_text = FORMATTER.formatException(record.exc_info)
        record.exc_text = masked(record.exc_text) if record.exc_text else None
        return True
