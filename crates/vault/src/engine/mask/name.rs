//! Names (姓名).

/// Surnames of two characters that are still borne.
const COMPOUND: &[&str] = &[
    "欧阳", "歐陽", "司马", "司馬", "上官", "诸葛", "諸葛", "司徒", "皇甫", "尉迟", "尉遲", "公孙",
    "公孫", "慕容", "令狐", "宇文", "长孙", "長孫", "鲜于", "鮮于", "端木", "轩辕", "軒轅", "东方",
    "東方", "南宫", "南宮", "夏侯", "闻人", "聞人", "赫连", "赫連", "澹台", "澹臺", "公冶", "宗政",
    "濮阳", "濮陽", "淳于", "单于", "單于", "太叔", "申屠", "仲孙", "仲孫", "钟离", "鍾離", "独孤",
    "獨孤", "西门", "西門", "百里", "呼延", "拓跋", "完颜", "完顏", "纳兰", "納蘭", "第五", "东郭",
    "東郭", "南门", "公羊", "谷梁", "乐正", "樂正", "漆雕", "壤驷", "巫马", "公西",
];

/// Stars at most: the length of a long name tells its bearer from others.
const STARS_MAX: usize = 2;

/// The surname and stars for the rest: 张三丰 is 张**, 张三 is 张*, 欧阳修 is 欧阳*.
///
/// A name of two characters keeps the first even when both could be one compound surname; one character is hidden whole.
/// Of names in other scripts and of names with a dot (买买提·艾力) the first character is kept.
#[must_use]
pub fn name(name: &str) -> String {
    let characters: Vec<char> = name.trim().chars().collect();
    let is_compound = characters.len() > 2
        && COMPOUND
            .iter()
            .any(|surname| surname.chars().eq(characters[..2].iter().copied()));
    let kept = match characters.len() {
        0 => return String::new(),
        1 => 0,
        _ if is_compound => 2,
        _ => 1,
    };
    let mut masked: String = characters[..kept].iter().collect();
    masked.push_str(&super::stars((characters.len() - kept).min(STARS_MAX)));
    masked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_surname_is_kept() {
        for (full, masked) in [
            ("张三丰", "张**"),
            ("张三", "张*"),
            (" 张三 ", "张*"),
            ("欧阳修", "欧阳*"),
            ("司马相如", "司马**"),
            ("欧阳", "欧*"),
            ("陈方安生", "陈**"),
            ("买买提·艾力", "买**"),
            ("John Smith", "J**"),
            ("李", "*"),
            ("", ""),
        ] {
            assert_eq!(name(full), masked, "{full}");
        }
    }
}
