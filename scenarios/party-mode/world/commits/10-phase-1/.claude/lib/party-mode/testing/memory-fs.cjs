'use strict';

// A file system in memory, so that tests write nothing into the tree.

class MemoryFs {
  constructor(files = {}) {
    this.files = new Map(Object.entries(files));
  }

  existsSync(path) {
    return this.files.has(path) || this.readdirSync(path).length > 0;
  }

  readFileSync(path) {
    if (!this.files.has(path)) throw new Error(`ENOENT: no such file, open '${path}'`);
    return this.files.get(path);
  }

  writeFileSync(path, text) {
    this.files.set(path, text);
  }

  appendFileSync(path, text) {
    this.files.set(path, (this.files.get(path) || '') + text);
  }

  /** Directories are there as soon as a file stands below them. */
  mkdirSync() {}

  readdirSync(path) {
    const below = [...this.files.keys()].filter((file) => file.startsWith(`${path}/`));
    return [...new Set(below.map((file) => file.slice(path.length + 1).split('/')[0]))].sort();
  }

  rmSync(path) {
    for (const file of [...this.files.keys()]) {
      if (file === path || file.startsWith(`${path}/`)) this.files.delete(file);
    }
  }
}

module.exports = { MemoryFs };
