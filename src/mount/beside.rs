//! Work that takes too long for the task of a connection.

use tokio::task::spawn_blocking;

/// The longest body that is hashed in the task of its connection, in a millisecond or two.
pub(super) const LONG: usize = 1024 * 1024;

/// Runs work on a long body outside the task of the connection.
pub(super) async fn beside<T: Send + 'static>(length: usize, carry_out: impl FnOnce() -> T + Send + 'static) -> T {
    if length <= LONG {
        return carry_out();
    }
    match spawn_blocking(carry_out).await {
        Ok(carried_out) => carried_out,
        // The work cannot be cancelled once it runs; the task of the connection ends as if it had panicked itself.
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}
