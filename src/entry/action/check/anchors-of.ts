import { relative, resolve, sep } from 'node:path';
import type { AnchorStyle } from '#core/parser.ts';
import { isWithin } from '../../../../connectors/file/is-within.ts';
import type { SourceDescription } from '../../sync-source.ts';

/** How the site that a page belongs to names its headings: as the innermost source says that reads it. */
export function createAnchorsOf(
  sources: readonly SourceDescription[],
  root: string,
): (path: string) => AnchorStyle {
  const styles = sources
    .map(({ config, folder, anchors }) => {
      const path = typeof config.path === 'string' ? config.path : '.';
      return { folder: relative(root, resolve(folder, path)).split(sep).join('/'), anchors };
    })
    .sort((a, b) => b.folder.length - a.folder.length);
  return (path) => styles.find(({ folder }) => isWithin(path, folder))?.anchors ?? 'github';
}
