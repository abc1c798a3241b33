//! The language a person reads.

use clap::ValueEnum;
use epi::NotEnoughData;

/// Chinese or English.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Lang {
    /// 中文
    Zh,
    /// English
    En,
}

impl Lang {
    /// The language of the terminal, as POSIX says it: the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is set.
    pub(crate) fn of_environment() -> Self {
        let named = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .filter_map(|name| std::env::var(name).ok())
            .find(|value| !value.is_empty());
        Self::of_locale(named.as_deref().unwrap_or_default())
    }

    /// The language of a locale such as `zh_CN.UTF-8`; English when it is neither.
    fn of_locale(locale: &str) -> Self {
        if locale.to_ascii_lowercase().starts_with("zh") {
            Lang::Zh
        } else {
            Lang::En
        }
    }

    /// What an estimator lacks, in words.
    pub(crate) fn lack(self, lack: &NotEnoughData) -> String {
        let NotEnoughData { needed, found, of } = lack;
        let of_zh = match *of {
            "reported baseline points" => "已报告的基线期数",
            "reported earlier points" => "已报告的既往期数",
            "reported steps in the current block" | "reported steps in the current window" => {
                "当期已报告的期数"
            }
            "steps of history" => "历史期数",
            "in-control points" => "受控期期数",
            "cases among the in-control points" => "受控期病例数",
            "days since the first case" => "首例以来的天数",
            "cases in the window" => "窗口内病例数",
            "cases within a serial interval before the day" => "当日之前一个序列间隔内的病例数",
            "days of the window with at least 95 % of the cases reported" => {
                "窗口内报告完整（95%以上）的天数"
            }
            "counts with known earlier cases" => "其前病例数已知的计数",
            "counts above zero with known earlier cases" => "其前病例数已知且大于零的计数",
            other => other,
        };
        self.pick(
            format!("there is not enough data: {needed} {of} needed, {found} found"),
            format!("数据不足：{of_zh}需要 {needed}，只有 {found}"),
        )
    }

    /// The one of two texts that is in this language.
    pub(crate) fn pick<T>(self, en: T, zh: T) -> T {
        match self {
            Lang::En => en,
            Lang::Zh => zh,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Lang;

    #[test]
    fn a_locale_names_its_language() {
        assert_eq!(Lang::of_locale("zh_CN.UTF-8"), Lang::Zh);
        for other in ["", "C", "en_GB.UTF-8", "de_DE"] {
            assert_eq!(Lang::of_locale(other), Lang::En, "{other}");
        }
    }
}
