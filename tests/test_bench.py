"""What the performance goals say of growth, measured in blocks that the database reads: the same on every machine."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
POSTS = 20_000


def test_pages_read_no_more_among_many_posts_than_among_few():
    command = [sys.executable, "-m", "bench", "blocks", "--rows", str(POSTS)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=280, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "=== 9 goals passed in" in done.stdout
