//! What nobody in a sandbox can do, each tried.
#![expect(clippy::disallowed_methods, reason = "the tests look at the host from outside")]

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::symlink;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::scene::{Scene, scene, scene_with, text};

/// A process of the host that is ended with the test.
struct Bystander(Child);

impl Bystander {
    fn start() -> Self {
        let mut command = Command::new("/bin/sleep");
        let child = command.arg0("party-mode-bystander").arg("600").spawn();
        Self(child.expect("a process"))
    }

    fn lives(&mut self) -> bool {
        self.0.try_wait().expect("its state").is_none()
    }
}

impl Drop for Bystander {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn fails(scene: &mut Scene, line: &str) {
    let typed = scene.types(line);
    assert_ne!(typed.exit.0, 0, "{line} succeeded");
}

#[test]
fn no_signal_reaches_a_process_outside() {
    let mut outside = Bystander::start();
    let Some(mut scene) = scene() else { return };
    scene.types("pkill -9 -f party-mode");
    scene.types("pkill -9 sleep");
    fails(&mut scene, &format!("kill -9 {}", outside.0.id()));
    scene.types("kill -9 -1");
    assert!(outside.lives());
}

#[test]
fn whoever_removes_everything_removes_the_world_and_nothing_else() {
    let Some(mut scene) = scene() else { return };
    let beside = scene.directory.path().join("beside");
    fs::write(&beside, "host").expect("a file beside the world");
    scene.prints("echo mine > /srv/work/file");
    assert!(scene.directory.path().join("world/srv/work/file").is_file());
    fails(&mut scene, "rm -rf --no-preserve-root /");
    assert!(!scene.directory.path().join("world/srv/work/file").exists(), "it was a real rm");
    assert!(beside.is_file() && Path::new("/usr/bin/git").is_file());
}

#[test]
fn no_push_and_no_connection_leaves_the_sandbox() {
    let outside = tempfile::tempdir().expect("a directory");
    let bare = outside.path().join("bare.git");
    let made = Command::new("git").args(["init", "-q", "--bare"]).arg(&bare).status();
    assert!(made.expect("git").success());
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port of the host");
    listener.set_nonblocking(true).expect("a listener");
    let port = listener.local_addr().expect("its address").port();
    let Some(mut scene) = scene() else { return };
    scene.prints("git init -q . && git config user.name a && git config user.email a@example.com");
    scene.prints("git commit -q --allow-empty -m x");
    fails(&mut scene, &format!("git push {} HEAD:refs/heads/x", bare.display()));
    fails(&mut scene, &format!("git push http://127.0.0.1:{port}/x.git HEAD:refs/heads/x"));
    fails(&mut scene, &format!("echo x > /dev/tcp/127.0.0.1/{port}"));
    fails(&mut scene, "echo x > /dev/tcp/192.0.2.1/80");
    assert!(listener.accept().is_err(), "nobody came");
    let refs = fs::read_dir(bare.join("refs/heads")).expect("its references").count();
    assert_eq!(refs, 0);
}

#[test]
fn no_link_leads_out_of_the_world() {
    let outside = tempfile::tempdir().expect("a directory");
    fs::write(outside.path().join("kept"), "host").expect("a file");
    let target = outside.path().to_owned();
    let laid = scene_with(|world| {
        symlink(&target, world.join("srv/work/out")).expect("a link");
        symlink("../../../../../../../../..", world.join("srv/work/up")).expect("a link");
    });
    let Some(mut scene) = laid else { return };
    fails(&mut scene, "echo x > out/new");
    fails(&mut scene, "cat out/kept");
    fails(&mut scene, &format!("cat up{}", outside.path().join("kept").display()));
    fails(&mut scene, "echo x > /usr/bin/new");
    fails(&mut scene, "echo x > /etc/passwd");
    fails(&mut scene, "echo x > /new");
    assert_eq!(fs::read_dir(outside.path()).expect("the directory").count(), 1);
}

#[test]
fn nobody_undoes_the_mounts_or_becomes_root() {
    let Some(mut scene) = scene() else { return };
    for line in [
        "mount -o remount,rw /usr",
        "mount -t tmpfs none /srv",
        "umount /proc",
        "umount /etc/passwd",
        "unshare -Ur true",
        "nsenter -t 1 -m true",
        "echo x > /proc/sys/kernel/hostname",
        "test -w /proc/sys/kernel/core_pattern",
        "test -w /proc/sysrq-trigger",
        "cat /proc/1/environ",
        "su root -c true",
    ] {
        fails(&mut scene, line);
    }
    // Processes of the host have no number here: those of the sandbox are all there are.
    let most = scene.prints("ls /proc | grep -c '^[0-9]'");
    assert!(most.trim().parse::<usize>().expect("a number") < 12, "{most}");
}

#[test]
fn there_are_only_so_many_processes() {
    let Some(mut scene) = scene() else { return };
    let fork = "$pid = fork; last unless defined $pid; pause, exit unless $pid; $n++";
    let line = format!("perl -MPOSIX=pause -e 'for (1..6000) {{ {fork} }} print $n'; pkill perl");
    let typed = scene.types(&line);
    let count: u32 = text(&typed.stdout).parse().unwrap_or(0);
    // Where the kernel knows no bound for root, all of them are killed.
    assert!((300..2600).contains(&count) || typed.exit.0 == 137, "{count} processes, {typed:?}");
}

#[test]
fn a_fork_bomb_is_bounded_and_swept_up() {
    let Some(mut scene) = scene() else { return };
    let line = "bomb() { bomb | bomb & }; bomb 2>/dev/null; sleep 1000";
    let typed = scene.types_for(line, Duration::from_secs(5));
    assert!(typed.was_stopped);
    scene.types("true");
    drop(scene);
}

#[test]
fn everything_dies_with_a_harness_that_is_killed() {
    if scene().is_none() {
        return;
    }
    let scratch = tempfile::tempdir().expect("a directory");
    let mut harness = Command::new(env!("CARGO_BIN_EXE_rollback-drill"))
        .args([
            "run",
            "--machine",
            "real",
            "--level",
            "4",
            "--variant",
            "documented",
            "--jobs",
            "1",
        ])
        .env("TMPDIR", scratch.path())
        .env("ROLLBACK_DRILL_TMP", scratch.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program");
    let family = (0..600).find_map(|_| {
        std::thread::sleep(Duration::from_millis(20));
        // The one that waits, the first process, those of the world, the terminal.
        Some(below(harness.id())).filter(|all| all.len() > 8)
    });
    let family = family.expect("a sandbox with processes");
    harness.kill().expect("the harness is killed");
    harness.wait().expect("its end");
    let is_gone = (0..300).any(|_| {
        std::thread::sleep(Duration::from_millis(20));
        family.iter().all(|pid| !Path::new(&format!("/proc/{pid}")).exists())
    });
    assert!(is_gone, "some live on");
}

/// The processes below one, by their numbers.
fn below(pid: u32) -> Vec<u32> {
    let mut found = Vec::new();
    let mut open = vec![pid];
    while let Some(pid) = open.pop() {
        let tasks = fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten();
        for task in tasks.filter_map(Result::ok) {
            let children = fs::read_to_string(task.path().join("children")).unwrap_or_default();
            let children = children.split_whitespace().filter_map(|it| it.parse().ok());
            let children: Vec<u32> = children.collect();
            found.extend(&children);
            open.extend(children);
        }
    }
    found
}
