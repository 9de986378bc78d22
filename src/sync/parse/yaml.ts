/** Stands between lazy imports and the package: see `refuseLazyCommonJs` in scripts/build.ts. */
export { parseDocument } from 'yaml';
