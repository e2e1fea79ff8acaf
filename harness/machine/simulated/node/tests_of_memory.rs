//! A run that is remembered tells what a new one would: whatever it asked for is asked again.

use std::time::Duration;

use super::engine::STARTED;
use crate::machine::simulated::testing::{Bench, CWD};
use crate::shell::{Call, Exit, Input, Kernel as _, Sink, Stop};

/// What happens to a world between two runs.
type Change = fn(&Bench);

/// Runs `node` with `arguments` and returns exit code, standard output and standard error.
fn node(bench: &mut Bench, arguments: &[&str]) -> (u8, String, String) {
    fed(bench, "", arguments)
}

fn fed(bench: &mut Bench, input: &str, arguments: &[&str]) -> (u8, String, String) {
    let argv: Vec<String> =
        ["node"].iter().chain(arguments).map(|word| (*word).to_owned()).collect();
    let (exit, stdout, stderr) = bench.call(&argv, Input::of_bytes(input.as_bytes().to_vec()));
    (exit.expect("a script that is modelled").0, stdout, stderr)
}

fn printed(bench: &mut Bench, code: &str) -> String {
    node(bench, &["-e", code]).1
}

/// Counts the engines that `work` starts.
fn engines_of(work: impl FnOnce()) -> u32 {
    let before = STARTED.get();
    work();
    STARTED.get() - before
}

#[test]
fn a_run_that_only_asked_is_remembered_with_its_streams_and_its_exit_code() {
    let mut bench = Bench::with(&[("seen", "yes")]);
    let code = "console.log(fs.readFileSync('seen', 'utf8')); console.error('ö'); process.exit(7)";
    let first = node(&mut bench, &["-e", code]);
    assert_eq!(first, (7, "yes\n".to_owned(), "ö\n".to_owned()));
    let engines = engines_of(|| assert_eq!(node(&mut bench, &["-e", code]), first));
    assert_eq!(engines, 0, "the second run was not remembered");
}

#[test]
fn what_is_remembered_is_printed_in_its_order_where_both_streams_are_one() {
    let mut bench = Bench::with(&[]);
    let argv = ["node", "-e", "console.log(1); console.error(2); console.log(3)"];
    let argv = argv.map(str::to_owned);
    for _ in 0..2 {
        let both = Sink::new();
        let call = Call {
            argv: &argv,
            environment: &bench.environment,
            cwd: CWD,
            stdin: Input::empty(),
            stdout: both.clone(),
            stderr: both.clone(),
        };
        assert_eq!(bench.system.run(call), Ok(Exit::SUCCESS));
        assert_eq!(String::from_utf8_lossy(&both.take()), "1\n2\n3\n");
    }
}

#[test]
fn what_a_run_asked_of_the_world_is_asked_again() {
    let table: [(&str, &str, Change, &str); 8] = [
        ("fs.readFileSync('a', 'utf8')", "1", |bench| bench.put("a", "2"), "2"),
        ("fs.existsSync('new')", "false", |bench| bench.put("new", ""), "true"),
        ("fs.readdirSync('.').length", "3", |bench| bench.put("b", ""), "4"),
        ("fs.statSync('a').size", "1", |bench| bench.put("a", "123"), "3"),
        ("require('./m.cjs')", "4", |bench| bench.put("m.cjs", "module.exports = 5"), "5"),
        ("require('./d')", "6", |bench| bench.put("d.js", "module.exports = 7"), "7"),
        ("fs.statSync('a').mtimeMs", "1769594400000", changed_later, "1769594400001"),
        ("(() => { try { return require('p') } catch { return 0 } })()", "0", packed, "8"),
    ];
    for (code, before, change, after) in table {
        let files = [("a", "1"), ("m.cjs", "module.exports = 4"), ("d/index.js", "")];
        let mut bench = Bench::with(&files);
        bench.put("d/index.js", "module.exports = 6");
        let code = format!("console.log({code})");
        for _ in 0..2 {
            assert_eq!(printed(&mut bench, &code), format!("{before}\n"), "{code}");
        }
        change(&bench);
        assert_eq!(printed(&mut bench, &code), format!("{after}\n"), "{code}");
    }
}

/// Writes the same bytes a millisecond later.
fn changed_later(bench: &Bench) {
    let later = bench.system.now() + Duration::from_millis(1);
    bench.system.root.set_now(later);
    bench.put("a", "1");
}

fn packed(bench: &Bench) {
    bench.put("node_modules/p/index.js", "module.exports = 8");
}

#[test]
fn another_environment_argument_directory_or_text_is_another_run() {
    let mut bench = Bench::with(&[("x", "here"), ("sub/x", "below")]);
    let code = "console.log(process.env.FLAG, Object.keys(process.env).length)";
    assert_eq!(printed(&mut bench, code), "undefined 0\n");
    bench.environment.insert("FLAG".to_owned(), "on".to_owned());
    assert_eq!(printed(&mut bench, code), "on 1\n");
    bench.environment.insert("OTHER".to_owned(), "on".to_owned());
    assert_eq!(printed(&mut bench, code), "on 2\n");

    let code = "console.log(process.argv.slice(1).join())";
    assert_eq!(node(&mut bench, &["-e", code, "one"]).1, "one\n");
    assert_eq!(node(&mut bench, &["-e", code, "two"]).1, "two\n");
    assert_eq!(node(&mut bench, &["-p", "process.execArgv[0]"]).1, "-p\n");
    assert_eq!(node(&mut bench, &["--print", "process.execArgv[0]"]).1, "--print\n");
    assert_eq!(node(&mut bench, &["-e", "1"]).1, "");
    assert_eq!(node(&mut bench, &["-p", "1"]).1, "1\n");

    let argv = ["node", "-p", "fs.readFileSync('x', 'utf8') + process.cwd()"].map(str::to_owned);
    for (cwd, expected) in [(CWD, "here/srv/app\n"), ("/srv/app/sub", "below/srv/app/sub\n")] {
        let stdout = Sink::new();
        let call = Call {
            argv: &argv,
            environment: &bench.environment,
            cwd,
            stdin: Input::empty(),
            stdout: stdout.clone(),
            stderr: Sink::new(),
        };
        assert_eq!(bench.system.run(call), Ok(Exit::SUCCESS));
        assert_eq!(String::from_utf8_lossy(&stdout.take()), expected);
    }
}

#[test]
fn a_run_that_did_more_than_ask_is_never_remembered() {
    let mut bench = Bench::with(&[("log", "")]);
    for _ in 0..2 {
        printed(&mut bench, "fs.appendFileSync('log', 'x'); console.log('written')");
    }
    assert_eq!(bench.read("log").as_deref(), Some("xx"));

    let code = "console.log(Date.now())";
    let first = printed(&mut bench, code);
    bench.system.pass(Duration::from_secs(1)).expect("time passes");
    assert_ne!(printed(&mut bench, code), first);

    let code = "console.log(fs.readFileSync(0, 'utf8'))";
    for input in ["one", "two"] {
        assert_eq!(fed(&mut bench, input, &["-e", code]).1, format!("{input}\n"));
        assert_eq!(
            fed(&mut bench, &format!("console.log('{input}')"), &["-"]).1,
            format!("{input}\n")
        );
    }

    let began = bench.system.now();
    for _ in 0..2 {
        printed(&mut bench, "setTimeout(() => console.log('late'), 500)");
    }
    assert_eq!(bench.system.now().since(began), Duration::from_secs(1));

    let code = "process.stdout.write(Buffer.from([0xff, 0x0a]))";
    for _ in 0..2 {
        let argv = ["node", "-e", code].map(str::to_owned);
        let stdout = Sink::new();
        let call = Call {
            argv: &argv,
            environment: &bench.environment,
            cwd: CWD,
            stdin: Input::empty(),
            stdout: stdout.clone(),
            stderr: Sink::new(),
        };
        assert_eq!(bench.system.run(call), Ok(Exit::SUCCESS));
        assert_eq!(stdout.take(), [0xff, 0x0a]);
    }
}

#[test]
fn a_run_that_asks_for_what_the_world_leaves_out_stops_each_time_and_no_other_does() {
    let mut bench = Bench::with(&[("flag", "")]);
    let argv = ["node", "-p", "fs.existsSync('flag') && fs.existsSync('/etc/hosts')"];
    let argv = argv.map(str::to_owned);
    for _ in 0..2 {
        let (outcome, ..) = bench.call(&argv, Input::empty());
        assert!(matches!(outcome, Err(Stop::Unmodelled { .. })), "{outcome:?}");
    }
    bench.system.root.remove_file("/srv/app/flag").expect("the flag is there");
    for _ in 0..2 {
        let (outcome, stdout, _) = bench.call(&argv, Input::empty());
        assert_eq!((outcome, stdout.as_str()), (Ok(Exit::SUCCESS), "false\n"));
    }
}

#[test]
fn what_stood_in_one_world_and_was_removed_says_nothing_about_another() {
    let argv = ["node", "-p", "fs.existsSync('/etc/our.conf')"].map(str::to_owned);
    let mut bench = Bench::with(&[("/etc/our.conf", "")]);
    bench.system.root.remove_file("/etc/our.conf").expect("the file is there");
    assert_eq!(bench.call(&argv, Input::empty()).1, "false\n");
    let (outcome, ..) = Bench::with(&[]).call(&argv, Input::empty());
    assert!(matches!(outcome, Err(Stop::Unmodelled { .. })), "{outcome:?}");
}

#[test]
fn a_long_output_is_whole_each_time() {
    let mut bench = Bench::with(&[]);
    let code = "for (let at = 0; at < 70; at += 1) process.stdout.write('x'.repeat(1000))";
    for _ in 0..2 {
        assert_eq!(printed(&mut bench, code).len(), 70_000);
    }
}

#[test]
fn no_script_leaves_anything_behind_for_the_next() {
    let mut bench = Bench::with(&[]);
    printed(&mut bench, "Array.prototype.map = 1; console.log.constructor.prototype.mark = 2");
    let code = "typeof [].map + console.log.mark + assert.equal.mark";
    assert_eq!(node(&mut bench, &["-p", code]).1, "functionundefinedundefined\n");
}
