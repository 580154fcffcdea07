"""Decodes one picture from its input, and writes it small to its output: the program of `apart`.

It runs alone, without Django and with no more memory and time than it was given, and what becomes of it is nobody's
harm. Called with the formats that are taken and the longer side in pixels.
"""

import io
import sys

import PIL.Image

DAMAGED = 3


def main(formats: str, longest: str) -> int:
    """Return 0 if the picture was decoded to its last pixel."""
    content = io.BytesIO(sys.stdin.buffer.read())
    try:
        with PIL.Image.open(content, formats=formats.split(",")) as picture:
            profile, exif = picture.info.get("icc_profile"), picture.info.get("exif")
            picture.load()
            picture.thumbnail((int(longest), int(longest)))
            small = picture if picture.mode in {"L", "LA", "RGB", "RGBA", "P", "I;16"} else picture.convert("RGB")
            written = io.BytesIO()
            more = {"exif": exif} if exif else {}
            small.save(written, "PNG", icc_profile=profile, **more)
    except Exception:  # decoders raise nearly anything
        return DAMAGED
    sys.stdout.buffer.write(written.getvalue())
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
