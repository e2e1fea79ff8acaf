//! The small world of one line: a repository with a history, and files that are easily read wrongly.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use git2::{IndexAddOption, Repository, Signature, Time};

const FILES: &[(&str, &str)] = &[
    ("README.md", "# Notes\n\nalpha\nbeta\ngamma\n"),
    ("config.yaml", "name: demo\nfeature:\n  enabled: true\n  limit: 10\n"),
    ("crlf.txt", "one\r\ntwo\r\nthree\r\n"),
    (
        "log.jsonl",
        "{\"id\":1,\"kind\":\"start\"}\n{\"id\":2,\"kind\":\"stop\"}\n{\"id\":3,\"kind\":\"start\"}\n",
    ),
    ("no-newline.txt", "first\nlast"),
    ("numbers.txt", "10\n9\n2\n33\n2\n"),
    ("table.csv", "b,2,x\na,1,y\nc,3,x\n"),
    ("src/main.rs", "fn main() {}\n"),
    ("src/a b.txt", "a name with a blank\n"),
    ("empty.txt", ""),
];

/// Lays the world of one line into `directory`.
pub(super) fn lay(directory: &Path) -> Result<(), git2::Error> {
    fs::create_dir_all(directory.join("src")).expect("a directory");
    for (path, text) in FILES {
        fs::write(directory.join(path), text).expect("a file");
    }
    symlink("README.md", directory.join("link")).expect("a link");
    let repository = Repository::init(directory)?;
    repository.set_head("refs/heads/main")?;
    let mut config = repository.config()?;
    config.set_str("user.name", "Operator")?;
    config.set_str("user.email", "operator@example.com")?;
    commit(&repository, "first")?;
    fs::write(
        directory.join("config.yaml"),
        "name: demo\nfeature:\n  enabled: false\n  limit: 10\n",
    )
    .expect("a file");
    let second = commit(&repository, "second: turn it off")?;
    fs::write(directory.join("numbers.txt"), "10\n9\n2\n33\n2\n4\n").expect("a file");
    commit(&repository, "third")?;
    let tagged = repository.find_object(second, None)?;
    repository.tag_lightweight("v1", &tagged, false)?;
    fs::write(directory.join("README.md.bak"), "a sidecar\n").expect("a file");
    Ok(())
}

fn commit(repository: &Repository, message: &str) -> Result<git2::Oid, git2::Error> {
    let mut index = repository.index()?;
    index.add_all(["*"], IndexAddOption::DEFAULT, None)?;
    index.write()?;
    let tree = repository.find_tree(index.write_tree()?)?;
    let who = Signature::new("Operator", "operator@example.com", &Time::new(1_769_500_000, 0))?;
    let parent = repository.head().ok().and_then(|head| head.peel_to_commit().ok());
    let parents: Vec<_> = parent.iter().collect();
    repository.commit(Some("HEAD"), &who, &who, message, &tree, &parents)
}
