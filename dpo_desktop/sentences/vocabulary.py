"""Words for the codes of the domain. A test proves that no code is without its word."""

from __future__ import annotations

from dpo_desktop.translation import _


def request_types() -> dict[str, str]:
    return {
        "access": _("Access"),
        "rectification": _("Correction"),
        "erasure": _("Erasure"),
        "restriction": _("Restriction"),
        "portability": _("Portability"),
        "objection": _("Objection"),
        "automated_decision": _("Automated decision"),
        "consent_withdrawal": _("Withdrawal of consent"),
        "complaint": _("Complaint"),
        "source_question": _("Source of the data"),
        "marketing_opt_out": _("Objection to marketing"),
        "reseller_opt_out": _("Opt-out from resellers"),
        "child_report": _("Report about a child"),
        "content_removal": _("Removal of content"),
        "optional_profile_removal": _("Optional profile data"),
        "referral_removal": _("Removal of a referral"),
        "testimonial_agreement": _("Agreement to a testimonial"),
        "testimonial_withdrawal": _("Withdrawal of a testimonial"),
        "nomination": _("Nomination"),
        "security_concern": _("Security concern"),
        "authority_inquiry": _("Inquiry by an authority"),
        "dpa_request": _("Processing agreement"),
        "appeal": _("Appeal"),
        "processor_assist": _("Assistance as processor"),
        "unspecified": _("Not specified"),
    }


def request_states() -> dict[str, str]:
    return {
        "received": _("Received"),
        "identity_pending": _("Identity awaited"),
        "clarification_pending": _("Clarification awaited"),
        "accepted": _("Accepted"),
        "in_progress": _("In progress"),
        "in_review": _("In review"),
        "fulfilled": _("Fulfilled"),
        "partly_fulfilled": _("Partly fulfilled"),
        "denied": _("Denied"),
        "withdrawn": _("Withdrawn by the person"),
        "cancelled": _("Cancelled by us"),
        "expired": _("Expired"),
        "duplicate": _("Duplicate"),
        "forwarded_to_controller": _("Forwarded to the controller"),
        "closed": _("Closed, outcome not recorded"),
    }


def closing_reasons() -> dict[str, str]:
    return {
        "identity_verification_failure": _("Identity could not be confirmed"),
        "process_unfounded": _("Manifestly unfounded"),
        "process_excessive": _("Excessive"),
        "legal_obligation_impaired": _("A legal obligation stands against it"),
        "legal_claim_defence_impaired": _("Needed for legal claims"),
        "third_party_rights_impaired": _("Rights of others stand against it"),
        "disproportionate_effort_required": _("Disproportionate effort"),
        "no_match": _("No data found"),
        "outside_jurisdiction": _("The law does not apply"),
        "other": _("Other reason"),
    }


def channels() -> dict[str, str]:
    return {
        "email": _("E-mail"),
        "web_form": _("Web form"),
        "letter": _("Letter"),
        "phone": _("Phone"),
        "chat": _("Chat"),
        "in_person": _("In person"),
        "social_media": _("Social media"),
        "other": _("Other way"),
    }


def received_words() -> dict[str, str]:
    """By channel, what the timeline says."""
    return {
        "email": _("Received by e-mail"),
        "web_form": _("Received through the web form"),
        "letter": _("Received by letter"),
        "phone": _("Received by phone"),
        "chat": _("Received in a chat"),
        "in_person": _("Received in person"),
        "social_media": _("Received on social media"),
        "other": _("Received in another way"),
    }


def relations() -> dict[str, str]:
    return {
        "our_customer_contact": _("Contact of our customer"),
        "end_user_of_customer": _("Person in a customer's data"),
        "parent": _("Parent"),
        "lawyer_agent": _("Lawyer or agent"),
        "employee": _("Employee"),
        "authority": _("Authority"),
        "processor": _("Processor or recipient"),
        "unrelated": _("No relation"),
        "unknown": _("Not known yet"),
    }


def our_roles() -> dict[str, str]:
    return {
        "controller": _("Controller"),
        "processor": _("Processor for a customer"),
        "unclear": _("Not clear yet"),
    }


def laws() -> dict[str, str]:
    return {
        "EU": _("EU GDPR"),
        "UK": _("UK GDPR"),
        "IN": _("India"),
        "US-CA": _("California"),
        "US-VA": _("Virginia"),
        "US-CO": _("Colorado"),
        "BR": _("Brazil LGPD"),
        "CA": _("Canada PIPEDA"),
        "AU": _("Australia"),
        "CH": _("Switzerland"),
        "none": _("No law known"),
    }


def entity_facts() -> dict[str, str]:
    """What the register of entities can say of one of ours, as a person ticks it."""
    return {
        "controller_established_in_eu": _("Established in the EU or EEA, and the processing belongs to it"),
        "controller_established_in_uk": _("Established in the United Kingdom, and the processing belongs to it"),
        "body_corporate_in_india": _("A company in India"),
        "processing_in_india": _("Processes the data in India"),
        "ccpa_business": _("A business under the California CCPA"),
        "vcdpa_controller": _("A controller under the Virginia VCDPA"),
        "cpa_controller": _("A controller under the Colorado CPA"),
        "coppa_operator": _("An operator under COPPA: offers a service to children in the United States"),
        "pipeda_organisation": _("An organisation under PIPEDA, Canada"),
        "app_entity": _("An APP entity under the Australian Privacy Act"),
        "significant_platform_only": _("A platform of the Third Schedule, DPDP Rules of India"),
    }


def jurisdictions() -> dict[str, str]:
    """Laws under which a representative stands for us."""
    return {
        "EU": _("European Union and EEA"),
        "UK": _("United Kingdom"),
        "CH": _("Switzerland"),
        "IN": _("India"),
        "US": _("United States"),
        "BR": _("Brazil"),
        "CA": _("Canada"),
        "AU": _("Australia"),
    }


def corrected_fields() -> dict[str, str]:
    """The fields of a request that can be corrected, as the timeline names them."""
    return {
        "type_code": _("kind of request"),
        "received_at": _("when it was received"),
        "channel": _("channel"),
        "subject": _("whom it is about"),
        "requester": _("who asks"),
        "relation": _("relation to us"),
        "our_role": _("our role"),
        "country": _("country"),
        "law": _("law"),
        "language": _("language"),
        "external_reference": _("number before"),
        "entity_id": _("which entity of ours"),
        "customer_id": _("which customer"),
        "dated_on": _("date on the request itself"),
    }


def audit_actions() -> dict[str, str]:
    """By action of the audit trail, what was done."""
    return {
        "workspace.created": _("Workspace set up"),
        "workspace.unlocked": _("Workspace opened"),
        "workspace.passphrase_changed": _("Passphrase changed"),
        "workspace.recovery_code_made": _("Recovery code made"),
        "workspace.migrated": _("Brought to a new version of the program"),
        "audit.discontinuity_accepted": _("Went on although recorded changes were missing"),
        "request.recorded": _("Request entered"),
        "request.note_added": _("Note added"),
        "request.asked": _("Question to the person recorded"),
        "request.answered": _("Answer of the person recorded"),
        "request.extended": _("Extension recorded"),
        "request.law_decided": _("Law decided"),
        "request.role_decided": _("Role decided"),
        "request.identity_checked": _("Check of identity recorded"),
        "request.mandate_checked": _("Check of a mandate recorded"),
        "request.forwarded": _("Forwarding recorded"),
        "request.acknowledged": _("Confirmation of the customer recorded"),
        "request.struck": _("Fact struck out"),
        "request.state_changed": _("State changed"),
        "request.closed": _("Request closed"),
        "request.reopened": _("Request reopened"),
        "request.assigned": _("Requests assigned"),
        "request.corrected": _("Request corrected"),
        "request.undone": _("Edit undone"),
        "requests.dates_moved": _("Dates brought to the present law"),
        "requests.exported": _("List exported"),
        "requests.imported": _("Requests imported"),
        "requests.import_undone": _("Import taken back"),
        "mail.filed": _("Mail taken in"),
        "mail.became_request": _("Request made of a mail"),
        "mail.joined": _("Mails joined to a case"),
        "mail.left_case": _("Mails taken out of a case"),
        "mail.set_aside": _("Mails set aside"),
        "mail.taken_up": _("Mails taken up again"),
        "mail.received_set": _("Said when a mail came"),
        "mail.domains_set": _("Own mail domains set"),
        "mail.content_removed": _("Content of a mail removed"),
        "attachment.added": _("File added"),
        "attachment.opened_outside": _("File handed to another program"),
        "attachment.saved": _("Copy of a file saved"),
        "attachment.removed": _("Content of a file removed"),
        "person.match_decided": _("Said whether two entries are one person"),
        "register.added": _("Entered in a register"),
        "register.changed": _("Entry of a register changed"),
        "register.retired": _("Entry of a register retired"),
        "register.taken_back": _("Entry of a register taken back"),
        "report.built": _("Report built"),
        "report.signed": _("Report signed"),
    }
