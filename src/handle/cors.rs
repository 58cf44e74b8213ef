//! The CORS rules of a bucket, arranged and asked by a test.

use std::sync::Arc;

use super::{Bucket, or_panic};
use crate::world::{BucketCors, Cors, CorsOutcome, CorsRequest};

impl Bucket {
    /// The CORS configuration; `None` if the bucket has none.
    ///
    /// # Panics
    ///
    /// If the bucket was deleted.
    #[track_caller]
    #[must_use]
    pub fn cors(&self) -> Option<Cors> {
        self.get(|bucket| bucket.settings.cors.as_deref().cloned())
    }

    /// Sets the CORS configuration, or removes it with `None`, without a request.
    ///
    /// # Panics
    ///
    /// If there are not 1 to 20 rules, a rule has no origin or no method, an origin or an allowed header has more than one `*`, or
    /// an exposed header is not the name of a header, or the bucket was deleted.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::settings::{Cors, CorsMethod, CorsRule};
    ///
    /// let cors = Cors::new([CorsRule::new(["https://shop.example"], [CorsMethod::Put])]);
    /// let photos = ossmock::Oss::new().create_account("acme").create_bucket("photos").set_cors(cors.clone());
    /// assert_eq!(photos.cors(), Some(cors));
    /// ```
    #[track_caller]
    pub fn set_cors(&self, cors: impl Into<Option<Cors>>) -> Self {
        let cors = cors.into().map(Arc::new);
        or_panic(self.check::<BucketCors>(&cors));
        self.set(|bucket| bucket.settings_mut().cors = cors)
    }

    /// Explains the CORS rules for a request of a page: the rule that matches, or which part of the nearest rule does not. No
    /// request is made.
    ///
    /// The headers are those that a preflight asks for; without any, the answer is also that for the actual request.
    ///
    /// # Panics
    ///
    /// If the bucket was deleted.
    ///
    /// # Example
    ///
    /// ```
    /// use ossmock::settings::{Cors, CorsMethod, CorsRule};
    ///
    /// let photos = ossmock::Oss::new().create_account("acme").create_bucket("photos");
    /// photos.set_cors(Cors::new([CorsRule::new(["https://shop.example"], [CorsMethod::Put])]));
    /// let outcome = photos.explain_cors("https://shop.example", "PUT", &["content-type"]);
    /// assert_eq!(
    ///     outcome.to_string(),
    ///     "CORS: no rule matches PUT from https://shop.example with content-type; rule 1 comes nearest, but it has no \
    ///      AllowedHeader, and the preflight asks for content-type"
    /// );
    /// ```
    #[track_caller]
    #[must_use]
    pub fn explain_cors(&self, origin: &str, method: &str, headers: &[&str]) -> CorsOutcome {
        let request = CorsRequest { origin, method, headers };
        self.get(|bucket| {
            let cors = bucket.settings.cors.as_deref();
            let hit = cors.and_then(|cors| cors.find(&request));
            hit.map_or_else(|| Cors::miss(cors, &request), |hit| hit.outcome())
        })
    }
}
