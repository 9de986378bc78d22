import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeRepository, type Repository } from './sync/make-repository.ts';
import { measureSync, type SyncFigures } from './sync/measure-sync.ts';

interface Row {
  readonly what: string;
  readonly figures: SyncFigures;
  readonly target: string;
  readonly isMet: boolean;
}

/** How much more than at 5,000 documents the peak may be, and still count as flat. */
const flatFactor = 1.2;

/**
 * A whole sync of real Markdown into the embedded server, as its own process: `--data DIR` names a
 * folder of Markdown, `--documents N` how many to take (5,000), `--built` runs `dist/` instead of the
 * source, `--memory` adds the peaks at a tenth and at ten times as many documents.
 *
 * @returns 0 when every target is met, 1 when not, 2 without data.
 */
export async function run(options: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...options],
    options: {
      data: { type: 'string' },
      documents: { type: 'string', default: '5000' },
      built: { type: 'boolean', default: false },
      memory: { type: 'boolean', default: false },
    },
  });
  if (values.data === undefined) {
    console.error('Name a folder of Markdown with --data DIR; docs/benchmarks.md says which one.');
    return 2;
  }
  const count = Number(values.documents);
  const program = values.built ? 'built' : 'source';
  const folder = mkdtempSync(join(tmpdir(), 'twigkit-bench-'));
  const repositoryOf = (documents: number) =>
    makeRepository(values.data ?? '', join(folder, `repository-${documents}`), documents);
  try {
    const repository = repositoryOf(count);
    const sync = () => measureSync(repository.path, join(folder, 'data'), program);
    const rows = await mainRows(repository, sync);
    if (values.memory) {
      const middle = rows[0]?.figures.peakMb ?? 0;
      for (const documents of [count / 10, count * 10]) {
        const { path } = repositoryOf(documents);
        const figures = await measureSync(path, join(folder, `data-${documents}`), program);
        const isMet = figures.peakMb <= middle * flatFactor;
        rows.push({
          what: `full, ${figures.documents.toLocaleString('en-US')} documents`,
          figures,
          target: `at most ${Math.round(middle * flatFactor)} MB`,
          isMet,
        });
      }
    }
    print(repository, rows);
    return rows.every((row) => row.isMet) ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function mainRows(repository: Repository, sync: () => Promise<SyncFigures>): Promise<Row[]> {
  const full = await sync();
  const unchanged = await sync();
  const edited = join(repository.path, repository.files[0] ?? '');
  appendFileSync(edited, '\n\nA line that was not there before.\n');
  const oneFile = await sync();
  return [
    {
      what: 'full',
      figures: full,
      target: 'under 8 s, at most 15 writes',
      isMet: full.seconds < 8 && full.writeCalls <= 15,
    },
    {
      what: 'unchanged',
      figures: unchanged,
      target: 'under 2 s, no write',
      isMet: unchanged.seconds < 2 && unchanged.writeCalls === 0,
    },
    {
      what: 'one file changed',
      figures: oneFile,
      target: '1 write',
      isMet: oneFile.writeCalls === 1,
    },
  ];
}

function print({ files, bytes }: Repository, rows: readonly Row[]): void {
  const size = (bytes / 1_000_000).toFixed(1);
  console.log(`${files.length.toLocaleString('en-US')} Markdown files, ${size} MB\n`);
  console.log('| sync | seconds | write calls | peak MB | chunks | target | met |');
  console.log('| --- | ---: | ---: | ---: | ---: | --- | --- |');
  for (const { what, figures, target, isMet } of rows) {
    const cells = [
      what,
      figures.seconds.toFixed(1),
      figures.writeCalls,
      Math.round(figures.peakMb),
      figures.chunks.toLocaleString('en-US'),
      target,
      isMet ? 'yes' : 'no',
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}
