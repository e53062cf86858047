"""The kinds of request that reach an officer, as data. A new kind is one value here and its deadlines in resources/law.

Names follow W3C DPV 2.3, OpenDSR 2.0 and Fides (`exported_as` is the OpenDSR or Data Rights Protocol value, empty where
neither has one).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RequestType:
    code: str
    dpv: str = ""
    exported_as: str = ""


REQUEST_TYPES: tuple[RequestType, ...] = (
    RequestType("access", "eu-gdpr:A15", "access"),
    RequestType("rectification", "eu-gdpr:A16", ""),
    RequestType("erasure", "eu-gdpr:A17", "erasure"),
    RequestType("restriction", "eu-gdpr:A18", ""),
    RequestType("portability", "eu-gdpr:A20", "portability"),
    RequestType("objection", "eu-gdpr:A21", ""),
    RequestType("automated_decision", "eu-gdpr:A22", ""),
    RequestType("consent_withdrawal", "eu-gdpr:A7-3", ""),
    RequestType("complaint", "eu-gdpr:A77", ""),
    RequestType("source_question", "eu-gdpr:A15", ""),
    RequestType("marketing_opt_out", "eu-gdpr:A21", "sale:opt_out"),
    RequestType("reseller_opt_out", "eu-gdpr:A21", "sale:opt_out"),
    RequestType("child_report"),
    RequestType("content_removal"),
    RequestType("optional_profile_removal"),
    RequestType("referral_removal"),
    RequestType("testimonial_agreement"),
    RequestType("testimonial_withdrawal"),
    RequestType("nomination"),
    RequestType("security_concern"),
    RequestType("authority_inquiry"),
    RequestType("dpa_request"),
    RequestType("appeal"),
    RequestType("processor_assist"),
    RequestType("unspecified"),  # a register that does not say what was asked for
)

BY_CODE: dict[str, RequestType] = {kind.code: kind for kind in REQUEST_TYPES}
