import type { Git } from '../../../../connectors/file/git.ts';

/** One stretch of lines that a change replaced. Lines count from 1; a count of 0 is an insertion or removal. */
export interface ChangedLines {
  readonly before: { readonly first: number; readonly count: number };
  readonly now: { readonly first: number; readonly count: number };
}

/** What changed in one file between two commits, top to bottom. */
export async function readChangedLines(
  git: Git,
  { base, head, path }: { readonly base: string; readonly head: string; readonly path: string },
  signal: AbortSignal,
): Promise<readonly ChangedLines[]> {
  const args = [
    '--literal-pathspecs',
    'diff',
    '--unified=0',
    '--no-color',
    '--no-ext-diff',
    '--no-textconv',
    '--no-renames',
    base,
    head,
    '--',
    path,
  ];
  const text = (await git.read(args, { signal }))?.toString() ?? '';
  const headers = text.matchAll(/^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/gm);
  return [...headers].map(([, first, count, firstNow, countNow]) => ({
    before: { first: Number(first), count: Number(count ?? 1) },
    now: { first: Number(firstNow), count: Number(countNow ?? 1) },
  }));
}

/** Where a line of the base is now; for a line that is gone, where it stood. */
export function lineNow(changes: readonly ChangedLines[], line: number): number {
  let shift = 0;
  for (const { before, now } of changes) {
    const last = before.first + before.count - 1;
    if (before.count > 0 && line >= before.first && line <= last) {
      // Git names the line before a removal.
      return Math.max(1, Math.min(now.first + (line - before.first), lastOf(now)));
    }
    // An insertion stands behind the line that git names.
    if (line < before.first + (before.count === 0 ? 1 : 0)) break;
    shift += now.count - before.count;
  }
  return Math.max(1, line + shift);
}

/** The first changed place inside a stretch of the base, as a line of the change. */
export function firstChangeWithin(
  changes: readonly ChangedLines[],
  { first, last }: { readonly first: number; readonly last: number },
): number | undefined {
  const found = changes.find(
    ({ before }) => before.first <= last && before.first + Math.max(1, before.count) - 1 >= first,
  );
  return found && Math.max(1, found.now.first);
}

function lastOf({ first, count }: ChangedLines['now']): number {
  return first + Math.max(1, count) - 1;
}
