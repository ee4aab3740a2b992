"""公文格式 The layout of GB/T 9704-2012 in numbers, and the faces it names with what stands in."""

from __future__ import annotations

from dataclasses import dataclass

from layers.theme import FAMILY

# A4; the type area is 156 x 225 mm and holds 22 lines of 28 characters.
PAGE_MM = (210.0, 297.0)
TOP_MM, LEFT_MM = 37.0, 28.0
AREA_MM = (156.0, 225.0)
LINES, CHARACTERS = 22, 28
BOTTOM_MM = PAGE_MM[1] - TOP_MM - AREA_MM[1]
RIGHT_MM = PAGE_MM[0] - LEFT_MM - AREA_MM[0]
PT_PER_MM = 72 / 25.4
PITCH_PT = AREA_MM[1] * PT_PER_MM / LINES
BODY_PT, TITLE_PT, SIGN_PT, NUMBER_PT = 16.0, 22.0, 48.0, 14.0
TABLE_PT, NARROW_PT, NOTE_PT = 12.0, 10.5, 12.0
# A table of more columns than this is set narrow.
MOST_COLUMNS = 7
# What a character gives up so that 28 of 16 points fit into a line.
SQUEEZE_PT = AREA_MM[0] * PT_PER_MM / CHARACTERS - BODY_PT
# The page number stands 7 mm below the type area.
NUMBER_MM = 7.0
# The colour of an official masthead and its rule (版头红色); nothing else on a page has a hue.
RED = "#D7000F"


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """字体 A face of the standard: its name in Word, other names of it, and what it falls back to.

    ``weight`` is that of the shipped face where no licensed one is at hand.
    """

    name: str
    others: tuple[str, ...]
    weight: int

    @property
    def families(self) -> tuple[str, ...]:
        """Names to look for, the shipped face last."""
        return (self.name, *self.others, FAMILY)


FANGSONG = Face(name="仿宋_GB2312", others=("FangSong_GB2312", "仿宋", "FangSong"), weight=350)
KAITI = Face(name="楷体_GB2312", others=("KaiTi_GB2312", "楷体", "KaiTi"), weight=500)
HEITI = Face(name="黑体", others=("SimHei",), weight=700)
SONG = Face(name="方正小标宋简体", others=("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05"), weight=800)
SIMSUN = Face(name="宋体", others=("SimSun",), weight=400)
FACES = {"body": FANGSONG, "kai": KAITI, "hei": HEITI, "title": SONG, "number": SIMSUN}
LATIN = "Times New Roman"
# The sign's characters stand apart by this share of their size.
SPREAD = 0.12


def sign_pt(text: str) -> float:
    """The size at which the sign of a masthead fits into one line, at most the usual one."""
    wide = sum(1.0 if ord(sign) > 0x2E7F else 0.6 for sign in text)
    return min(SIGN_PT, AREA_MM[0] * PT_PER_MM / (wide * (1 + SPREAD)))
