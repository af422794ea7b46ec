"""Colours of number plates, and the words and codes that cameras say them by. Pure."""

import unicodedata
from enum import StrEnum


class Colour(StrEnum):
    """The plate's ground. green fades to white on small new-energy cars; large: yellow_green."""

    BLACK = "black"
    BLUE = "blue"
    GREEN = "green"
    RED = "red"
    WHITE = "white"
    YELLOW = "yellow"
    YELLOW_GREEN = "yellow_green"


# Words of ISAPI's plateColor and on paper; letters and digits only, without 色, 牌 and 底.
_WORDS = {
    "black": Colour.BLACK,
    "黑": Colour.BLACK,
    "blue": Colour.BLUE,
    "蓝": Colour.BLUE,
    "green": Colour.GREEN,
    "gradientgreen": Colour.GREEN,
    "newenergy": Colour.GREEN,
    "newenergygreen": Colour.GREEN,
    "smallnewenergy": Colour.GREEN,
    "绿": Colour.GREEN,
    "渐变绿": Colour.GREEN,
    "新能源绿": Colour.GREEN,
    "red": Colour.RED,
    "红": Colour.RED,
    "white": Colour.WHITE,
    "白": Colour.WHITE,
    "yellow": Colour.YELLOW,
    "黄": Colour.YELLOW,
    "greenyellow": Colour.YELLOW_GREEN,
    "largenewenergy": Colour.YELLOW_GREEN,
    "newenergyyellowgreen": Colour.YELLOW_GREEN,
    "yellowgreen": Colour.YELLOW_GREEN,
    "yellowgreendouble": Colour.YELLOW_GREEN,
    "黄绿": Colour.YELLOW_GREEN,
    "黄绿双拼": Colour.YELLOW_GREEN,
    "黄绿双": Colour.YELLOW_GREEN,
    "新能源黄绿": Colour.YELLOW_GREEN,
}
# ColorType of GA/T 1400.3: 1 black, 2 white, 4 red, 5 blue, 6 yellow, 9 green.
_GAT1400 = {
    1: Colour.BLACK,
    2: Colour.WHITE,
    4: Colour.RED,
    5: Colour.BLUE,
    6: Colour.YELLOW,
    9: Colour.GREEN,
}
_ENDINGS = ("牌", "底", "色")

# Kinds of plate by the code of GA/T 16.7 that cameras send (PlateClass, plateType).
_OF_CODE = {
    "01": (Colour.YELLOW,),  # large car
    "02": (Colour.BLUE,),  # small car
    "03": (Colour.BLACK,),  # embassy
    "04": (Colour.BLACK,),  # consulate
    "05": (Colour.BLACK,),  # from abroad
    "06": (Colour.BLACK,),  # foreigners'
    "07": (Colour.YELLOW,),  # motorcycle
    "08": (Colour.BLUE,),  # light motorcycle
    "09": (Colour.BLACK,),
    "10": (Colour.BLACK,),
    "11": (Colour.BLACK,),
    "12": (Colour.BLACK,),
    "13": (Colour.YELLOW,),  # low-speed
    "15": (Colour.YELLOW,),  # trailer
    "16": (Colour.YELLOW,),  # driving school
    "17": (Colour.YELLOW,),
    "23": (Colour.WHITE,),  # police
    "24": (Colour.WHITE,),
    "26": (Colour.BLACK,),  # Hong Kong
    "27": (Colour.BLACK,),  # Macao
    "31": (Colour.WHITE,),  # armed police
    "32": (Colour.WHITE,),  # military
    "51": (Colour.YELLOW_GREEN,),  # large new-energy car
    "52": (Colour.GREEN,),  # small new-energy car
}


def colour_of_word(word: str) -> Colour | None:
    """What a camera or a person calls a colour, in Chinese or English; None if unheard of."""
    plain = "".join(filter(str.isalnum, unicodedata.normalize("NFKC", word).casefold()))
    while len(plain) > 1 and plain.endswith(_ENDINGS):
        plain = plain[:-1]
    return _WORDS.get(plain)


def colour_of_gat1400(code: int | str) -> Colour | None:
    """By GA/T 1400's ColorType, "5" or "05"; None for grey, orange and other non-plate colours."""
    text = str(code).strip()
    return _GAT1400.get(int(text)) if text.isascii() and text.isdigit() else None


def colours_of_code(code: str) -> tuple[Colour, ...]:
    """The colours a plate of this kind code bears; empty when the code does not say."""
    return _OF_CODE.get(code.strip().zfill(2), ())


def split_colour(text: str) -> tuple[str, Colour | None]:
    """The plate and its colour from cameras that send both in one text, such as 蓝浙AX2P12.

    黑 is also a province: it is a colour only where no letter follows it.
    """
    colour = _WORDS.get(text[:1])
    if not colour or text[1:2].isascii():
        return text, None
    return text[1:], colour
