//! Who looked, in words for a resident: when, in which role, for which organisation, and what for.
//!
//! Colleagues are not named: the resident is told the office that answers for them (个人信息保护法 17, 45).

use kernel::Timestamp;
use pack::Pack;
use serde::Serialize;
use utoipa::ToSchema;

use crate::audit::PersonLook;

/// One look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Look {
    /// When.
    pub at: Timestamp,
    /// The whole of it in Chinese.
    pub text_zh: String,
    /// The whole of it in English.
    pub text_en: String,
    /// Role in Chinese.
    pub role_zh: String,
    /// Role in English.
    pub role_en: String,
    /// Organisation in Chinese, where the post belonged to one.
    pub organisation: Option<String>,
    /// What for, in Chinese.
    pub purpose_zh: String,
    /// What for, in English.
    pub purpose_en: String,
}

/// An entry of the audit trail in words.
pub(crate) fn look(pack: &Pack, entry: &PersonLook) -> Look {
    let [role_zh, role_en] = role(pack, &entry.role);
    let organisation = pack.organisations.get(&entry.organisation);
    let [purpose_zh, purpose_en] = purpose(&entry.purpose);
    let [deed_zh, deed_en] = deed(&entry.action);
    let who_zh = match organisation {
        Some(known) => format!("{}的{role_zh}", known.name_zh),
        None => role_zh.clone(),
    };
    let who_en = match organisation {
        Some(known) => format!("{role_en} of {}", known.name_en),
        None => role_en.clone(),
    };
    let refused = entry.outcome == "refused";
    let (tried_zh, tried_en) = if refused {
        ("试图但未获准", "tried, and was refused, and")
    } else {
        ("", "")
    };
    Look {
        at: entry.at,
        text_zh: format!("{who_zh}{tried_zh}{deed_zh}，用途：{purpose_zh}"),
        text_en: [&who_en, tried_en, deed_en, "for", purpose_en]
            .into_iter()
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" "),
        role_zh,
        role_en,
        organisation: organisation.map(|known| known.name_zh.clone()),
        purpose_zh: purpose_zh.to_owned(),
        purpose_en: purpose_en.to_owned(),
    }
}

fn role(pack: &Pack, id: &str) -> [String; 2] {
    match (pack.role(id), id) {
        (Some(role), _) => [role.name_zh.clone(), role.name_en.clone()],
        (None, "program") => ["系统程序".to_owned(), "The program".to_owned()],
        (None, "command_line") => [
            "服务器维护人员".to_owned(),
            "Whoever runs the server".to_owned(),
        ],
        // A role that the pack has no more.
        (None, _) => ["工作人员".to_owned(), "A member of staff".to_owned()],
    }
}

fn deed(action: &str) -> [&'static str; 2] {
    match action {
        "person.read" | "persons.read" | "person.listed" => {
            ["查看了您的信息", "looked at your data"]
        }
        "person.identified" => [
            "查看了您的姓名、证件号码等身份信息",
            "looked at your name and numbers",
        ],
        "person.written" | "person.created" | "person.corrected" => {
            ["修改了您的信息", "changed your data"]
        }
        "person.copied" => ["为您制作了信息副本", "made a copy of your data for you"],
        "emergency.opened" => ["紧急调阅了您的信息", "opened your data in an emergency"],
        "emergency.ended" => [
            "结束了对您信息的紧急调阅",
            "ended the emergency access to your data",
        ],
        "emergency.reviewed" => [
            "审查了对您信息的紧急调阅",
            "reviewed the emergency access to your data",
        ],
        "rights.requested" | "rights.read" | "rights.decided" | "who_looked.read" => {
            ["办理了您本人的请求", "handled a request of your own"]
        }
        _ => ["处理了您的信息", "handled your data"],
    }
}

fn purpose(code: &str) -> [&'static str; 2] {
    match code {
        "treatment" => ["诊断治疗", "diagnosis and treatment"],
        "surveillance" => ["疾病监测", "disease surveillance"],
        "investigation" => ["流行病学调查", "case investigation"],
        "follow_up" => ["随访和基层服务", "follow-up and primary care"],
        "quality" => ["服务质量管理", "service quality"],
        "administration" => ["系统管理", "administration"],
        "audit" => ["审计", "audit"],
        "planning" => ["规划、指挥与评估", "planning, command and evaluation"],
        "own_request" => ["办理您本人的请求", "a request of your own"],
        "operations" => ["系统运行", "keeping the program running"],
        _ => ["依法履职", "a statutory duty"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_is_told_with_role_office_and_purpose_and_without_a_name() {
        let packs = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
        let pack = Pack::load(&packs, "xinzhou").unwrap();
        let mut entry = PersonLook {
            at: Timestamp::from_millis(1_772_409_600_000),
            role: "epidemiologist".to_owned(),
            organisation: "140900-cdc".to_owned(),
            action: "person.read".to_owned(),
            purpose: "surveillance".to_owned(),
            outcome: "done".to_owned(),
        };
        let told = look(&pack, &entry);
        assert!(
            told.text_zh
                .contains("流行病学人员查看了您的信息，用途：疾病监测"),
            "{told:?}"
        );
        assert!(
            told.text_en
                .ends_with("looked at your data for disease surveillance"),
            "{told:?}"
        );
        assert!(told.organisation.is_some());
        "refused".clone_into(&mut entry.outcome);
        "no_such_role".clone_into(&mut entry.role);
        entry.organisation.clear();
        let told = look(&pack, &entry);
        assert!(told.text_zh.starts_with("工作人员试图但未获准"), "{told:?}");
        assert_eq!(told.organisation, None);
    }
}
