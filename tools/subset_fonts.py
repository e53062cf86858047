"""Makes the two large typefaces of resources/fonts small: Han with kana, and Hangul. Needs fontTools, of no lock file.

    python tools/subset_fonts.py NotoSansSC_400Regular.ttf NotoSansKR_400Regular.ttf

The same input files and the same fontTools (4.68.0) give the same bytes. resources/fonts/README.md says where the input
comes from. The results are modified versions, so they carry names of their own.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "fonts"
# A Han character is kept where one of these national sets can write it.
STANDARDS = ("gbk", "big5", "euc_jisx0213")
HAN = (range(0x2E80, 0x3000), range(0x3400, 0xA000), range(0xF900, 0xFB00), range(0x20000, 0x33480))
ALWAYS = (
    range(0x3000, 0x3100),  # punctuation, hiragana, katakana
    range(0x3100, 0x3130),  # bopomofo
    range(0x31F0, 0x3200),  # small katakana
    range(0xFF01, 0xFFEF),  # full and half width
)
HANGUL = (range(0x1100, 0x1200), range(0x3130, 0x3190), range(0xAC00, 0xD7A4))
LINE = (1025, -275)  # ascent and descent of IBM Plex Sans: beside it, these letters move no line
DROPPED_TABLES = ["GSUB", "GPOS", "GDEF", "BASE", "STAT", "vhea", "vmtx", "gasp", "prep"]


def main(han_source: str, hangul_source: str) -> None:
    write(han_source, {*wanted_han(), *spread(ALWAYS)}, "DPO Desktop Han", "DPODesktopHan-Regular")
    write(hangul_source, spread(HANGUL), "DPO Desktop Hangul", "DPODesktopHangul-Regular")


def spread(ranges: Iterable[range]) -> set[int]:
    return {code for one in ranges for code in one}


def wanted_han() -> set[int]:
    return {code for code in spread(HAN) if any(writes(standard, chr(code)) for standard in STANDARDS)}


def writes(standard: str, character: str) -> bool:
    try:
        character.encode(standard)
    except UnicodeEncodeError:
        return False
    return True


def write(source: str, codes: set[int], family: str, file: str) -> None:
    font = TTFont(source, recalcTimestamp=False)
    options = Options(
        layout_features=[],
        hinting=False,
        glyph_names=False,
        notdef_outline=True,
        recalc_timestamp=False,
        drop_tables=DROPPED_TABLES,
        name_IDs=["*"],
    )
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    for table, ascent, descent in (("hhea", "ascent", "descent"), ("OS/2", "sTypoAscender", "sTypoDescender")):
        setattr(font[table], ascent, LINE[0])
        setattr(font[table], descent, LINE[1])
    font["OS/2"].usWinAscent, font["OS/2"].usWinDescent = LINE[0], -LINE[1]
    names = font["name"]
    original = names.getDebugName(4)
    for number in (16, 17, 21, 22, 25):
        names.removeNames(nameID=number)
    for number, text in {
        1: family,
        2: "Regular",
        3: f"{file}; {names.getDebugName(5)}",
        4: family,
        6: file,
        10: f"Characters of {original}, for DPO Desktop; see resources/fonts/README.md.",
    }.items():
        names.removeNames(nameID=number)
        names.setName(text, number, 3, 1, 0x409)
    target = FOLDER / f"{file}.ttf"
    font.save(target, reorderTables=True)
    print(f"{target.name}: {len(font.getBestCmap()):,} characters, {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(*sys.argv[1:])
