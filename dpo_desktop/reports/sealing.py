"""Signs a report: PAdES B-B certification without permission to change anything (ETSI EN 319 142-1, ISO 32000-1 12.8).

The signature is an increment: the signed file starts with exactly the unsigned bytes.
"""

from __future__ import annotations

import io

from dpo_desktop.reports.data import SigningIdentity

FIELD = "Certification"


def seal(pdf: bytes, identity: SigningIdentity) -> bytes:
    """The signed file. The signing time in it is this computer's clock."""
    from asn1crypto.keys import PrivateKeyInfo
    from asn1crypto.x509 import Certificate
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    leaf = Certificate.load(identity.certificate)
    registry = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    registry.register(Certificate.load(identity.authority_certificate))
    signer = signers.SimpleSigner(
        signing_cert=leaf, signing_key=PrivateKeyInfo.load(identity.private_key), cert_registry=registry
    )
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        name=str(leaf.subject.native["common_name"]),
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    out = io.BytesIO()
    signers.PdfSigner(metadata, signer=signer, new_field_spec=SigFieldSpec(sig_field_name=FIELD)).sign_pdf(
        writer, output=out
    )
    return out.getvalue()
