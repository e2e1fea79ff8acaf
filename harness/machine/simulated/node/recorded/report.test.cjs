const { test, describe, it, before, after, beforeEach, afterEach } = require('node:test');
const assert = require('node:assert');
const log = [];
describe('hooks', () => {
  before(() => log.push('before')); after(() => log.push('after'));
  beforeEach(() => log.push('be')); afterEach(() => log.push('ae'));
  it('one', () => { log.push('1'); }); it('two', async () => { await null; log.push('2'); });
  describe('inner', () => { beforeEach(() => log.push('ibe')); it('three', () => { log.push('3'); }); });
});
test('log', () => assert.deepEqual(log, ['before','be','1','ae','be','2','ae','be','ibe','3','ae','after']));
test('ok fails', () => { const x = { y: 0 }; assert.ok(x.y); });
test('ok multi', () => { assert.ok(
    [1, 2].includes(3) &&
      true
  ); });
test('assert()', () => { assert(null, 'with message'); });
test('throws none', () => assert.throws(() => {}));
test('throws wrong', () => assert.throws(() => { throw new Error('abc'); }, /xyz/));
test('throws obj', () => assert.throws(() => { throw new Error('abc'); }, { message: 'abd', name: 'Error' }));
test('match', () => assert.match('abc', /x/));
test('doesNotMatch', () => assert.doesNotMatch('abc', /a/));
test('notStrict', () => assert.notStrictEqual(1, 1));
test('notDeep', () => assert.notDeepStrictEqual({ a: 1 }, { a: 1 }));
test('loose', () => assert.equal(1, 2));
test('deep loose', () => assert.deepEqual({ a: 1 }, { a: 2 }));
test('strings', () => assert.strictEqual('hello world this', 'hello there this'));
test('long', () => assert.deepStrictEqual(Array.from({ length: 40 }, (_, i) => i), Array.from({ length: 40 }, (_, i) => i === 20 ? 'x' : i)));
test('multi', () => assert.strictEqual('a\nb\nc\nd\ne\nf\ng\nh', 'a\nb\nc\nd\nX\nf\ng\nh'));
test('map', () => assert.deepStrictEqual(new Map([[1, { a: 1 }]]), new Map([[1, { a: 2 }]])));
test('doesNotThrow', () => assert.doesNotThrow(() => { throw new Error('boo'); }, 'msg'));
test('fail', () => assert.fail('failed'));
test('ifError', () => assert.ifError(null));
test('skip opt', { skip: 'because' }, () => {}); test('todo opt', { todo: true }, () => { throw new Error('x'); });
test('skip ctx', (t) => { t.skip('why'); }); test('cb', (t, done) => { setTimeout(done, 1); }); test('cb err', (t, done) => done(new Error('cbe')));
test('nested', async (t) => { await t.test('a', () => {}); await t.test('b', () => { throw new Error('nb'); }); });
test('undefined err', () => { throw undefined; }); test('obj err', () => { throw { a: 1 }; });
test('null vs undefined', () => assert.deepStrictEqual({ a: undefined }, {}));
test('instances', () => { class A { constructor() { this.x = 1; } } assert.deepStrictEqual(new A(), { x: 1 }); });
describe('throws in body', () => { throw new Error('body'); });
describe.skip('skipped suite', () => { it('never', () => {}); });
describe('empty', () => {});
