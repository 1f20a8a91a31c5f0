"""What an attached copy is, told by its first bytes and never by its name."""

from reviews.models.circular import FileKind

MAX_BYTES = 5 * 1024 * 1024
SIGNATURES = {
    FileKind.PDF: b"%PDF-",
    FileKind.JPEG: b"\xff\xd8\xff",
    FileKind.PNG: b"\x89PNG\r\n\x1a\n",
}


def kind_of(first_bytes: bytes) -> FileKind | None:
    """The kind of file that begins so; None for anything but PDF, JPEG and PNG."""
    return next((kind for kind, start in SIGNATURES.items() if first_bytes.startswith(start)), None)
