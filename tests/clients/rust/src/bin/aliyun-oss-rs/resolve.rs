//! Names under `localhost` lead to this machine, as where a hosts file or systemd says so.
//!
//! The client gives no way to its resolver, and Linux does not resolve them everywhere: the script has a `getaddrinfo` of
//! its own, which the standard library is then linked with.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::mem;

type GetAddrInfo = unsafe extern "C" fn(
    node: *const c_char,
    service: *const c_char,
    hints: *const libc::addrinfo,
    found: *mut *mut libc::addrinfo,
) -> c_int;

/// # Safety
///
/// As that of the C library.
#[unsafe(no_mangle)]
unsafe extern "C" fn getaddrinfo(
    node: *const c_char,
    service: *const c_char,
    hints: *const libc::addrinfo,
    found: *mut *mut libc::addrinfo,
) -> c_int {
    // SAFETY: a node that is not null is a C string.
    let local = !node.is_null() && unsafe { CStr::from_ptr(node) }.to_bytes().ends_with(b".localhost");
    let node = if local { c"127.0.0.1".as_ptr() } else { node };
    // SAFETY: the next of that name is the C library's, of this type; the arguments are the caller's.
    unsafe {
        let next = libc::dlsym(libc::RTLD_NEXT, c"getaddrinfo".as_ptr());
        assert!(!next.is_null(), "the C library has no getaddrinfo");
        mem::transmute::<*mut c_void, GetAddrInfo>(next)(node, service, hints, found)
    }
}
