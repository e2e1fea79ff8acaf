// Why a `require` is refused.
(function (node) {
  'use strict';
  const { realm } = node;
  const errors = node.load('errors');
  const { thrownIn } = node.load('fatal');

  function missingModule({ request, chain }) {
    const list = chain.length > 0 ? `\nRequire stack:\n- ${chain.join('\n- ')}` : '';
    const error = new realm.Error(`Cannot find module '${request}'${list}`);
    error.code = 'MODULE_NOT_FOUND';
    error.requireStack = node.array([...chain]);
    return thrownIn(error, 'missing');
  }

  return {
    missingModule,
    refuseRequest: (value) => errors.invalidType('id', 'of type string', value),
    refuseEmptyRequest: () => thrownIn(errors.coded('TypeError', 'ERR_INVALID_ARG_VALUE', "The argument 'id' must be a non-empty string. Received ''"), 'request'),
    refuseBuiltin: (name) => thrownIn(errors.coded('Error', 'ERR_UNKNOWN_BUILTIN_MODULE', `No such built-in module: node:${name}`), 'builtin'),
  };
})
