import { availableParallelism } from 'node:os';
import { FixInputError } from '#core/errors.ts';
import type { Git } from '../../../../connectors/file/git.ts';
import { options as fileOptions } from '../../../../connectors/file/options.ts';
import { findPlace, type Place } from '../../../../connectors/file/place.ts';
import { createPooledConverter } from '../../convert/create-pooled-converter.ts';
import type { SourceDescription } from '../../sync-source.ts';
import type { ActionSettings } from '../settings.ts';
import type { DocumentPair } from './check-document.ts';
import { isSame } from './check-document.ts';
import type { CommitTree } from './commit-tree.ts';
import { convertTrees } from './convert-trees.ts';
import type { OfflineIndex, PlacedDocument } from './offline-index.ts';
import { readTree } from './read-tree.ts';
import { createSurveyor, type Survey, type Surveyor } from './survey.ts';

export interface BuildIndexOptions {
  readonly git: Git;
  /** Of type `file`. */
  readonly sources: readonly SourceDescription[];
  readonly chunking: ActionSettings['chunking'];
  /** Undefined when there is nothing to compare with: the index then begins with the head. */
  readonly base: CommitTree | undefined;
  readonly head: CommitTree;
  readonly index: OfflineIndex;
}

export interface BuiltIndex {
  readonly survey: Survey;
  /** Turns the index from the base into the head. */
  toHead(): void;
}

/** Beside converting there is little to do: every core converts. */
const threadCount = Math.min(4, availableParallelism());

/** Documents are given to the index so many at a time. */
const batchSize = 200;

/** Converts both trees and fills the index with the base. */
export async function buildIndex(
  options: BuildIndexOptions,
  signal: AbortSignal,
): Promise<BuiltIndex> {
  const { base, index, sources } = options;
  const surveyor = createSurveyor();
  const gone: PlacedDocument[] = [];
  const come: PlacedDocument[] = [];
  const seen = new Set<string>();
  let batch: PlacedDocument[] = [];
  let nextKey = 1;
  for (const source of sources) {
    for await (const pair of readPairs(source, options, surveyor, signal)) {
      // Two sources may read the same file; the first one has it.
      if (seen.has(pair.id)) continue;
      seen.add(pair.id);
      surveyor.note(pair);
      const firstKey = nextKey;
      nextKey += roomFor(pair);
      const place = (document: DocumentPair['base']) => (document ? [{ document, firstKey }] : []);
      batch.push(...place(base ? pair.base : pair.head));
      if (base && !isSame(pair)) {
        gone.push(...place(pair.base));
        come.push(...place(pair.head));
      }
      if (batch.length >= batchSize) {
        index.add(batch);
        batch = [];
      }
    }
  }
  index.add(batch);
  return {
    survey: surveyor.read(),
    toHead() {
      index.remove(gone);
      index.add(come);
    },
  };
}

/** Keys for the longer of both versions, so that neither moves the documents that follow. */
function roomFor({ base, head }: DocumentPair): number {
  return Math.max(1, base?.chunks.length ?? 0, head?.chunks.length ?? 0);
}

async function* readPairs(
  { config: written, folder, anchors, name }: SourceDescription,
  { git, chunking, base, head }: BuildIndexOptions,
  surveyor: Surveyor,
  signal: AbortSignal,
): AsyncGenerator<DocumentPair> {
  const config = readOptions(written, name);
  const place = await findPlace(config.path, folder, signal);
  refuseOtherRepository(place, git, config.path);
  const shared = { git, place, config };
  const trees = {
    base: base && (await readTree({ ...shared, tree: base }, signal)),
    head: await readTree({ ...shared, tree: head }, signal),
  };
  surveyor.skip(trees.head.leftOutCount);
  const converter = createPooledConverter({ chunking, anchors, threadCount });
  const concurrency = 8 * threadCount;
  try {
    yield* convertTrees({ ...shared, ...trees, converter, concurrency }, signal);
  } finally {
    await converter.close();
  }
}

function readOptions(written: SourceDescription['config'], name: string) {
  const parsed = fileOptions.safeParse(written);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new FixInputError(`The source "${name}" cannot be read: ${faults.join('; ')}.`, {
    code: 'source_invalid',
    hint: 'Correct its "config" in twigkit.yaml, or the inputs paths and published-url.',
  });
}

function refuseOtherRepository({ root, git: found }: Place, git: Git, path: string): void {
  if (found && root === git.folder) return;
  throw new FixInputError(`The path "${path}" is in another repository than the checkout.`, {
    code: 'source_elsewhere',
    hint: 'A check compares two commits of one repository. Remove the source, or check it where it is.',
  });
}
