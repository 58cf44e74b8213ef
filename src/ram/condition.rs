//! Conditions of statements: an operator, a key, and the values the key is compared with.
//!
//! Source: `alibabacloud.com/help/doc-detail/93739.htm` (condition operators). The rule for keys that a request does not have
//! is assumed: it is the rule on which the documented scenarios agree.

use std::fmt;
use std::net::IpAddr;

use ipnet::{IpNet, Ipv4Net};
use jiff::Timestamp;

use crate::error::Assumption;

use super::context::{ConditionContext, Key, KeyValue};
use super::pattern::Pattern;

/// The comparison of an operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Equals,
    EqualsIgnoreCase,
    Like,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// The type of the values of an operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    String,
    Numeric,
    Date,
    Bool,
    Ip,
}

/// Declares the operators. Each row: the name, the type of the values, the comparison, and `true` if it is negated.
macro_rules! operators {
    ($($name:ident: $family:ident $comparison:ident $negated:literal;)+) => {
        /// A condition operator.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Operator {
            $($name,)+
        }

        impl Operator {
            /// All operators; `ForAnyValue`, `Null` and `…IfExists` are not documented for OSS.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)+
                }
            }

            const fn family(self) -> Family {
                match self {
                    $(Self::$name => Family::$family,)+
                }
            }

            const fn comparison(self) -> Comparison {
                match self {
                    $(Self::$name => Comparison::$comparison,)+
                }
            }

            const fn negated(self) -> bool {
                match self {
                    $(Self::$name => $negated,)+
                }
            }
        }
    };
}

operators! {
    StringEquals: String Equals false;
    StringNotEquals: String Equals true;
    StringEqualsIgnoreCase: String EqualsIgnoreCase false;
    StringNotEqualsIgnoreCase: String EqualsIgnoreCase true;
    StringLike: String Like false;
    StringNotLike: String Like true;
    NumericEquals: Numeric Equals false;
    NumericNotEquals: Numeric Equals true;
    NumericLessThan: Numeric Less false;
    NumericLessThanEquals: Numeric LessOrEqual false;
    NumericGreaterThan: Numeric Greater false;
    NumericGreaterThanEquals: Numeric GreaterOrEqual false;
    DateEquals: Date Equals false;
    DateNotEquals: Date Equals true;
    DateLessThan: Date Less false;
    DateLessThanEquals: Date LessOrEqual false;
    DateGreaterThan: Date Greater false;
    DateGreaterThanEquals: Date GreaterOrEqual false;
    Bool: Bool Equals false;
    IpAddress: Ip Equals false;
    NotIpAddress: Ip Equals true;
    // One page lists it without a description; assumed to equal `IpAddress`, whose ranges include their ends.
    IpAddressIncludeBorder: Ip Equals false;
}

impl Operator {
    /// Finds the operator with this name; letter case counts.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|operator| operator.name() == name)
    }
}

/// A value of a condition, read once.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Value {
    Text(Box<str>),
    /// Text in lower case.
    Folded(Box<str>),
    Like(Pattern),
    Number(i64),
    Time(Timestamp),
    Flag(bool),
    Net(IpNet),
}

/// One key of one operator. All conditions of a statement must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Condition {
    pub operator: Operator,
    pub key: Key,
    values: Vec<Value>,
    /// The values as they were written.
    pub texts: Vec<Box<str>>,
}

impl Condition {
    /// Reads a condition. On failure, returns the index among the values, and the problem.
    pub fn new(operator: Operator, key: &str, texts: &[String]) -> Result<Self, (usize, String)> {
        let value = |(i, text): (usize, &String)| Value::new(operator, text).map_err(|problem| (i, problem));
        Ok(Self {
            operator,
            key: Key::new(key),
            values: texts.iter().enumerate().map(value).collect::<Result<_, _>>()?,
            texts: texts.iter().map(|text| text.as_str().into()).collect(),
        })
    }

    /// Returns `true` if its operator can never compare the kind of value the key has.
    pub fn never_compares(&self) -> bool {
        let is_text = !matches!(self.key, Key::SourceIp | Key::CurrentTime | Key::SecureTransport);
        match self.operator.family() {
            Family::String => false,
            Family::Numeric => !is_text,
            Family::Date => !is_text && self.key != Key::CurrentTime,
            Family::Bool => !is_text && self.key != Key::SecureTransport,
            Family::Ip => self.key != Key::SourceIp,
        }
    }

    /// Returns `true` if one of the values matches; with a negated operator, if none does.
    pub fn holds(&self, context: &dyn ConditionContext) -> bool {
        let found = context.value(&self.key);
        match (&found, &self.key) {
            (Some(_), _) => {}
            (None, Key::Absent(_)) => context.assume(Assumption::UnknownConditionKey),
            (None, _) => context.assume(Assumption::AbsentConditionKey),
        }
        if self.operator == Operator::IpAddressIncludeBorder {
            context.assume(Assumption::IpAddressIncludeBorder);
        }
        let met = match (&found, self.operator.family()) {
            (Some(fact), _) => self.meets(fact),
            // An absent string is the empty string; any other absent value equals nothing.
            (None, Family::String) => self.meets(&KeyValue::Text("".into())),
            (None, _) => false,
        };
        met != self.operator.negated()
    }

    fn meets(&self, fact: &KeyValue<'_>) -> bool {
        self.values.iter().any(|value| value.meets(self.operator.comparison(), fact))
    }

    /// Returns `true` if it restricts a statement to fixed values of a key, so that the statement is not public.
    ///
    /// Assumed: the empty string is not a fixed value, because a request without the key matches it.
    pub fn narrows_to_fixed_values(&self) -> bool {
        let key = matches!(self.key, Key::SourceIp | Key::SourceVpc | Key::AccessId);
        let fixed = |value: &Value| match value {
            Value::Text(text) | Value::Folded(text) => !text.is_empty() && !text.contains(['*', '?']),
            Value::Like(pattern) => pattern.is_exact() && !pattern.matches(""),
            Value::Net(net) => net.prefix_len() > 0,
            Value::Number(_) | Value::Time(_) | Value::Flag(_) => false,
        };
        key && !self.operator.negated() && self.values.iter().all(fixed)
    }
}

impl Value {
    fn new(operator: Operator, text: &str) -> Result<Self, String> {
        Ok(match (operator.family(), operator.comparison()) {
            (Family::String, Comparison::Like) => Self::Like(Pattern::new(text)),
            (Family::String, Comparison::EqualsIgnoreCase) => Self::Folded(text.to_lowercase().into()),
            (Family::String, _) => Self::Text(text.into()),
            (Family::Numeric, _) => match text.parse() {
                Ok(number) => Self::Number(number),
                Err(_) => return Err(format!("`{text}` is not a whole number")),
            },
            (Family::Date, _) => match text.parse() {
                Ok(at) => Self::Time(at),
                Err(_) => return Err(format!("`{text}` is not a time: write `2026-01-01T00:00:00+08:00` or `…Z`")),
            },
            (Family::Bool, _) => match text {
                "true" => Self::Flag(true),
                "false" => Self::Flag(false),
                _ => return Err(format!("`{text}` is neither `true` nor `false`")),
            },
            (Family::Ip, _) => match text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from)) {
                Ok(net) => Self::Net(canonical(net)),
                Err(_) => return Err(format!("`{text}` is neither an IP address nor a range such as `10.0.0.0/8`")),
            },
        })
    }

    /// Returns `true` if the comparison of the fact with this value holds; `false` if they cannot be compared.
    fn meets(&self, comparison: Comparison, fact: &KeyValue<'_>) -> bool {
        match self {
            Self::Text(text) => *fact.text() == **text,
            Self::Folded(text) => *fact.text().to_lowercase() == **text,
            Self::Like(pattern) => pattern.matches(&fact.text()),
            Self::Number(number) => match fact {
                KeyValue::Text(text) => text.parse().is_ok_and(|found| compare(comparison, &found, number)),
                KeyValue::Ip(_) | KeyValue::Time(_) | KeyValue::Flag(_) => false,
            },
            Self::Time(at) => match fact {
                KeyValue::Time(found) => compare(comparison, found, at),
                KeyValue::Text(text) => text.parse().is_ok_and(|found| compare(comparison, &found, at)),
                KeyValue::Ip(_) | KeyValue::Flag(_) => false,
            },
            Self::Flag(flag) => *fact.text() == *if *flag { "true" } else { "false" },
            Self::Net(net) => match fact {
                // An IPv4 address mapped into IPv6 counts as the IPv4 address.
                KeyValue::Ip(found) => net.contains(&found.to_canonical()),
                KeyValue::Text(_) | KeyValue::Time(_) | KeyValue::Flag(_) => false,
            },
        }
    }
}

/// Converts a range of IPv4-mapped IPv6 addresses to the IPv4 range; facts are converted in the same way.
fn canonical(net: IpNet) -> IpNet {
    let IpNet::V6(v6) = net else { return net };
    let v4 = v6.addr().to_ipv4_mapped().zip(v6.prefix_len().checked_sub(96));
    v4.and_then(|(address, length)| Ipv4Net::new(address, length).ok()).map_or(net, IpNet::V4)
}

fn compare<T: Ord>(comparison: Comparison, found: &T, wanted: &T) -> bool {
    match comparison {
        Comparison::Less => found < wanted,
        Comparison::LessOrEqual => found <= wanted,
        Comparison::Greater => found > wanted,
        Comparison::GreaterOrEqual => found >= wanted,
        Comparison::Equals | Comparison::EqualsIgnoreCase | Comparison::Like => found == wanted,
    }
}

impl fmt::Display for Condition {
    /// Writes for example `IpAddress acs:SourceIp 10.0.0.0/8`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.operator.name(), self.key, ShownValues(&self.texts))
    }
}

/// Displays values one after the other; an empty value is visible.
struct ShownValues<'a>(&'a [Box<str>]);

impl fmt::Display for ShownValues<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, text) in self.0.iter().enumerate() {
            let separator = if i == 0 { "" } else { ", " };
            let text = if text.is_empty() { "\"\"" } else { text };
            write!(f, "{separator}{text}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct One(Option<KeyValue<'static>>);

    impl ConditionContext for One {
        fn value(&self, _: &Key) -> Option<KeyValue<'_>> {
            self.0.clone()
        }
    }

    fn holds(operator: &str, values: &[&str], fact: Option<KeyValue<'static>>) -> bool {
        let operator = Operator::from_name(operator).expect(operator);
        let values: Vec<String> = values.iter().map(|&value| value.to_owned()).collect();
        Condition::new(operator, "acs:Any", &values).expect("values").holds(&One(fact))
    }

    #[expect(clippy::unnecessary_wraps, reason = "the rows below have absent keys as well")]
    fn text(text: &'static str) -> Option<KeyValue<'static>> {
        Some(KeyValue::Text(text.into()))
    }

    #[expect(clippy::unnecessary_wraps, reason = "the rows below have absent keys as well")]
    fn time(text: &str) -> Option<KeyValue<'static>> {
        Some(KeyValue::Time(text.parse().unwrap()))
    }

    #[expect(clippy::unnecessary_wraps, reason = "the rows below have absent keys as well")]
    fn ip(text: &str) -> Option<KeyValue<'static>> {
        Some(KeyValue::Ip(text.parse().unwrap()))
    }

    /// Tests every operator with a matching value, another value, and an absent key.
    #[test]
    fn every_operator() {
        let rows: &[(&str, &[&str], Option<KeyValue<'static>>, bool)] = &[
            ("StringEquals", &["a", "b"], text("b"), true),
            ("StringEquals", &["a"], text("A"), false),
            ("StringEquals", &["a*"], text("ab"), false),
            ("StringEquals", &[""], None, true),
            ("StringEquals", &["a"], None, false),
            ("StringNotEquals", &["a", "b"], text("c"), true),
            ("StringNotEquals", &["a", "b"], text("b"), false),
            ("StringNotEquals", &["private"], None, true),
            ("StringEqualsIgnoreCase", &["AbC"], text("aBc"), true),
            ("StringEqualsIgnoreCase", &["AbC"], text("aBd"), false),
            ("StringNotEqualsIgnoreCase", &["AbC"], text("aBc"), false),
            ("StringNotEqualsIgnoreCase", &["AbC"], text("x"), true),
            ("StringLike", &["vpc-*"], text("vpc-1"), true),
            ("StringLike", &["vpc-?"], text("vpc-12"), false),
            ("StringLike", &["*"], None, true),
            ("StringNotLike", &["vpc-*"], text("vpc-1"), false),
            ("StringNotLike", &["vpc-*"], None, true),
            ("NumericEquals", &["5"], text("5"), true),
            ("NumericEquals", &["5"], text("five"), false),
            ("NumericNotEquals", &["5"], text("5"), false),
            ("NumericNotEquals", &["5"], None, true),
            ("NumericLessThan", &["5"], text("4"), true),
            ("NumericLessThan", &["5"], text("5"), false),
            ("NumericLessThan", &["5"], None, false),
            ("NumericLessThanEquals", &["5"], text("5"), true),
            ("NumericLessThanEquals", &["5"], text("6"), false),
            ("NumericGreaterThan", &["5"], text("6"), true),
            ("NumericGreaterThan", &["5"], text("5"), false),
            ("NumericGreaterThanEquals", &["5"], text("5"), true),
            ("NumericGreaterThanEquals", &["5"], text("4"), false),
            ("DateEquals", &["2026-01-01T08:00:00+08:00"], time("2026-01-01T00:00:00Z"), true),
            ("DateEquals", &["2026-01-01T00:00:01Z"], time("2026-01-01T00:00:00Z"), false),
            ("DateNotEquals", &["2026-01-01T00:00:01Z"], time("2026-01-01T00:00:00Z"), true),
            ("DateNotEquals", &["2026-01-01T00:00:00Z"], time("2026-01-01T00:00:00Z"), false),
            ("DateNotEquals", &["2026-01-01T00:00:00Z"], None, true),
            ("DateLessThan", &["2026-01-01T00:00:00Z"], time("2025-12-31T23:59:59Z"), true),
            ("DateLessThan", &["2026-01-01T00:00:00Z"], time("2026-01-01T00:00:00Z"), false),
            ("DateLessThan", &["2026-01-01T00:00:00Z"], None, false),
            ("DateLessThanEquals", &["2026-01-01T00:00:00Z"], time("2026-01-01T00:00:00Z"), true),
            ("DateLessThanEquals", &["2026-01-01T00:00:00Z"], time("2026-01-01T00:00:01Z"), false),
            ("DateGreaterThan", &["2026-01-01T00:00:00Z"], time("2026-01-01T00:00:01Z"), true),
            ("DateGreaterThan", &["2026-01-01T00:00:00Z"], time("2026-01-01T00:00:00Z"), false),
            ("DateGreaterThanEquals", &["2026-01-01T00:00:00Z"], time("2026-01-01T00:00:00Z"), true),
            ("DateGreaterThanEquals", &["2026-01-01T00:00:00Z"], time("2025-12-31T23:59:59Z"), false),
            ("Bool", &["true"], Some(KeyValue::Flag(true)), true),
            ("Bool", &["true"], Some(KeyValue::Flag(false)), false),
            ("Bool", &["false"], None, false),
            ("IpAddress", &["10.0.0.0/8", "203.0.113.9"], ip("203.0.113.9"), true),
            ("IpAddress", &["10.0.0.0/8"], ip("11.0.0.1"), false),
            ("IpAddress", &["10.0.0.0/8"], ip("::ffff:10.0.0.1"), true),
            ("IpAddress", &["2001:db8::/32"], ip("2001:db8::1"), true),
            ("IpAddress", &["::ffff:10.0.0.0/104"], ip("10.9.9.9"), true),
            ("IpAddress", &["::ffff:10.0.0.0/104"], ip("11.0.0.1"), false),
            ("IpAddress", &["::ffff:10.0.0.1"], ip("::ffff:10.0.0.1"), true),
            ("StringEquals", &["10.0.0.1"], ip("::ffff:10.0.0.1"), true),
            ("IpAddress", &["0.0.0.0/0"], None, false),
            ("NotIpAddress", &["10.0.0.0/8"], ip("10.1.2.3"), false),
            ("NotIpAddress", &["10.0.0.0/8"], ip("11.0.0.1"), true),
            ("NotIpAddress", &["10.0.0.0/8"], None, true),
            ("IpAddressIncludeBorder", &["10.0.0.0/24"], ip("10.0.0.255"), true),
            ("IpAddressIncludeBorder", &["10.0.0.0/24"], ip("10.0.1.0"), false),
        ];
        for (operator, values, fact, expected) in rows {
            assert_eq!(holds(operator, values, fact.clone()), *expected, "{operator} {values:?} on {fact:?}");
        }
        for operator in Operator::ALL {
            for expected in [true, false] {
                let shown = rows.iter().any(|row| row.0 == operator.name() && row.3 == expected);
                assert!(shown, "{} is not shown to be {expected}", operator.name());
            }
        }
    }

    #[test]
    fn a_value_its_operator_cannot_compare_is_refused() {
        for (operator, value, expected) in [
            ("NumericEquals", "5.5", "`5.5` is not a whole number"),
            ("DateLessThan", "2026-01-01", "`2026-01-01` is not a time"),
            ("Bool", "True", "`True` is neither `true` nor `false`"),
            ("IpAddress", "10.0.0.0/33", "neither an IP address nor a range"),
            ("NotIpAddress", "*", "neither an IP address nor a range"),
        ] {
            let operator = Operator::from_name(operator).expect(operator);
            let (place, problem) = Condition::new(operator, "acs:Any", &[value.to_owned()]).expect_err(value);
            assert!(place == 0 && problem.contains(expected), "{problem}");
        }
        assert_eq!(Operator::from_name("stringequals"), None);
        assert_eq!(Operator::from_name("ForAnyValue:StringEquals"), None);
    }
}
