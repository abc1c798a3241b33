//! The rules of signing in (登录规则) that a city may tighten: passwords, waits, sessions, second factor.

/// Whether roles marked `second_factor` really need one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SecondFactorRule {
    /// An account whose role is marked can do nothing before it has one.
    #[default]
    Required,
    /// Everybody may have one, nobody must; for demonstrations.
    Optional,
}

/// The table `[sign_in]` of a city's packs; what none of them says is as in [`SignIn::default`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignIn {
    /// Whether roles marked `second_factor` need one.
    pub second_factor: SecondFactorRule,
    /// Fewest characters of a password.
    pub length_min: u32,
    /// Fewest kinds of characters in a password, of lower case, upper case, digits and everything else; 1 asks for nothing.
    pub classes_min: u32,
    /// Days after which a password has to be changed; 0 for never.
    pub age_days_max: u32,
    /// How many of the last passwords, the one in force among them, may not be used again.
    pub history: u32,
    /// Minutes without a request after which a session ends.
    pub idle_minutes: u32,
    /// Hours after which a session ends whatever was asked.
    pub absolute_hours: u32,
    /// Failures under one name after which it has to wait.
    pub failures: u32,
    /// The longest such wait, in minutes.
    pub lock_minutes: u32,
    /// Days without a sign-in after which an account is locked; 0 for never.
    pub dormant_days: u32,
}

impl Default for SignIn {
    fn default() -> Self {
        SignIn {
            second_factor: SecondFactorRule::Required,
            length_min: 12,
            classes_min: 1,
            age_days_max: 0,
            history: 5,
            idle_minutes: 30,
            absolute_hours: 12,
            failures: 5,
            lock_minutes: 15,
            dormant_days: 90,
        }
    }
}
