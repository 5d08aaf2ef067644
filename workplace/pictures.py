"""Pictures: what one looks like in 64 bits, whatever it was saved as, and small copies to look at.

The difference hash (dHash) needs a dozen lines of Pillow; the library ImageHash would bring numpy,
scipy and PyWavelets for them.
"""

from io import BytesIO

from PIL import Image

SIDE = 8
BITS = SIDE * SIDE
FLAT = 24  # of 256 shades: a white page or a dark photo looks like any other
NEAR = 3  # bits that may differ between two savings of one photo
THUMB, WHOLE = 160, 1600  # pixels of the longer side
QUALITY = 80


def picture_hash(image: Image.Image) -> str:
    """16 hex digits; "" for a picture with nothing to tell it by."""
    small = image.convert("L").resize((SIDE + 1, SIDE), Image.Resampling.BOX)
    shades = small.tobytes()
    if max(shades) - min(shades) < FLAT:
        return ""
    bits = 0
    for row in range(SIDE):
        for column in range(SIDE):
            place = row * (SIDE + 1) + column
            bits = bits << 1 | (shades[place] > shades[place + 1])
    return f"{bits:0{BITS // 4}x}"


def look_alike(one: str, other: str) -> bool:
    return (int(one, 16) ^ int(other, 16)).bit_count() <= NEAR


def small_copy(body: bytes, side: int) -> bytes:
    """A JPEG of at most `side` pixels, drawn anew: nothing of the file but its pixels."""
    with Image.open(BytesIO(body), formats=["JPEG", "PNG"]) as image:
        image.draft("RGB", (side, side))  # a JPEG is decoded no larger than needed
        if image.mode in {"RGBA", "LA", "P"}:
            drawn = image.convert("RGBA")
            paper = Image.new("RGBA", drawn.size, "white")
            paper.alpha_composite(drawn)
            picture = paper.convert("RGB")
        else:
            picture = image.convert("RGB")
        picture.thumbnail((side, side))
        out = BytesIO()
        picture.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
