//! A line of an access log, as text and as values.
//!
//! Source: `AlibabaCloudDocs/oss`, logging: the fields and their order. The escapes are assumed: those of nginx.

use std::fmt::{self, Write as _};
use std::net::IpAddr;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// The zone of the times: China.
pub(in crate::world) const ZONE: Offset = Offset::constant(8);

/// The form of a time.
const TIME: &str = "%d/%b/%Y:%H:%M:%S";

/// The characters of a key that are not encoded.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// A line of an access log: one request to a bucket or its objects.
///
/// `Display` writes the line as OSS does, without a line break; [`FromStr`] reads it. A field without a value is `-`, and `None`
/// here. In fields that a client controls, quotes, backslashes, control characters and all that is not ASCII are written as
/// `\x22`.
///
/// # Example
///
/// ```
/// use ossmock::access_log::AccessLogLine;
///
/// let text = r#"192.0.2.7 - - [03/Jan/2026:14:59:49 +0800] "GET /a.jpg HTTP/1.1" 200 5576 12 "-" "curl/8" "src.oss-cn-hangzhou.aliyuncs.com" "6A0000000000000000000001" "true" "1001000000000001" "GetObject" "src" "a.jpg" 5576 9 "-" 302 "1001000000000001" - "-" "standard" "-" "-" "LTAIEXAMPLE""#;
/// let line: AccessLogLine = text.parse()?;
/// assert_eq!((line.operation.as_deref(), line.status, line.referer), (Some("GetObject"), Some(200), None));
/// # Ok::<(), ossmock::access_log::AccessLogError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AccessLogLine {
    /// The address of the client; `None` for what OSS does by itself.
    pub remote_ip: Option<IpAddr>,
    /// The time the request came, to the second.
    pub(crate) at: Timestamp,
    /// The method, the path with the query, and the version of HTTP, such as `GET /a.jpg HTTP/1.1`. The values of signatures and
    /// security tokens in the query are withheld.
    pub request: Option<String>,
    /// The status of the answer.
    pub status: Option<u16>,
    /// The number of bytes in the body of the answer.
    pub sent_bytes: Option<u64>,
    /// The milliseconds that the request took, by the clock of the fake.
    pub request_time: Option<u64>,
    /// The `Referer`.
    pub referer: Option<String>,
    /// The `User-Agent`.
    pub user_agent: Option<String>,
    /// The `Host`.
    pub host: Option<String>,
    /// The id of the request.
    pub request_id: Option<String>,
    /// `true` if logging is on.
    pub logging: Option<bool>,
    /// The UID of the requester; `None` for an anonymous request, and if the requester is unknown.
    pub requester: Option<String>,
    /// The name of the operation, such as `GetObject`.
    pub operation: Option<String>,
    /// The bucket.
    pub bucket: Option<String>,
    /// The key of the object, which the text has percent-encoded.
    pub key: Option<String>,
    /// The size of the object.
    pub object_size: Option<u64>,
    /// The milliseconds that OSS needed for it, by the clock of the fake.
    pub server_cost_time: Option<u64>,
    /// The code of the error, such as `NoSuchKey`.
    pub error_code: Option<String>,
    /// The number of bytes in the request.
    pub request_length: Option<u64>,
    /// The UID of the owner of the bucket.
    pub owner: Option<String>,
    /// The change in the number of stored bytes; `None` if there was none.
    pub delta_data_size: Option<i64>,
    /// `cdn` or `lifecycle`, if the request is one of those services.
    pub sync_request: Option<String>,
    /// The storage class of the object, such as `standard`.
    pub storage_class: Option<String>,
    /// The storage class that the object changed to.
    pub target_storage_class: Option<String>,
    /// The access point of transfer acceleration.
    pub access_point: Option<String>,
    /// The id of the AccessKey that the request named.
    pub access_key_id: Option<String>,
}

impl AccessLogLine {
    /// Creates a line that has a time and a bucket, and nothing else.
    pub(crate) fn new(at: Timestamp, bucket: &str) -> Self {
        Self {
            remote_ip: None,
            at,
            request: None,
            status: None,
            sent_bytes: None,
            request_time: None,
            referer: None,
            user_agent: None,
            host: None,
            request_id: None,
            logging: Some(true),
            requester: None,
            operation: None,
            bucket: Some(bucket.to_owned()),
            key: None,
            object_size: None,
            server_cost_time: None,
            error_code: None,
            request_length: None,
            owner: None,
            delta_data_size: None,
            sync_request: None,
            storage_class: None,
            target_storage_class: None,
            access_point: None,
            access_key_id: None,
        }
    }
}

impl fmt::Display for AccessLogLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = ZONE.to_datetime(self.at).strftime(TIME);
        let key = self.key.as_ref().map(|key| utf8_percent_encode(key, UNRESERVED).to_string());
        write!(
            f,
            "{} - - [{at} +0800] {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {} {}",
            Plain(self.remote_ip),
            Quoted(self.request.as_deref()),
            Plain(self.status),
            Plain(self.sent_bytes),
            Plain(self.request_time),
            Quoted(self.referer.as_deref()),
            Quoted(self.user_agent.as_deref()),
            Quoted(self.host.as_deref()),
            Quoted(self.request_id.as_deref()),
            Quoted(self.logging.map(|on| if on { "true" } else { "false" })),
            Quoted(self.requester.as_deref()),
            Quoted(self.operation.as_deref()),
            Quoted(self.bucket.as_deref()),
            Quoted(key.as_deref()),
            Plain(self.object_size),
            Plain(self.server_cost_time),
            Quoted(self.error_code.as_deref()),
            Plain(self.request_length),
            Quoted(self.owner.as_deref()),
            Plain(self.delta_data_size),
            Quoted(self.sync_request.as_deref()),
            Quoted(self.storage_class.as_deref()),
            Quoted(self.target_storage_class.as_deref()),
            Quoted(self.access_point.as_deref()),
            Quoted(self.access_key_id.as_deref()),
        )
    }
}

/// A field without quotes.
struct Plain<T>(Option<T>);

impl<T: fmt::Display> fmt::Display for Plain<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(value) => value.fmt(f),
            None => f.write_char('-'),
        }
    }
}

/// A field in quotes; an empty text counts as none.
struct Quoted<'a>(Option<&'a str>);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.0.filter(|text| !text.is_empty()).unwrap_or("-");
        f.write_char('"')?;
        for byte in text.bytes() {
            match byte {
                b'"' | b'\\' | 0..=0x1f | 0x7f.. => write!(f, "\\x{byte:02X}")?,
                byte => f.write_char(byte.into())?,
            }
        }
        f.write_char('"')
    }
}

/// The reason why a text is not a line of an access log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessLogError {
    /// The name of the field.
    field: &'static str,
    /// The rest of the line, where the field was expected.
    rest: String,
}

impl fmt::Display for AccessLogError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { field, rest } = self;
        write!(f, "not a line of an access log: at `{rest}`, where {field} is expected")
    }
}

impl std::error::Error for AccessLogError {}

/// The rest of a line that is being read.
struct Fields<'a>(&'a str);

impl<'a> Fields<'a> {
    /// Returns the error at the current place, with the first characters of the rest.
    fn wrong(&self, field: &'static str) -> AccessLogError {
        AccessLogError { field, rest: self.0.chars().take(40).collect() }
    }

    /// Reads a text and passes over it.
    fn skip(&mut self, field: &'static str, text: &str) -> Result<(), AccessLogError> {
        self.0 = self.0.strip_prefix(text).ok_or_else(|| self.wrong(field))?;
        Ok(())
    }

    /// Reads up to a character, and passes over the character.
    fn until(&mut self, field: &'static str, end: char) -> Result<&'a str, AccessLogError> {
        let (text, rest) = self.0.split_once(end).ok_or_else(|| self.wrong(field))?;
        self.0 = rest;
        Ok(text)
    }

    /// Reads a field without quotes, and the blank after it.
    fn plain<T: FromStr>(&mut self, field: &'static str) -> Result<Option<T>, AccessLogError> {
        let before = Fields(self.0);
        match self.until(field, ' ')? {
            "-" => Ok(None),
            text => text.parse().map(Some).map_err(|_| before.wrong(field)),
        }
    }

    /// Reads a field in quotes, and the blank after it unless the line ends.
    fn quoted(&mut self, field: &'static str) -> Result<Option<String>, AccessLogError> {
        let before = Fields(self.0);
        self.skip(field, "\"")?;
        let text = self.until(field, '"')?;
        if !self.0.is_empty() {
            self.skip(field, " ")?;
        }
        match text {
            "-" => Ok(None),
            text => unescaped(text).map(Some).ok_or_else(|| before.wrong(field)),
        }
    }
}

/// Returns the text that was escaped; `None` if it is none, or empty.
fn unescaped(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((plain, escaped)) = rest.split_once('\\') {
        bytes.extend_from_slice(plain.as_bytes());
        let digits = escaped.strip_prefix('x')?.get(..2)?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        rest = &escaped[3..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8(bytes).ok().filter(|text| !text.is_empty())
}

impl FromStr for AccessLogLine {
    type Err = AccessLogError;

    fn from_str(text: &str) -> Result<Self, AccessLogError> {
        let mut rest = Fields(text);
        let fields = &mut rest;
        let remote_ip = fields.plain("RemoteIP")?;
        fields.skip("a reserved field", "- - ")?;
        let before = Fields(fields.0);
        fields.skip("Time", "[")?;
        let at = fields.until("Time", ' ')?;
        let at = DateTime::strptime(TIME, at).and_then(|at| ZONE.to_timestamp(at)).map_err(|_| before.wrong("Time"))?;
        fields.skip("Time", "+0800] ")?;
        let line = Self {
            remote_ip,
            at,
            request: fields.quoted("Request")?,
            status: fields.plain("HTTPStatus")?,
            sent_bytes: fields.plain("SentBytes")?,
            request_time: fields.plain("RequestTime")?,
            referer: fields.quoted("Referer")?,
            user_agent: fields.quoted("UserAgent")?,
            host: fields.quoted("HostName")?,
            request_id: fields.quoted("RequestID")?,
            logging: fields.quoted("LoggingFlag")?.map(|flag| flag == "true"),
            requester: fields.quoted("RequesterAliyunID")?,
            operation: fields.quoted("Operation")?,
            bucket: fields.quoted("BucketName")?,
            key: fields.quoted("ObjectName")?.map(|key| percent_decode_str(&key).decode_utf8_lossy().into_owned()),
            object_size: fields.plain("ObjectSize")?,
            server_cost_time: fields.plain("ServerCostTime")?,
            error_code: fields.quoted("ErrorCode")?,
            request_length: fields.plain("RequestLength")?,
            owner: fields.quoted("UserID")?,
            delta_data_size: fields.plain("DeltaDataSize")?,
            sync_request: fields.quoted("SyncRequest")?,
            storage_class: fields.quoted("StorageClass")?,
            target_storage_class: fields.quoted("TargetStorageClass")?,
            access_point: fields.quoted("TransmissionAccelerationAccessPoint")?,
            access_key_id: fields.quoted("AccessKeyID")?,
        };
        // Later fields may be appended to the line: what follows is passed over.
        Ok(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = r#"192.0.2.7 - - [03/Jan/2026:14:59:49 +0800] "GET /a.jpg HTTP/1.1" 200 5576 12 "-" "curl/8" "src.oss-cn-hangzhou.aliyuncs.com" "6A0000000000000000000001" "true" "1001000000000001" "GetObject" "src" "a.jpg" 5576 9 "-" 302 "1001000000000001" - "-" "standard" "-" "-" "LTAIEXAMPLE""#;

    #[test]
    fn a_line_is_read_and_written_back() {
        let line: AccessLogLine = LINE.parse().unwrap();
        assert_eq!(line.at.to_string(), "2026-01-03T06:59:49Z");
        assert_eq!(line.access_key_id.as_deref(), Some("LTAIEXAMPLE"));
        assert_eq!(line.to_string(), LINE);
        assert_eq!(format!("{LINE} \"later field\"").parse(), Ok(line));
    }

    #[test]
    fn a_client_cannot_end_a_field_or_a_line() {
        let mut line: AccessLogLine = LINE.parse().unwrap();
        let hostile = "a\" 200\r\n\\x22é\u{7f}\0 \"-";
        line.referer = Some(hostile.to_owned());
        line.user_agent = Some(hostile.to_owned());
        line.request = Some(hostile.to_owned());
        line.key = Some(hostile.to_owned());
        let text = line.to_string();
        assert!(text.bytes().all(|b| (0x20..0x7f).contains(&b)), "{text}");
        assert!(text.contains(r#" "a\x22 200\x0D\x0A\x5Cx22\xC3\xA9\x7F\x00 \x22-" "#), "{text}");
        assert_eq!(text.parse(), Ok(line));
    }

    #[test]
    fn no_part_of_a_line_is_a_line() {
        for end in 0..LINE.len() {
            assert!(LINE[..end].parse::<AccessLogLine>().is_err(), "{}", &LINE[..end]);
        }
        for (from, to) in [("200 ", "2x0 "), ("03/Jan", "33/Jan"), ("- - ", "- x "), ("curl/8", r"curl\x8")] {
            let wrong = LINE.replacen(from, to, 1);
            assert!(wrong.parse::<AccessLogLine>().is_err(), "{wrong}");
        }
    }
}
