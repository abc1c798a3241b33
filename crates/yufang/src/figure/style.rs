//! Colours and letters, those of the console's charts on white.

/// Classes of marks; a figure names classes and never colours.
pub(crate) const CSS: &str = "\
text{font:12px -apple-system,'Segoe UI','PingFang SC','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC',sans-serif;fill:#5b6773}\
.title{font-size:15px;font-weight:600;fill:#1d2630}\
.name{font-weight:600;fill:#1d2630}\
.end{text-anchor:end}.middle{text-anchor:middle}\
.paper{fill:#fff}\
.grid{stroke:#e9edf0;fill:none}\
.axis{stroke:#c5ccd3;fill:none}\
.observed{fill:#7fa9bb}\
.history{fill:#c6d7de}\
.alarmed{fill:#b3261e}\
.expected{stroke:#33424f;stroke-width:1.4;stroke-dasharray:5 3;fill:none}\
.bound{stroke:#b06f00;stroke-width:1.4;fill:none}\
.missing{fill:#eceff1}\
.event{fill:#f3e3c8}\
.ribbon{fill:#17607a;fill-opacity:.18}\
.ribbon2{fill:#17607a;fill-opacity:.28}\
.line{stroke:#17607a;stroke-width:1.8;fill:none}\
.one{stroke:#b3261e;stroke-width:1;stroke-dasharray:4 3;fill:none}\
.likely{fill:#b3261e;fill-opacity:.75}\
.c0{stroke:#17607a}.c1{stroke:#b06f00}.c2{stroke:#6b4c9a}.c3{stroke:#3f7d4a}.c4{stroke:#a3445c}.c5{stroke:#5b6773}\
.curve{stroke-width:1.8;fill:none}\
.dot{fill:#fff;stroke-width:1.8}\
.place{fill:#a6c8d4;stroke:#fff;stroke-width:.5}\
.inside{fill:#b3261e;stroke:#fff;stroke-width:.5}\
.circle{fill:#b3261e;fill-opacity:.08;stroke:#b3261e;stroke-width:1.4}\
.span{fill:#b3261e}\
.endemic{fill:#c6d7de}.own{fill:#e0a458}.others{fill:#a98bc2}\
.count{stroke:#1d2630;stroke-width:3;stroke-linecap:round;fill:none}\
";

/// Classes of compared curves and of the dots on them, in their order.
pub(crate) const CURVES: [(&str, &str); 6] = [
    ("curve c0", "dot c0"),
    ("curve c1", "dot c1"),
    ("curve c2", "dot c2"),
    ("curve c3", "dot c3"),
    ("curve c4", "dot c4"),
    ("curve c5", "dot c5"),
];
