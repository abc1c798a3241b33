//! What a browser says of itself, in words somebody recognises their own device by.
//!
//! Names of products, which are the same in Chinese and English; anything not known is left out rather than guessed.
//! The text itself is not kept: versions and builds tell more about a person than the list of sessions needs.

/// Later entries pretend to be earlier ones, so the first that fits is meant.
const BROWSERS: [(&str, &str); 14] = [
    ("MicroMessenger", "WeChat"),
    ("DingTalk", "DingTalk"),
    ("Lark", "Feishu"),
    ("QQBrowser", "QQ Browser"),
    ("UCBrowser", "UC Browser"),
    ("QihooBrowser", "360"),
    ("360SE", "360"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
    ("python", "Python"),
];

const SYSTEMS: [(&str, &str); 10] = [
    ("HarmonyOS", "HarmonyOS"),
    ("OpenHarmony", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Macintosh", "macOS"),
    ("UOS", "UOS"),
    ("Kylin", "Kylin"),
    ("Linux", "Linux"),
];

/// Longest text that is looked at, in bytes.
const BYTES_MAX: usize = 512;

/// The browser and the system on which it runs; empty where they are not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Device {
    pub(crate) browser: &'static str,
    pub(crate) system: &'static str,
}

impl Device {
    /// Reads the header `User-Agent`.
    pub(crate) fn of(user_agent: &str) -> Self {
        if user_agent.len() > BYTES_MAX {
            return Device::default();
        }
        let first = |known: &[(&str, &'static str)]| {
            known
                .iter()
                .find(|(mark, _)| user_agent.contains(mark))
                .map_or("", |(_, name)| *name)
        };
        Device {
            browser: first(&BROWSERS),
            system: first(&SYSTEMS),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_known_by_name_though_all_of_them_say_mozilla() {
        for (text, browser, system) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0",
                "Edge",
                "Windows",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; UOS) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36",
                "Chrome",
                "UOS",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1",
                "Safari",
                "iPhone",
            ),
            (
                "Mozilla/5.0 (Linux; Android 14; HarmonyOS) AppleWebKit/537.36 Chrome/114.0 Mobile Safari/537.36 MicroMessenger/8.0",
                "WeChat",
                "HarmonyOS",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                "Firefox",
                "Linux",
            ),
            ("", "", ""),
            ("<script>alert(1)</script>", "", ""),
            (&"Chrome/".repeat(100), "", ""),
        ] {
            assert_eq!(Device::of(text), Device { browser, system }, "{text}");
        }
    }
}
