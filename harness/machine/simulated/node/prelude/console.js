// `console`: what a script prints. Groups indent, counters count; timers are not modelled.
(function (node) {
  'use strict';
  const { host } = node;
  let indent = '';
  const counts = new Map();
  const wellFormed = (text) => text.toWellFormed();

  function write(stream, values) {
    let text = node.load('format')(values);
    if (indent !== '') text = indent + text.replaceAll('\n', `\n${indent}`);
    host.write(stream, `${wellFormed(text)}\n`);
  }

  const label = (name) => `${name === undefined ? 'default' : name}`;
  const console = node.object({
    log: (...values) => write(1, values),
    info: (...values) => write(1, values),
    debug: (...values) => write(1, values),
    error: (...values) => write(2, values),
    warn: (...values) => write(2, values),
    group(...values) {
      if (values.length > 0) write(1, values);
      indent += '  ';
    },
    groupEnd() { indent = indent.slice(2); },
    dir(value, options) {
      write(1, [node.load('inspect').inspect(value, { customInspect: false, ...options })]);
    },
    assert(holds, ...values) {
      if (holds) return;
      if (typeof values[0] === 'string') values[0] = `Assertion failed: ${values[0]}`;
      else values.unshift('Assertion failed');
      write(2, values);
    },
    count(name) {
      counts.set(label(name), (counts.get(label(name)) ?? 0) + 1);
      write(1, [`${label(name)}: ${counts.get(label(name))}`]);
    },
    countReset(name) { counts.set(label(name), 0); },
  });
  console.groupCollapsed = console.group;
  for (const name of Object.keys(console)) Object.setPrototypeOf(console[name], node.realm.Function.prototype);
  return node.closed('console', console);
})
