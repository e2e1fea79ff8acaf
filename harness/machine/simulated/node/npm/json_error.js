// Prints why the first argument is no JSON, with the text around the place, as npm's parser does.
const text = process.argv[1];
try {
  JSON.parse(text.replace(/^\ufeff/, ''));
} catch (error) {
  const message = error.message.replace(/^Unexpected token '(.)'/su, (_, token) => {
    const code = token.codePointAt(0).toString(16).toUpperCase();
    return `Unexpected token ${JSON.stringify(token)} (0x${code.length % 2 ? '0' : ''}${code})`;
  });
  const place = / position (\d+)/.exec(error.message);
  const at = place !== null ? Number(place[1]) : /^Unexpected end of JSON/.test(error.message) ? text.length - 1 : undefined;
  if (text === '') {
    process.stdout.write(`${message} while parsing empty string`);
  } else if (at === undefined) {
    process.stdout.write(`${message} while parsing '${text.slice(0, 40)}'`);
  } else {
    const start = at <= 20 ? 0 : at - 20;
    const end = Math.min(text.length, at + 20);
    const near = `${start > 0 ? '...' : ''}${text.slice(start, end)}${end === text.length ? '' : '...'}`;
    process.stdout.write(`${message} while parsing ${near === text ? '' : 'near '}${JSON.stringify(near)}`);
  }
}
