//! What something is done for (目的).

use std::fmt;

/// Why somebody asks (使用目的): a request may say it in the header `X-Purpose`; else the role's usual one holds.
///
/// A role's policies name the purposes it may act for, and an entry of the audit trail says which one it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// Letting people in and keeping others out; never asked for by a request.
    Access,
    /// Diagnosis and treatment of the person concerned (诊疗).
    Treatment,
    /// Follow-up and primary care (随访与基层健康服务).
    FollowUp,
    /// Watching over the health of a population (公共卫生监测).
    Surveillance,
    /// Investigating a case or an event (个案与事件调查).
    Investigation,
    /// Quality of data and services (数据与服务质量).
    Quality,
    /// Planning, command and evaluation (规划、指挥与评估).
    Planning,
    /// A request of the person concerned (本人请求).
    OwnRequest,
    /// Accounts, posts and grants (账号与授权管理).
    Administration,
    /// Looking into the trail and reviewing what others did (审计与复核).
    Audit,
    /// Keeping the program running (运行维护).
    Operations,
}

impl Purpose {
    /// All purposes, in the order in which they are shown.
    pub const ALL: [Purpose; 11] = [
        Purpose::Access,
        Purpose::Treatment,
        Purpose::FollowUp,
        Purpose::Surveillance,
        Purpose::Investigation,
        Purpose::Quality,
        Purpose::Planning,
        Purpose::OwnRequest,
        Purpose::Administration,
        Purpose::Audit,
        Purpose::Operations,
    ];

    /// The name in headers, policies and entries of the audit trail.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Purpose::Access => "access",
            Purpose::Treatment => "treatment",
            Purpose::FollowUp => "follow_up",
            Purpose::Surveillance => "surveillance",
            Purpose::Investigation => "investigation",
            Purpose::Quality => "quality",
            Purpose::Planning => "planning",
            Purpose::OwnRequest => "own_request",
            Purpose::Administration => "administration",
            Purpose::Audit => "audit",
            Purpose::Operations => "operations",
        }
    }

    /// The purpose with this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Purpose::ALL
            .into_iter()
            .find(|purpose| purpose.as_str() == name)
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}
