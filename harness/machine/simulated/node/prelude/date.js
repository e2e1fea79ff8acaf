// `Date` on the virtual clock. The machine's time zone is UTC, whatever that of the host may be.
(function (node) {
  'use strict';
  const { realm, host } = node;
  const Bare = node.bareDate;
  const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
  const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  const HAS_ZONE = /(Z|[+-]\d\d:?\d\d|\b(UTC|GMT)\b.*|\([^)]*\))\s*$/i;
  const ONLY_DATE = /^\s*[+-]?\d{4,6}(-\d\d(-\d\d)?)?\s*$/;

  function parse(text) {
    const whole = `${text}`;
    if (HAS_ZONE.test(whole) || ONLY_DATE.test(whole)) return Bare.parse(whole);
    const zone = /^\s*[+-]?\d{4,6}-\d\d-\d\dT/.test(whole) ? 'Z' : ' UTC';
    return Bare.parse(whole.trimEnd() + zone);
  }

  function timeOf(rest) {
    if (rest.length === 0) return host.now();
    if (rest.length > 1) return Bare.UTC(...rest);
    const [value] = rest;
    if (value instanceof Shown) return value.getTime();
    const plain = typeof value === 'object' && value !== null ? value[Symbol.toPrimitive]?.('default') ?? value.valueOf() : value;
    return typeof plain === 'string' ? parse(plain) : plain;
  }

  checkZone();
  function checkZone() {
    const zone = node.load('process').env.TZ;
    if (zone !== undefined && !['', 'UTC', 'UTC0', 'Etc/UTC', 'GMT'].includes(zone)) host.stop(`Date in the time zone '${zone}'`);
  }

  const Shown = new realm.Function('Bare', 'timeOf', `return function Date(...rest) {
    if (new.target === undefined) return new Date().toString();
    return Reflect.construct(Bare, [timeOf(rest)], new.target);
  }`)(Bare, timeOf);
  const real = Bare;
  Object.defineProperty(Shown, 'length', { value: 7, configurable: true });
  const hidden = (value) => ({ value, writable: true, configurable: true, enumerable: false });
  const prototype = real.prototype;
  Object.defineProperty(Shown, 'prototype', { value: prototype, writable: false, enumerable: false, configurable: false });
  Object.defineProperty(prototype, 'constructor', hidden(Shown));
  Object.defineProperty(Shown, 'now', hidden(() => host.now()));
  Object.defineProperty(Shown, 'UTC', hidden(real.UTC));
  Object.defineProperty(Shown, 'parse', hidden(parse));

  const two = (number) => `${number}`.padStart(2, '0');
  const method = (name, body) => Object.defineProperty(prototype, name, hidden(body));
  for (const part of ['FullYear', 'Month', 'Date', 'Day', 'Hours', 'Minutes', 'Seconds', 'Milliseconds']) {
    method(`get${part}`, prototype[`getUTC${part}`]);
    if (part !== 'Day') method(`set${part}`, prototype[`setUTC${part}`]);
  }
  method('getTimezoneOffset', function getTimezoneOffset() { return Number.isNaN(this.getTime()) ? NaN : 0; });
  const valid = (show) => function shown() { return Number.isNaN(this.getTime()) ? 'Invalid Date' : show(this); };
  const year = (date) => { const it = date.getUTCFullYear(); return it < 0 ? `-${`${-it}`.padStart(6, '0')}` : `${it}`.padStart(4, '0'); };
  const day = (date) => `${DAYS[date.getUTCDay()]} ${MONTHS[date.getUTCMonth()]} ${two(date.getUTCDate())} ${year(date)}`;
  const clock = (date) => `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} GMT+0000 (Coordinated Universal Time)`;
  method('toDateString', valid(day));
  method('toTimeString', valid(clock));
  method('toString', valid((date) => `${day(date)} ${clock(date)}`));
  method('getYear', function getYear() { return this.getUTCFullYear() - 1900; });
  for (const name of ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString']) {
    method(name, () => host.stop(`Date.prototype.${name}()`));
  }
  return Shown;
})
