//! The date of a row: which forms are read, and which days its stream can have.

use kernel::{Day, Period};

use super::{KeySeries, Validator, missing};
use crate::engine::date::{self, DateFault};
use crate::engine::rules::{Finding, Rule};
use crate::engine::split::Record;

impl Validator {
    pub(super) fn date(&mut self, record: &Record<'_>) -> Result<(Day, Period), Box<Finding>> {
        let Some(column) = &self.date else {
            return Err(Box::new(missing(&self.layout.date.column)));
        };
        let bytes = record.get(column.at).unwrap_or_default();
        if let Some(printed) = self.last_printed
            && bytes == self.last_date
        {
            return Ok(printed);
        }
        let text = self.text(record, column)?;
        let text = text.trim();
        if text.is_empty() {
            return Err(Box::new(missing(&column.header)));
        }
        let printed = match date::parse(text) {
            Ok(printed) => (printed.day, printed.grain),
            Err(fault) => match self.by_format(text) {
                Some(day) => (day, Period::Day),
                None => return Err(Box::new(bad_date(fault).at(&column.header, text))),
            },
        };
        self.last_date.clear();
        self.last_date.extend_from_slice(bytes);
        self.last_printed = Some(printed);
        Ok(printed)
    }

    fn by_format(&self, text: &str) -> Option<Day> {
        self.layout
            .date
            .formats
            .iter()
            .find_map(|format| jiff::civil::Date::strptime(format, text).ok())
            .map(Day::from_date)
    }

    /// Checks the day against the stream's period and today.
    pub(super) fn bad_day(
        &self,
        series: &KeySeries,
        printed: Day,
        grain: Period,
        day: Day,
    ) -> Option<Finding> {
        let header = self.date.as_ref().map_or("", |column| &column.header);
        let period = series.period;
        let shown = printed.to_string();
        if day > self.ground.today {
            let today = self.ground.today;
            return Some(
                Finding::new(
                    Rule::DateFuture,
                    format!("the day {day} lies after today, {today}"),
                    format!("日期 {day} 晚于今天（{today}）"),
                )
                .at(header, &shown),
            );
        }
        if grain > period {
            return Some(
                Finding::new(
                    Rule::DateTooCoarse,
                    format!("only the {grain} is given, but `{}` counts by {period}; write the first day of the {period} as YYYY-MM-DD", series.key.stream),
                    format!("“{}”按{}统计，只写到{}不够；请写完整日期", series.stream_zh, period_zh(period), period_zh(grain)),
                )
                .at(header, &shown),
            );
        }
        if period != Period::Day && period.start_of(day) != day {
            return Some(
                Finding::new(
                    Rule::DateNotPeriodStart,
                    format!(
                        "`{}` counts by {period}, and {day} is not the first day of one",
                        series.key.stream
                    ),
                    format!(
                        "“{}”按{}统计，{day} 不是起始日",
                        series.stream_zh,
                        period_zh(period)
                    ),
                )
                .at(header, &shown)
                .suggesting(Some(period.start_of(day).to_string())),
            );
        }
        None
    }
}

/// What is said of a text that is no date.
pub(crate) fn bad_date(fault: DateFault) -> Finding {
    match fault {
        DateFault::TwoDigitYear(guess) => Finding::new(
            Rule::DateTwoDigitYear,
            "the year has two digits; write four",
            "年份只有两位；请写四位",
        )
        .suggesting(guess.map(|day| day.to_string())),
        DateFault::ExcelSerial(day) => Finding::new(
            Rule::DateExcelSerial,
            "this is a spreadsheet's number of a day; format the column as a date before saving",
            "这是电子表格的日期序号；请先将该列设为日期格式再保存",
        )
        .suggesting(Some(day.to_string())),
        DateFault::NoSuchDay => Finding::new(
            Rule::DateUnreadable,
            "the calendar has no such day",
            "日历上没有这一天",
        ),
        DateFault::Unreadable => Finding::new(
            Rule::DateUnreadable,
            "this is no date; write YYYY-MM-DD, for example 2020-02-20",
            "无法识别的日期；请写成 YYYY-MM-DD，例如 2020-02-20",
        ),
    }
}

fn period_zh(period: Period) -> &'static str {
    match period {
        Period::Day => "日",
        Period::Week => "周",
        Period::Month => "月",
        Period::Year => "年",
    }
}
