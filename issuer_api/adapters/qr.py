"""The QR code in a picture.

read_qr(photo)      # "https://salud.example.edu/credential#…", or None
"""

from io import BytesIO

import zxingcpp
from PIL import Image

MAX_PIXELS = 20_000_000
_SIDE = 2000  # larger than a code needs to be: pictures are made smaller before they are searched
_FORMATS = ("PNG", "JPEG", "WEBP")


def read_qr(picture: bytes) -> str | None:
    """See `issuer_api.domain.ports.Scan`. A picture of more than MAX_PIXELS is not opened."""
    try:
        with Image.open(BytesIO(picture), formats=_FORMATS) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                return None
            opened.draft("L", (_SIDE, _SIDE))
            grey = opened.convert("L")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    grey.thumbnail((_SIDE, _SIDE))
    found = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return next((code.text for code in found if code.text), None)
