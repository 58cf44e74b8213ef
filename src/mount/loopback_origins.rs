//! The permission of a test for calls to servers of this machine, by a server that other machines can reach.

use super::native::NativeServerBuilder;

impl NativeServerBuilder {
    /// Lets OSS call servers of this machine, such as the origins of mirrors, although the server listens on another address
    /// than loopback; `false` by default. Callers that may set a website can then read any `http` server of this machine.
    ///
    /// # Example
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> std::io::Result<()> {
    /// let all = ([0, 0, 0, 0], 0).into();
    /// let oss = ossmock::NativeServer::builder().listen(all).loopback_origins(true).start().await?;
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub const fn loopback_origins(mut self, allow: bool) -> Self {
        self.callers.loopback = allow;
        self
    }
}
