/** Whether a path is this folder or lies in it; the empty folder is the root of both. */
export function isWithin(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}
