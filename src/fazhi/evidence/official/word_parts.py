"""The parts of a .docx that do not hold the paper's words: styles, settings, footers, properties, relationships.

Element orders are those of ECMA-376 part 1, chapter 17. Styles name their fonts outright; the theme is there because
Word's own validator asks for one, and names the same fonts, since WPS warns of theme fonts it does not have.
"""

from datetime import date
from xml.sax.saxutils import escape, quoteattr

from fazhi.evidence.official.layout import PaperFormat, points
from fazhi.evidence.official.paper import Paper

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

# The time in the properties of a paper without a date: fixed, so that the same paper gives the same bytes.
UNDATED = date(2000, 1, 1)


def twips(length_pt: float) -> int:
    """Twips (1/20 pt) of a length in points, rounded down: a line too high by a hair loses the page's last line."""
    return int(length_pt * 20 + 1e-6)


def fonts(name: str) -> str:
    """w:rFonts with all four kinds of letters set; python-docx and others forget eastAsia, which is the Chinese one."""
    quoted = quoteattr(name)
    return (
        f'<w:rFonts w:hint="eastAsia" w:ascii={quoted} w:hAnsi={quoted} w:eastAsia={quoted} w:cs={quoted}/>'
    )


def size(length_pt: float) -> str:
    """w:sz and w:szCs, which count half points."""
    half_points = round(length_pt * 2)
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _line(length_pt: float) -> str:
    return f'w:line="{twips(length_pt)}" w:lineRule="exact"'


# ── Styles ──────────────────────────────────────────────────────────────────────────────────────────────────────

HEADING_STYLES = ("Heading1", "Heading2", "Heading3", "Heading4")


def styles(layout: PaperFormat, language: str) -> str:
    """styles.xml: what a clerk sees in Word's list of styles is what the standard names."""
    two = twips(layout.character_pt * 2)
    indent = f'<w:ind w:firstLineChars="200" w:firstLine="{two}"/>'
    title = (
        f'<w:keepNext/><w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" {_line(layout.title_line_pt)}/>'
        '<w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="center"/>'
    )
    title_letters = f'{fonts(layout.title_font)}<w:spacing w:val="0"/>{size(layout.title_pt)}'
    cell = (
        f'<w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" {_line(layout.table_line_pt)}/>'
        '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
    )
    cell_letters = f'<w:spacing w:val="0"/>{size(layout.table_pt)}'
    footer = (
        '<w:snapToGrid w:val="0"/>'
        f'<w:spacing w:before="0" w:after="0" {_line(layout.page_number_pt)}/>'
        '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
    )
    no_indent = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
    entries = [
        # Word would put air between Chinese and digits, which no 公文 has and which breaks the 28 characters.
        # LibreOffice does not read this from the defaults, so it stands in the style.
        _style(
            "Normal", "Normal", "", '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>', "", default=True
        ),
        _style("BodyText", "Body Text", "Normal", indent, ""),
        _style("Title", "Title", "Normal", title + '<w:outlineLvl w:val="9"/>', title_letters),
        *(
            _style(
                style,
                f"heading {level + 1}",
                "Normal",
                f'<w:keepNext/>{indent}<w:outlineLvl w:val="{level}"/>',
                fonts(layout.level_fonts[level]),
                after="BodyText",
            )
            for level, style in enumerate(HEADING_STYLES)
        ),
        _style("Signature", "Signature", "Normal", no_indent + '<w:jc w:val="right"/>', ""),
        _style(
            "AnnexMark",
            "附件标记",
            "Normal",
            no_indent + '<w:jc w:val="left"/>',
            fonts(layout.annex_mark_font),
        ),
        _style("AnnexTitle", "附件标题", "Normal", title, title_letters),
        _style("AnnexCell", "附件表格", "Normal", cell + '<w:jc w:val="left"/>', cell_letters),
        _style(
            "AnnexHead",
            "附件表头",
            "AnnexCell",
            '<w:keepNext/><w:jc w:val="center"/>',
            fonts(layout.level_fonts[0]),
        ),
        _style(
            "AnnexCode",
            "附件代码",
            "AnnexCell",
            "",
            f"{fonts(layout.code_font)}<w:noProof/>{size(layout.code_pt)}",
        ),
        _style(
            "Footer",
            "footer",
            "Normal",
            footer + '<w:jc w:val="right"/>',
            f'{fonts(layout.page_number_font)}<w:spacing w:val="0"/>{size(layout.page_number_pt)}',
        ),
    ]
    return (
        f'{DECLARATION}<w:styles xmlns:w="{WORD}"><w:docDefaults><w:rPrDefault><w:rPr>{fonts(layout.body_font)}'
        f'<w:spacing w:val="{round(layout.tracking_pt * 20)}"/>{size(layout.body_pt)}'
        f'<w:lang w:val="en-US" w:eastAsia={quoteattr(language)} w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:widowControl w:val="0"/>'
        f'<w:spacing w:before="0" w:after="0" {_line(layout.line_pt)}/><w:jc w:val="both"/></w:pPr></w:pPrDefault>'
        f"</w:docDefaults>{''.join(entries)}"
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
        '<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="0" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>'
    )


def _style(
    identity: str,
    name: str,
    based_on: str,
    block: str,
    letters: str,
    *,
    default: bool = False,
    after: str = "",
) -> str:
    return (
        f'<w:style w:type="paragraph"{" w:default=" + chr(34) + "1" + chr(34) if default else ""}'
        f' w:styleId="{identity}"><w:name w:val="{name}"/>'
        + (f'<w:basedOn w:val="{based_on}"/>' if based_on else "")
        + (f'<w:next w:val="{after}"/>' if after else "")
        + "<w:qFormat/>"
        + (f"<w:pPr>{block}</w:pPr>" if block else "")
        + (f"<w:rPr>{letters}</w:rPr>" if letters else "")
        + "</w:style>"
    )


# ── Settings, footers, section ──────────────────────────────────────────────────────────────────────────────────


def settings(layout: PaperFormat, language: str) -> str:
    """settings.xml: odd and even footers, no squeezing of punctuation (28 characters a line), mode of Word 2013 on."""
    return (
        f'{DECLARATION}<w:settings xmlns:w="{WORD}"><w:zoom w:percent="100"/>'
        f'<w:defaultTabStop w:val="{twips(layout.character_pt * 2)}"/><w:evenAndOddHeaders/>'
        '<w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        f'</w:compat><w:themeFontLang w:val="en-US" w:eastAsia={quoteattr(language)}/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    )


def footer(layout: PaperFormat, *, odd: bool) -> str:
    """— 1 — one character in from the outer edge: right on odd pages, left on even ones (GB/T 9704-2012, 7.5)."""
    inset = twips(layout.page_number_pt)
    side = (
        f'<w:ind w:right="{inset}"/><w:jc w:val="right"/>'
        if odd
        else f'<w:ind w:left="{inset}"/><w:jc w:val="left"/>'
    )
    return (
        f'{DECLARATION}<w:ftr xmlns:w="{WORD}"><w:p><w:pPr><w:pStyle w:val="Footer"/>{side}</w:pPr>'
        '<w:r><w:t xml:space="preserve">— </w:t></w:r>'
        '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        '<w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>'
    )


def section(layout: PaperFormat) -> str:
    """w:sectPr: paper, margins, footers and the grid.

    The grid is of type `lines`: `linesAndChars` doubles the pitch of characters in LibreOffice, so the width of 28
    characters comes from w:spacing in the styles instead.
    """
    below = layout.bottom_mm - layout.page_number_below_mm
    # The standard measures to the dash, which is in the middle of the letters' height.
    footer_distance = twips(points(below) - layout.page_number_pt / 2)

    def length(millimetres: float) -> int:
        return round(points(millimetres) * 20)

    return (
        '<w:sectPr><w:footerReference w:type="even" r:id="rIdEven"/><w:footerReference w:type="default" r:id="rIdOdd"/>'
        f'<w:pgSz w:w="{length(layout.page_width_mm)}" w:h="{length(layout.page_height_mm)}"/>'
        f'<w:pgMar w:top="{length(layout.top_mm)}" w:right="{length(layout.right_mm)}"'
        f' w:bottom="{length(layout.bottom_mm)}" w:left="{length(layout.left_mm)}"'
        f' w:header="851" w:footer="{footer_distance}" w:gutter="0"/>'
        f'<w:docGrid w:type="lines" w:linePitch="{twips(layout.line_pt)}"/></w:sectPr>'
    )


# ── Fonts and theme ─────────────────────────────────────────────────────────────────────────────────────────────

# The same face under its other names, for a machine that has only those (UOS and Kylin ship 方正 and 文鼎 faces).
_OTHER_NAMES = {
    "仿宋_GB2312": "仿宋,FangSong_GB2312,FangSong,方正仿宋_GBK",
    "楷体_GB2312": "楷体,KaiTi_GB2312,KaiTi,方正楷体_GBK",
    "黑体": "SimHei,方正黑体_GBK",
    "宋体": "SimSun",
    "方正小标宋简体": "方正小标宋_GBK,FZXiaoBiaoSong-B05S",
}


def font_table(layout: PaperFormat) -> str:
    """fontTable.xml: every font named in the styles, with the names under which it may be installed instead."""
    names = dict.fromkeys(
        (
            layout.body_font,
            *layout.level_fonts,
            layout.title_font,
            layout.annex_mark_font,
            layout.page_number_font,
            layout.code_font,
        )
    )
    entries = "".join(
        f"<w:font w:name={quoteattr(name)}>"
        + (f'<w:altName w:val="{_OTHER_NAMES[name]}"/>' if name in _OTHER_NAMES else "")
        + (f'<w:charset w:val="{"86" if name != layout.code_font else "00"}"/></w:font>')
        for name in names
    )
    return f'{DECLARATION}<w:fonts xmlns:w="{WORD}">{entries}</w:fonts>'


def theme(layout: PaperFormat) -> str:
    """theme.xml, as small as DrawingML lets it be: black and white, and the fonts of the styles."""
    body, title = quoteattr(layout.body_font), quoteattr(layout.title_font)
    colours = "".join(
        f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>'
        for name, value in (
            ("dk1", "000000"),
            ("lt1", "FFFFFF"),
            ("dk2", "000000"),
            ("lt2", "FFFFFF"),
            *((f"accent{number}", "000000") for number in range(1, 7)),
            ("hlink", "000000"),
            ("folHlink", "000000"),
        )
    )
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = f'<a:ln w="9525">{fill}</a:ln>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return (
        f'{DECLARATION}<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="公文">'
        f'<a:themeElements><a:clrScheme name="公文">{colours}</a:clrScheme><a:fontScheme name="公文">'
        f'<a:majorFont><a:latin typeface={title}/><a:ea typeface={title}/><a:cs typeface=""/></a:majorFont>'
        f'<a:minorFont><a:latin typeface={body}/><a:ea typeface={body}/><a:cs typeface=""/></a:minorFont>'
        f'</a:fontScheme><a:fmtScheme name="公文"><a:fillStyleLst>{fill * 3}</a:fillStyleLst>'
        f"<a:lnStyleLst>{line * 3}</a:lnStyleLst><a:effectStyleLst>{effect * 3}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )


# ── Package ─────────────────────────────────────────────────────────────────────────────────────────────────────


def content_types() -> str:
    """[Content_Types].xml of the package."""
    parts = {
        "/word/document.xml": f"{_MAIN_TYPE}.document.main+xml",
        "/word/styles.xml": f"{_MAIN_TYPE}.styles+xml",
        "/word/fontTable.xml": f"{_MAIN_TYPE}.fontTable+xml",
        "/word/theme.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
        "/word/settings.xml": f"{_MAIN_TYPE}.settings+xml",
        "/word/footer_odd.xml": f"{_MAIN_TYPE}.footer+xml",
        "/word/footer_even.xml": f"{_MAIN_TYPE}.footer+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "/docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    }
    overrides = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts.items())
    return (
        f'{DECLARATION}<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def package_relations() -> str:
    """_rels/.rels: the document and its two property parts."""
    return _relations(
        ("rId1", f"{RELATIONS}/officeDocument", "word/document.xml"),
        ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ("rId3", f"{RELATIONS}/extended-properties", "docProps/app.xml"),
    )


def document_relations() -> str:
    """word/_rels/document.xml.rels."""
    return _relations(
        ("rIdStyles", f"{RELATIONS}/styles", "styles.xml"),
        ("rIdFonts", f"{RELATIONS}/fontTable", "fontTable.xml"),
        ("rIdTheme", f"{RELATIONS}/theme", "theme.xml"),
        ("rIdSettings", f"{RELATIONS}/settings", "settings.xml"),
        ("rIdOdd", f"{RELATIONS}/footer", "footer_odd.xml"),
        ("rIdEven", f"{RELATIONS}/footer", "footer_even.xml"),
    )


def _relations(*entries: tuple[str, str, str]) -> str:
    lines = "".join(f'<Relationship Id="{i}" Type="{kind}" Target="{to}"/>' for i, kind, to in entries)
    return f'{DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'


def core_properties(paper: Paper, title: str) -> str:
    """docProps/core.xml: title, issuer, date of issue, language. No name of a person or machine goes in."""
    moment = f"{(paper.day or UNDATED).isoformat()}T00:00:00Z"
    issuer = escape(paper.issuer or "")
    return (
        f'{DECLARATION}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:subject>{escape(paper.subject)}</dc:subject>"
        f"<dc:creator>{issuer}</dc:creator><cp:keywords>{escape('；'.join(paper.keywords))}</cp:keywords>"
        f"<cp:lastModifiedBy>{issuer}</cp:lastModifiedBy>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified>'
        f"<dc:language>{escape(paper.language)}</dc:language></cp:coreProperties>"
    )


def extended_properties(paper: Paper) -> str:
    """docProps/app.xml."""
    return (
        f'{DECLARATION}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        f"<Application>Fazhi</Application><Company>{escape(paper.issuer or '')}</Company></Properties>"
    )
