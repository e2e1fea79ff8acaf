//! The lines that do not agree, by name.

/// Lines that the simulated machine does not model and says so.
pub(super) const UNMODELLED: &[&str] = &[
    "nosuch; echo $?",
    "diff README.md README.md.bak",
    "git mv README.md x",
    "git nope",
    "git bisect",
];

/// Lines about which the machines differ, each with the reason.
pub(super) const DECLARED: &[(&str, &str)] = &[(
    "tar czf x.tgz nope",
    "the bytes of an archive are each machine's own; the files in it count",
)];
