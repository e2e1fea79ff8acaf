// Why a `require` is refused.
(function (node) {
  'use strict';
  const { realm } = node;
  const errors = node.load('errors');

  function missingModule({ request, chain }) {
    const list = chain.length > 0 ? `\nRequire stack:\n- ${chain.join('\n- ')}` : '';
    const error = new realm.Error(`Cannot find module '${request}'${list}`);
    error.code = 'MODULE_NOT_FOUND';
    error.requireStack = node.array([...chain]);
    node.load('fatal').thrownBy(error, 'node:internal/modules/cjs/loader:1210\n  throw err;\n  ^\n');
    return error;
  }

  return {
    missingModule,
    refuseRequest: (value) => errors.invalidType('id', 'of type string', value),
    refuseEmptyRequest: () => errors.coded('TypeError', 'ERR_INVALID_ARG_VALUE', "The argument 'id' must be a non-empty string. Received ''"),
    refuseBuiltin: (name) => errors.coded('Error', 'ERR_UNKNOWN_BUILTIN_MODULE', `No such built-in module: node:${name}`),
  };
})
