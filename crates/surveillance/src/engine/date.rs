//! Dates as files print them.

use std::borrow::Cow;

use kernel::{Day, Period};

/// Excel counts days from here, having believed that 1900 was a leap year.
const EXCEL_EPOCH: i32 = -25_569;

/// A date read, with how much of it was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Printed {
    /// The day; the first of the month or year when no more was printed.
    pub(crate) day: Day,
    /// The finest part printed: a day, a month or a year.
    pub(crate) grain: Period,
}

/// Why a text is no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateFault {
    /// `20-02-20`: the century is not said.
    TwoDigitYear(Option<Day>),
    /// `43881`: a spreadsheet's number of a day.
    ExcelSerial(Day),
    /// The calendar has no such day.
    NoSuchDay,
    /// Anything else.
    Unreadable,
}

/// Reads `2020-02-20`, `2020/2/20`, `2020.2.20`, `20200220`, `2020年2月20日`, and for months `2020-02`, `2020/2`, `2020年2月`,
/// for years `2020年`; a clock time of midnight behind a date is ignored, full-width digits are read as digits.
pub(crate) fn parse(text: &str) -> Result<Printed, DateFault> {
    let text: Cow<'_, str> = if text.is_ascii() {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.chars().map(ascii_digit).collect())
    };
    let text = without_midnight(text.trim());
    let mut numbers = [(0_i32, 0_usize); 3];
    let mut count = 0;
    let mut separators = ['\0'; 3];
    let mut in_number = false;
    for c in text.chars() {
        if let Some(digit) = c.to_digit(10) {
            if !in_number {
                if count == 3 {
                    return Err(DateFault::Unreadable);
                }
                count += 1;
                in_number = true;
            }
            let (value, digits) = &mut numbers[count - 1];
            if *digits == 8 {
                return Err(DateFault::Unreadable);
            }
            *value = *value * 10 + digit as i32;
            *digits += 1;
        } else {
            if !in_number || !matches!(c, '-' | '/' | '.' | '年' | '月' | '日' | '号') {
                return Err(DateFault::Unreadable);
            }
            separators[count - 1] = c;
            in_number = false;
        }
    }
    let [
        (year, year_digits),
        (month, month_digits),
        (day, day_digits),
    ] = numbers;
    match (count, separators) {
        (1, ['\0', ..]) if year_digits == 8 => day_of(year / 10_000, year / 100 % 100, year % 100),
        (1, ['\0', ..]) if year_digits == 5 => {
            Err(DateFault::ExcelSerial(Day::from_number(year + EXCEL_EPOCH)))
        }
        (1, ['年', ..]) if year_digits == 4 => grain(year, 1, 1, Period::Year),
        (2 | 3, _) if year_digits == 2 && month_digits <= 2 && day_digits <= 2 && count == 3 => {
            Err(DateFault::TwoDigitYear(
                day_of(2000 + year, month, day).ok().map(|read| read.day),
            ))
        }
        (2, ['-' | '/' | '.', '\0', _] | ['年', '月', _])
            if year_digits == 4 && month_digits <= 2 =>
        {
            grain(year, month, 1, Period::Month)
        }
        (
            3,
            ['-', '-', '\0']
            | ['/', '/', '\0']
            | ['.', '.', '\0']
            | ['年', '月', '日' | '号' | '\0'],
        ) if year_digits == 4 && month_digits <= 2 && day_digits <= 2 => day_of(year, month, day),
        _ => Err(DateFault::Unreadable),
    }
}

fn day_of(year: i32, month: i32, day: i32) -> Result<Printed, DateFault> {
    grain(year, month, day, Period::Day)
}

fn grain(year: i32, month: i32, day: i32, grain: Period) -> Result<Printed, DateFault> {
    // The parts have at most eight digits, and those that do not fit name no day either.
    let (Ok(year), Ok(month), Ok(day)) =
        (i16::try_from(year), i8::try_from(month), i8::try_from(day))
    else {
        return Err(DateFault::NoSuchDay);
    };
    match Day::from_ymd(year, month, day) {
        Ok(day) => Ok(Printed { day, grain }),
        Err(_) => Err(DateFault::NoSuchDay),
    }
}

/// Spreadsheets print `2020/2/20 0:00` where a date was meant.
fn without_midnight(text: &str) -> &str {
    let Some((date, time)) = text.split_once([' ', 'T']) else {
        return text;
    };
    let is_midnight = !time.is_empty()
        && time.contains(':')
        && time
            .trim_end_matches('Z')
            .chars()
            .all(|c| matches!(c, '0' | ':' | '.'));
    if is_midnight { date } else { text }
}

/// Full-width digits (全角数字) as digits.
pub(crate) fn ascii_digit(c: char) -> char {
    match c {
        '０'..='９' => char::from(b'0' + (c as u32 - '０' as u32) as u8),
        '－' | '—' | '–' => '-',
        '／' => '/',
        '．' => '.',
        '，' => ',',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn five_styles_name_the_same_day() {
        for text in [
            "2020-02-20",
            "2020/2/20",
            "20200220",
            "2020年2月20日",
            "2020.02.20",
            "2020/2/20 0:00",
            "2020-02-20T00:00:00Z",
            "２０２０－０２－２０",
        ] {
            let read = parse(text).unwrap();
            assert_eq!(
                (read.day, read.grain),
                (day("2020-02-20"), Period::Day),
                "{text}"
            );
        }
        for text in ["2020-02", "2020/2", "2020年2月"] {
            let read = parse(text).unwrap();
            assert_eq!(
                (read.day, read.grain),
                (day("2020-02-01"), Period::Month),
                "{text}"
            );
        }
    }

    #[test]
    fn what_cannot_be_told_for_certain_is_refused_with_a_guess() {
        assert_eq!(
            parse("20-2-20"),
            Err(DateFault::TwoDigitYear(Some(day("2020-02-20"))))
        );
        assert_eq!(
            parse("43881"),
            Err(DateFault::ExcelSerial(day("2020-02-20")))
        );
        assert_eq!(parse("2020-02-30"), Err(DateFault::NoSuchDay));
        for text in [
            "",
            "20/02/2020",
            "2020-02-20 12:30",
            "2020-2/20",
            "昨天",
            "2020",
            "202002",
            "2020--02",
        ] {
            assert_eq!(parse(text), Err(DateFault::Unreadable), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_day_survives_each_style(number in -100_000..100_000_i32) {
            let day = Day::from_number(number);
            let date = day.date();
            let (y, m, d) = (date.year(), date.month(), date.day());
            prop_assume!(y >= 1000);
            for text in [format!("{y}-{m:02}-{d:02}"), format!("{y}/{m}/{d}"), format!("{y}{m:02}{d:02}"), format!("{y}年{m}月{d}日")] {
                prop_assert_eq!(parse(&text).map(|read| read.day), Ok(day));
            }
        }

        #[test]
        fn any_text_gets_an_answer(text in "\\PC{0,24}") {
            let _ = parse(&text);
        }
    }
}
