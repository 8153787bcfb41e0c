"""Which fonts installed here can stand in for the fonts a 公文 asks for.

仿宋_GB2312, 楷体_GB2312 and 方正小标宋 are commercial and are not shipped; each role therefore has a list, the right face
first, then the free faces nearest to it. Family names are those of the font files' own tables, as typst reports them.
"""

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import typst

FONT_FOLDERS_VARIABLE = "FAZHI_FONTS"
"""Environment variable: further folders with fonts, separated as in PATH."""


class NoChineseFont(Exception):
    """No font with Chinese characters was found; the message says what to install, in Chinese."""


@dataclass(frozen=True, slots=True)
class Face:
    """A family and the weight in which it serves its role (a bold Song stands in for 小标宋)."""

    family: str
    weight: str = "regular"


Families = tuple[str, ...]

_SONG: Families = (
    *("SimSun", "FZShuSong-Z01", "FZShuSong-Z01S", "STSong", "Songti SC", "FandolSong", "Noto Serif CJK SC"),
    *(
        "Noto Serif SC",
        "Source Han Serif SC",
        "Source Han Serif CN",
        "AR PL UMing",
        "AR PL UMing CN",
        "NSimSun",
    ),
)
_KAI: Families = (
    *("KaiTi_GB2312", "KaiTi", "FZKai-Z03", "FZKai-Z03S", "STKaiti", "Kaiti SC", "FandolKai", "LXGW WenKai"),
    *("AR PL UKai", "AR PL UKai CN"),
)
_HEI: Families = (
    *(
        "SimHei",
        "FZHei-B01",
        "FZHei-B01S",
        "STHeiti",
        "Heiti SC",
        "FandolHei",
        "Noto Sans CJK SC",
        "Noto Sans SC",
    ),
    *("Source Han Sans SC", "Source Han Sans CN", "Microsoft YaHei", "PingFang SC", "WenQuanYi Zen Hei"),
    *("WenQuanYi Micro Hei", "Droid Sans Fallback"),
)
_FANGSONG: Families = (
    *("FangSong_GB2312", "FangSong", "FZFangSong-Z02", "FZFangSong-Z02S", "STFangsong", "FandolFang R"),
    *("FandolFang", "Zhuque Fangsong (technical preview)", "Zhuque Fangsong"),
)
_BIAOSONG: Families = ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "FZXiaoBiaoSong-B05 GBK")

# The name a PaperFormat may use → what may stand in for it. Names not here are looked for as they are written.
_ROLES: dict[str, Families] = {
    "仿宋_GB2312": _FANGSONG + _KAI + _SONG + _HEI,
    "仿宋": _FANGSONG + _KAI + _SONG + _HEI,
    "楷体_GB2312": _KAI + _FANGSONG + _SONG + _HEI,
    "楷体": _KAI + _FANGSONG + _SONG + _HEI,
    "黑体": _HEI + _SONG + _KAI,
    "宋体": _SONG + _FANGSONG + _KAI + _HEI,
    "方正小标宋简体": _BIAOSONG + _SONG + _HEI + _KAI,
    "方正小标宋_GBK": _BIAOSONG + _SONG + _HEI + _KAI,
}
_CHINESE = {family.lower() for families in _ROLES.values() for family in families}
_BOLD_FOR_TITLE = {family.lower() for family in _SONG}


def font_folders() -> tuple[Path, ...]:
    """Folders to look in besides those typst knows: FAZHI_FONTS, the user's own, and where WPS and UOS keep theirs."""
    named = [Path(folder) for folder in os.environ.get(FONT_FOLDERS_VARIABLE, "").split(os.pathsep) if folder]
    home = Path.home()
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA", "")
        usual = [Path(local) / "Microsoft/Windows/Fonts"] if local else []
    elif sys.platform == "darwin":
        usual = [home / "Library/Fonts", Path("/System/Library/AssetsV2/com_apple_MobileAsset_Font7")]
    else:
        usual = [
            home / ".fonts",
            Path("/usr/share/wps-office/fonts"),
            Path("/opt/kingsoft/wps-office/office6/fonts"),
        ]
    return tuple(folder for folder in (*named, *usual) if folder.is_dir())


@lru_cache(maxsize=4)
def installed(folders: tuple[Path, ...]) -> typst.Fonts:
    """All fonts of this machine and of `folders`, read once (about 0.2 s)."""
    return typst.Fonts(
        include_system_fonts=True, include_embedded_fonts=True, font_paths=[str(folder) for folder in folders]
    )


def faces(name: str, families: Iterable[str], *, title: bool = False) -> list[Face]:
    """The faces for font `name`, best first, out of the families installed.

    title: a Song that stands in for 小标宋 is bold. Raises NoChineseFont where none of the families is Chinese.
    """
    by_lower_name = {family.lower(): family for family in families}
    wanted = (name, *_ROLES.get(name, ()))
    # A font of the house rules that is not here falls back to the body's.
    wanted += () if name in _ROLES else _ROLES["仿宋_GB2312"]
    found = list(dict.fromkeys(by_lower_name[one.lower()] for one in wanted if one.lower() in by_lower_name))
    if not any(family.lower() in _CHINESE or family == name for family in found):
        raise NoChineseFont(NO_CHINESE_FONT)
    return [
        Face(family, "bold" if title and family.lower() in _BOLD_FOR_TITLE else "regular")
        for family in found[:3]
    ]


NO_CHINESE_FONT = """这台电脑上没有找到中文字体，不能生成 PDF。.docx 不受影响，可以先下载 .docx。
请装一种中文字体后再试：
  Windows：系统自带仿宋、楷体、黑体、宋体；若被删去，在“设置 → 应用 → 可选功能”里添加“简体中文补充字体”。
  统信 UOS、银河麒麟、Debian、Ubuntu：sudo apt install fonts-noto-cjk fonts-arphic-ukai
  openEuler、中标麒麟：sudo dnf install google-noto-serif-cjk-ttc-fonts google-noto-sans-cjk-ttc-fonts
  macOS：用“字体册”恢复标准字体。
有方正小标宋、仿宋_GB2312、楷体_GB2312 字体文件的，放进一个文件夹，把文件夹路径写进环境变量 FAZHI_FONTS 即可。"""
