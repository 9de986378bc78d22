import type { FolderRoot } from './options.ts';

/** A folder by its id, or by an address as a browser shows it; undefined when it is neither. */
export function folderRoot(value: string): FolderRoot | undefined {
  const url = URL.parse(value);
  if (url === null) {
    return /^[\w-]{3,}$/.test(value) ? { id: value, resourceKey: undefined } : undefined;
  }
  const id = /\/folders\/([\w-]+)/.exec(url.pathname)?.[1] ?? url.searchParams.get('id');
  if (!id) return undefined;
  return { id, resourceKey: url.searchParams.get('resourcekey') ?? undefined };
}
