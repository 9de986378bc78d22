import ignore, { type Ignore } from 'ignore';

/** The rules of all ignore files seen so far, in git's own syntax. Paths are relative to the root. */
export interface IgnoreRules {
  /** Takes the text of an ignore file that lies in this folder; later rules outrank earlier ones. */
  add(folder: string, text: string): void;
  ignores(path: string, kind: 'file' | 'folder'): boolean;
}

/**
 * As git decides: a deeper file outranks a higher one, and nothing below an ignored folder can be
 * brought back. Add the rules of a folder before asking about what lies in it.
 */
export function createIgnoreRules(): IgnoreRules {
  const byFolder = new Map<string, Ignore>();
  const folderVerdicts = new Map<string, boolean>();

  function verdict(path: string, kind: 'file' | 'folder'): boolean {
    let ignored = false;
    for (const folder of foldersAbove(path)) {
      const rules = byFolder.get(folder);
      if (!rules) continue;
      const below = folder === '' ? path : path.slice(folder.length + 1);
      const found = rules.test(kind === 'folder' ? `${below}/` : below);
      if (found.ignored) ignored = true;
      else if (found.unignored) ignored = false;
    }
    return ignored;
  }

  function ignoresFolder(folder: string): boolean {
    if (folder === '' || byFolder.size === 0) return false;
    const known = folderVerdicts.get(folder);
    if (known !== undefined) return known;
    const ignored = ignoresFolder(parentOf(folder)) || verdict(folder, 'folder');
    folderVerdicts.set(folder, ignored);
    return ignored;
  }

  return {
    add(folder, text) {
      const rules = byFolder.get(folder) ?? ignore({ ignorecase: false });
      byFolder.set(folder, rules.add(text));
      folderVerdicts.clear();
    },
    ignores(path, kind) {
      if (kind === 'folder') return ignoresFolder(path);
      return ignoresFolder(parentOf(path)) || verdict(path, 'file');
    },
  };
}

/** `''`, `a`, `a/b` for `a/b/c`. */
export function foldersAbove(path: string): readonly string[] {
  const folders = [''];
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) {
    folders.push(path.slice(0, at));
  }
  return folders;
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
