//! The options of `set` and `shopt`.

/// The options of `set`.
#[derive(Debug, Clone, Default)]
pub(in crate::shell) struct Options(std::collections::BTreeSet<&'static str>);

/// Every option of `set -o` in its order, with its letter.
const ALL: &[(&str, Option<char>)] = &[
    ("allexport", Some('a')),
    ("braceexpand", Some('B')),
    ("emacs", None),
    ("errexit", Some('e')),
    ("errtrace", Some('E')),
    ("functrace", Some('T')),
    ("hashall", Some('h')),
    ("histexpand", Some('H')),
    ("history", None),
    ("ignoreeof", None),
    ("interactive-comments", None),
    ("keyword", Some('k')),
    ("monitor", Some('m')),
    ("noclobber", Some('C')),
    ("noexec", Some('n')),
    ("noglob", Some('f')),
    ("nolog", None),
    ("notify", Some('b')),
    ("nounset", Some('u')),
    ("onecmd", Some('t')),
    ("physical", Some('P')),
    ("pipefail", None),
    ("posix", None),
    ("privileged", Some('p')),
    ("verbose", Some('v')),
    ("vi", None),
    ("xtrace", Some('x')),
];

/// Options that change what commands do and are not modelled.
const UNMODELLED: &[&str] = &[
    "functrace",
    "histexpand",
    "keyword",
    "monitor",
    "noexec",
    "notify",
    "onecmd",
    "posix",
    "privileged",
    "verbose",
    "vi",
];

impl Options {
    /// Returns the options that a new shell has.
    pub(in crate::shell) fn of_new_shell(interactive: bool) -> Self {
        let mut options = Self::default();
        let on: &[&'static str] = if interactive {
            &["braceexpand", "emacs", "hashall", "history", "interactive-comments", "monitor"]
        } else {
            &["braceexpand", "hashall", "interactive-comments"]
        };
        options.0.extend(on);
        options
    }

    /// Returns whether the option is on.
    pub(in crate::shell) fn has(&self, name: &str) -> bool {
        self.0.contains(name)
    }

    /// Returns the full name of an option.
    pub(in crate::shell) fn named(name: &str) -> Option<&'static str> {
        ALL.iter().find(|(known, _)| *known == name).map(|(known, _)| *known)
    }

    /// Returns the name of the option that has this letter.
    pub(in crate::shell) fn lettered(letter: char) -> Option<&'static str> {
        ALL.iter().find(|(_, known)| *known == Some(letter)).map(|(name, _)| *name)
    }

    /// Turns an option on or off; false where that is not modelled.
    pub(in crate::shell) fn turn(&mut self, name: &'static str, on: bool) -> bool {
        if self.has(name) == on {
            return true;
        }
        if on {
            self.0.insert(name);
        } else {
            self.0.remove(name);
        }
        !UNMODELLED.contains(&name)
    }

    /// Returns what `$-` gives; `ending` is `i` and the letter of how the shell was started.
    pub(in crate::shell) fn letters(&self, interactive: bool, ending: &str) -> String {
        let order = "abefhikmnptuvxBCEHPT";
        let has = |letter: char| {
            (letter == 'i' && interactive)
                || Self::lettered(letter).is_some_and(|name| self.has(name))
        };
        order.chars().filter(|letter| has(*letter)).chain(ending.chars()).collect()
    }

    /// Returns every option with its state, in the order in which `set -o` lists them.
    pub(in crate::shell) fn listed(&self) -> impl Iterator<Item = (&'static str, bool)> {
        ALL.iter().map(|(name, _)| (*name, self.has(name)))
    }
}

/// The options of `shopt`.
#[derive(Debug, Clone, Default)]
pub(in crate::shell) struct Shopts(std::collections::BTreeSet<&'static str>);

/// The options of `shopt` that are modelled.
const MODELLED: &[&str] = &[
    "dotglob",
    "extglob",
    "failglob",
    "globstar",
    "inherit_errexit",
    "nocaseglob",
    "nocasematch",
    "nullglob",
];

/// Options of `shopt` that change nothing that is modelled: on or off is all the same.
const WITHOUT_EFFECT: &[&str] = &["checkwinsize", "cmdhist", "histappend", "sourcepath"];

impl Shopts {
    /// Returns whether the option is on.
    pub(in crate::shell) fn has(&self, name: &str) -> bool {
        self.0.contains(name)
    }

    /// Returns the name of a modelled option.
    pub(in crate::shell) fn named(name: &str) -> Option<&'static str> {
        MODELLED.iter().chain(WITHOUT_EFFECT).find(|known| **known == name).copied()
    }

    /// Turns an option on or off.
    pub(in crate::shell) fn turn(&mut self, name: &'static str, on: bool) {
        if on {
            self.0.insert(name);
        } else {
            self.0.remove(name);
        }
    }
}
