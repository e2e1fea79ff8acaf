//! Suites as the harness runs them, what is remembered of them, and npm's scripts.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::machine::simulated::{
    run_suite,
    testing::{Bench, CWD},
};
use crate::world::TestResult;

fn suite(bench: &mut Bench, files: &[&str]) -> Vec<TestResult> {
    let files: Vec<String> = files.iter().map(|file| (*file).to_owned()).collect();
    let environment = bench.environment.clone();
    run_suite(&mut bench.system, CWD, &environment, &files).expect("a suite that is modelled")
}

fn failures(results: &[TestResult]) -> Vec<(&str, &str)> {
    let failed =
        results.iter().filter_map(|test| Some((test.name.as_str(), test.failure.as_deref()?)));
    failed.collect()
}

#[test]
fn a_suite_is_told_test_by_test() {
    let mut bench = Bench::with(&[
        (
            "a.test.cjs",
            "const { test, describe, it } = require('node:test');
             test('one', () => {});
             describe('outer', () => { it('inner', () => { throw new Error('boom') }) });
             test.skip('skipped', () => {}); test.todo('later');",
        ),
        ("b.test.cjs", "require('./gone.cjs')"),
        ("c.test.cjs", "process.exit(3)"),
    ]);
    let results = suite(&mut bench, &["a.test.cjs", "b.test.cjs", "c.test.cjs"]);
    let names: Vec<(&str, &str)> =
        results.iter().map(|test| (test.file.as_str(), test.name.as_str())).collect();
    assert_eq!(
        names,
        [
            ("a.test.cjs", "one"),
            ("a.test.cjs", "outer > inner"),
            ("b.test.cjs", "b.test.cjs"),
            ("c.test.cjs", "c.test.cjs")
        ]
    );
    assert_eq!(
        failures(&results),
        [
            ("outer > inner", "boom"),
            ("b.test.cjs", "Error: Cannot find module './gone.cjs'"),
            ("c.test.cjs", "exit code 3")
        ]
    );
}

/// One test that asks for a file, a directory, a variable and a path that is missing.
const ASKING: &str = "const fs = require('fs');
    require('node:test')('asks', () => {
      const found = [fs.readFileSync('asked', 'utf8'), fs.readdirSync('d').length,
        process.env.ASKED, fs.existsSync('missing'), require('./code.cjs'), Object.keys(process.env).length];
      if (found.join() !== 'text,1,yes,false,7,3') throw new Error(found.join());
    });";

#[test]
fn a_remembered_result_stands_only_while_everything_asked_is_unchanged() {
    let files = [
        ("asked", "text"),
        ("d/x", ""),
        ("memo-asks.test.cjs", ASKING),
        ("code.cjs", "module.exports = 7"),
    ];
    let with = |change: &dyn Fn(&mut Bench)| {
        let mut bench = Bench::with(&files);
        bench.environment.insert("ASKED".to_owned(), "yes".to_owned());
        bench.environment.insert("OTHER".to_owned(), "1".to_owned());
        change(&mut bench);
        let results = suite(&mut bench, &["memo-asks.test.cjs"]);
        failures(&results).first().map(|(_, failure)| (*failure).to_owned())
    };
    assert_eq!(with(&|_| {}), None);
    assert_eq!(with(&|bench| bench.put("asked", "new")).as_deref(), Some("new,1,yes,false,7,3"));
    assert_eq!(with(&|bench| bench.put("d/y", "")).as_deref(), Some("text,2,yes,false,7,3"));
    assert_eq!(with(&|bench| bench.put("missing", "")).as_deref(), Some("text,1,yes,true,7,3"));
    let code = with(&|bench| bench.put("code.cjs", "module.exports = 8"));
    assert_eq!(code.as_deref(), Some("text,1,yes,false,8,3"));
    let variable =
        with(&|bench| drop(bench.environment.insert("ASKED".to_owned(), "no".to_owned())));
    assert_eq!(variable.as_deref(), Some("text,1,no,false,7,3"));
    let further = with(&|bench| drop(bench.environment.insert("MORE".to_owned(), String::new())));
    assert_eq!(further.as_deref(), Some("text,1,yes,false,7,4"));
    let itself =
        with(&|bench| bench.put("memo-asks.test.cjs", &ASKING.replace("false,7", "true,7")));
    assert_eq!(itself.as_deref(), Some("text,1,yes,false,7,3"));
    assert_eq!(with(&|bench| bench.put("unasked", "x")), None);
}

#[test]
fn a_test_that_writes_or_looks_at_the_clock_runs_every_time() {
    let writing = "require('node:test')('writes', () => require('fs').appendFileSync('log', 'x'));";
    let telling = "require('node:test')('tells ' + Date.now(), () => {});";
    let mut bench =
        Bench::with(&[("memo-writes.test.cjs", writing), ("memo-tells.test.cjs", telling)]);
    for _ in 0..3 {
        suite(&mut bench, &["memo-writes.test.cjs"]);
    }
    assert_eq!(bench.read("log").as_deref(), Some("xxx"));
    let first = suite(&mut bench, &["memo-tells.test.cjs"]);
    bench.system.pass(std::time::Duration::from_secs(1)).expect("time passes");
    assert_ne!(first, suite(&mut bench, &["memo-tells.test.cjs"]));
}

#[test]
fn one_test_file_leaves_nothing_behind_for_the_next() {
    let mut bench = Bench::with(&[
        ("a.test.cjs", "Array.prototype.left = 1; globalThis.left = 1; process.env.LEFT = '1';"),
        (
            "b.test.cjs",
            "require('node:test')('clean', () => {
               if ([].left || globalThis.left || process.env.LEFT) throw new Error('left over');
             });",
        ),
    ]);
    assert_eq!(failures(&suite(&mut bench, &["a.test.cjs", "b.test.cjs"])), []);
}

#[test]
fn work_that_an_ended_test_file_left_is_never_done() {
    let leaving = "const late = () => { require('fs').writeFileSync('late', ''); };
         Promise.resolve().then(late); process.nextTick(late); process.exit(0);";
    let mut bench = Bench::with(&[
        ("a.test.cjs", leaving),
        ("b.test.cjs", "require('node:test')('next', async () => { await null; });"),
    ]);
    let results = suite(&mut bench, &["a.test.cjs", "b.test.cjs"]);
    assert_eq!((results.len(), failures(&results).len(), bench.read("late")), (2, 0, None));
}

#[test]
fn npm_runs_scripts_with_its_banner_and_environment() {
    let manifest = r#"{"name": "app", "version": "1.4.0", "scripts": {
        "pretest": "echo before", "test": "echo $npm_lifecycle_event $npm_package_name $INIT_CWD",
        "bad": "exit 3", "posttest": "echo after"}}"#;
    let mut bench = Bench::with(&[("package.json", manifest), ("deep/er/x", "")]);
    let banner = |event: &str, script: &str| format!("\n> app@1.4.0 {event}\n> {script}\n\n");
    let expected = [
        banner("pretest", "echo before"),
        "before\n".to_owned(),
        banner("test", "echo $npm_lifecycle_event $npm_package_name $INIT_CWD"),
        "test app /srv/app\n".to_owned(),
        banner("posttest", "echo after"),
        "after\n".to_owned(),
    ];
    assert_eq!(bench.output("npm test"), expected.concat());
    assert_eq!(bench.output("npm -s t"), "before\ntest app /srv/app\nafter\n");
    assert_eq!(bench.run("npm run bad").exit, 3);
    let ran = bench.run("npm run nope");
    assert_eq!(ran.exit, 1);
    assert_eq!(
        ran.stderr,
        "npm error Missing script: \"nope\"\nnpm error\nnpm error To see a list of scripts, run:\nnpm error   npm run\n"
    );
    assert_eq!(bench.unmodelled("npm ci"), "npm ci");
    assert_eq!(bench.unmodelled("npx x"), "npx (it may fetch packages)");
}

#[test]
fn a_script_that_calls_itself_is_stopped() {
    let manifest = r#"{"scripts": {"again": "npm -s run again"}}"#;
    let mut bench = Bench::with(&[("package.json", manifest)]);
    assert_eq!(bench.unmodelled("npm run again"), "more than 40 commands inside each other");
}

#[test]
fn a_deep_recursion_deep_inside_other_commands_is_stopped_too() {
    let manifest = r#"{"scripts": {"down": "export N=1$N; if [ ${#N} -lt 19 ]; then npm -s run down; else node deep.cjs; fi"}}"#;
    let deep = "const down = () => down() + 1; down();";
    let mut bench = Bench::with(&[("package.json", manifest), ("deep.cjs", deep)]);
    let what = bench.unmodelled("npm run down");
    assert_eq!(what, "node: a recursion deeper than the engine allows");
}

#[test]
fn npm_says_which_manifest_is_missing_or_broken() {
    let mut bench = Bench::with(&[]);
    let ran = bench.run("npm test");
    assert_eq!(ran.exit, 254);
    assert!(ran.stderr.contains("open '/srv/app/package.json'"), "{}", ran.stderr);
    bench.put("package.json", "{\n<<<<<<< HEAD\n  \"name\": \"x\"\n}");
    let ran = bench.run("npm test");
    assert_eq!(ran.exit, 1);
    let words = "npm error JSON.parse Invalid package.json: JSONParseError: Expected property name \
                 or '}' in JSON at position 2 while parsing near \"{\\n<<<<<<< HEAD\\n  \\\"name...\"";
    assert!(ran.stderr.contains(words), "{}", ran.stderr);
}

/// Lists the files below `folder`, by path from it.
fn files_below(folder: &Path) -> BTreeMap<PathBuf, PathBuf> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(here) = open.pop() {
        for entry in fs::read_dir(here).expect("a folder of the scenario") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let inner = path.strip_prefix(folder).expect("below the folder").to_owned();
                found.insert(inner, path);
            }
        }
    }
    found
}

/// Lays the twin as it stands after its first `commits` commits.
fn twin(commits: usize) -> Bench {
    let world = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/party-mode/world");
    let mut folders: Vec<PathBuf> = fs::read_dir(world.join("commits"))
        .expect("the commits of the scenario")
        .map(|entry| entry.expect("a commit").path())
        .collect();
    folders.sort();
    folders.truncate(commits);
    folders.push(world.join("untracked"));
    let bench = Bench::with(&[]);
    for folder in folders {
        for (inner, path) in files_below(&folder) {
            let text = fs::read_to_string(path).expect("a text of the scenario");
            bench.put(inner.to_str().expect("UTF-8"), &text);
        }
    }
    bench
}

fn twin_suite(bench: &mut Bench) -> Vec<TestResult> {
    let host = bench.system.root.host().join("srv/app");
    let tests: Vec<String> = files_below(&host)
        .into_keys()
        .filter_map(|path| path.to_str().map(str::to_owned))
        .filter(|path| path.ends_with(".test.cjs") && !path.starts_with("node_modules"))
        .collect();
    let files: Vec<&str> = tests.iter().map(String::as_str).collect();
    suite(bench, &files)
}

#[test]
fn the_twins_tests_pass_and_fail_when_the_tree_is_broken() {
    let mut bench = twin(usize::MAX);
    let results = twin_suite(&mut bench);
    assert_eq!((results.len(), failures(&results).len()), (197, 0));
    let config = bench.read(".claude/config.yaml").expect("a config");
    bench.put(".claude/config.yaml", &config.replace("enabled: true", "enabled: false"));
    let broken = twin_suite(&mut bench);
    assert_eq!(broken.len(), 197);
    assert!(!failures(&broken).is_empty(), "other features were switched off");
    bench.put(".claude/config.yaml", &config);
    assert_eq!(twin_suite(&mut bench), results);
}

#[test]
fn the_twins_baseline_has_its_own_tests_alone() {
    let results = twin_suite(&mut twin(1));
    assert_eq!((results.len(), failures(&results).len()), (74, 0));
}
