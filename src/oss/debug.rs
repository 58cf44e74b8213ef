//! The `Debug` of a fake and of its builder: short, as failure messages often contain a fake.

use std::fmt;

use super::{Builder, Oss};

impl fmt::Debug for Oss {
    /// Writes settings and numbers on one line; [`Oss::snapshot`] has the facts of the world, [`Oss::journal`] the calls.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (world, calls) = {
            let state = self.lock();
            (state.world.clone(), state.requests)
        };
        f.debug_struct("Oss")
            .field("profile", &self.shared.settings.profile)
            .field("region", &world.region)
            .field("accounts", &world.accounts().count())
            .field("buckets", &world.buckets().count())
            .field("calls", &calls)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("profile", &self.settings.profile)
            .field("region", &self.settings.region)
            .field("buckets", &self.world.buckets().count())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::Request;

    use crate::{Builder, Oss};

    /// A fake whose clock stands, with a bucket and a call.
    fn example() -> Oss {
        let oss = Oss::new();
        oss.clock().set_utc("2026-11-23T16:05:59Z");
        let acme = oss.create_account("acme");
        acme.create_bucket("logs");
        let ci = acme.create_ram_user("ci");
        let request = Request::get("/?acl").header("Host", "logs.localhost").body(Bytes::new()).expect("a request");
        let _ = oss.handle(oss.signer(&ci.credentials()).sign(request));
        oss
    }

    #[test]
    fn a_fake_and_its_builder_show_settings_and_numbers() {
        let oss = "Oss { profile: Documented, region: \"cn-hangzhou\", accounts: 1, buckets: 1, calls: 1, .. }";
        assert_eq!(format!("{:?}", example()), oss);
        let builder = "Builder { profile: Documented, region: \"cn-beijing\", buckets: 0, .. }";
        assert_eq!(format!("{:?}", Builder::default().region("cn-beijing")), builder);
    }

    #[test]
    fn a_clock_shows_its_time_and_if_it_stands() {
        let oss = example();
        assert_eq!(format!("{:?}", oss.clock()), "Clock { now: 2026-11-23T16:05:59Z, stopped: true }");
        oss.clock().follow_system();
        assert!(format!("{:?}", oss.clock()).ends_with("Z, stopped: false }"), "{:?}", oss.clock());
    }

    #[test]
    fn a_record_is_one_line_with_its_number() {
        let journal = example().journal();
        let record =
            "#1 GetBucketAcl logs acme/ci: 403 AccessDenied (implicitly denied: no policy is attached to the caller)";
        assert_eq!(format!("{:?}", journal.last().expect("a call")), record);
        assert_eq!(format!("{:#?}", journal.last().expect("a call")), record);
        assert_eq!(format!("{journal:?}"), format!("Journal {{ records: [{record}], dropped: 0, .. }}"));
    }

    #[cfg(feature = "wiremock")]
    #[tokio::test]
    async fn a_wiremock_server_shows_where_it_is() {
        let server = crate::OssServer::with(example()).await;
        let (uri, oss) = (server.uri(), example());
        assert_eq!(format!("{server:?}"), format!("OssServer {{ uri: {uri:?}, oss: {oss:?}, .. }}"));
        let builder = format!("{:?}", crate::OssServer::builder());
        let oss = "Oss { profile: Documented, region: \"cn-hangzhou\", accounts: 0, buckets: 0, calls: 0, .. }";
        let peer = "Peer { ip: 127.0.0.1, tls: false, vpc: None }";
        assert_eq!(builder, format!("OssServerBuilder {{ oss: {oss}, peer: {peer}, strict_clock: false }}"));
    }

    #[cfg(feature = "server")]
    #[tokio::test]
    async fn a_native_server_shows_where_it_is() {
        let server = crate::NativeServer::with(example()).await;
        let (uri, oss) = (server.uri(), example());
        assert_eq!(format!("{server:?}"), format!("NativeServer {{ uri: {uri:?}, oss: {oss:?}, .. }}"));
        let builder = format!("{:?}", crate::NativeServer::builder());
        assert!(builder.starts_with("NativeServerBuilder { oss: Oss { "), "{builder}");
        assert!(builder.contains(" }, listen: 127.0.0.1:0, strict_clock: false, "), "{builder}");
    }
}
