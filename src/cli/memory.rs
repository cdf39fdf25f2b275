//! Free memory goes back to the system.

/// Gives back what was needed for a while only. glibc keeps pages between those in use: of a configuration of ten
/// thousand feeds twenty megabytes, for as long as the daemon runs. jemalloc gives them back by itself.
pub fn give_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu", not(feature = "jemalloc")))]
    // SAFETY: malloc_trim(3) may be called at any time, from any thread.
    unsafe {
        libc::malloc_trim(0);
    }
}
