'use strict';

// Writes the invoices of the last minutes to the ledger. `--skip NAME` leaves a cost centre out.
const [, , ...words] = process.argv;
const skipped = words.filter((_, index) => words[index - 1] === '--skip');
console.log(`billing export, without ${skipped.join(', ') || 'nothing'}`);
