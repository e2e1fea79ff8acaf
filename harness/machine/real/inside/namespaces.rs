//! What the kernel is asked for and no library says safely.
#![expect(
    unsafe_code,
    reason = "fork, mount_setattr, two ioctls and the arguments in memory have no safe form; see each"
)]

use std::ffi::CString;
use std::io;
use std::os::fd::AsRawFd as _;
use std::path::Path;

use nix::errno::Errno;
use nix::libc;
use nix::sched::{CloneFlags, unshare};
use nix::sys::socket::{AddressFamily, SockFlag, SockType, socket};
use nix::unistd::{ForkResult, Pid};

/// Leaves the namespaces of the host. The next child is the first process of the new ones.
pub(super) fn leave() -> nix::Result<()> {
    unshare(
        CloneFlags::CLONE_NEWUSER
            | CloneFlags::CLONE_NEWNS
            | CloneFlags::CLONE_NEWPID
            | CloneFlags::CLONE_NEWNET
            | CloneFlags::CLONE_NEWIPC
            | CloneFlags::CLONE_NEWUTS,
    )
}

/// Forks; none in the child.
pub(super) fn fork() -> nix::Result<Option<Pid>> {
    // SAFETY: this process has one thread (`inside`), so the child may do whatever the parent may.
    match unsafe { nix::unistd::fork() }? {
        ForkResult::Parent { child } => Ok(Some(child)),
        ForkResult::Child => Ok(None),
    }
}

/// Ends this process without what the parent of a fork had still to do.
pub(super) fn end(code: i32) -> ! {
    // SAFETY: `_exit` takes any number and does not return.
    unsafe { libc::_exit(code) }
}

/// Writes `line` over the arguments of this program, which the kernel says begin at `from` and are at
/// least as long.
pub(super) fn write_over_arguments(from: usize, line: &[u8]) {
    let to: *mut u8 = std::ptr::with_exposed_provenance_mut(from);
    // SAFETY: the arguments lie on the stack, which can be written to, and no longer than they are. This
    // process has one thread and reads them no more.
    unsafe { std::ptr::copy_nonoverlapping(line.as_ptr(), to, line.len()) }
}

/// Makes a mount, with all below it, read only.
pub(super) fn make_read_only(at: &Path) -> nix::Result<()> {
    set_attributes(at, libc::MOUNT_ATTR_RDONLY | libc::MOUNT_ATTR_NOSUID)
}

/// Lets no program below a mount be another user.
pub(super) fn make_harmless(at: &Path) -> nix::Result<()> {
    set_attributes(at, libc::MOUNT_ATTR_NOSUID)
}

fn set_attributes(at: &Path, attributes: u64) -> nix::Result<()> {
    let path = CString::new(at.as_os_str().as_encoded_bytes()).map_err(|_| Errno::EINVAL)?;
    let wanted =
        libc::mount_attr { attr_set: attributes, attr_clr: 0, propagation: 0, userns_fd: 0 };
    // SAFETY: the path and the structure live longer than the call, and its size is the one that is passed.
    let done = unsafe {
        libc::syscall(
            libc::SYS_mount_setattr,
            libc::AT_FDCWD,
            path.as_ptr(),
            libc::AT_RECURSIVE,
            &raw const wanted,
            size_of::<libc::mount_attr>(),
        )
    };
    Errno::result(done).map(|_| ())
}

/// Makes the terminal on standard input the one that controls this session.
pub(super) fn take_terminal() -> nix::Result<()> {
    // SAFETY: the request takes a number, and standard input is open.
    let done = unsafe { libc::ioctl(libc::STDIN_FILENO, libc::TIOCSCTTY, 0) };
    Errno::result(done).map(|_| ())
}

/// Lets programs speak with each other over 127.0.0.1; there is no other interface.
pub(super) fn raise_loopback() -> io::Result<()> {
    let socket = socket(AddressFamily::Inet, SockType::Datagram, SockFlag::SOCK_CLOEXEC, None)?;
    // SAFETY: all zeros are a valid request for an interface without a name and flags.
    let mut request: libc::ifreq = unsafe { std::mem::zeroed() };
    for (to, from) in request.ifr_name.iter_mut().zip(b"lo\0") {
        *to = from.cast_signed();
    }
    let flags = libc::IFF_UP | libc::IFF_RUNNING;
    request.ifr_ifru.ifru_flags = i16::try_from(flags).map_err(io::Error::other)?;
    // SAFETY: the request lives longer than the call and has the form that SIOCSIFFLAGS reads.
    let done = unsafe { libc::ioctl(socket.as_raw_fd(), libc::SIOCSIFFLAGS, &raw const request) };
    Errno::result(done).map(|_| ()).map_err(io::Error::from)
}
