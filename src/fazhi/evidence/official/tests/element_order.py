"""The order of children that ECMA-376 part 1 (chapter 17) asks of the elements our .docx holds.

The schema files themselves are not ours to ship. This table restates the sequences of CT_PPr, CT_RPr, CT_SectPr,
CT_TblPr, CT_TcPr and others as far as we emit them; an element or child not listed is an error too, so the table
grows with the writer. Where `openxml-audit` is installed another test asks the whole schema.
"""

from lxml import etree

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_SIDES = "top left start bottom right end insideH insideV"
ORDERS = {
    name: children.split()
    for name, children in {
        "document": "body",
        "body": "p* tbl* sectPr",
        "p": "pPr r* fldSimple*",
        "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl tabs kinsoku wordWrap overflowPunct topLinePunct "
        "autoSpaceDE autoSpaceDN adjustRightInd snapToGrid spacing ind jc outlineLvl rPr sectPr",
        "tabs": "tab*",
        "r": "rPr t* br* tab*",
        "rPr": "rStyle rFonts b i noProof snapToGrid color spacing w kern position sz szCs highlight u lang",
        "fldSimple": "r*",
        "tbl": "tblPr tblGrid tr*",
        "tblPr": "tblStyle tblW jc tblInd tblBorders shd tblLayout tblCellMar tblLook",
        "tblBorders": _SIDES,
        "tblCellMar": _SIDES,
        "tblGrid": "gridCol*",
        "tr": "trPr tc*",
        "trPr": "cantSplit trHeight tblHeader",
        "tc": "tcPr p*",
        "tcPr": "tcW gridSpan vMerge tcBorders shd noWrap tcMar vAlign",
        "sectPr": "footerReference* type pgSz pgMar pgNumType cols titlePg docGrid",
        "styles": "docDefaults latentStyles style*",
        "docDefaults": "rPrDefault pPrDefault",
        "rPrDefault": "rPr",
        "pPrDefault": "pPr",
        "style": "name aliases basedOn next link uiPriority semiHidden unhideWhenUsed qFormat pPr rPr tblPr trPr tcPr",
        "settings": "zoom mirrorMargins defaultTabStop evenAndOddHeaders characterSpacingControl compat themeFontLang "
        "decimalSymbol listSeparator",
        "compat": "compatSetting*",
        "ftr": "p*",
        "fonts": "font*",
        "font": "altName panose1 charset family",
    }.items()
}


def disorder(xml: bytes) -> list[str]:
    """What breaks the order, one sentence each; empty when nothing does. Only the w: namespace is looked at."""
    found: list[str] = []
    for element in etree.fromstring(xml).iter(f"{WORD}*"):
        name = element.tag.removeprefix(WORD)
        children = [child.tag.removeprefix(WORD) for child in element]
        allowed = ORDERS.get(name)
        if allowed is None:
            if children:
                found.append(f"{name} may hold nothing, holds {children}")
            continue
        free = name in (
            "body",
            "p",
            "r",
            "trPr",
        )  # a choice, repeated: blocks of a body, pieces of a paragraph
        places = {child.rstrip("*"): place for place, child in enumerate(allowed)}
        found += [f"{child} is not a child of {name}" for child in children if child not in places]
        known = [places[child] for child in children if child in places]
        if not free and known != sorted(known):
            found.append(f"{name} holds {children}, not in the order of the schema")
        once = {child for child in allowed if not child.endswith("*")}
        found += [f"{name} holds {child} twice" for child in once if children.count(child) > 1]
        if free and name != "trPr" and children and allowed[0] in children and children[0] != allowed[0]:
            found += [f"{name} must begin with {allowed[0]}"] if allowed[0].endswith("Pr") else []
    return found
