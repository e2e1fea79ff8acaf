'use strict';

// A trace of everything that agents say, for the time in which we look for the slow ones.

const fs = require('fs');
const path = require('path');

/** Appends one line and waits until it is on the disk. */
function trace(directory, line) {
  const file = path.join(directory, 'trace.jsonl');
  const handle = fs.openSync(file, 'a');
  fs.writeSync(handle, `${JSON.stringify(line)}\n`);
  fs.fsyncSync(handle);
  fs.closeSync(handle);
}

module.exports = { trace };
