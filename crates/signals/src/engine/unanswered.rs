//! Why a detector gives no answer, in Chinese; the English text is `epi`'s own.

use epi::DetectError;

/// The reason as a Chinese clause.
pub(crate) fn unanswered_zh(error: &DetectError) -> String {
    match error {
        DetectError::NotReported { .. } => "本期未报告".to_owned(),
        DetectError::NotEnoughData(short) => format!(
            "历史数据不足：需要{}个数值，现有{}个",
            short.needed, short.found
        ),
        DetectError::OutOfRange { .. } => "所问日期不在序列之内".to_owned(),
        DetectError::StepNotSupported { .. } => "该方法不适用于此统计周期".to_owned(),
        DetectError::NoPopulation => "缺少人口数，不能按率建模".to_owned(),
        DetectError::Series(_) => "序列自相矛盾".to_owned(),
    }
}
