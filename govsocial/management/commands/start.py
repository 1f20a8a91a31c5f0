"""`manage.py start`: web server, worker and beat under one supervisor; Ctrl-C stops all of them."""

import os
import signal
import socket
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from honcho.manager import Manager

from accounts.models import Person

# The same commands as docker-compose.yml; a test compares them. There the worker forks (prefork: time limits hold);
# here it runs in threads, which end at once on Ctrl-C.
COMMANDS = {
    "web": (
        "gunicorn govsocial.wsgi --no-control-socket "
        "--worker-class gthread --workers {workers} --threads 4 --bind {bind}"
    ),
    "worker": "celery --quiet --app govsocial worker --loglevel WARNING --pool {pool} --concurrency {workers}",
    "beat": "celery --quiet --app govsocial beat --loglevel WARNING --pidfile=",
}


class Command(BaseCommand):
    help = "Start the portal: gunicorn, one Celery worker and Celery beat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=settings.PORT)

    def handle(self, *args: Any, **options: Any) -> None:
        port = options["port"]
        if not settings.LOOPBACK:
            raise CommandError("This starts a trial on this machine. To deploy, see README, “Deploying”.")
        os.umask(0o077)  # for the processes below: database and mails are their owner's alone
        _refuse_taken(port)
        self._say_where(port)
        manager = Manager()
        path = os.path.dirname(sys.executable) + os.pathsep + os.environ.get("PATH", "")
        for name, command in COMMANDS.items():
            text = command.format(workers=2 if name == "web" else 1, pool="threads", bind=f"127.0.0.1:{port}")
            manager.add_process(name, "exec " + text, env={**os.environ, "PATH": path, "PORT": str(port)})
        manager.loop()
        stopped = manager.returncode == 128 + signal.SIGINT  # Ctrl-C is how a trial ends, and no failure
        raise SystemExit(0 if stopped else manager.returncode or 0)

    def _say_where(self, port: int) -> None:
        self.stdout.write(f"\nThe portal: http://127.0.0.1:{port}/    (Ctrl-C stops it)\n")
        if settings.DEMO:
            call_command("demo_people", stdout=self.stdout)
        elif not Person.objects.exists():
            self.stdout.write(f"Create the first administrator: http://127.0.0.1:{port}/start/")
        self.stdout.write("")
        self.stdout.flush()


def _refuse_taken(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise CommandError(f"Port {port} is taken. Choose another one: make run PORT={port + 1}") from None
