// The tests of one file: a tree that grows while its branches run, one test at a time, in order.
(function (node) {
  'use strict';
  const { realm, host } = node;
  const PENDING = 'Promise resolution is still pending but the event loop has already resolved';
  const noWork = () => {};

  // Why a test failed: what was thrown, and in which way it came.
  class Failure {
    constructor(cause, kind) {
      this.cause = cause;
      this.kind = kind;
    }
    get message() {
      const found = this.cause?.message ?? this.cause;
      return typeof found === 'string' ? found : node.load('inspect').inspect(found);
    }
  }

  class Test {
    constructor({ name, fn, options, parent, directives, place, isSuite }) {
      const work = typeof fn === 'function' ? fn : noWork;
      this.name = typeof name === 'string' && name !== '' ? name : work.name || '<anonymous>';
      this.parent = parent;
      this.place = place;
      this.isSuite = isSuite;
      this.nesting = parent === null || parent.parent === null ? 0 : parent.nesting + 1;
      this.number = parent === null ? 0 : parent.subtests.length + 1;
      const { skip, todo } = { ...options, ...directives };
      this.skip = skip !== undefined && skip !== false ? (typeof skip === 'string' ? skip : '') : undefined;
      this.todo = todo !== undefined && todo !== false ? (typeof todo === 'string' ? todo : '') : undefined;
      this.fn = this.skip === undefined ? work : noWork;
      this.timeoutMs = options.timeout;
      this.subtests = [];
      this.notes = [];
      this.hooks = { before: [], after: [], beforeEach: [...(parent?.hooks.beforeEach ?? [])], afterEach: [...(parent?.hooks.afterEach ?? [])] };
      this.ownAfterEach = 0;
      this.failure = undefined;
      this.hasPassed = false;
      this.isFinished = false;
      this.isTold = false;
      this.startedMs = host.rawNow();
    }

    get fullName() {
      return this.parent === null || this.parent.parent === null ? this.name : `${this.parent.fullName} > ${this.name}`;
    }

    fail(cause, kind) {
      if (this.failure !== undefined) return;
      this.hasPassed = false;
      this.failure = cause instanceof Failure ? cause : new Failure(cause, kind);
    }
  }

  const root = new Test({ name: '<root>', options: {}, parent: null, isSuite: false });
  let current = root;
  let running;
  let isScheduled = false;

  function known(options, where) {
    const { concurrency, plan, signal, only } = options;
    if (concurrency !== undefined && concurrency !== false && concurrency !== 1) host.stop(`node:test with 'concurrency' in ${where}`);
    for (const [key, value] of Object.entries({ plan, signal, only })) if (value !== undefined && value !== false) host.stop(`node:test with '${key}' in ${where}`);
  }

  // Adds a test or suite under `parent`, from arguments in any of the accepted orders.
  function add({ rest, parent, directives, place, isSuite }) {
    let [name, options, fn] = rest;
    if (typeof name === 'function') fn = name;
    else if (name !== null && typeof name === 'object') [options, fn] = [name, options];
    else if (typeof options === 'function') fn = options;
    if (options === null || typeof options !== 'object') options = {};
    known(options, `'${typeof name === 'string' ? name : ''}'`);
    if (parent.isFinished || (parent.isSuite && parent.isBuilt)) host.stop('node:test: a test that is added after its parent ended');
    const test = new Test({ name, fn, options, parent, directives, place, isSuite });
    parent.subtests.push(test);
    if (isSuite) build(test);
    return test;
  }

  // The body of a suite runs at once and names its tests.
  function build(suite) {
    const outer = current;
    current = suite;
    const built = (error) => {
      if (error !== undefined) suite.fail(error.thrown, 'testCodeFailure');
      suite.isBuilt = true;
    };
    try {
      const answer = suite.fn.call(suiteContext(suite), suiteContext(suite));
      if (typeof answer?.then === 'function') {
        suite.building = Promise.resolve(answer).then(() => built(), (thrown) => built({ thrown }));
      } else {
        built();
      }
    } catch (thrown) {
      built({ thrown });
    }
    current = outer;
  }

  class Context {
    #test;
    constructor(test) { this.#test = test; }
    get name() { return this.#test.name; }
    get fullName() { return this.#test.fullName; }
    static of(context) { return context.#test; }
  }

  class TestContext extends Context {
    diagnostic(text) { Context.of(this).notes.push(`${text}`); }
    skip(why) { Context.of(this).skip = typeof why === 'string' ? why : ''; }
    todo(why) { Context.of(this).todo = typeof why === 'string' ? why : ''; }
    test(...rest) { return node.load('test').inside(Context.of(this), rest); }
    before(fn) { addHook(Context.of(this), 'before', fn); }
    after(fn) { addHook(Context.of(this), 'after', fn); }
    beforeEach(fn) { addHook(Context.of(this), 'beforeEach', fn); }
    afterEach(fn) { addHook(Context.of(this), 'afterEach', fn); }
  }
  node.closed('TestContext', Context.prototype);

  const suiteContext = (suite) => new Context(suite);
  const contextOf = (test) => new TestContext(test);

  function addHook(test, kind, fn) {
    const hook = { fn, hasRun: false };
    if (kind === 'afterEach') {
      test.hooks.afterEach.splice(test.ownAfterEach, 0, hook);
      test.ownAfterEach += 1;
    } else {
      test.hooks[kind].push(hook);
    }
  }

  async function runHooks(owner, kind, context) {
    const isOnce = kind === 'before' || kind === 'after';
    for (const hook of owner.hooks[kind]) {
      if (isOnce && hook.hasRun) {
        if (hook.failure !== undefined) throw hook.failure;
        continue;
      }
      hook.hasRun = true;
      try {
        await call(hook.fn, context);
      } catch (thrown) {
        hook.failure = new Failure(thrown, 'hookFailed');
        throw hook.failure;
      }
    }
  }

  // Calls a body with its context and, where it asks for one, a callback that ends it.
  function call(fn, context, whole) {
    if (typeof fn !== 'function') return undefined;
    if (fn.length !== 2) return fn.call(context, context);
    return new realm.Promise((resolve, reject) => {
      const answer = fn.call(context, context, (error) => (error ? reject(error) : resolve()));
      if (typeof answer?.then === 'function' && whole !== undefined) {
        whole.fail('passed a callback but also returned a Promise', 'callbackAndPromisePresent');
        answer.then(resolve, reject);
      }
    });
  }

  async function withinTime(test, answer) {
    if (typeof answer?.then !== 'function') return;
    if (test.timeoutMs === undefined || test.timeoutMs === Infinity) {
      await answer;
      return;
    }
    const timers = node.load('timers');
    let handle;
    const late = new Promise((_, reject) => {
      handle = timers.setTimeout(() => reject(new Failure(`test timed out after ${test.timeoutMs}ms`, 'testTimeoutFailure')), test.timeoutMs);
      handle.unref();
    });
    try {
      await Promise.race([answer, late]);
    } finally {
      timers.clearTimeout(handle);
    }
  }

  const isPlain = (test) => test.fn.length < 2 && ['before', 'beforeEach', 'afterEach'].every((kind) => test.parent.hooks[kind].length === 0);

  // Runs a test; one without hooks that is done at once needs no promise.
  function runTest(test) {
    const context = contextOf(test);
    test.startedMs = host.rawNow();
    if (!isPlain(test)) return runHooked(test, context, () => call(test.fn, context, test));
    let answer;
    try {
      answer = test.fn.call(context, context);
    } catch (thrown) {
      test.fail(thrown, 'testCodeFailure');
    }
    const isDone = typeof answer?.then !== 'function' && test.subtests.length === 0 && test.hooks.after.length === 0;
    if (!isDone) return runHooked(test, context, () => answer);
    if (test.failure === undefined) test.hasPassed = true;
    return undefined;
  }

  async function runHooked(test, context, begin) {
    const { parent } = test;
    const afterEach = async () => { if (test.skip === undefined) await runHooks(parent, 'afterEach', context); };
    try {
      await runHooks(parent, 'before', contextOf(parent));
      if (test.skip === undefined) await runHooks(parent, 'beforeEach', context);
      await withinTime(test, begin());
      await runSubtests(test);
      if (test.failure === undefined) test.hasPassed = true;
      await afterEach();
      await runHooks(test, 'after', context);
    } catch (thrown) {
      test.fail(thrown, 'testCodeFailure');
      await afterEach().catch(noWork);
      await runHooks(test, 'after', context).catch(noWork);
    }
  }

  async function runSuite(suite) {
    const context = suiteContext(suite);
    await suite.building;
    suite.startedMs = host.rawNow();
    try {
      await runHooks(suite.parent, 'before', contextOf(suite.parent));
      await runHooks(suite, 'before', context);
      if (suite.skip === undefined && suite.failure === undefined) await runSubtests(suite);
      else suite.subtests = suite.skip === undefined ? suite.subtests : [];
      await runHooks(suite, 'after', context);
      if (suite.failure === undefined) suite.hasPassed = true;
    } catch (thrown) {
      await runHooks(suite, 'after', context).catch(noWork);
      suite.fail(thrown, 'testCodeFailure');
    }
  }

  async function runSubtests(parent) {
    for (let at = 0; at < parent.subtests.length; at += 1) await run(parent.subtests[at]);
  }

  // Runs one test to its end and tells it; a second call waits for the first.
  function run(test) {
    test.running ??= (async () => {
      const [outer, above] = [current, running];
      current = test;
      running = test;
      const work = test.isSuite ? runSuite(test) : runTest(test);
      if (work !== undefined) await work;
      current = outer;
      running = above;
      finish(test);
    })();
    return test.running;
  }

  function finish(test) {
    if (test.isFinished) return;
    const unfinished = test.subtests.filter((one) => !one.isFinished);
    for (const one of unfinished) cancel(one, 'test did not finish before its parent and was cancelled');
    const failed = test.subtests.filter((one) => !one.hasPassed && one.todo === undefined).length;
    if (test.hasPassed && failed > 0) test.fail(`${failed} subtest${failed > 1 ? 's' : ''} failed`, 'subtestsFailed');
    tell(test);
    test.isFinished = true;
    test.whenDone?.();
  }

  function cancel(test, why) {
    test.fail(why, 'cancelledByParent');
    finish(test);
  }

  function tellStart(test) {
    if (test.isTold || test.parent === null) return;
    test.isTold = true;
    tellStart(test.parent);
    host.tellStart(test.nesting, test.name.toWellFormed());
  }

  function tell(test) {
    if (test.failure !== undefined) node.load('fatal').refuseForeign(test.failure.cause);
    tellStart(test);
    if (test.subtests.length > 0) host.tellPlan(test.nesting + 1, test.subtests.length);
    const details = test.hasPassed ? [] : node.load('details').linesOf(test);
    host.tellDone({
      nesting: test.nesting, number: test.number, name: test.name.toWellFormed(), fullName: test.fullName.toWellFormed(),
      suite: test.isSuite, skip: test.skip?.toWellFormed(),
      todo: test.skip === undefined ? test.todo?.toWellFormed() : undefined,
      durationMs: host.rawNow() - test.startedMs,
      failure: test.hasPassed ? undefined : test.failure?.message.toWellFormed() ?? 'failed',
      failureKind: test.failure?.kind,
      details: details.map((line) => line.toWellFormed()),
    });
    for (const note of test.notes) host.tellNote(test.nesting, note.toWellFormed());
    if (!test.hasPassed && test.todo === undefined) {
      node.load('process');
      node.exit.set(1);
    }
  }

  // Tests of the file itself run once the file is read, and whenever more are added.
  function schedule() {
    if (isScheduled) return;
    isScheduled = true;
    Promise.resolve().then(async () => {
      await runSubtests(root);
      isScheduled = false;
      if (root.subtests.some((test) => !test.isFinished)) schedule();
      else if (root.hooks.after.length > 0) await runHooks(root, 'after', contextOf(root)).catch((error) => host.stop(`node:test: a failed 'after' hook of the file: ${error.message}`));
    });
  }

  // Ends what still waits when nothing is left that could wake it.
  function atEnd() {
    for (const test of root.subtests) if (!test.isFinished) endPending(test);
    node.atEnd = undefined;
    host.tellEnd();
    return false;
  }

  function endPending(test) {
    for (const one of test.subtests) if (!one.isFinished) endPending(one);
    cancel(test, PENDING);
  }

  // An error that nobody caught fails the test that runs.
  function catchError(error, isRejection) {
    if (running === undefined) return false;
    running.fail(error, isRejection ? 'unhandledRejection' : 'uncaughtException');
    return true;
  }

  node.atEnd = atEnd;
  node.catchError = catchError;
  return { add, run, addHook, schedule, root, current: () => current, Failure };
})
