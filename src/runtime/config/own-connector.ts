/**
 * Whether a source's type is the path of a connector that is not in our list: `./zendesk.ts`. A path
 * says so by how it begins, so that no misspelt name is taken for one.
 */
export function isOwnConnector(type: string): boolean {
  return /^(?:\.{1,2})?\//.test(type);
}
