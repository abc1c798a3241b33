//! Permissions, purposes and extents in plain words, for the access matrix and for explanations.

use pack::{Extent, Place};

use crate::{Permission, Purpose, Resource};

/// The same in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

impl Words {
    pub(crate) fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Words {
            zh: zh.into(),
            en: en.into(),
        }
    }
}

impl Permission {
    /// What it allows.
    #[must_use]
    pub fn words(self) -> Words {
        let (zh, en) = match self {
            Permission::CountsRead => ("查看数据", "read counts"),
            Permission::CountsExport => ("导出数据", "export counts"),
            Permission::ImportsRead => ("查看导入文件", "see imports"),
            Permission::ImportsWrite => ("导入数据", "import files"),
            Permission::SignalsRead => ("查看预警信号", "read signals"),
            Permission::DetectionRun => ("运行预警", "run detection"),
            Permission::PersonsRead => ("查看个人记录（脱敏）", "read records of persons (masked)"),
            Permission::PersonsIdentify => ("查看个人明文信息", "see a person unmasked"),
            Permission::PersonsWrite => ("登记个人记录", "enter records of persons"),
            Permission::PersonsMatch => ("合并、拆分个人记录", "join and split records of persons"),
            Permission::PersonsExport => ("导出个人记录", "export records of persons"),
            Permission::CardsRead => ("查看报告卡（脱敏）", "read report cards, masked"),
            Permission::CardsIdentify => ("查看报告卡明文", "see report cards unmasked"),
            Permission::CardsWrite => (
                "填报、订正报告卡",
                "fill in, report and correct report cards",
            ),
            Permission::CardsReview => ("审核、退回报告卡", "review and return report cards"),
            Permission::CardsExport => ("导出报告卡", "export report cards"),
            Permission::GrantsRequest => (
                "申请紧急调阅、协查和导出",
                "ask for emergency access, agency requests and exports",
            ),
            Permission::GrantsApprove => ("审批、复核申请", "approve and review requests"),
            Permission::RightsHandle => (
                "办理个人信息请求",
                "handle residents' requests about their data",
            ),
            Permission::AccountsRead => ("查看账号", "see accounts"),
            Permission::AccountsManage => ("管理账号", "manage accounts"),
            Permission::PostsManage => ("授予和收回岗位", "grant and withdraw posts"),
            Permission::ApiClientsManage => ("管理接口密钥", "manage keys of other systems"),
            Permission::AccessExplain => ("说明权限", "explain access"),
            Permission::OperationsRead => ("查看运行状态", "see how the server is doing"),
            Permission::AuditRead => ("查阅审计日志", "read the audit trail"),
        };
        Words::new(zh, en)
    }
}

impl Purpose {
    /// What it is.
    #[must_use]
    pub fn words(self) -> Words {
        let (zh, en) = match self {
            Purpose::Access => ("登录", "signing in"),
            Purpose::Treatment => ("诊疗", "treatment"),
            Purpose::FollowUp => ("随访", "follow-up"),
            Purpose::Surveillance => ("监测", "surveillance"),
            Purpose::Investigation => ("调查", "investigation"),
            Purpose::Quality => ("质量", "quality"),
            Purpose::Planning => ("规划", "planning"),
            Purpose::OwnRequest => ("本人请求", "own request"),
            Purpose::Administration => ("授权管理", "administration"),
            Purpose::Audit => ("审计复核", "audit"),
            Purpose::Operations => ("运维", "operations"),
        };
        Words::new(zh, en)
    }
}

/// How far an extent reaches.
#[must_use]
pub fn extent_in_words(extent: &Extent) -> Words {
    let at = |in_area, own_organisation, own_event| {
        extent.level(Place {
            in_area,
            own_organisation,
            own_event,
        })
    };
    let parts: [(Option<u8>, Option<u8>, &str, &str); 6] = [
        (at(false, false, false), None, "各地", "everywhere"),
        (
            at(true, false, false),
            at(false, false, false),
            "本辖区",
            "own area",
        ),
        (
            at(false, true, false),
            at(false, false, false),
            "本机构",
            "own organisation",
        ),
        (
            at(true, true, false),
            at(true, false, false).max(at(false, true, false)),
            "本辖区内本机构",
            "own organisation within the own area",
        ),
        (
            at(false, false, true),
            at(false, false, false),
            "所参与事件",
            "own events",
        ),
        (
            at(true, false, true),
            at(true, false, false).max(at(false, false, true)),
            "本辖区内所参与事件",
            "own events within the own area",
        ),
    ];
    let said: Vec<Words> = parts
        .into_iter()
        .filter(|(level, known, ..)| level > known)
        .filter_map(|(level, _, zh, en)| Some(leveled(level?, zh, en)))
        .collect();
    let join = |pick: fn(&Words) -> &str, between: &str| {
        said.iter().map(pick).collect::<Vec<_>>().join(between)
    };
    Words::new(join(|one| &one.zh, "；"), join(|one| &one.en, "; "))
}

fn leveled(level: u8, zh: &str, en: &str) -> Words {
    match level {
        Resource::PUBLISHED => {
            Words::new(format!("{zh}的公开内容"), format!("{en}: published only"))
        }
        Resource::CLOSED => Words::new(zh, en),
        level => Words::new(
            format!("{zh}，至{level}级"),
            format!("{en}, up to level {level}"),
        ),
    }
}
