"""Writes a laid-out document as one file that is PDF/A-3a and PDF/UA-1 at once, the same bytes each time."""

from io import BytesIO
from typing import Any

import pikepdf
from weasyprint.pdf.metadata import DocumentMetadata

from consentapp.documents.fields import make_signature_fields
from consentapp.documents.tables import join_tables
from consentapp.documents.tags import Tree, mend

VARIANT = "pdf/a-3a"
# PDF/A allows only names that are described in the file itself; nobody has described PDF/UA's own name beforehand.
UA_CLAIM = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Indicates which part of ISO 14289 is followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""
END = b"</rdf:RDF>"


class BothClaims(DocumentMetadata):  # type: ignore[misc]
    """Metadata that claims PDF/UA-1 beside PDF/A: the layout program knows one claim a file."""

    def generate_rdf_metadata(self, variant: str, version: int, conformance: str) -> bytes:
        """The layout program's own statements, and the second claim, in one RDF element: readers see only the first."""
        statements: bytes = super().generate_rdf_metadata(variant, version, conformance)
        if not statements.endswith(END):
            raise ValueError("the layout program writes its metadata in another shape now")
        # As text: an XML library would rename the prefixes, and PDF/A prescribes them.
        return statements.removesuffix(END) + UA_CLAIM + END


def write(document: Any, *, made_at: str) -> bytes:
    """The bytes of a laid-out document; `made_at` is the only date in it."""
    metadata = document.metadata
    metadata.created = metadata.modified = made_at
    metadata.__class__ = BothClaims
    return _saved(document.write_pdf(finisher=_finish, pdf_variant=VARIANT))


def _finish(document: Any, pdf: Any) -> None:
    tree = Tree(pdf)
    join_tables(tree, document)
    mend(tree)
    make_signature_fields(tree)


def _saved(pdf: bytes) -> bytes:
    """Objects in streams of a hundred instead of one: whoever compares revisions later reads each stream again and again."""
    saved = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        opened.save(saved, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return saved.getvalue()
