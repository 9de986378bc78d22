import type { FolderRow } from './folder-tree.ts';
import type { FolderPath, SharePointConfig } from './options.ts';

/** Whether what lies in the innermost of these folders is read. */
export function isChosen(
  { folders, excludedFolders }: SharePointConfig,
  /** Innermost first, as the tree gives them. */
  chain: readonly FolderRow[],
): boolean {
  const path = chain
    .map(({ name }) => name.toLowerCase())
    .filter(Boolean)
    .reverse();
  const liesIn = (folder: FolderPath) => folder.every((name, at) => path[at] === name);
  return (folders.length === 0 || folders.some(liesIn)) && !excludedFolders.some(liesIn);
}
