"""Pictures as they come: formats, ways of keeping grey and transparency, turned phones."""

from io import BytesIO

import numpy as np
import pytest

from jieyue.access.plates import engines, pictures

pytestmark = pytest.mark.skipif(
    not engines.is_installed(), reason="the extra vision is not installed"
)


def stored(image, form, **options):
    out = BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


@pytest.fixture
def image():
    from PIL import Image

    shades = np.tile(np.linspace(20, 220, 60).astype(np.uint8), (20, 1))
    return Image.fromarray(shades)


@pytest.mark.parametrize("form", ["BMP", "JPEG", "PNG", "TIFF", "WEBP"])
@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_every_format_shows_the_same(image, form, mode):
    seen = pictures.opened(stored(image.convert(mode), form))
    assert seen.shape == (20, 60, 3)
    assert seen[10, [2, 30, 57], 1].tolist() == pytest.approx([26, 121, 213], abs=6)


def test_sixteen_bits_of_grey_become_eight(image):
    from PIL import Image

    deep = Image.fromarray(np.asarray(image).astype(np.uint16) * 257)
    assert (pictures.opened(stored(deep, "PNG"))[..., 0] == np.asarray(image)).all()


def test_what_is_transparent_is_white(image):
    clear = image.convert("RGBA")
    clear.putalpha(0)
    assert (pictures.opened(stored(clear, "PNG")) == 255).all()


def test_a_turned_phone_is_turned_back(image):
    from PIL import Image

    turned = Image.Exif()
    turned[0x112] = 6
    assert pictures.opened(stored(image, "JPEG", exif=turned)).shape == (60, 20, 3)


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "empty"), (b"\xff\xd8\xff\xe0 cut", "broken"), (b"GIF89a", "broken")],
)
def test_what_is_no_picture_is_refused_by_name(content, reason):
    with pytest.raises(pictures.BadPicture) as caught:
        pictures.opened(content)
    assert caught.value.reason == reason


def test_a_speck_is_too_small(image):
    with pytest.raises(pictures.BadPicture) as caught:
        pictures.opened(stored(image.crop((0, 0, 60, 8)), "PNG"))
    assert caught.value.reason == "too_small"
