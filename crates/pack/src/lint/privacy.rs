//! What the law sets a floor to.

use crate::load::draft::Draft;
use crate::load::findings::Findings;
use crate::privacy::AUDIT_DAYS_MIN;

/// No pack may let the audit trail be shorter than the law allows.
pub(crate) fn check(draft: &Draft, findings: &Findings) {
    for placed in &draft.retention {
        if placed.item.id == "audit_log" && placed.item.days_min < AUDIT_DAYS_MIN {
            findings.error_with(
                &placed.place,
                "days_min",
                "audit-retention",
                format!(
                    "an audit trail is kept {AUDIT_DAYS_MIN} days at least, not {}",
                    placed.item.days_min
                ),
                "网络安全法 21 asks for six months; write 183 or more",
            );
        }
    }
}
