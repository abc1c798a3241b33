//! Whether a file may go.

use kernel::Timestamp;

use crate::release::model::{Export, ExportState};

/// What is asked for now.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) account: &'a str,
    /// Digest of kind and filter.
    pub(crate) digest: &'a str,
    pub(crate) rows: u64,
    /// Rows that go without approval.
    pub(crate) rows_max: u64,
}

/// Whether it may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Judgement {
    /// It is small enough.
    Free,
    /// The approval given fits.
    Approved,
    /// Somebody has to approve it first.
    Hold,
    /// The approval given does not fit.
    Refused(ApprovalError),
}

/// Why an approval does not open this export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ApprovalError {
    /// There is none with this id for this account.
    #[error("there is no such approval of yours; look at your exports")]
    Unknown,
    /// It was given for another filter.
    #[error("the approval was given for another filter; repeat the export as it was asked for")]
    OtherFilter,
    /// Nobody has decided yet, or the decision was no.
    #[error("the export is not approved; wait for the decision")]
    NotApproved,
    /// It was used.
    #[error("the approval was used already; ask for another")]
    Used,
    /// It came too late.
    #[error("the approval has run out; ask for another")]
    Expired,
    /// Far more rows than were approved.
    #[error("there are more rows now than were approved; ask for another approval")]
    MoreRows,
}

impl ApprovalError {
    pub(crate) fn rule(self) -> &'static str {
        match self {
            ApprovalError::Unknown => "approval_unknown",
            ApprovalError::OtherFilter => "approval_other_filter",
            ApprovalError::NotApproved => "approval_missing",
            ApprovalError::Used => "approval_used",
            ApprovalError::Expired => "approval_expired",
            ApprovalError::MoreRows => "approval_rows",
        }
    }
}

/// Judges an export; `approval` is what was found under the id that came with the request, if one came.
pub(crate) fn judge(
    asked: Asked<'_>,
    approval: Option<Option<&Export>>,
    now: Timestamp,
) -> Judgement {
    let Some(found) = approval else {
        return if asked.rows <= asked.rows_max {
            Judgement::Free
        } else {
            Judgement::Hold
        };
    };
    match found
        .ok_or(ApprovalError::Unknown)
        .and_then(|export| fits(asked, export, now))
    {
        Ok(()) => Judgement::Approved,
        Err(error) => Judgement::Refused(error),
    }
}

fn fits(asked: Asked<'_>, export: &Export, now: Timestamp) -> Result<(), ApprovalError> {
    if export.account.id != asked.account {
        return Err(ApprovalError::Unknown);
    }
    if export.filter_digest != asked.digest {
        return Err(ApprovalError::OtherFilter);
    }
    match export.state {
        ExportState::Approved => {}
        ExportState::HandedOut => return Err(ApprovalError::Used),
        ExportState::Held | ExportState::Waiting | ExportState::Refused => {
            return Err(ApprovalError::NotApproved);
        }
    }
    if export.expires_at.is_none_or(|until| now >= until) {
        return Err(ApprovalError::Expired);
    }
    // Between the question and the answer some rows may have come; a tenth more is still what was approved.
    if asked.rows > export.rows_count + export.rows_count / 10 {
        return Err(ApprovalError::MoreRows);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grants::AccountRef;
    use crate::release::model::ExportKind;

    fn approved() -> Export {
        Export {
            id: kernel::Id::new(),
            account: AccountRef {
                id: "me".to_owned(),
                username: "me".to_owned(),
                display_name_zh: String::new(),
                display_name_en: String::new(),
            },
            path: "/100000/".to_owned(),
            kind: ExportKind::Counts,
            format: "csv".to_owned(),
            filter: Vec::new(),
            filter_digest: "d".to_owned(),
            as_of: None,
            rows_count: 100,
            masked_count: 0,
            purpose: "surveillance".to_owned(),
            pack_version: "v".to_owned(),
            state: ExportState::Approved,
            asked_at: Timestamp::from_millis(0),
            reason: None,
            decision: None,
            expires_at: Some(Timestamp::from_millis(1_000)),
            handed_out_at: None,
        }
    }

    fn asked(rows: u64) -> Asked<'static> {
        Asked {
            account: "me",
            digest: "d",
            rows,
            rows_max: 10,
        }
    }

    #[test]
    fn a_small_file_goes_and_a_large_one_waits() {
        let now = Timestamp::from_millis(0);
        assert_eq!(judge(asked(10), None, now), Judgement::Free);
        assert_eq!(judge(asked(11), None, now), Judgement::Hold);
    }

    #[test]
    fn an_approval_opens_what_was_asked_for_once_and_in_time() {
        let now = Timestamp::from_millis(999);
        let with = |change: fn(&mut Export), asked: Asked<'_>, now| {
            let mut export = approved();
            change(&mut export);
            judge(asked, Some(Some(&export)), now)
        };
        assert_eq!(with(|_| {}, asked(110), now), Judgement::Approved);
        let refused = Judgement::Refused;
        assert_eq!(
            with(|_| {}, asked(111), now),
            refused(ApprovalError::MoreRows)
        );
        let late = Timestamp::from_millis(1_000);
        assert_eq!(
            with(|_| {}, asked(5), late),
            refused(ApprovalError::Expired)
        );
        let used = with(
            |export| export.state = ExportState::HandedOut,
            asked(5),
            now,
        );
        assert_eq!(used, refused(ApprovalError::Used));
        let waiting = with(|export| export.state = ExportState::Waiting, asked(5), now);
        assert_eq!(waiting, refused(ApprovalError::NotApproved));
        let other = with(
            |export| "x".clone_into(&mut export.filter_digest),
            asked(5),
            now,
        );
        assert_eq!(other, refused(ApprovalError::OtherFilter));
        let foreign = with(
            |export| "you".clone_into(&mut export.account.id),
            asked(5),
            now,
        );
        assert_eq!(foreign, refused(ApprovalError::Unknown));
        assert_eq!(
            judge(asked(5), Some(None), now),
            refused(ApprovalError::Unknown)
        );
    }
}
