"""Turns a drawn document into PDF/A-3b (ISO 19005-3): metadata, output intent, attachments. Same input, same bytes."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from dpo_desktop.paths import resource_folder
from dpo_desktop.reports.structure import Numbers, Structure, with_structure


@dataclass(frozen=True, slots=True)
class Attachment:
    """`relationship` is the AFRelationship: Data or Alternative."""

    name: str
    data: bytes
    mime_type: str
    description: str
    relationship: str = "Data"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A document as the page writer leaves it."""

    pdf: bytes
    pages: int
    structure: Structure


@dataclass(frozen=True, slots=True)
class Description:
    title: str
    author: str
    subject: str
    language: str
    issued_at: datetime
    software: str


_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>{instant}</xmp:CreateDate><xmp:ModifyDate>{instant}</xmp:ModifyDate>
<xmp:MetadataDate>{instant}</xmp:MetadataDate><xmp:CreatorTool>{software}</xmp:CreatorTool>
<pdf:Producer>{software}</pdf:Producer>
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


# XML 1.0 has no way to write these, escaped or not.
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _xml(text: str) -> str:
    return escape(_NOT_IN_XML.sub("\ufffd", text))


def finished(drawn: Drawn, description: Description, attachments: Sequence[Attachment] = ()) -> bytes:
    """The document with its PDF/A catalogue and its structure."""
    import pikepdf
    from pikepdf import Array, Dictionary, Name, String

    moment = description.issued_at.astimezone(UTC)
    pdf_date = moment.strftime("D:%Y%m%d%H%M%SZ")
    with pikepdf.open(io.BytesIO(drawn.pdf)) as pdf:
        root = pdf.Root
        root.Lang = String(description.language)
        root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        packet = _XMP.format(
            title=_xml(description.title),
            author=_xml(description.author),
            subject=_xml(description.subject),
            language=_xml(description.language),
            instant=moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
            software=_xml(description.software),
        )
        metadata = pikepdf.Stream(pdf, packet.encode())
        metadata.Type, metadata.Subtype = Name.Metadata, Name.XML
        root.Metadata = pdf.make_indirect(metadata)
        del pdf.docinfo
        for key, value in {
            "/Title": description.title,
            "/Author": description.author,
            "/Subject": description.subject,
            "/Creator": description.software,
            "/Producer": description.software,
            "/CreationDate": pdf_date,
            "/ModDate": pdf_date,
        }.items():
            pdf.docinfo[Name(key)] = String(value)
        profile = pikepdf.Stream(pdf, (resource_folder("icc") / "sRGB.icc").read_bytes())
        profile.N = 3
        intent = Dictionary(
            Type=Name.OutputIntent,
            S=Name.GTS_PDFA1,
            OutputConditionIdentifier=String("sRGB"),
            Info=String("sRGB IEC61966-2.1"),
            DestOutputProfile=pdf.make_indirect(profile),
        )
        root.OutputIntents = Array([pdf.make_indirect(intent)])
        _attach(pdf, attachments, pdf_date)
        root.MarkInfo = Dictionary(Marked=True)
        root.StructTreeRoot = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))  # written by `with_structure`
        for number, page in enumerate(pdf.pages):
            page.StructParents, page.Tabs = number, Name.S
            if "/Trans" in page:
                del page["/Trans"]
        if "/ID" in pdf.trailer:
            del pdf.trailer["/ID"]  # drawn from the environment's clock; the saved one comes from the content alone
        out = io.BytesIO()
        pdf.save(
            out,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            compress_streams=True,
            force_version="1.7",
        )
    return with_structure(out.getvalue(), drawn.structure, _numbers(out))


def _numbers(file: io.BytesIO) -> Numbers:
    import pikepdf

    with pikepdf.open(file) as pdf:
        return Numbers(
            pdf.Root.objgen[0],
            pdf.docinfo.objgen[0],
            pdf.Root.StructTreeRoot.objgen[0],
            tuple(page.obj.objgen[0] for page in pdf.pages),
        )


def _attach(pdf: object, attachments: Sequence[Attachment], pdf_date: str) -> None:
    import pikepdf
    from pikepdf import Array, Dictionary, Name, String

    assert isinstance(pdf, pikepdf.Pdf)
    if not attachments:
        return
    names = Array([])
    files = Array([])
    for attachment in sorted(attachments, key=lambda item: item.name):
        stream = pikepdf.Stream(pdf, attachment.data)
        stream.Type, stream.Subtype = Name.EmbeddedFile, Name("/" + attachment.mime_type)
        stream.Params = Dictionary(Size=len(attachment.data), ModDate=String(pdf_date), CreationDate=String(pdf_date))
        embedded = pdf.make_indirect(stream)
        specification = pdf.make_indirect(
            Dictionary(
                Type=Name.Filespec,
                F=String(attachment.name),
                UF=String(attachment.name),
                Desc=String(attachment.description),
                AFRelationship=Name("/" + attachment.relationship),
                EF=Dictionary(F=embedded, UF=embedded),
            )
        )
        files.append(specification)
        names.append(String(attachment.name))
        names.append(specification)
    pdf.Root.AF = files
    pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=names))
