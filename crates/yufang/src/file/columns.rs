//! Which column is which: by the name given, else by its header.

use super::Input;
use crate::exit::Ending;

/// A kind of column: the option that names it and the headers it is known by, the clearest first.
#[derive(Debug)]
pub(crate) struct Wanted {
    option: &'static str,
    what_en: &'static str,
    what_zh: &'static str,
    headers: &'static [&'static str],
}

impl Wanted {
    /// First days of periods, or plain numbers.
    pub(crate) const DATE: Wanted = Wanted {
        option: "--date",
        what_en: "the dates",
        what_zh: "日期",
        headers: &[
            "date",
            "day",
            "week",
            "yearweek",
            "isoweek",
            "epiweek",
            "month",
            "time",
            "period",
            "reportdate",
            "onsetdate",
            "dates",
            "日期",
            "周",
            "周次",
            "年周",
            "月",
            "月份",
            "时间",
            "统计日期",
            "报告日期",
            "发病日期",
            "诊断日期",
            "index",
            "t",
        ],
    };
    /// Cases per period.
    pub(crate) const COUNT: Wanted = Wanted {
        option: "--count",
        what_en: "the counts",
        what_zh: "例数",
        headers: &[
            "count",
            "counts",
            "cases",
            "newconfirmed",
            "newcases",
            "casecount",
            "observed",
            "incidence",
            "number",
            "n",
            "value",
            "例数",
            "病例数",
            "发病数",
            "新增",
            "新增确诊",
            "新增病例",
            "报告例数",
            "报告病例数",
            "人数",
            "计数",
        ],
    };
    /// Cases infected elsewhere.
    pub(crate) const IMPORTED: Wanted = Wanted {
        option: "--imported",
        what_en: "the imported cases",
        what_zh: "输入病例",
        headers: &[
            "imported",
            "importedcases",
            "输入",
            "输入病例",
            "境外输入",
            "输入例数",
        ],
    };
    /// Day on which a case happened.
    pub(crate) const HAPPENED: Wanted = Wanted {
        option: "--event",
        what_en: "the days on which cases happened",
        what_zh: "事件发生日期（如发病日期）",
        headers: &[
            "onset",
            "onsetdate",
            "dateonset",
            "event",
            "eventdate",
            "symptomonset",
            "hospitalised",
            "hospitalized",
            "admission",
            "dhosp",
            "发病日期",
            "发病时间",
            "入院日期",
            "死亡日期",
        ],
    };
    /// Day on which a case became known.
    pub(crate) const REPORTED: Wanted = Wanted {
        option: "--report",
        what_en: "the days on which cases became known",
        what_zh: "报告日期",
        headers: &[
            "report",
            "reportdate",
            "datereport",
            "reported",
            "dreport",
            "notification",
            "notified",
            "报告日期",
            "报告时间",
            "录入日期",
        ],
    };
    /// Where a case lives, and the name of a place.
    pub(crate) const PLACE: Wanted = Wanted {
        option: "place",
        what_en: "the places",
        what_zh: "地点",
        headers: &[
            "place", "location", "id", "zip", "county", "district", "region", "township", "name",
            "地点", "地区", "街道", "乡镇", "区县", "县", "编码",
        ],
    };
    /// Degrees north.
    pub(crate) const LATITUDE: Wanted = Wanted {
        option: "latitude",
        what_en: "the latitudes",
        what_zh: "纬度",
        headers: &["latitude", "lat", "纬度"],
    };
    /// Degrees east.
    pub(crate) const LONGITUDE: Wanted = Wanted {
        option: "longitude",
        what_en: "the longitudes",
        what_zh: "经度",
        headers: &["longitude", "lon", "lng", "long", "经度"],
    };
    /// To the right on a plane map.
    pub(crate) const X: Wanted = Wanted {
        option: "x",
        what_en: "the coordinates to the right",
        what_zh: "横坐标",
        headers: &["x", "easting", "横坐标"],
    };
    /// Upwards on a plane map.
    pub(crate) const Y: Wanted = Wanted {
        option: "y",
        what_en: "the coordinates upwards",
        what_zh: "纵坐标",
        headers: &["y", "northing", "纵坐标"],
    };
    /// Persons at risk.
    pub(crate) const PERSONS: Wanted = Wanted {
        option: "population",
        what_en: "the persons at risk",
        what_zh: "人口数",
        headers: &["population", "pop", "persons", "人口", "人口数", "常住人口"],
    };
    /// The year or day of a population figure.
    pub(crate) const YEAR: Wanted = Wanted {
        option: "year",
        what_en: "the years of the populations",
        what_zh: "年份",
        headers: &["year", "date", "年", "年份", "日期"],
    };
    /// 1 inside a known event.
    pub(crate) const EVENT: Wanted = Wanted {
        option: "--event-column",
        what_en: "the points inside a known event",
        what_zh: "已知事件标记",
        headers: &[
            "outbreak",
            "event",
            "isoutbreak",
            "isevent",
            "label",
            "state",
            "暴发",
            "事件",
            "疫情",
        ],
    };
    /// A place of a pair that border each other.
    pub(crate) const BORDER_FROM: Wanted = Wanted {
        option: "from",
        what_en: "the first places of the pairs",
        what_zh: "邻接的一方",
        headers: &[
            "from", "a", "placea", "codea", "place", "name", "unit", "地区", "名称", "地区1", "甲",
        ],
    };
    /// The other place of the pair.
    pub(crate) const BORDER_TO: Wanted = Wanted {
        option: "to",
        what_en: "the second places of the pairs",
        what_zh: "邻接的另一方",
        headers: &[
            "to",
            "b",
            "placeb",
            "codeb",
            "neighbour",
            "neighbor",
            "邻接地区",
            "相邻地区",
            "邻区",
            "地区2",
            "乙",
        ],
    };
    /// First day of an event.
    pub(crate) const START: Wanted = Wanted {
        option: "start",
        what_en: "the first days of the events",
        what_zh: "事件开始日期",
        headers: &[
            "start",
            "first",
            "firstday",
            "from",
            "begin",
            "startdate",
            "开始",
            "开始日期",
            "起始日期",
            "首例日期",
        ],
    };
    /// Last day of an event.
    pub(crate) const END: Wanted = Wanted {
        option: "end",
        what_en: "the last days of the events",
        what_zh: "事件结束日期",
        headers: &[
            "end",
            "last",
            "lastday",
            "to",
            "enddate",
            "结束",
            "结束日期",
            "末例日期",
        ],
    };
    /// Day on which people recognised an event.
    pub(crate) const RECOGNISED: Wanted = Wanted {
        option: "recognised",
        what_en: "the days of recognition",
        what_zh: "发现日期",
        headers: &[
            "recognised",
            "recognized",
            "recogniseddate",
            "发现日期",
            "识别日期",
            "报告日期",
        ],
    };
    /// Name of the series an event belongs to.
    pub(crate) const SERIES: Wanted = Wanted {
        option: "series",
        what_en: "the names of the series",
        what_zh: "序列名称",
        headers: &[
            "series", "name", "region", "district", "地区", "名称", "序列",
        ],
    };
}

/// A column that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    /// Its position in a row.
    pub(crate) at: usize,
    /// Its header.
    pub(crate) header: String,
}

impl Input {
    /// The column of this header, written as it is there or but for case and blanks.
    pub(crate) fn named(&self, header: &str, option: &str) -> Result<Column, Ending> {
        let columns = &self.sheet.columns;
        let exact = columns.iter().position(|column| column == header);
        let at = exact.or_else(|| {
            columns
                .iter()
                .position(|column| plain(column) == plain(header))
        });
        at.map(|at| self.column(at)).ok_or_else(|| {
            self.refuse(self.lang.pick(
                format!(
                    "there is no column `{header}` as {option} says; the file has {}",
                    self.headers()
                ),
                format!(
                    "没有 {option} 所指的列“{header}”；文件的列为 {}",
                    self.headers()
                ),
            ))
        })
    }

    /// The column the command line names, or the one whose header is known best; `None` when no header is known.
    pub(crate) fn find(
        &self,
        wanted: &Wanted,
        named: Option<&str>,
    ) -> Result<Option<Column>, Ending> {
        if let Some(header) = named {
            return self.named(header, wanted.option).map(Some);
        }
        let known = wanted.headers.iter().find_map(|header| {
            let mut columns = self.sheet.columns.iter();
            columns.position(|column| plain(column) == *header)
        });
        Ok(known.map(|at| self.column(at)))
    }

    /// The same, for a column without which nothing can be done.
    pub(crate) fn require(&self, wanted: &Wanted, named: Option<&str>) -> Result<Column, Ending> {
        self.find(wanted, named)?.ok_or_else(|| {
            let known = wanted.headers.join(", ");
            let (option, headers) = (wanted.option, self.headers());
            self.refuse(self.lang.pick(
                format!(
                    "no column is known to hold {}; the file has {headers}; name it with {option}, or give it one of the headers {known}",
                    wanted.what_en
                ),
                format!(
                    "找不到{}列；文件的列为 {headers}；请用 {option} 指明，或将表头改为 {known} 之一",
                    wanted.what_zh
                ),
            ))
        })
    }

    fn column(&self, at: usize) -> Column {
        Column {
            at,
            header: self.sheet.columns.get(at).cloned().unwrap_or_default(),
        }
    }

    /// All headers, for messages.
    fn headers(&self) -> String {
        let quoted: Vec<String> = self
            .sheet
            .columns
            .iter()
            .map(|c| format!("`{c}`"))
            .collect();
        quoted.join(", ")
    }
}

/// A header without what people vary: case, blanks, `_` and `-`.
fn plain(header: &str) -> String {
    header
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-' | '.'))
        .flat_map(char::to_lowercase)
        .collect()
}
