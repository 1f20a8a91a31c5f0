"""Builds the style sheet and the font: `python -m govsocial.web.front`.

Bootstrap is cut down to what the templates use, our theme follows it; nothing of either is committed.
"""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import crispy_bootstrap5

ROOT = Path(__file__).resolve().parent.parent.parent
FONT = "@fontsource/noto-sans-bengali/files/noto-sans-bengali-bengali-400-normal.woff2"
# What only crispy's Python code writes into pages.
WRITTEN_ELSEWHERE = (
    '<input type="checkbox" class="form-check-input is-invalid" checked disabled>'
    '<input type="radio" class="form-check-input" checked><select class="form-select is-invalid" multiple size="2">'
    '<input type="file" class="form-control is-invalid" readonly><textarea class="form-control">'
)


def build(root: Path, target: Path) -> None:
    """Write govsocial.css and fonts/ into `target`. Raises CalledProcessError with the tool's words on its stderr."""
    modules = root / "node_modules"
    crispy = Path(crispy_bootstrap5.__file__).parent / "templates"
    with tempfile.TemporaryDirectory() as scratch:
        words = Path(scratch) / "written-elsewhere.html"
        words.write_text(WRITTEN_ELSEWHERE, encoding="utf-8")
        content = [f"{root}/templates/**/*.html", f"{crispy}/**/*.html", str(words)]
        bootstrap = modules / "bootstrap" / "dist" / "css" / "bootstrap.min.css"
        command = [modules / ".bin" / "purgecss", "--css", bootstrap, "--content", *content, "--output", scratch]
        subprocess.run([str(part) for part in command], check=True, capture_output=True)
        purged = (Path(scratch) / bootstrap.name).read_text(encoding="utf-8")
    theme = (root / "static" / "theme.css").read_text(encoding="utf-8")
    (target / "fonts").mkdir(parents=True, exist_ok=True)
    shutil.copyfile(modules / FONT, target / "fonts" / "bengali-400.woff2")
    (target / "govsocial.css").write_text(_without_comments(purged) + _without_comments(theme), encoding="utf-8")


def _without_comments(css: str) -> str:
    """The source-map line of Bootstrap names a file that is not served; the theme's notes are for its readers."""
    return re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL).strip() + "\n"


if __name__ == "__main__":
    build(ROOT, ROOT / "var" / "front")
