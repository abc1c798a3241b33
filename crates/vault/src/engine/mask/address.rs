//! Addresses (住址): kept down to the township, or to the village for those who work there.
//!
//! An address is read from the left, level by level, by the word each level ends with.
//! A level that is left out is passed over; what does not look like a place's name (numbers, roads) is hidden.

/// How far down an address is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressDepth {
    /// 乡镇、街道.
    Township,
    /// 村、社区.
    Village,
}

/// What names of one level end with, longest first, and what they do not hold.
struct LevelWords {
    ends: &'static [&'static str],
    never: &'static [&'static str],
    length_max: usize,
}

const PROVINCE: LevelWords = LevelWords {
    ends: &["特别行政区", "自治区", "省"],
    never: &["市", "县", "镇", "村"],
    length_max: 8,
};
const PREFECTURE: LevelWords = LevelWords {
    ends: &["自治州", "地区", "市", "盟"],
    never: &["县", "区", "乡", "村", "街", "路"],
    length_max: 8,
};
const COUNTY: LevelWords = LevelWords {
    ends: &["自治县", "自治旗", "县", "区", "市", "旗"],
    never: &["镇", "乡", "村", "街", "路", "号", "小区", "园区"],
    length_max: 12,
};
const TOWNSHIP: LevelWords = LevelWords {
    ends: &["街道办事处", "街道", "苏木", "镇", "乡"],
    never: &["村", "路", "号", "社区", "小区"],
    length_max: 12,
};
const VILLAGE: LevelWords = LevelWords {
    ends: &[
        "村民委员会",
        "居民委员会",
        "村委会",
        "居委会",
        "社区",
        "嘎查",
        "村",
    ],
    never: &["路", "号", "街", "楼", "室", "单元", "小区"],
    length_max: 10,
};

/// Stands for what is hidden, whatever its length.
const REST: &str = "***";

/// The address down to a level, and three stars for the rest: 忻府区秀容街道***.
///
/// An address without any level that can be told is hidden whole.
#[must_use]
pub fn address(address: &str, depth: AddressDepth) -> String {
    let whole: String = address.chars().filter(|c| !c.is_whitespace()).collect();
    if whole.is_empty() {
        return String::new();
    }
    let levels: &[&LevelWords] = match depth {
        AddressDepth::Township => &[&PROVINCE, &PREFECTURE, &COUNTY, &TOWNSHIP],
        AddressDepth::Village => &[&PROVINCE, &PREFECTURE, &COUNTY, &TOWNSHIP, &VILLAGE],
    };
    let mut kept = 0;
    for level in levels {
        kept += level.name_length(&whole[kept..]);
    }
    // What follows the last level told is hidden even when it is empty, so that nobody learns whether there was more.
    format!("{}{REST}", &whole[..kept])
}

impl LevelWords {
    /// Bytes of the name of this level at the beginning of the text; 0 when there is none.
    fn name_length(&self, text: &str) -> usize {
        for (characters, (at, first)) in text.char_indices().enumerate() {
            if characters > self.length_max || first.is_ascii_digit() {
                return 0;
            }
            let Some(word) = self.ends.iter().find(|word| text[at..].starts_with(**word)) else {
                continue;
            };
            let ends = at + word.len();
            // A name has a character before its ending; 镇 and 乡 may be followed by the real ending, as in 城镇街道.
            let goes_on = self.ends.iter().any(|word| text[ends..].starts_with(word))
                || (word == &"镇" && text[ends..].starts_with("市"));
            if characters == 0 || goes_on {
                continue;
            }
            // 镇 and 乡 at the very beginning belong to names such as 镇平县 and 乡宁县.
            let name: String = text[..at].chars().skip(1).collect();
            if self.never.iter().any(|word| name.contains(word)) && !text[..at].ends_with('镇') {
                return 0;
            }
            return ends;
        }
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_house_is_hidden_and_the_place_is_kept() {
        for (whole, township, village) in [
            (
                "山西省忻州市忻府区秀容街道九原社区3号楼2单元",
                "山西省忻州市忻府区秀容街道***",
                "山西省忻州市忻府区秀容街道九原社区***",
            ),
            (
                "忻府区秀容街道***",
                "忻府区秀容街道***",
                "忻府区秀容街道***",
            ),
            (
                "山西省临汾市乡宁县昌宁镇下县村12号",
                "山西省临汾市乡宁县昌宁镇***",
                "山西省临汾市乡宁县昌宁镇下县村***",
            ),
            (
                "江西省景德镇市昌江区鲇鱼山镇鱼山村",
                "江西省景德镇市昌江区鲇鱼山镇***",
                "江西省景德镇市昌江区鲇鱼山镇鱼山村***",
            ),
            (
                "原平市子干乡南坡村幸福小区3号",
                "原平市子干乡***",
                "原平市子干乡南坡村***",
            ),
            ("子干乡南坡村幸福小区3号", "子干乡***", "子干乡南坡村***"),
            (
                "聊城市东昌府区 柳园街道 兴华西路12号",
                "聊城市东昌府区柳园街道***",
                "聊城市东昌府区柳园街道***",
            ),
            (
                "北京市海淀区中关村大街1号",
                "北京市海淀区***",
                "北京市海淀区中关村***",
            ),
            ("兴华西路12号市场", "***", "***"),
            ("12号", "***", "***"),
            ("", "", ""),
        ] {
            assert_eq!(address(whole, AddressDepth::Township), township, "{whole}");
            assert_eq!(address(whole, AddressDepth::Village), village, "{whole}");
        }
    }
}
