"""Pictures of attached files for looking at them inside the program: images, and pages of a PDF. In the worker only."""

from __future__ import annotations

import io
from dataclasses import dataclass

PICTURE_TYPES = frozenset(("image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "image/tiff"))
PDF_TYPE = "application/pdf"
_MOST_SIDE = 4000  # pixels of a rendered side
_MOST_PIXELS = 60_000_000  # a picture that unfolds to more is refused


class NoPicture(Exception):
    """The file cannot be shown as a picture."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Rows of RGB, 8 bits each, without padding. `pages` is 1 for an image."""

    width: int
    height: int
    pages: int
    pixels: bytes


def render(data: bytes, found_type: str, page: int, width: int) -> Picture:
    """One page (from 0) or image, `width` pixels wide, an image never larger than it is. Raises NoPicture."""
    if found_type == PDF_TYPE:
        return _page(data, page, width)
    if found_type in PICTURE_TYPES:
        return _image(data, width)
    raise NoPicture


def _page(data: bytes, number: int, width: int) -> Picture:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
        page = document[number]
        page_width, page_height = page.get_size()
        scale = min(width / page_width, _MOST_SIDE / page_width, _MOST_SIDE / page_height)
        bitmap = page.render(scale=scale, may_draw_forms=False, rev_byteorder=True, force_bitmap_format=None)
        image = bitmap.to_pil().convert("RGB")
    except (pypdfium2.PdfiumError, IndexError, ValueError, ZeroDivisionError) as error:
        raise NoPicture from error
    return Picture(image.width, image.height, len(document), image.tobytes())


def _check_size(pixels: int) -> None:
    if pixels > _MOST_PIXELS:
        raise NoPicture


def _image(data: bytes, width: int) -> Picture:
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")) as opened:
            _check_size(opened.width * opened.height)
            image = ImageOps.exif_transpose(opened)
            image.thumbnail((min(width, _MOST_SIDE), _MOST_SIDE))
            clear = image.convert("RGBA")
    except NoPicture:
        raise
    except Exception as error:  # a damaged image makes a decoder raise anything
        raise NoPicture from error
    ground = Image.new("RGBA", clear.size, "white")
    ground.alpha_composite(clear)
    whole = ground.convert("RGB")
    return Picture(whole.width, whole.height, 1, whole.tobytes())
