//! Marks on paper.

use svg::Document;
use svg::node::element::{Element, Style, Title};
use svg::node::{Node, Text};
use unicode_width::UnicodeWidthStr;

use super::style::CSS;

/// Width of every figure, in pixels of its own coordinates.
pub(crate) const WIDTH: f64 = 960.0;
/// Space around everything.
pub(crate) const MARGIN: f64 = 20.0;
/// About how wide a narrow letter is.
const LETTER: f64 = 6.6;

/// A figure being drawn from top to bottom.
#[derive(Debug)]
pub(crate) struct Picture {
    title: String,
    nodes: Vec<Element>,
    /// Height used so far.
    pub(crate) height: f64,
    clips: usize,
}

/// A mark in a legend.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Mark {
    /// A filled square of this class.
    Box(&'static str),
    /// A line of this class.
    Line(&'static str),
    /// A dot of this class.
    Dot(&'static str),
    /// The triangle of an alarm.
    Alarm,
}

/// Places are kept to a tenth of a pixel: finer than anybody sees, and the same digits everywhere.
pub(crate) fn px(place: f64) -> f64 {
    (place * 10.0).round() / 10.0 + 0.0
}

impl Picture {
    /// A figure with its title and, below it, what it shows.
    pub(crate) fn new(title: &str, subtitle: &str) -> Self {
        let mut picture = Picture {
            title: title.to_owned(),
            nodes: Vec::new(),
            height: 34.0,
            clips: 0,
        };
        picture.text(MARGIN, 28.0, "title", title);
        if !subtitle.is_empty() {
            picture.height = 52.0;
            picture.text(MARGIN, 48.0, "note", subtitle);
        }
        picture
    }

    /// Text whose baseline begins, ends or is centred here, as its class says.
    pub(crate) fn text(&mut self, x: f64, y: f64, class: &str, text: &str) {
        let mut node = Element::new("text");
        node.assign("class", class);
        node.assign("x", px(x));
        node.assign("y", px(y));
        node.append(Text::new(text));
        self.nodes.push(node);
    }

    /// A path of SVG's own notation.
    pub(crate) fn path(&mut self, class: &str, path: &str) {
        if path.is_empty() {
            return;
        }
        let mut node = Element::new("path");
        node.assign("class", class);
        node.assign("d", path);
        self.nodes.push(node);
    }

    /// The same, cut off outside a box.
    pub(crate) fn clipped(&mut self, class: &str, path: &str, clip: usize) {
        if path.is_empty() {
            return;
        }
        self.path(class, path);
        if let Some(node) = self.nodes.last_mut() {
            node.assign("clip-path", format!("url(#clip{clip})"));
        }
    }

    /// A box outside which `clipped` draws nothing.
    pub(crate) fn clip(&mut self, x: f64, y: f64, width: f64, height: f64) -> usize {
        let number = self.clips;
        self.clips += 1;
        let mut clip = Element::new("clipPath");
        clip.assign("id", format!("clip{number}"));
        clip.append(rectangle(x, y, width, height));
        self.nodes.push(clip);
        number
    }

    /// A filled box.
    pub(crate) fn rectangle(&mut self, class: &str, x: f64, y: f64, width: f64, height: f64) {
        let mut node = rectangle(x, y, width, height);
        node.assign("class", class);
        self.nodes.push(node);
    }

    /// A circle.
    pub(crate) fn circle(&mut self, class: &str, x: f64, y: f64, radius: f64) {
        let mut node = Element::new("circle");
        node.assign("class", class);
        node.assign("cx", px(x));
        node.assign("cy", px(y));
        node.assign("r", px(radius));
        self.nodes.push(node);
    }

    /// A circle, cut off outside a box.
    pub(crate) fn clipped_circle(&mut self, class: &str, x: f64, y: f64, radius: f64, clip: usize) {
        self.circle(class, x, y, radius);
        if let Some(node) = self.nodes.last_mut() {
            node.assign("clip-path", format!("url(#clip{clip})"));
        }
    }

    /// The words that go with marks, in one row.
    pub(crate) fn legend(&mut self, entries: &[(Mark, String)]) {
        self.height += 22.0;
        let (mut x, y) = (MARGIN, self.height);
        for (mark, text) in entries {
            let wide = 30.0 + width(text);
            if x + wide > WIDTH && x > MARGIN {
                self.height += 18.0;
                x = MARGIN;
            }
            let y = y.max(self.height);
            match mark {
                Mark::Box(class) => self.rectangle(class, x, y - 10.0, 11.0, 11.0),
                Mark::Line(class) => self.path(class, &format!("M{} {}h16", px(x), px(y - 4.5))),
                Mark::Dot(class) => self.path(class, &dot(x + 6.0, y - 4.5)),
                Mark::Alarm => self.path("alarmed", &triangle(x + 6.0, y - 1.0)),
            }
            self.text(x + 21.0, y, "note", text);
            x += wide + 14.0;
        }
        self.height += 10.0;
    }

    /// The finished document.
    pub(crate) fn finish(self) -> String {
        let height = px(self.height + 12.0);
        let mut document = Document::new()
            .set("viewBox", (0.0, 0.0, WIDTH, height))
            .set("width", WIDTH)
            .set("height", height)
            .set("role", "img")
            .add(Title::new(self.title))
            .add(Style::new(CSS))
            .add({
                let mut paper = rectangle(0.0, 0.0, WIDTH, height);
                paper.assign("class", "paper");
                paper
            });
        for node in self.nodes {
            document.append(node);
        }
        format!("{document}\n")
    }
}

/// About how wide a text is.
pub(crate) fn width(text: &str) -> f64 {
    text.width() as f64 * LETTER
}

/// A small triangle that stands on its tip.
pub(crate) fn triangle(x: f64, tip: f64) -> String {
    format!("M{} {}l-4.5 -7h9z", px(x), px(tip))
}

/// A dot as wide as its line.
pub(crate) fn dot(x: f64, y: f64) -> String {
    format!("M{} {}h0", px(x), px(y))
}

fn rectangle(x: f64, y: f64, width: f64, height: f64) -> Element {
    let mut node = Element::new("rect");
    node.assign("x", px(x));
    node.assign("y", px(y));
    node.assign("width", px(width.max(0.0)));
    node.assign("height", px(height.max(0.0)));
    node
}
