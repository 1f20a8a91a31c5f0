"""A mail server on loopback: `python -m tests.races.sink PORT FILE DELAY` writes a line for each mail it took."""

import asyncio
import email
import json
import signal
import sys
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller


class Keeper:
    def __init__(self, file: Path, delay: float) -> None:
        self.file, self.delay = file, delay

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  (the server's name)
        await asyncio.sleep(self.delay)
        mail = email.message_from_bytes(envelope.content)
        row = {"id": mail["Message-ID"], "to": envelope.rcpt_tos, "subject": str(mail["Subject"])}
        with self.file.open("a") as out:
            out.write(json.dumps(row) + "\n")
        return "250 OK"


if __name__ == "__main__":
    port, file, delay = int(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])
    Controller(Keeper(file, delay), hostname="127.0.0.1", port=port).start()
    signal.pause()
