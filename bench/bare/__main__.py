"""Make the tables, 100,000 rows and a user in the database of DATABASE_URL; print the user's Cookie header."""

import os

import django
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.test import Client

FILL = """
INSERT INTO bare_item (title, status, owner, at)
SELECT 'শীতের পিঠা উৎসব ' || i, CASE WHEN i % 10 = 0 THEN 'waiting' ELSE 'done' END, 'জনাব ' || i, now()
FROM generate_series(1, 100000) AS i
"""


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.bare.settings"
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(FILL)
        cursor.execute("VACUUM ANALYZE")
    print(_cookie())


def _cookie() -> str:
    client = Client()
    client.force_login(get_user_model().objects.create_user("bare"))
    return f"sessionid={client.cookies['sessionid'].value}"


if __name__ == "__main__":
    main()
