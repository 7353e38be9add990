const { stripTypeScriptTypes } = require('node:module');

/** Jest transform: the same type stripping with which Node itself runs this code, so tests run what production runs. */
module.exports = { process: (source) => ({ code: stripTypeScriptTypes(source) }) };
