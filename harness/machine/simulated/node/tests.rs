//! Scripts against what node 20 did with them, and what no script may ever do.

use crate::machine::simulated::testing::{Bench, CWD, START};
use crate::shell::{Input, Kernel as _, Stop};

const RECORDED: &[(&str, &str)] = &[
    ("values", include_str!("recorded/values.txt")),
    ("errors", include_str!("recorded/errors.txt")),
    ("json", include_str!("recorded/json.txt")),
    ("library", include_str!("recorded/library.txt")),
];

/// The files that stood around the recorded scripts.
const AROUND: &[(&str, &str)] = &[
    ("x.cjs", "const a = 1;\nfunction f(o) {\n  return o.missing.name;\n}\nf({});\n"),
    ("tests/b.test.cjs", "const test = require('node:test');\ntest('b ok', () => {});\n"),
];

fn eval(bench: &mut Bench, code: &str) -> (Result<u8, Stop>, String, String) {
    let argv: Vec<String> = ["node", "-e", code].map(str::to_owned).into();
    let (outcome, stdout, stderr) = bench.call(&argv, Input::empty());
    (outcome.map(|exit| exit.0), stdout, stderr)
}

fn printed(bench: &mut Bench, code: &str) -> String {
    let (outcome, stdout, stderr) = eval(bench, code);
    assert_eq!((outcome, stderr.as_str()), (Ok(0), ""), "{code}");
    stdout
}

fn stopped(bench: &mut Bench, code: &str) -> String {
    match eval(bench, code).0 {
        Err(Stop::Unmodelled { what }) => what,
        other => panic!("{code}: {other:?}"),
    }
}

fn without_frames(text: &str) -> String {
    let kept = text.split('\n').filter(|line| !line.starts_with("    at "));
    kept.collect::<Vec<_>>().join("\n")
}

#[test]
fn recorded_scripts_do_what_they_did_in_node() {
    let mut run = 0;
    for (name, recorded) in RECORDED {
        let scripts: Vec<&str> = recorded.split(">>> ").skip(1).collect();
        run += scripts.len();
        for script in scripts {
            let (code, expected) = script.split_once("\n<<< ").expect("an outcome");
            let (exit, expected) = expected.split_once('\n').expect("an exit code");
            let mut bench = Bench::with(AROUND);
            bench.environment.insert("PATH".to_owned(), "/usr/bin".to_owned());
            let (outcome, stdout, stderr) = eval(&mut bench, code);
            let complaint =
                if stderr.is_empty() { String::new() } else { format!("!!!\n{stderr}") };
            let shown = without_frames(&format!("{stdout}{complaint}"));
            assert_eq!(outcome.map(|code| code.to_string()), Ok(exit.to_owned()), "{name}: {code}");
            assert_eq!(shown.trim_end(), expected.trim_end(), "{name}: {code}");
        }
    }
    assert!(run > 80, "the records were cut into {run} scripts");
}

/// Takes out of a report what no two machines have in common: the stacks name node's own library,
/// and times differ.
fn without_stacks(report: &str) -> String {
    let mut kept = Vec::new();
    let mut below = None;
    for line in report.split('\n') {
        let depth = line.len() - line.trim_start().len();
        if below.is_some_and(|limit| depth > limit) {
            continue;
        }
        below = (line.trim_start() == "stack: |-").then_some(depth);
        match line.split_once("duration_ms") {
            _ if below.is_some() => {}
            Some((head, tail)) => kept.push(format!("{head}duration_ms{}", tail.replace('1', "0"))),
            None => kept.push(line.to_owned()),
        }
    }
    kept.join("\n")
}

#[test]
fn a_report_of_tests_is_the_one_that_node_prints() {
    let tests = include_str!("recorded/report.test.cjs");
    let mut bench = Bench::with(&[("report.test.cjs", tests)]);
    let ran = bench.run("node --test report.test.cjs");
    assert_eq!(ran.exit, 1);
    assert_eq!(without_stacks(&ran.stdout), include_str!("recorded/report.tap"));
}

#[test]
fn no_catch_of_a_script_hides_what_is_not_modelled() {
    let mut bench = Bench::with(&[]);
    let table = [
        ("try { require('http') } catch { process.exit(0) }", "node: require('http')"),
        ("try { Math.random() } catch {} finally { console.log(1) }", "node: Math.random()"),
        ("Promise.resolve().then(() => fetch('x')).catch(() => {})", "node: fetch"),
        ("for (;;) { try { require('fs').watch('.') } catch {} }", "node: fs.watch"),
        ("setTimeout(() => { try { os.cpus() } catch {} }, 5)", "node: os.cpus"),
        ("'a'.localeCompare('ä')", "node: localeCompare of texts that are not plain ASCII"),
        ("crypto.randomUUID()", "node: crypto.randomUUID"),
        ("import('fs')", "node: import()"),
    ];
    for (code, what) in table {
        assert_eq!(stopped(&mut bench, code), what, "{code}");
    }
}

#[test]
fn a_script_that_was_stopped_changes_nothing_more() {
    let mut bench = Bench::with(&[]);
    let code =
        "try { require('http') } catch { fs.writeFileSync('late', 'x'); console.log('late') }";
    let (outcome, stdout, _) = eval(&mut bench, code);
    assert!(matches!(outcome, Err(Stop::Unmodelled { .. })));
    assert_eq!((bench.read("late"), stdout.as_str()), (None, ""));
}

#[test]
fn scripts_without_end_or_bound_are_stopped() {
    let mut bench = Bench::with(&[]);
    assert_eq!(stopped(&mut bench, "for (;;) {}"), "node: more than 40000000 steps");
    assert_eq!(
        stopped(&mut bench, "/(a+)+$/.test('a'.repeat(40) + 'b')"),
        "node: more than 40000000 steps"
    );
    let deep = stopped(&mut bench, "const f = () => f() + 1; f()");
    assert!(deep.contains("recursion"), "{deep}");
    assert!(stopped(&mut bench, "setInterval(() => {}, 1)").contains("turns of the event loop"));
}

#[test]
fn a_script_that_hoards_memory_is_stopped_however_little_is_left() {
    for size in [100_000, 10_000, 1_000, 300, 100, 30, 7] {
        let mut bench = Bench::with(&[]);
        let hoard =
            format!("const all = []; for (;;) all.push(new Array({size}).fill(all.length))");
        for code in [hoard.clone(), format!("(() => {{ {hoard} }})()")] {
            let what = stopped(&mut bench, &code);
            assert!(what.starts_with("node: out of memory"), "{size}: {what}");
        }
    }
}

#[test]
fn a_script_sees_the_world_and_not_the_host() {
    let mut bench = Bench::with(&[("inside", "yes")]);
    bench.environment.insert("ONLY".to_owned(), "this".to_owned());
    let seen =
        printed(&mut bench, "console.log(process.env, process.cwd(), fs.readdirSync('/srv'))");
    assert_eq!(seen, format!("{{ ONLY: 'this' }} {CWD} [ 'app' ]\n"));
    bench.system.root.symlink("/etc", "/srv/app/out").expect("a link");
    for path in ["/proc/self", "../../../../etc/passwd", "out/passwd"] {
        let what = stopped(&mut bench, &format!("console.log(fs.existsSync('{path}'))"));
        assert!(what.starts_with("node with /") && what.contains(path), "{what}");
    }
}

#[test]
fn time_is_that_of_the_virtual_clock_and_timers_let_it_pass() {
    let mut bench = Bench::with(&[]);
    let code = "console.log(new Date(), Date.now() === new Date().getTime());
        setTimeout(() => console.log(new Date().toISOString()), 90_000)";
    assert_eq!(
        printed(&mut bench, code),
        "2026-01-28T10:00:00.000Z true\n2026-01-28T10:01:30.000Z\n"
    );
    assert_eq!(bench.system.now().since(START).as_secs(), 90);
}

#[test]
fn modules_are_found_as_node_finds_them() {
    let mut bench = Bench::with(&[
        ("lib/a.js", "exports.name = 'a'; exports.b = require('../b');"),
        ("b/index.js", "module.exports = require('./data.json').list;"),
        ("b/data.json", "{\"list\": [1, 2]}"),
        ("node_modules/pkg/package.json", "{\"main\": \"main\"}"),
        ("node_modules/pkg/main.js", "module.exports = __filename + module.paths.length;"),
        (
            "node_modules/two/package.json",
            "{\"exports\": {\".\": {\"import\": \"./no.mjs\", \"require\": \"./yes.cjs\"}}}",
        ),
        ("node_modules/two/yes.cjs", "module.exports = 'exports';"),
        ("ring1.cjs", "exports.early = 1; exports.two = require('./ring2.cjs').seen;"),
        ("ring2.cjs", "exports.seen = require('./ring1.cjs').early;"),
        ("mod/package.json", "{\"type\": \"module\"}"),
        ("mod/x.js", "export const x = 1;"),
        ("main.cjs", "console.log(require.main === module, module.id, process.argv.slice(2))"),
    ]);
    let code =
        "console.log(require('./lib/a'), require('pkg'), require('two'), require('./ring1'))";
    let found = "{ name: 'a', b: [ 1, 2 ] } /srv/app/node_modules/pkg/main.js4 exports { early: 1, two: 1 }\n";
    assert!(eval(&mut bench, code).2.contains("Cannot find module './ring1'"));
    let code = code.replace("ring1", "ring1.cjs");
    assert_eq!(printed(&mut bench, &code), found);
    assert_eq!(stopped(&mut bench, "require('./mod/x.js')"), "node: loading '/srv/app/mod/x.js'");
    assert_eq!(bench.output("node main.cjs a b"), "true . [ 'a', 'b' ]\n");
    let code = "const one = require('./ring2.cjs'); delete require.cache[require.resolve('./ring2.cjs')];
        console.log(one === require('./ring2.cjs'), require('./ring2.cjs') === require('./ring2.cjs'))";
    assert_eq!(printed(&mut bench, code), "false true\n");
}

#[test]
fn the_command_line_is_read_as_node_reads_it() {
    let mut bench = Bench::with(&[("ok.cjs", "throw 1"), ("bad.cjs", "let x = ;")]);
    assert_eq!(bench.output("node --version"), "v20.20.2\n");
    assert_eq!(bench.output("node -p '1 + 1'"), "2\n");
    assert_eq!(bench.feed("console.log(process.argv.length)", "node -").stdout, "2\n");
    assert_eq!(bench.output("node --check ok.cjs"), "");
    let ran = bench.run("node -c bad.cjs");
    assert_eq!(ran.exit, 1);
    assert!(ran.stderr.starts_with("/srv/app/bad.cjs:1\nlet x = ;\n        ^\n"), "{}", ran.stderr);
    assert_eq!(bench.run("node -e").exit, 9);
    assert_eq!(bench.unmodelled("node --inspect ok.cjs"), "node --inspect");
    assert_eq!(bench.unmodelled("node"), "node waits for the keyboard");
    assert!(bench.run("node nofile.js").stderr.contains("Cannot find module '/srv/app/nofile.js'"));
}

#[test]
fn a_script_takes_standard_input_only_when_it_reads_it() {
    let mut bench = Bench::with(&[]);
    let stdin = Input::of_bytes(b"one\ntwo\n".to_vec());
    let argv = |code: &str| ["node", "-e", code].map(str::to_owned);
    assert_eq!(bench.call(&argv("1"), stdin.clone()).1, "");
    assert_eq!(stdin.take_line().as_deref(), Some(&b"one\n"[..]));
    let code =
        "console.log(fs.readFileSync(0, 'utf8'), fs.readFileSync('/dev/stdin', 'utf8').length)";
    assert_eq!(bench.call(&argv(code), stdin).1, "two\n 0\n");
    let read = bench.call(&argv("fs.readFileSync(0)"), Input::terminal()).0;
    assert_eq!(read, Err(Stop::unmodelled("node: reading the keyboard")));
}
