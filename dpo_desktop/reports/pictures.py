"""Pages of a PDF as pictures, by PDFium: what the preview shows is the document itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PagePicture:
    """`pixels` are rows of 32-bit BGRA (the fourth byte is unused), `stride` bytes each."""

    width: int
    height: int
    stride: int
    pixels: bytes


def page_picture(pdf: bytes, page: int, scale: float) -> PagePicture:
    """Page `page` (from 0) at `scale` pixels a point."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        sheet = document[page]
        bitmap = sheet.render(scale=scale, rev_byteorder=False, prefer_bgrx=True)
        picture = PagePicture(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
        bitmap.close()
        sheet.close()
    finally:
        document.close()
    return picture


def page_sizes(pdf: bytes) -> tuple[tuple[float, float], ...]:
    """Width and height of each page in points."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        return tuple(tuple(document.get_page_size(number)) for number in range(len(document)))
    finally:
        document.close()
