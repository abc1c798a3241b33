//! Permissions (权限) and the posts (岗位) that carry them.

use std::fmt;

use kernel::RegionCode;
use pack::Pack;

/// Something an account may be allowed to do in the area of one of its posts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Permission {
    /// Read counts.
    CountsRead,
    /// Take counts away as a file.
    CountsExport,
    /// See imports and their rejected rows.
    ImportsRead,
    /// Import files, correct and replay rejected rows.
    ImportsWrite,
    /// Read signals.
    SignalsRead,
    /// Start detection runs.
    DetectionRun,
    /// Read records of persons, with names and numbers masked (个人记录，脱敏).
    PersonsRead,
    /// See one person's name and numbers unmasked (查看明文).
    PersonsIdentify,
    /// Make and correct records of persons.
    PersonsWrite,
    /// Join and split records of persons (合并与拆分).
    PersonsMatch,
    /// Take records of persons away as a file.
    PersonsExport,
    /// Read report cards, with names and numbers masked (报告卡，脱敏).
    CardsRead,
    /// See one report card unmasked (查看报告卡明文).
    CardsIdentify,
    /// Fill in, report, correct and withdraw report cards (填报).
    CardsWrite,
    /// Review and return report cards (审核与退卡).
    CardsReview,
    /// Take report cards away as a line list.
    CardsExport,
    /// Ask for emergency access, agency requests and exports (申请).
    GrantsRequest,
    /// Approve and review what others asked for (审批与复核).
    GrantsApprove,
    /// Handle requests of residents about their own data (个人信息权利请求).
    RightsHandle,
    /// See accounts and the posts they hold.
    AccountsRead,
    /// Make, close and mend accounts, without rights (账号管理).
    AccountsManage,
    /// Grant and withdraw posts, and see what the policies say (授权管理).
    PostsManage,
    /// Make, rotate and revoke keys of other systems (接口密钥).
    ApiClientsManage,
    /// See who could see what, and why (权限说明).
    AccessExplain,
    /// See how the server is doing.
    OperationsRead,
    /// Search the audit trail and take it away as a file.
    AuditRead,
}

impl Permission {
    /// All permissions, in the order packs list them.
    pub const ALL: [Permission; 26] = [
        Permission::CountsRead,
        Permission::CountsExport,
        Permission::ImportsRead,
        Permission::ImportsWrite,
        Permission::SignalsRead,
        Permission::DetectionRun,
        Permission::PersonsRead,
        Permission::PersonsIdentify,
        Permission::PersonsWrite,
        Permission::PersonsMatch,
        Permission::PersonsExport,
        Permission::CardsRead,
        Permission::CardsIdentify,
        Permission::CardsWrite,
        Permission::CardsReview,
        Permission::CardsExport,
        Permission::GrantsRequest,
        Permission::GrantsApprove,
        Permission::RightsHandle,
        Permission::AccountsRead,
        Permission::AccountsManage,
        Permission::PostsManage,
        Permission::ApiClientsManage,
        Permission::AccessExplain,
        Permission::OperationsRead,
        Permission::AuditRead,
    ];

    /// The name used in packs and JSON, for example `counts.read`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Permission::CountsRead => "counts.read",
            Permission::CountsExport => "counts.export",
            Permission::ImportsRead => "imports.read",
            Permission::ImportsWrite => "imports.write",
            Permission::SignalsRead => "signals.read",
            Permission::DetectionRun => "detection.run",
            Permission::PersonsRead => "persons.read",
            Permission::PersonsIdentify => "persons.identify",
            Permission::PersonsWrite => "persons.write",
            Permission::PersonsMatch => "persons.match",
            Permission::PersonsExport => "persons.export",
            Permission::CardsRead => "cards.read",
            Permission::CardsIdentify => "cards.identify",
            Permission::CardsWrite => "cards.write",
            Permission::CardsReview => "cards.review",
            Permission::CardsExport => "cards.export",
            Permission::GrantsRequest => "grants.request",
            Permission::GrantsApprove => "grants.approve",
            Permission::RightsHandle => "rights.handle",
            Permission::AccountsRead => "accounts.read",
            Permission::AccountsManage => "accounts.manage",
            Permission::PostsManage => "posts.manage",
            Permission::ApiClientsManage => "api_clients.manage",
            Permission::AccessExplain => "access.explain",
            Permission::OperationsRead => "operations.read",
            Permission::AuditRead => "audit.read",
        }
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// A role held in an area, for an organisation or for none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// Its number among the posts of the account.
    pub number: i64,
    /// Role id of the pack.
    pub role: String,
    /// The area the role is held in.
    pub region: RegionCode,
    /// The area's ancestor path, `/100000/140000/140900/`; `None` when the pack no longer knows the region.
    pub region_path: Option<String>,
    /// Id of the organisation the post belongs to.
    pub organisation: Option<String>,
    /// What the role allows; nothing when the pack no longer knows the role or the region.
    pub permissions: Vec<Permission>,
}

impl Post {
    /// The post as the pack of today understands it.
    #[must_use]
    pub fn resolve(
        pack: &Pack,
        role: String,
        region: RegionCode,
        organisation: Option<String>,
    ) -> Self {
        let region_path = pack.regions.path(region);
        let permissions = match (pack.role(&role), &region_path) {
            (Some(role), Some(_)) => Permission::ALL
                .into_iter()
                .filter(|permission| pack.policies.holds(&role.id, permission.as_str()))
                .collect(),
            _ => Vec::new(),
        };
        Post {
            number: 0,
            role,
            region,
            region_path,
            organisation,
            permissions,
        }
    }

    /// Whether the post carries a permission somewhere.
    #[must_use]
    pub fn allows(&self, permission: Permission) -> bool {
        self.permissions.contains(&permission)
    }

    /// Whether the post carries a permission in the region with this ancestor path.
    #[must_use]
    pub fn allows_at(&self, permission: Permission, region_path: &str) -> bool {
        self.allows(permission)
            && self
                .region_path
                .as_ref()
                .is_some_and(|area| region_path.starts_with(area.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_and_the_packs_name_the_same_permissions() {
        assert_eq!(Permission::ALL.map(Permission::as_str), pack::PERMISSIONS);
    }

    #[test]
    fn a_post_reaches_its_area_and_what_lies_below_it_only() {
        let post = Post {
            number: 0,
            role: "epidemiologist".to_owned(),
            region: "140900".parse().unwrap(),
            region_path: Some("/100000/140000/140900/".to_owned()),
            organisation: None,
            permissions: vec![Permission::CountsRead],
        };
        for (path, allowed) in [
            ("/100000/140000/140900/", true),
            ("/100000/140000/140900/140981/", true),
            ("/100000/140000/", false),
            ("/100000/370000/371500/", false),
        ] {
            assert_eq!(
                post.allows_at(Permission::CountsRead, path),
                allowed,
                "{path}"
            );
            assert!(!post.allows_at(Permission::CountsExport, path));
        }
    }
}
