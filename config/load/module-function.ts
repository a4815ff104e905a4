/** A compiled config as a function of `require` and `module` that gives its default export. As in a module, `this` is undefined. */
export function moduleFunction(code: string): string {
  return `(function (require, module) { "use strict"; let exports = module.exports;${code}\n;return module.exports.default; })`;
}
