import { lstat } from 'node:fs/promises';
import { asError, ownCopy } from '#kit';
import { readFileName } from './file-name.ts';
import type { Git } from './git.ts';
import type { GitPlace, Place } from './place.ts';

/** What git knows below one path: the commit that is checked out, and what was changed since. */
export interface WorkTree {
  /** The folder or file that was asked about, counted from the root; empty for everything. */
  readonly prefix: string;
  /** By path from the root of the work tree. */
  readonly entries: ReadonlyMap<string, TreeEntry>;
  /** Folders that git could not open, in which there may be more. */
  readonly unopened: readonly string[];
}

export interface TreeEntry {
  readonly path: string;
  readonly kind: 'file' | 'link' | 'submodule' | 'repository' | 'other';
  /** False when the name is no UTF-8 and `path` only describes it. */
  readonly isExact: boolean;
  /** Absent for what is untracked or changed. */
  readonly committed?: { readonly blob: string; readonly byteCount: number | undefined };
}

export async function readWorkTree(
  place: Place,
  { git }: GitPlace,
  prefix: string,
  signal: AbortSignal,
): Promise<WorkTree> {
  const entries = new Map<string, TreeEntry>();
  const below = prefix === '' ? [] : ['--', prefix];
  const head = await git.read(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], {
    signal,
    refusals: [1],
  });
  if (head !== undefined) {
    const commit = head.toString().trim();
    for await (const entry of listCommit(git, commit, prefix, signal)) {
      entries.set(entry.path, entry);
    }
  }
  const { records, stderr } = await readStatus(git, below, signal);
  for (let from = 0; from < records.length; from += batchSize) {
    const batch = records.slice(from, from + batchSize);
    const kinds = await Promise.all(batch.map((record) => kindOnDisk(place, record)));
    batch.forEach((record, index) => {
      overlay(entries, record, kinds[index]);
    });
  }
  const unopened = [...stderr.matchAll(/could not open directory '(.*?)\/?':/g)].map(
    ([, path]) => path ?? '',
  );
  return { prefix, entries, unopened };
}

/** What one commit holds below a path, whatever is checked out. */
export async function* listCommit(
  git: Git,
  commit: string,
  prefix: string,
  signal: AbortSignal,
): AsyncGenerator<TreeEntry> {
  const below = prefix === '' ? [] : ['--', prefix];
  const args = ['--literal-pathspecs', 'ls-tree', '-r', '-z', '--long', '--full-tree', commit];
  for await (const record of git.records([...args, ...below], { signal, offline: true })) {
    yield readTreeRecord(record);
  }
}

const batchSize = 128;

/** `100644 blob <hash> <size>\t<path>`; a submodule has `-` for its size, a missing blob `BAD`. */
function readTreeRecord(record: Buffer): TreeEntry {
  const tab = record.indexOf('\t');
  const [mode, , blob = '', size] = record.toString('latin1', 0, tab).split(/ +/);
  const { text: path, isExact } = readFileName(record.subarray(tab + 1));
  if (mode === '160000') return { path, isExact, kind: 'submodule' };
  const byteCount = /^\d+$/.test(size ?? '') ? Number(size) : undefined;
  return {
    path,
    isExact,
    kind: mode === '120000' ? 'link' : 'file',
    committed: { blob: ownCopy(blob), byteCount },
  };
}

interface StatusRecord {
  /** Two letters: index against commit, work tree against index. */
  readonly state: string;
  readonly path: string;
  readonly isExact: boolean;
  readonly isRepository: boolean;
}

async function readStatus(
  git: Git,
  below: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly records: readonly StatusRecord[]; readonly stderr: string }> {
  const output = git.records(
    [
      '--literal-pathspecs',
      'status',
      '--porcelain=v1',
      '-z',
      '--untracked-files=all',
      '--no-renames',
      '--ignore-submodules=all',
      ...below,
    ],
    { signal, offline: true },
  );
  const records: StatusRecord[] = [];
  for (let step = await output.next(); ; step = await output.next()) {
    if (step.done) return { records, stderr: step.value };
    const name = readFileName(step.value.subarray(3));
    records.push({
      state: step.value.toString('latin1', 0, 2),
      path: name.text.replace(/\/$/, ''),
      isExact: name.isExact,
      isRepository: name.text.endsWith('/'),
    });
  }
}

async function kindOnDisk(
  place: Place,
  { path, isExact, isRepository }: StatusRecord,
): Promise<TreeEntry['kind'] | 'absent'> {
  if (isRepository) return 'repository';
  if (!isExact) return 'file';
  try {
    const found = await lstat(place.onDisk(path));
    if (found.isFile()) return 'file';
    if (found.isSymbolicLink()) return 'link';
    return found.isDirectory() ? 'submodule' : 'other';
  } catch (thrown) {
    const error = asError(thrown);
    // Anything but absence shows again, with its reason, when the file is read.
    return 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
      ? 'absent'
      : 'file';
  }
}

function overlay(
  entries: Map<string, TreeEntry>,
  { state, path, isExact }: StatusRecord,
  kind: TreeEntry['kind'] | 'absent' = 'absent',
): void {
  // Taken out of the index: what is still on disk comes again as untracked, unless it is ignored.
  if (state === 'D ') entries.delete(path);
  // A folder took the place of a file, whose own files come as untracked.
  else if (kind === 'submodule' && state[1] === 'D') entries.delete(path);
  else if (kind !== 'absent') entries.set(path, { path, isExact, kind });
  // Staged but not on disk is how a sparse checkout leaves a file out: the commit speaks for it.
  else if (state[1] !== ' ') entries.delete(path);
}
